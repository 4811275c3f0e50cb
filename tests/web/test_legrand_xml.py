from __future__ import annotations

import codecs
from collections.abc import Mapping
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.say import Sentence
from borne.web import legrand_xml
from borne.web.legrand_xml import Document, Edit, Value

CODECS = {
    "utf-8": b"",
    "utf-8-sig": codecs.BOM_UTF8,
    "iso8859-1": b"",
    "cp1252": b"",
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
}
DECLARED = {
    "utf-8": "UTF-8", "utf-8-sig": "utf-8", "iso8859-1": "ISO-8859-1", "cp1252": "windows-1252",
    "utf-16-le": "UTF-16", "utf-16-be": "utf-16",
}  # fmt: skip
SIGNS = st.characters(min_codepoint=32, max_codepoint=255, exclude_categories=["Cc"])
TEXTS = st.text(SIGNS, max_size=12).map(str.strip)
BLANKS = st.sampled_from(["", " ", "\n", "\r\n\t", "\r\n    "])
NOISE = st.sampled_from([
    "", "<!-- ws://old/ <value>x</value> -->", "<?page keep='this'?>", "<Other a='1'\tb = \"2\" />",
    "<Text>Côté n°1 &amp; &#233;&lt;</Text>", "<Mixed><value>a<b/>c</value></Mixed>",
    "<![CDATA[<value>no</value>]]>", "<Two><value>a</value> <value/></Two>",
])  # fmt: skip


@st.composite
def values(draw: st.DrawFn) -> str:
    tag = draw(st.sampled_from(["value", "Value", "n:value"]))
    end = draw(st.sampled_from(["", " ", "\r\n"]))
    attribute = draw(st.sampled_from(["", ' a="/>"', "  b = '<!-'".replace("<", "&lt;")]))
    before, after = draw(BLANKS), draw(BLANKS)
    text = draw(TEXTS)
    held = draw(
        st.sampled_from(
            [None, "", escape(text, quote=False), f"<![CDATA[{text.replace(']', '')}]]>"]
        )
    )
    if held is None:
        return f"<{tag}{attribute}{end}/>"
    return f"<{tag}{attribute}{end}>{before}{held}{after}</{tag}{end}>"


@st.composite
def files(draw: st.DrawFn) -> bytes:
    codec = draw(st.sampled_from(sorted(CODECS)))
    quote = draw(st.sampled_from("\"'"))
    ends = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    names = draw(st.lists(st.sampled_from(["Serveur", "UID", "x:wifi", "Côté"]), max_size=5))
    parts = [f"<?xml version={quote}1.0{quote} encoding={quote}{DECLARED[codec]}{quote}?>", ends]
    parts.append("<Config xmlns:n='n' xmlns:x='x'>")
    for name in names:
        parts += [draw(NOISE), f"<{name} attribut='ReadWrite'>", draw(values()), f"</{name}>", ends]
    parts += [draw(NOISE), "</Config>", draw(BLANKS)]
    written = "".join(parts).encode(codec.removesuffix("-sig"), "xmlcharrefreplace")
    return CODECS[codec] + written


def opened(data: bytes) -> Document:
    found = legrand_xml.read(data)
    assert isinstance(found, Document), str(found)
    return found


def changed(document: Document, texts: Mapping[Value, str]) -> tuple[tuple[Edit, ...], bytes]:
    edits = legrand_xml.edits(document, texts)
    assert not isinstance(edits, Sentence), str(edits)
    return edits, legrand_xml.write(document, edits)


@given(data=st.data(), file=files())
def test_only_the_changed_texts_differ_and_going_back_gives_the_same_bytes(
    data: st.DataObject, file: bytes
) -> None:
    document = opened(file)
    chosen = [one for one in document.values if data.draw(st.booleans())]
    plain = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=9)
    texts = {one: data.draw(plain if one.cdata else TEXTS).replace("]", "") for one in chosen}
    edits, written = changed(document, texts)

    back: list[Edit] = []
    at = moved = 0
    for edit in edits:
        value = edit.value
        start = value.start + moved
        assert written[at + moved : start] == file[at : value.start]
        end = start + len(edit.written)
        assert written[start:end] == edit.written
        held = Value(value.path, "", start, end)
        back.append(Edit(held, file[value.start : value.end]))
        at, moved = value.end, end - value.end
    assert written[at + moved :] == file[at:]

    again = opened(written)
    assert legrand_xml.write(again, back) == file
    wanted = [texts.get(one, one.text) for one in document.values]
    assert [one.text for one in again.values] == wanted
    assert [one.path for one in again.values] == [one.path for one in document.values]


@given(file=files())
def test_a_file_with_the_texts_that_it_has_is_the_same_file(file: bytes) -> None:
    document = opened(file)
    assert changed(document, {one: one.text for one in document.values}) == ((), file)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"<a>{text}".encode()))
def test_anything_at_all_is_answered(data: bytes) -> None:
    assert isinstance(legrand_xml.read(data), Document | Sentence)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<a><value/></a>", "<a><value>x&amp;y</value></a>"),
        ("<a><value /></a>", "<a><value>x&amp;y</value></a>"),
        ('<a><n:Value b="/>"/></a>', '<a><n:Value b="/>">x&amp;y</n:Value></a>'),
        ("<a><value></value></a>", "<a><value>x&amp;y</value></a>"),
        ("<a><value>\n </value></a>", "<a><value>x&amp;y</value></a>"),
        ("<a><value>\r\n old\r\n</value></a>", "<a><value>\r\n x&amp;y\r\n</value></a>"),
        ("<a><value>o&#108;d</value></a>", "<a><value>x&amp;y</value></a>"),
        ("<a><value>old<!-- x --></value></a>", "<a><value>x&amp;y<!-- x --></value></a>"),
        ("<a><value><![CDATA[o]]></value></a>", "<a><value><![CDATA[x&y]]></value></a>"),
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_value_is_changed_with_the_least_possible(before: str, after: str, codec: str) -> None:
    document = opened(before.encode(codec))
    (value,) = document.values
    assert changed(document, {value: "x&y"})[1] == after.encode(codec)


@pytest.mark.parametrize(
    "file", ["<a><value>x<b/></value></a>", "<a><value>x<!-- -->y</value></a>"]
)
def test_a_value_that_is_more_than_a_text_is_left_alone(file: str) -> None:
    assert opened(file.encode()).values == ()


def test_what_the_encoding_lacks_is_written_as_a_reference() -> None:
    file = b"<?xml version='1.0' encoding='ISO-8859-1'?><a><value>\xe9</value></a>"
    document = opened(file)
    assert document.values[0].text == "é"
    _, written = changed(document, {document.values[0]: "é€"})
    assert written == file.replace(b"\xe9", b"\xe9&#8364;")
    assert opened(written).values[0].text == "é€"


def test_what_a_literal_section_cannot_hold_is_refused() -> None:
    document = opened(b"<a><value><![CDATA[x]]></value></a>")
    refused = legrand_xml.edits(document, {document.values[0]: "]]>"})
    assert isinstance(refused, Sentence)


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l><value>&b;</value></l>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l><value>&x;</value></l>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"<a>" + b" " * legrand_xml.LARGEST + b"</a>", "larger than 512 KiB"),
        (b"<a/>" * 2_500_000, "larger than 512 KiB"),
        (b"PK\3\4...", "archive"),
        (b"<!DOCTYPE html><html><body><p>Hello</body></html>", "web page"),
        (b"<HTML><body></body></HTML>", "web page"),
        (LAUGHS.encode(), "declares a document type"),
        (LAUGHS.encode("utf-16"), "declares a document type"),
        (OUTSIDE.encode(), "declares a document type"),
        (b'<!DOCTYPE l SYSTEM "http://x/y.dtd"><l/>', "declares a document type"),
        (b"<l>&nbsp;</l>", "declares a document type"),
        (b"<a><value>x</value>", "ends too early"),
        (b"<a><value>x</val", "ends too early"),
        ("<a><value>é".encode()[:-1], "ends too early"),
        (codecs.BOM_UTF8, "empty"),
        (codecs.BOM_UTF16_LE, "empty"),
        (b"PK\5\6" + b"\0" * 18, "archive"),
        (b"<!doctype html>\n<html lang=en><p>Hello", "web page"),
        (b"\n<html lang=en><p>Hello<br></html>", "web page"),
        (b"hello", "no XML at all"),
        (b'{"Serveur": "ws://"}', "no XML at all"),
        (b"%PDF-1.4", "no XML at all"),
        (bytes(range(256)), "no XML at all"),
        (b"<a", "ends too early"),
        (b"<a b>x</a>", "not XML that can be read"),
        (b"<a>\n<b></a>", "line 2"),
        (b"<a>\xe9t\xe9</a>", "another encoding"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "another encoding"),
        ('<?xml version="1.0" encoding="UTF-8"?><a/>'.encode("utf-16"), "another encoding"),
        (codecs.BOM_UTF8 + b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "another encoding"),
        (b'<?xml version="1.0" encoding="Shift_JIS"?><a/>', "Shift_JIS"),
        (b'<?xml version="1.0" encoding="none-such"?><a/>', "none-such"),
        (b"<a>" * 100 + b"</a>" * 100, "nested too deeply"),
    ],
    ids=lambda one: str(one)[:24],
)
def test_what_is_no_such_file_is_refused_with_a_sentence(data: bytes, said: str) -> None:
    refused = legrand_xml.read(data)
    assert isinstance(refused, Sentence)
    assert said in refused.say("en")
    assert refused.say("fr") != refused.say("en")
