"""The values of an XML file at their bytes, so that one can change and every other byte stays.

Pure, and closed: a file with a document type or entities is refused before anything is read in.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from borne.domain.say import Sentence
from borne.web import legrand_words as words

LARGEST: Final = 512 * 1024
"""Bytes of a file that is read at all; a real one has a few thousand."""
_DEEPEST: Final = 64
_BLANK: Final = " \t\r\n"
_KNOWN: Final = {
    "utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "utf-16-le", "utf-16-be",
}  # fmt: skip
_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_PAGE: Final = re.compile(rb"\s*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE)
"""Browsers read pages that no reader of XML does."""
_CUT: Final = {
    expat.errors.codes[text]
    for text in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}
_BAD_ENCODING: Final = expat.errors.codes[expat.errors.XML_ERROR_INCORRECT_ENCODING]
_ENTITY: Final = expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]


@dataclass(frozen=True, slots=True)
class Value:
    """The text of one `<value>` element, and the bytes that hold it."""

    path: tuple[str, ...]
    """The elements around it from the root on, in lower case, without prefixes."""
    text: str = field(repr=False)
    start: int
    end: int
    closing: str | None = None
    """For `<value/>`: the name that its end tag needs once it holds something."""
    cdata: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file whose values are known."""

    data: bytes = field(repr=False)
    codec: str
    values: tuple[Value, ...]

    def text(self, start: int = 0, end: int | None = None) -> str:
        """What stands between two bytes, as written."""
        return self.data[start:end].decode(self.codec)


@dataclass(frozen=True, slots=True)
class Edit:
    """Other bytes in the place of a value's."""

    value: Value
    written: bytes = field(repr=False)


def read(data: bytes) -> Document | Sentence:
    """The values of the file, or why it is not one."""
    if not data.strip() or data in _MARKS:
        return words.EMPTY()
    if len(data) > LARGEST:
        return words.TOO_LARGE(size=LARGEST // 1024)
    if data.startswith((b"PK", b"\x1f\x8b", b"Rar!", b"7z")):
        return words.ARCHIVE()
    reader = _Reader(data)
    refused = reader.run()
    if refused is not None:
        return refused
    return Document(data, reader.codec, tuple(reader.values))


def edits(document: Document, texts: Mapping[Value, str]) -> tuple[Edit, ...] | Sentence:
    """What to write for other texts in these values; a text that is there already is no edit."""
    found: list[Edit] = []
    for value in sorted(texts, key=lambda one: one.start):
        if texts[value] == value.text:
            continue
        written = _written(value, texts[value], document.codec)
        if written is None:
            return words.NOT_IN_CDATA()
        found.append(Edit(value, written))
    return tuple(found)


def write(document: Document, changes: Sequence[Edit]) -> bytes:
    """The file with these edits, in order; every byte between them stays."""
    parts: list[bytes] = []
    at = 0
    for one in changes:
        parts += [document.data[at : one.value.start], one.written]
        at = one.value.end
    return b"".join([*parts, document.data[at:]])


def _written(value: Value, text: str, codec: str) -> bytes | None:
    if value.cdata:
        try:
            return None if "]]>" in text else text.encode(codec)
        except UnicodeEncodeError:
            return None
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if value.closing is not None:
        safe = f">{safe}</{value.closing}>"
    return safe.encode(codec, "xmlcharrefreplace")


class _Refused(Exception):
    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__()


@dataclass(slots=True)
class _Run:
    """Characters without anything between them."""

    start: int
    end: int | None = None
    cdata: bool = False


@dataclass(slots=True)
class _Element:
    name: str
    body: int | None = None
    """Where its start tag ends; known when the next thing begins."""
    runs: list[_Run] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    plain: bool = True
    """Whether it holds no element."""


class _Reader:
    """One pass of expat over the bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        marked = (name for mark, name in _MARKS.items() if data.startswith(mark))
        self._marked = next(marked, None)
        self.codec = self._marked or "utf-8"
        self.values: list[Value] = []
        self._open: list[_Element] = []
        self._parser = expat.ParserCreate()

    def run(self) -> Sentence | None:
        parser = self._parser
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = _refuse_entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartCdataSectionHandler = self._cdata
        parser.EndCdataSectionHandler = self._other
        parser.CommentHandler = self._other
        parser.ProcessingInstructionHandler = self._other
        try:
            parser.Parse(self._data, True)
            self._data.decode(self.codec)
        except _Refused as refused:
            return refused.sentence
        except expat.ExpatError as error:
            return self._wrong(error)
        except UnicodeDecodeError:
            return words.WRONG_ENCODING()
        except ValueError:
            return words.UNKNOWN_ENCODING(name=self.codec)
        return None

    def _wrong(self, error: expat.ExpatError) -> Sentence:
        if _PAGE.match(self._data):
            return words.WEB_PAGE()
        if self._marked is None and not self._data.lstrip().startswith(b"<"):
            return words.OTHER_KIND()
        if error.code in _CUT:
            return words.CUT_SHORT(line=error.lineno)
        if error.code == _BAD_ENCODING:
            return words.WRONG_ENCODING()
        if error.code == _ENTITY:
            return words.DECLARATIONS()
        try:
            self._data.decode(self.codec)
        except UnicodeDecodeError:
            if self._open:
                return words.WRONG_ENCODING()
        return words.NOT_XML(line=error.lineno)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is None:
            return
        try:
            name = codecs.lookup(encoding).name
        except LookupError:
            name = ""
        if name == "utf-16":
            if self._marked not in {"utf-16-le", "utf-16-be"}:
                raise _Refused(words.WRONG_ENCODING())
            return
        if name not in _KNOWN:
            raise _Refused(words.UNKNOWN_ENCODING(name=encoding[:40]))
        if self._marked is not None and name != self._marked:
            raise _Refused(words.WRONG_ENCODING())
        self.codec = name

    def _doctype(self, name: str, *_ids: object) -> None:
        raise _Refused(words.WEB_PAGE() if name.casefold() == "html" else words.DECLARATIONS())

    def _start(self, name: str, _attributes: object) -> None:
        self._here()
        if not self._open and _local(name) == "html":
            raise _Refused(words.WEB_PAGE())
        if len(self._open) >= _DEEPEST:
            raise _Refused(words.TOO_DEEP())
        if self._open:
            self._open[-1].plain = False
        self._open.append(_Element(name))

    def _end(self, name: str) -> None:
        at = self._here()
        element = self._open.pop()
        if _local(name) == "value" and element.plain and len(element.runs) <= 1:
            self.values.append(self._value(element, at))

    def _value(self, element: _Element, end: int) -> Value:
        path = tuple(_local(one.name) for one in self._open)
        body = end if element.body is None else element.body
        text = "".join(element.text).strip(_BLANK)
        close = "/>".encode(self.codec)
        begin = body - len(close)
        if self._data[begin:body] == close:
            blank = self._blank(self._data[max(0, begin - 512) : begin], behind=True)
            return Value(path, "", begin - blank, body, element.name)
        if not element.runs:
            return Value(path, text, body, body)
        run = element.runs[0]
        start, stop = run.start, end if run.end is None else run.end
        if text:
            held = self._data[start:stop]
            start += self._blank(held)
            stop -= self._blank(held, behind=True)
        return Value(path, text, start, stop, cdata=run.cdata)

    def _blank(self, held: bytes, *, behind: bool = False) -> int:
        """How many bytes of blanks stand before or behind."""
        unit = 2 if self.codec.startswith("utf-16") else 1
        units = [held[at : at + unit] for at in range(0, len(held), unit)]
        blanks = {sign.encode(self.codec) for sign in _BLANK}
        count = 0
        for one in reversed(units) if behind else units:
            if one not in blanks:
                break
            count += unit
        return count

    def _characters(self, text: str) -> None:
        at = self._here(characters=True)
        if not self._open:
            return
        element = self._open[-1]
        element.text.append(text)
        if not element.runs or element.runs[-1].end is not None:
            element.runs.append(_Run(at))

    def _cdata(self) -> None:
        at = self._here()
        if self._open:
            start = at + len("<![CDATA[".encode(self.codec))
            self._open[-1].runs.append(_Run(start, cdata=True))

    def _other(self, *_said: object) -> None:
        self._here()

    def _here(self, *, characters: bool = False) -> int:
        """Where the thing that is being told begins; what ran until here ends."""
        at = self._parser.CurrentByteIndex
        if self._open:
            element = self._open[-1]
            if element.body is None:
                element.body = at
            if not characters and element.runs and element.runs[-1].end is None:
                element.runs[-1].end = at
        return at


def _refuse_entity(*_declared: object) -> None:
    raise _Refused(words.DECLARATIONS())


def _local(name: str) -> str:
    return name.rpartition(":")[2].casefold()
