"""Takes out of a text what is nobody else's business: passwords, badges, names, addresses.

What is known by name is replaced wherever it stands, the same by the same, so that one still sees
what belongs together; what only looks like a secret is replaced by its shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_ADDRESS: Final = re.compile(
    rf"(?<![\w.])(?:{_OCTET}\.){{3}}{_OCTET}(?![\w.])"
    r"|(?<![\w:.])(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}(?![\w:])"
    r"|(?<![\w:.])(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}(?![\w:])"
    r"|(?<![\w:.])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![\w:])"
)
_LOOPBACK: Final = ("127.0.0.1", "0.0.0.0")  # noqa: S104  compared, not bound
_HIDDEN: Final = "hidden"
_SHAPES: Final = (
    # Who is named in an address: scheme://user:password@host
    (re.compile(r"(?<=://)[^/\s:@\"']+:[^/\s@\"']+(?=@)"), _HIDDEN),
    (re.compile(r"(?i)(?<=bearer )[\w.~+/=-]{8,}"), _HIDDEN),
    (re.compile(r"(?i)(?<=basic )[\w+/=-]{8,}"), _HIDDEN),
    # A token of Home Assistant: three parts of base 64
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}"), _HIDDEN),
    (re.compile(r"(?<![0-9a-fA-F])[0-9a-f]{56,}(?![0-9a-fA-F])"), _HIDDEN),
    # Certificates and keys, also where they were cut short
    (
        re.compile(
            r"-----BEGIN [A-Z0-9 ]+-----(?:(?:\\[nr]|\s)*[\w+/=]{8,})*"
            r"(?:(?:\\[nr]|\s)*-----END [A-Z0-9 ]+-----(?:\\[nr])*)?"
        ),
        "certificate",
    ),
    (re.compile(r"\bMII[\w+/=]{16,}"), "certificate"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "mail"),
)
_WORD: Final = r"\w"
SHORTEST: Final = 3
"""Characters below which a value is only replaced where it stands alone between quotes."""


class Veil:
    """Remembers what it has replaced, for as long as one archive is made."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def hide(self, kind: str, value: str | None) -> None:
        """Replace this value from now on, in any case, by `kind-1`, `kind-2`, …"""
        folded = (value or "").strip().casefold()
        if folded and folded not in self._known:
            self._known[folded] = self._next(kind)

    def over(self, text: str) -> str:
        """The text with everything replaced."""
        for pattern, replace in self._patterns():
            text = pattern.sub(replace, text)
        for shape, word in _SHAPES:
            text = shape.sub(word, text)
        return _ADDRESS.sub(self._address, text)

    def _patterns(self) -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]:
        long = sorted((one for one in self._known if len(one) >= SHORTEST), key=len, reverse=True)
        short = [one for one in self._known if len(one) < SHORTEST]
        if long:
            words = "|".join(re.escape(one) for one in long)
            pattern = rf"(?i)(?<!{_WORD})(?:{words})(?!{_WORD})"
            yield re.compile(pattern), self._name
        if short:
            words = "|".join(re.escape(one) for one in short)
            yield re.compile(rf'(?i)(?<=")(?:{words})(?=")'), self._name

    def _name(self, found: re.Match[str]) -> str:
        return self._known.get(found[0].casefold(), _HIDDEN)

    def _address(self, found: re.Match[str]) -> str:
        address = found[0]
        if address in _LOOPBACK:
            return address
        self.hide("address", address)
        return self._known[address.casefold()]

    def _next(self, kind: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}-{self._counts[kind]}"
