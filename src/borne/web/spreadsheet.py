"""Texts in the cells of a CSV: a spreadsheet shows them, and calculates none of them."""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = "'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]"
"""How what a spreadsheet calculates begins; quotes before it are those that were there already."""
_UNQUOTED: Final = re.compile(f"(^|[;\t\r\n])(?={_FORMULA})")
_QUOTED: Final = re.compile(f"(^|[;\t\r\n])'(?={_FORMULA})")


def cell(text: str) -> str:
    """The text with a quote before each formula, also where a French spreadsheet cuts at `;`."""
    return _UNQUOTED.sub(r"\1'", text)


def text_of(cell: str) -> str:
    """What `cell` was made of."""
    return _QUOTED.sub(r"\1", cell)
