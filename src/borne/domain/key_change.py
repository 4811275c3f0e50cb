"""What became of one setting of a charger."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class KeyChange(Struct, frozen=True):
    """A setting that Borne wanted changed, or that was found changed; secrets are hidden."""

    at: datetime
    key: str
    before: str | None
    """None: it was not known."""
    after: str
    status: str | None = None
    """OCPP's own word for the charger's answer, or the error; None: found so when it was read."""
    wished: bool = False
    """By a person; else by Borne's set-up."""
