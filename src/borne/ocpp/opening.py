"""The bytes with which a charger opens its connection, mended where HTTP is written carelessly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_from_bytes

from borne.ocpp.handshake import FOR_BROWSERS

_TLS: Final = b"\x16"
_NONE: Final = "sends what is no HTTP request; answered 400"
_MOST: Final = 2**15
"""Bytes of a request; of a longer one the protocol says what is too long."""
_BEGINS: Final = re.compile(rb"[A-Za-z]{1,10}(?: |\Z)")
_ENDS: Final = re.compile(rb"\r?\n\r?\n")
_LINE: Final = re.compile(rb"([A-Za-z]{1,10}) (.*?)[ \t]* HTTP/1\.[01][ \t]*")
_HEADER: Final = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+:[\t\x20-\x7e\x80-\xff]*")
_HAS_BODY: Final = re.compile(
    rb"transfer-encoding[ \t]*:|content-length[ \t]*:[ \t]*(?!0[ \t]*\Z)", re.IGNORECASE
)
_IN_A_PATH: Final = bytes(range(0x21, 0x7F)).decode()

_WORDS: Final = FOR_BROWSERS.encode()
_NO_REQUEST: Final = (
    b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_WORDS), _WORDS)
)


class NotHttp(Exception):
    """What came first is no HTTP request: what it is, and what may be answered."""

    def __init__(self, words: str, answer: bytes = b"") -> None:
        self.words = words
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Opening:
    """A request as HTTP wants it, and the bytes that came behind it."""

    request: bytes
    rest: bytes
    mended: bool


def opening(data: bytes) -> Opening | None:
    """The request at the beginning of a connection; None: it is not whole yet. Raises NotHttp.

    Lines that end in LF alone, blank lines before the first, folded headers, HTTP/1.0, and blanks
    or letters that a path cannot hold are put right; what is no header is left out.
    """
    if data[:1] == _TLS:
        raise NotHttp("speaks TLS (wss://) to the port for ws://; the port for wss:// is 9443")
    text = data.lstrip(b"\r\n")
    if text and not _BEGINS.match(text):
        raise NotHttp(_NONE, _NO_REQUEST)
    end = _ENDS.search(text)
    if end is None:
        return Opening(data, b"", mended=False) if len(data) > _MOST else None
    first, *headers = text[: end.start()].replace(b"\r\n", b"\n").split(b"\n")
    line = _LINE.fullmatch(first)
    if line is None or any(map(_HAS_BODY.match, headers)):
        raise NotHttp(_NONE, _NO_REQUEST)
    path = quote_from_bytes(line[2], _IN_A_PATH).encode()
    lines = [b"%b %b HTTP/1.1" % (line[1], path), *filter(_HEADER.fullmatch, _unfolded(headers))]
    request = b"\r\n".join((*lines, b"", b""))
    return Opening(request, text[end.end() :], mended=request != data[: len(request)])


def _unfolded(headers: list[bytes]) -> list[bytes]:
    """The headers, each on one line."""
    whole: list[bytes] = []
    for line in headers:
        if line[:1] in (b" ", b"\t") and whole:
            whole[-1] += b" " + line.strip()
        else:
            whole.append(line)
    return whole
