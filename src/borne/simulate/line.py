"""The virtual charge point's way to its central system, and why it is closed to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus


class Line(ClientConnection):
    """A connection that tells of every byte, pings included."""

    def __init__(self, *args: Any, on_use: Callable[[], None], **options: Any) -> None:  # noqa: ANN401  as of any connection
        super().__init__(*args, **options)
        self._on_use = on_use

    def data_received(self, data: bytes) -> None:
        self._on_use()
        super().data_received(data)


def why_not(url: str, failure: Exception, pause: float) -> str:
    """Why it could not connect, what to look at, and when it tries again."""
    if isinstance(failure, InvalidStatus):
        code = failure.response.status_code
        hint = "check the id and the password" if code in (401, 403) else "check the address"
        said = (failure.response.body or b"").decode(errors="replace").strip().partition("\n\n")
        why = " ".join(said[0].split())[:200].rstrip(".") or hint
        return f"{url} refuses the connection (HTTP {code}): {why}. Trying again in {pause:g} s."
    if isinstance(failure, TimeoutError):
        reason = "nobody answers in time"
    elif isinstance(failure, ConnectionRefusedError):
        reason = "nothing listens there"
    else:
        reason = str(failure) or type(failure).__name__
    return f"Cannot reach {url}: {reason}. Trying again in {pause:g} s."
