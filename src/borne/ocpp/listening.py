"""Listens on a port: one clear sentence where that cannot be, one port for every address."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Final

from borne.ocpp.errors import PortInUse, PortRefused

_TRIES: Final = 5


async def listen(
    factory: Callable[[], asyncio.Protocol], host: str | None, port: int
) -> asyncio.Server:
    """Listen; port 0: a free one. Raises PortInUse or PortRefused."""
    for _ in range(_TRIES if port == 0 else 1):
        # Left to the system, IPv4 and IPv6 would each get a port of their own.
        wanted = _free_port() if port == 0 and host is None else port
        try:
            return await asyncio.get_running_loop().create_server(factory, host, wanted)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PortRefused(host, port, error.strerror or str(error)) from None
    raise PortInUse(host, port)


def _free_port() -> int:
    with socket.create_server(("", 0)) as probe:
        return int(probe.getsockname()[1])
