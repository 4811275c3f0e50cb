"""The versions of OCPP that are spoken, by their WebSocket subprotocol."""

from __future__ import annotations

from enum import StrEnum


class Version(StrEnum):
    V16 = "ocpp1.6"
