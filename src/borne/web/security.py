"""How a charger proves who it is, as the panel's JSON, without what is kept of passwords. Pure."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from borne.domain.security import Security


def security_json(security: Security, zone: tzinfo) -> dict[str, Any]:
    """The field `security` of a charger."""
    password, refusals, certificate = security.password, security.refusals, security.certificate
    return {
        "required": int(security.required),
        "used": None if security.used is None else int(security.used),
        "offered": None if security.offered is None else int(security.offered),
        "tls": security.tls,
        "protocol": security.protocol,
        "password": password
        and {"made": _time(password.made, zone), "seen": _seen(security, zone)},
        "awaited": [_time(one.made, zone) for one in security.awaited],
        "certificate": certificate and {"until": _time(certificate.until, zone)},
        "refusals": refusals
        and {
            "count": refusals.count,
            "at": _time(refusals.at, zone),
            "why": refusals.why.value,
            "remote": refusals.remote,
        },
    }


def _seen(security: Security, zone: tzinfo) -> str | None:
    seen = security.password.seen if security.password else None
    return None if seen is None else _time(seen, zone)


def _time(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="milliseconds")
