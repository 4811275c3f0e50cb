"""By which names and addresses this machine can be reached, as far as it knows itself."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import Final

ALWAYS: Final = ("homeassistant.local", "localhost", "127.0.0.1", "::1")
# Reserved for documentation (RFC 5737, RFC 3849): nothing is sent there.
_ELSEWHERE: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))


def machine_names() -> set[str]:
    """The machine's own name, with `.local` too, and the addresses that it speaks from."""
    name = socket.gethostname().casefold()
    found = {*ALWAYS, name}
    if "." not in name:
        found.add(f"{name}.local")
    for family, elsewhere in _ELSEWHERE:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asked:
            asked.connect((elsewhere, 9))
            found.add(str(asked.getsockname()[0]))
    return found
