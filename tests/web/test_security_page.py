"""What the port for wss:// shows and the root that chargers must trust, over HTTP."""

from __future__ import annotations

import json
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from borne.domain.say import Text
from borne.domain.security import (
    Certificate,
    Password,
    Profile,
    Refusals,
    Refused,
    Security,
)
from borne.ocpp.authority import Authority
from borne.ocpp.tls_door import Failed
from borne.web.security import security_json

from .conftest import House

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)


class Tls:
    """A port for wss:// that is open."""

    tls_port = 9443
    tls_until = NOON
    tls_names = ("borne.local", "10.0.0.2")
    tls_failed = (Failed("10.0.0.9", 3, NOON, Text("why", "pourquoi")()),)

    def __init__(self, root: str | None) -> None:
        self.root = root
        self.root_serial = "5c" if root else None


async def test_the_root_can_be_taken_in_both_forms(house: House, tmp_path: Path) -> None:
    root = Authority.open(tmp_path / "tls").root
    house.tls = Tls(root)
    await house.serve()
    told = await house.get("api/tls")
    assert (told["port"], told["own"], told["root"]) == (9443, True, True)
    assert told["serial"] == "5c"
    assert told["names"] == ["10.0.0.2", "borne.local"]
    (failed,) = (await house.get("api/tls?language=fr"))["failed"]
    assert (failed["remote"], failed["count"], failed["why"]) == ("10.0.0.9", 3, "pourquoi")
    async with house.http.get(f"{house.url}api/tls/root.pem") as answer:
        assert await answer.text() == root
    async with house.http.get(f"{house.url}api/tls/root.der") as answer:
        assert await answer.read() == ssl.PEM_cert_to_DER_cert(root)
        assert "borne-root.cer" in answer.headers["Content-Disposition"]


async def test_a_persons_own_certificate_has_no_root_to_give(house: House) -> None:
    house.tls = Tls(None)
    await house.serve()
    told = await house.get("api/tls")
    assert (told["root"], told["serial"]) == (False, None)
    async with house.http.get(f"{house.url}api/tls/root.pem") as answer:
        assert answer.status == 404


@pytest.mark.parametrize("seen", [None, NOON])
def test_what_is_kept_of_a_password_is_not_shown(seen: datetime | None) -> None:
    security = Security(
        required=Profile.TLS,
        password=Password("scrypt$kept$kept", NOON, seen),
        awaited=(Password("scrypt$kept$kept", NOON),),
        certificate=Certificate("1f", NOON),
        used=Profile.TLS,
        tls=True,
        refusals=Refusals(3, NOON, Refused.WRONG, "10.0.0.66"),
    )
    shown = json.dumps(security_json(security, UTC))
    assert "kept" not in shown
    assert "10.0.0.66" in shown
