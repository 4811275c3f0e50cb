"""Who a charger is, from the address that people type into it."""

from __future__ import annotations

from base64 import b64encode

import pytest

from borne.ocpp.handshake import identity_of, subprotocol_of
from borne.ocpp.version import Version


def basic(credentials: str) -> str:
    return "Basic " + b64encode(credentials.encode()).decode()


@pytest.mark.parametrize(
    ("path", "identity"),
    [
        ("/garage", "garage"),
        ("/garage/", "garage"),
        ("//garage", "garage"),
        ("/x/garage", "garage"),
        ("/ocpp/1.6/garage//", "garage"),
        ("garage", "garage"),
        ("/garage?token=1", "garage"),
        ("/garage#x/y", "garage"),
        ("/CP%2D01", "CP-01"),
        ("/a%20b%2Fc", "a_b_c"),
        ("/gar%C3%A9", "gar_"),
        ("/x/%00", "x"),
        ("/x/..", "x"),
        ("/" + "a" * 500, "a" * 48),
        ("/", "charger"),
        ("", "charger"),
        ("///", "charger"),
    ],
)
def test_the_last_segment_of_the_path_is_the_identity(path: str, identity: str) -> None:
    assert identity_of(path) == identity


def test_without_a_path_the_user_of_the_basic_auth_is_the_identity() -> None:
    assert identity_of("/", basic("garage:secret")) == "garage"
    assert identity_of("/left", basic("garage:secret")) == "left"


@pytest.mark.parametrize(
    "authorization", ["", "Basic", "Basic !!!", "Bearer Z2FyYWdlOng=", basic(":x"), "Basic é"]
)
def test_without_either_it_is_charger(authorization: str) -> None:
    assert identity_of("/", authorization) == "charger"


@pytest.mark.parametrize(
    ("offered", "answer"),
    [
        (["ocpp1.6"], ("ocpp1.6", Version.V16)),
        (["ocpp2.0.1, ocpp1.6"], ("ocpp1.6", Version.V16)),
        (["ocpp2.0.1", "OCPP1.6"], ("OCPP1.6", Version.V16)),
        ([], (None, Version.V16)),
        (["ocppv16"], (None, Version.V16)),
        (['"ocpp1.6"'], ("ocpp1.6", Version.V16)),
        (["ocpp2.0.1 ocpp1.6;x"], ("ocpp1.6", Version.V16)),
        (["", ",,"], (None, Version.V16)),
        (["ocpp2.0.1"], (None, None)),
        (["ocpp2.0.1,ocpp2.1"], (None, None)),
    ],
)
def test_subprotocols(offered: list[str], answer: tuple[str | None, Version | None]) -> None:
    assert subprotocol_of(offered) == answer
