"""What is nobody else's business stays at home."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.web.veil import SHORTEST, Veil


def test_the_same_is_replaced_by_the_same() -> None:
    veil = Veil()
    veil.hide("badge", "04A1B2C3")
    veil.hide("person", "Ana")
    text = 'ANA showed 04a1b2c3; "04A1B2C3" is Ana\'s'
    assert veil.over(text) == 'person-1 showed badge-1; "badge-1" is person-1\'s'


def test_a_name_within_a_word_stays() -> None:
    veil = Veil()
    veil.hide("person", "Ana")
    assert veil.over("banana") == "banana"


def test_a_badge_of_one_sign_is_replaced_only_between_quotes() -> None:
    veil = Veil()
    veil.hide("badge", "1")
    assert veil.over('{"idTag":"1","connectorId":1}') == '{"idTag":"badge-1","connectorId":1}'


@pytest.mark.parametrize(
    "secret",
    [
        "mqtt://ana:topsecret@broker",
        "Authorization: Bearer abcdef0123456789",
        "Authorization: Basic YW5hOnRvcHNlY3JldA==",
        "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhYmMifQ.c2lnbmF0dXJlMTIz",
        "token " + "0a" * 32,
        "-----BEGIN CERTIFICATE-----\\nMIIBszCCAVmgAwIBAgIUQm9ybmU=\\n-----END CERTIFICATE-----",
        "cut short: -----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49",
        "192.168.1.34",
        "fe80::1ff:fe23:4567:890a",
        "aa:bb:cc:dd:ee:ff",
        "ana@example.org",
    ],
)
def test_what_looks_like_a_secret_is_replaced(secret: str) -> None:
    told = Veil().over(f"before {secret} after")
    assert told.startswith("before ")
    assert told.endswith(" after")
    for piece in ("topsecret", "abcdef0123", "YW5h", "eyJpc3M", "0a0a", "168", "4567", "ee:ff"):
        assert piece not in told
    assert "MI" not in told
    assert "example" not in told


@pytest.mark.parametrize(
    "text", ["2026-06-07T12:00:00+02:00", "Borne 1.2.3 is ready", "12:34-14:34", "127.0.0.1", "a:b"]
)
def test_times_and_versions_stay(text: str) -> None:
    assert Veil().over(text) == text


@given(st.lists(st.text("abcXYZ0123", min_size=SHORTEST, max_size=12), min_size=1), st.text())
def test_nothing_known_is_left_as_a_word(values: list[str], around: str) -> None:
    veil = Veil()
    for value in values:
        veil.hide("badge", value)
    text = veil.over(" ".join([around, *values]))
    words = text.replace(around, " ").casefold().split()
    assert not {value.casefold() for value in values} & set(words)
