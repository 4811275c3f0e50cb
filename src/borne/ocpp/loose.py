"""Text that is nearly JSON into JSON, for chargers that put their frames together by hand."""

from __future__ import annotations

import json
import math
import re
from typing import Final

_TOKEN: Final = re.compile(
    r"""
      (?P<text>"(?:[^"\\]|\\.)*+(?:"|\\?\Z))
    | '(?P<quoted>(?:[^'\\]|\\.)*+)(?:'|\\?\Z)
    | (?P<comma>,\s*+(?=[]}]))
    | (?P<number>[-+]?\.?\d[\w.+-]*+)
    | (?P<word>[^\W\d][\w.$-]*+)
    """,
    re.VERBOSE | re.DOTALL,
)
_WRONG_ESCAPE: Final = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|)')
_WORDS: Final = {"true": "true", "false": "false"}
_NOTHING: Final = frozenset({"null", "none", "nil", "undefined", "nan", "inf", "infinity"})


def loosely(text: str) -> str:
    """The text as JSON would have it, in time that grows with its length.

    Single quotes, words without quotes, Python's and JavaScript's words, numbers with zeros in
    front, commas before the end and escapes that there are not; all else stays.
    """
    return _TOKEN.sub(_mended, text)


def _mended(token: re.Match[str]) -> str:
    said = token[0]
    match token.lastgroup:
        case "text":
            return _WRONG_ESCAPE.sub(lambda found: found[0] if found[1] else r"\\", said)
        case "quoted":
            return json.dumps(re.sub(r"\\(.)", r"\1", token["quoted"], flags=re.DOTALL))
        case "comma":
            return ""
        case "number":
            return _number(said)
    plain = said.casefold()
    return "null" if plain in _NOTHING else _WORDS.get(plain) or json.dumps(said)


def _number(said: str) -> str:
    try:
        json.loads(said)
    except ValueError:
        try:
            number = float(said)
        except ValueError:
            return json.dumps(said)
        plain = int(number) if number.is_integer() else number
        return json.dumps(plain) if math.isfinite(number) else "null"
    return said
