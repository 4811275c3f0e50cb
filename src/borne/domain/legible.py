"""Characters that nobody sees: where a person types them, and where a charger sends them. Pure.

Control characters forge lines of a log, marks of direction turn words round, and what has no width
makes two names of one. What people type with them is refused; of what chargers send they are left
out; what is shown as it came, shows them by their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_UNSEEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f"  # control
    r"\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphen, fillers
    r"\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"  # no width, direction
    r"\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
    # What joins letters, or people into a family, means something only between such.
    r"|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)
_BETWEEN_LINES: Final = "\t\n\r\x85"
_BREAKS: Final = re.compile(r"[\t-\r\x85\u2028\u2029]+")


def unseen_in(text: str) -> str | None:
    """The first character that nobody sees, as `U+200B`; None: there is none."""
    found = None if text.isprintable() and text.isascii() else _UNSEEN.search(text)
    return _number(found[0]) if found else None


def all_unseen_in(text: str) -> Iterator[tuple[int, str]]:
    """Where on its lines each of them stands, and which one it is."""
    for found in _UNSEEN.finditer(text):
        if found[0] not in _BETWEEN_LINES:
            yield found.start(), _number(found[0])


def legible(text: str) -> str:
    """The text on one line, without what nobody sees, and without blanks around it."""
    if not (text.isprintable() and text.isascii()):
        text = _UNSEEN.sub("", _BREAKS.sub(" ", text))
    return text.strip()


def exposed(text: str) -> str:
    r"""The text on one line, with the number of each character that nobody sees: `\u202e`."""
    if text.isprintable() and text.isascii():
        return text
    return _UNSEEN.sub(lambda found: ascii(found[0])[1:-1], text)


def _number(char: str) -> str:
    return f"U+{ord(char):04X}"
