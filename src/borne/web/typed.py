"""The rule texts as they stand on a page, before they are saved."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from borne.rules.check import Reading, read
from borne.rules.document import SourceFile
from borne.web import errors
from borne.web.errors import Refusal
from borne.web.ports import RuleFilesPort

_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,60}\.yaml\Z")
_MOST_FILES: Final = 50


@dataclass(frozen=True, slots=True)
class Typed:
    """A file as somebody has typed it, the others that are not saved, and the page it is on."""

    name: str
    text: str
    texts: Mapping[str, str] = field(default_factory=dict)
    page: str = ""

    def over(self, files: Sequence[SourceFile]) -> list[SourceFile]:
        """All files in their order, with what was typed instead of what is saved."""
        return [SourceFile(name, text) for name, text in sorted(self.all_texts(files).items())]

    def all_texts(self, files: Sequence[SourceFile]) -> dict[str, str]:
        """The same by name."""
        return {**{file.name: file.text for file in files}, **self.texts, self.name: self.text}


async def read_over(files: RuleFilesPort, typed: Typed) -> tuple[list[SourceFile], Reading]:
    """All files as they would be, read in a thread; one that cannot be read is left out."""

    def work() -> tuple[list[SourceFile], Reading]:
        saved = []
        for name in files.names():
            try:
                saved.append(SourceFile(name, files.text(name)))
            except (OSError, UnicodeDecodeError):
                continue
        found = typed.over(saved)
        return found, read(found)

    return await asyncio.to_thread(work)


def read_typed(body: Mapping[str, Any]) -> Typed:
    """Read a body. Raises Refusal."""
    texts = body.get("texts") or {}
    if not isinstance(texts, Mapping) or len(texts) > _MOST_FILES:
        raise Refusal(400, errors.MISSING_TEXT(name="texts"))
    others = {read_name(name): _text(text, "texts") for name, text in texts.items()}
    page = str(body.get("page") or "")[:40]
    return Typed(read_name(body.get("name")), _text(body.get("text"), "text"), others, page)


def read_name(name: object) -> str:
    """Read the name of a rule file. Raises Refusal."""
    if not isinstance(name, str) or not _FILE_NAME.match(name):
        raise Refusal(400, errors.NOT_A_RULE_FILE(name=str(name)[:80]))
    return name


def read_place(body: Mapping[str, Any]) -> tuple[int, int]:
    """Read a line and a column from 1. Raises Refusal."""
    return read_number(body, "line"), read_number(body, "column")


def read_number(body: Mapping[str, Any], key: str) -> int:
    """Read a whole number. Raises Refusal."""
    value = body.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise Refusal(400, errors.NOT_A_COUNT(name=key, text=str(value)[:40]))
    return value


def _text(text: object, key: str) -> str:
    if not isinstance(text, str):
        raise Refusal(400, errors.MISSING_TEXT(name=key))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refusal(400, errors.MISSING_TEXT(name=key)) from None
    return text
