"""A password is recognised, and by nothing else than itself."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.secret import Secret
from borne.ocpp.password import made, matches, verifier


@pytest.mark.parametrize("own", [True, False])
def test_a_password_is_known_again_plain_and_in_hexadecimal(*, own: bool) -> None:
    password = made()
    kept = verifier(password, own=own)
    assert password not in kept
    assert matches(kept, password.encode())
    assert matches(kept, password.encode().hex().encode())
    assert not matches(kept, password[:-1].encode())
    assert verifier(password, own=own) != kept, "salted"


@given(st.binary(max_size=60))
def test_nothing_else_is_taken(shown: bytes) -> None:
    assert not matches(verifier(made(), own=False), shown)


def test_what_is_kept_may_be_damaged() -> None:
    for kept in ("", "scrypt", "md5$00$00", "hmac-sha256$00$"):
        assert not matches(kept, b"x")


def test_the_made_ones_differ_and_can_be_typed() -> None:
    passwords = {made() for _ in range(200)}
    assert len(passwords) == 200
    assert all(len(one) == 20 and one.isalnum() and one.isascii() for one in passwords)


def test_500_chargers_at_once_do_not_hold_up_the_loop() -> None:
    password = made().encode()
    kept = verifier(password.decode(), own=False)
    began = time.process_time()
    for _ in range(500):
        matches(kept, password)
    assert time.process_time() - began < 0.5


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret("opensesame")
    assert "opensesame" not in f"{secret} {secret!r} {[secret]}"
