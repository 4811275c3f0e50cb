"""What a link has to say about a charger's messages; whoever owns the link logs and counts it."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Severity: TypeAlias = Literal["info", "warning", "error"]


class Problem(Struct, frozen=True, gc=False):
    """Something in a message that is not as OCPP says, and what was made of it."""

    field: str | None
    text: str
    severity: Severity = "warning"


class Note(Struct, frozen=True, gc=False):
    """One line for the log."""

    severity: Severity
    charger: str
    action: str | None
    field: str | None
    text: str

    def __str__(self) -> str:
        where = ".".join(part for part in (self.action, self.field) if part)
        return f"{self.charger}: {where}: {self.text}" if where else f"{self.charger}: {self.text}"


def shown(value: object, most: int = 60) -> str:
    """A value from outside, cut and made printable for a log line."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = value if isinstance(value, str) else repr(value)
    text = text[: most + 1]
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return text if len(text) <= most else f"{text[: most - 1]}…"
