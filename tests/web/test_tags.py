"""Badges as CSV, and learnt or allowed through the panel."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.commands import Ticket
from borne.domain.events import TagSwiped
from borne.domain.say import Language
from borne.domain.state import State
from borne.domain.tag import Tag
from borne.domain.wishes import SetTag
from borne.web.access import Ingress
from borne.web.spreadsheet import cell, text_of
from borne.web.tags import COLUMNS, Import, read, to_csv

from .conftest import House, Open

ANNA = Tag("04A1B2", "Anna's key", "Anna", "Family", "Zoe", date(2026, 12, 31), 1)
HOUSE = State(tags={"04a1b2": ANNA})
PARIS = ZoneInfo("Europe/Paris")


def wanted(found: Import) -> list[SetTag]:
    assert [str(trouble.message) for trouble in found.troubles] == []
    return [change.intent for change in found.changes]


def problems(text: str) -> list[tuple[int, str]]:
    return [(trouble.line, str(trouble.message)) for trouble in read(text, HOUSE).troubles]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_is_exported_changes_nothing_when_it_comes_back(language: Language) -> None:
    guest = Tag("=1+1", blocked=True, last_seen=datetime(2026, 6, 7, tzinfo=UTC))
    phone = Tag("6b6a3a52-6a0e-4e4f-9f6a-3f1f1d1c9b0e", "A tag of Home Assistant")
    text = to_csv([ANNA, guest, phone], PARIS, language)
    assert "'=1+1" in text
    state = State(tags={"04a1b2": ANNA, "=1+1": guest, phone.tag: phone})
    assert [change.kind for change in read(text, state).changes] == ["same"] * 3


def test_a_file_of_a_french_spreadsheet() -> None:
    text = "\ufeffBadge;Nom;Personne;Expire;Bloqué\r\n04a1b2;Clé;;31/1/2027;oui\r\nFF;;Bob;;\r\n"
    fields = frozenset({"name", "person", "expires", "blocked"})
    known = Tag("04a1b2", "Clé", expires=date(2027, 1, 31), blocked=True)
    assert wanted(read(text, HOUSE)) == [
        SetTag(known, fields),
        SetTag(Tag("FF", person="Bob"), fields),
    ]


def test_what_has_no_column_stays_and_what_changes_is_told() -> None:
    (change,) = read("tag,name\n04a1b2,Blue key\n", HOUSE).changes
    assert change.kind == "changed"
    assert change.fields == {"name": ("Anna's key", "Blue key")}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "The file is empty"),
        ("name\nAnna\n", 1, "The first line must name the columns, “tag” among them"),
        ("tag,colour\nA,red\n", 1, "“colour” is not a column"),
        ("tag,tag\n", 1, "The column “tag” is there twice"),
        ("tag,name\n\n,Anna\n", 3, "The badge’s number is missing"),
        ("tag\nA\na\n", 3, "The badge a is on line 2 already"),
        ("tag\n4,00E+12\n".replace(",", "."), 2, "The spreadsheet has made a number of 4.00E+12"),
        ("tag\n" + "A" * 65, 2, "The number AAAAAAAAAAAAAAAAAAAA… is longer than 64 characters"),
        ("tag\nborne\n", 2, "borne is the badge under which Borne itself starts"),
        ("tag,expires\nA,soon\n", 2, "“expires” must be a date, as in 2026-12-31, not “soon”"),
        ("tag,expires\nA,31/02/2026\n", 2, "“expires” must be a date"),
        ("tag,at_once\nA,0\n", 2, "“at_once” must be a whole number from 1 to 99, not “0”"),
        ("tag,blocked\nA,perhaps\n", 2, "“blocked” must be yes or no, not “perhaps”"),
        ('tag\n"A', 2, "The line cannot be read as CSV"),
    ],
)
def test_what_is_wrong_is_said_by_line(text: str, line: int, said: str) -> None:
    ((where, what),) = problems(text)
    assert (where, what[: len(said)]) == (line, said)


def test_a_french_spreadsheet_gets_its_own_separator_and_may_name_it() -> None:
    text = to_csv([ANNA], PARIS, "fr")
    assert text.startswith("\ufefftag;name;person;")
    (change,) = read("sep=,\r\ntag,name\r\n04a1b2,A;B\r\n", HOUSE).changes
    assert (change.line, change.fields) == (3, {"name": ("Anna's key", "A;B")})


def test_zeros_that_a_spreadsheet_has_taken_make_no_other_badge() -> None:
    state = State(tags={"0012345678": Tag("0012345678")})
    (trouble,) = read("tag\n12345678\n0012345678\n99\n", state).troubles
    assert trouble.line == 2
    assert trouble.message.say("en").startswith(
        "The spreadsheet has taken the zeros before 12345678, which is 0012345678"
    )


def test_ten_thousand_badges_come_in_one_file() -> None:
    lines = "".join(f"T{number};Badge {number}\n" for number in range(10_001))
    found = read("tag;name\n" + lines, State())
    assert len(found.changes) == 10_000
    assert [str(trouble.message) for trouble in found.troubles] == [
        "More than 10000 badges in one file: divide it"
    ]


def test_each_line_has_its_own_problem() -> None:
    assert [line for line, _ in problems("tag,at_once\nA,x\nB,1\nC,y\n")] == [2, 4]


async def test_badges_are_imported_after_a_look_and_exported_again(house: House) -> None:
    await house.serve()
    body = {"csv": "tag;name;person\nA1;Key;Anna\nB2;Card;Bob\n", "language": "fr"}
    status, seen = await house.post("api/tags/import", body)
    assert (status, seen["ok"], seen["counts"]["new"]) == (200, True, 2)
    assert not house.engine.view.state.tags
    _, done = await house.post("api/tags/import", {**body, "apply": True})
    assert (done["applied"], done["message"]) == (True, "2 badges sont enregistrés")
    async with house.http.get(house.url + "api/tags.csv") as answer:
        assert answer.content_type == "text/csv"
        rows = list(csv.reader(io.StringIO((await answer.text()).removeprefix("\ufeff"))))
    assert rows[0] == list(COLUMNS)
    assert [row[:3] for row in rows[1:]] == [["B2", "Card", "Bob"], ["A1", "Key", "Anna"]]


async def test_a_file_with_a_problem_changes_nothing(house: House) -> None:
    await house.serve()
    body = {"csv": "tag,at_once\nA,1\nB,x\n", "apply": True}
    _, said = await house.post("api/tags/import", body)
    assert (said["ok"], "applied" in said) == (False, False)
    assert [problem["line"] for problem in said["problems"]] == [3]
    assert not house.engine.view.state.tags
    assert (await house.post("api/tags/import", {"csv": 1}))[0] == 400


class Nobody:
    """No user administers."""

    async def is_admin(self, user_id: str) -> bool:
        return not user_id


async def test_only_administrators_see_the_numbers_as_a_file(house: House) -> None:
    await house.serve(Ingress(Nobody(), trusted=frozenset({"127.0.0.1"})))
    who = {"X-Remote-User-Id": "u1", "X-Borne": "1"}
    async with ClientSession(headers=who) as http:
        async with http.get(house.url + "api/tags.csv") as answer:
            assert answer.status == 403
        async with http.post(house.url + "api/tags/import", json={"csv": "tag\nA"}) as answer:
            assert answer.status == 403


async def test_the_panel_sees_a_badge_being_learnt(house: House, page: Open) -> None:
    await house.serve()
    house.connect()
    one = await page()
    assert (await one.hello())["learning"] is None
    await house.command(command="learn_tag", name="Eve's card", person="Eve")
    learning = (await one.hear("changed"))["learning"]
    assert (learning["name"], learning["until"][:19]) == ("Eve's card", "2026-06-07T12:02:00")
    house.engine.post(TagSwiped(house.clock.now(), "garage", Ticket(1, "learn"), "EE"))
    changed = await one.hear("changed")
    assert changed["learning"] is None
    (tag,) = changed["tags"]
    assert (tag["name"], tag["last_charger"], tag["last_answer"]) == (
        "Eve's card",
        "garage",
        "Accepted",
    )


def test_a_name_with_what_nobody_sees_is_told_at_its_line() -> None:
    text = "tag;name\n04A1;Zo\u200bé\n04\u202eA2;Bob\n04A3;A\x00B\n04A4;Zoé\n"
    hidden = "holds a character that nobody can see"
    told = problems(text)
    assert [line for line, _ in told] == [2, 3, 4]
    assert all(hidden in message for _, message in told)


def test_no_cell_is_a_formula_also_where_a_french_spreadsheet_cuts_the_line() -> None:
    names = ("=1+1", "+33 6", "-2", "@x", "Bob;=HYPERLINK(0)", "\uff1d1", "'=1", "a=b", "it's")
    tags = [Tag(f"0{place}", name) for place, name in enumerate(names)]
    text = to_csv(tags, PARIS, "en")
    for part in (part for line in text.splitlines() for part in re.split("[,;]", line)):
        assert not part.startswith(("=", "+", "-", "@", "\uff1d"))
    state = State(tags={tag.tag: tag for tag in tags})
    assert {change.kind for change in read(text, state).changes} == {"same"}


@given(st.text())
def test_a_cell_gives_back_its_text(text: str) -> None:
    assert text_of(cell(text)) == text
