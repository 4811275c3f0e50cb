from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from borne.domain.decision import Choice, Scene, Subject
from borne.domain.fact import Fact, Value
from borne.rules.check import Reading, read
from borne.rules.decide import decide
from borne.rules.document import SourceFile
from borne.rules.model import RuleBook
from borne.rules.moment import Memory

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 6, 9, 12, 0, tzinfo=PARIS)  # a Tuesday


@pytest.fixture
def reading() -> Callable[[str], Reading]:
    """Read one file called home.yaml."""
    return lambda text: read([SourceFile("home.yaml", text)])


@pytest.fixture
def problems(reading: Callable[[str], Reading]) -> Callable[[str], list[str]]:
    """The problems of a text as `line:column code`."""

    def found(text: str) -> list[str]:
        return [f"{one.line}:{one.column} {one.code}" for one in reading(text).problems]

    return found


@pytest.fixture
def book(reading: Callable[[str], Reading]) -> Callable[[str], RuleBook]:
    """The book of a text that must be without an error."""

    def made(text: str) -> RuleBook:
        got = reading(text)
        assert got.book is not None, [problem.say() for problem in got.problems]
        return got.book

    return made


@pytest.fixture
def facts() -> Callable[..., dict[str, Fact]]:
    """Facts by input name, heard `ago` seconds before `now`."""

    def made(now: datetime = NOON, ago: float = 0, **values: Value | None) -> dict[str, Fact]:
        at = now.astimezone(UTC) - timedelta(seconds=ago)
        return {name: Fact(value, at) for name, value in values.items()}

    return made


@pytest.fixture
def choose(book: Callable[[str], RuleBook]) -> Callable[..., Choice]:
    """Decide once by a text, for a car on garage/1 that came without a badge."""

    def chosen(
        text: str,
        facts: dict[str, Fact] | None = None,
        now: datetime = NOON,
        subject: Subject | None = None,
        surplus: float | None = None,
    ) -> Choice:
        car = subject or Subject("garage/1", "garage", 1, status="Preparing", plugged=True)
        scene = Scene(now, facts or {}, surplus=surplus)
        return decide(book(text), car, scene, Memory())[0]

    return chosen
