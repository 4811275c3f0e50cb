from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.decision import ByHand, Mode, Scene, Subject
from borne.domain.fact import Fact, Value
from borne.domain.units import Dimension
from borne.rules.evaluate import Scope, compile_question
from borne.rules.expression import parse_expression
from borne.rules.lexer import WrongExpression
from borne.rules.moment import Memory, Moment, Truth
from borne.rules.names import Kind, Type
from borne.rules.terms import InputName

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 6, 9, 12, 0, tzinfo=PARIS)
CAR = Subject("garage/1", "garage", 1, plugged=True, session_energy=5000.0, session_time=3600.0)

_NAMES = {
    name: InputName(name, f"sensor.{name}", Type(Kind.ANY)) for name in ("a", "b", "c", "tempo")
}
_NAMES["battery"] = InputName(
    "battery", "sensor.battery", Type(Kind.NUMBER, Dimension.RATIO), timedelta(minutes=5)
)
_NAMES["house"] = InputName("house", "sensor.house", Type(Kind.NUMBER, Dimension.APPARENT))
_NAMES["spare"] = InputName("spare", "sensor.spare", Type(Kind.ANY), timedelta(minutes=5), 0.0)
_SCOPE = Scope(_NAMES)


def _moment(
    now: datetime = NOON,
    ago: float = 0,
    subject: Subject = CAR,
    surplus: float | None = None,
    **values: Value | None,
) -> Moment:
    at = now.astimezone(UTC) - timedelta(seconds=ago)
    facts = {f"sensor.{name}": Fact(value, at) for name, value in values.items()}
    return Moment(subject, Scene(now, facts, surplus=surplus), Memory(), boost=False)


def _ask(text: str, moment: Moment) -> Truth:
    return compile_question(parse_expression(text), _SCOPE).ask(moment)


@pytest.mark.parametrize(
    ("text", "values", "truth"),
    [
        ('tempo == "Rouge"', {"tempo": "rouge"}, True),
        ('tempo is "Rouge"', {"tempo": "Bleu"}, False),
        ('tempo in ["Rouge", "Blanc"]', {"tempo": "Blanc"}, True),
        ('tempo not in ["Rouge", "Blanc"]', {"tempo": "Blanc"}, False),
        ("a", {"a": True}, True),
        ("a is on", {"a": True}, True),
        ("a is off", {"a": "off"}, True),
        ("a == 'on'", {"a": True}, True),
        ("a == 3", {"a": "3"}, True),
        ("a == 04100200", {"a": "04100200"}, True),
        ("a == 04100200", {"a": "4100200"}, False),
        ("a > 3", {"a": "three"}, None),
        ("a", {"a": "Heating"}, None),
        ("battery >= 80 %", {"battery": 80.0}, True),
        ("battery >= 80", {"battery": 79.9}, False),
        ("battery >= -5", {"battery": 3}, True),
        ("a / b > 1", {"a": 1.0, "b": 0.0}, None),
        ("a * 2 + 1 == 7", {"a": 3.0}, True),
        (
            "abs(a) == 3 and round(b) == 2 and round(c, 1) == 1.2",
            {"a": -3.0, "b": 1.6, "c": 1.23},
            True,
        ),
        (
            "clamp(a, 0, 10) == 10 and min(a, 5) == 5 and max(a, b) == 12",
            {"a": 12.0, "b": 1.0},
            True,
        ),
        ("min(a, b) < 5", {"a": 1.0}, None),
        ("2 < a <= 3", {"a": 3.0}, True),
        ("2 < a <= 3", {"a": 4.0}, False),
        ("a > b", {"a": 2.0, "b": 1.0}, True),
        ("a == b", {"a": "X", "b": "x"}, True),
        ("a != b", {"a": "X"}, None),
        ("known(a)", {}, False),
        ("known(a)", {"a": None}, False),
        ("known(a)", {"a": 0.0}, True),
        ("not known(spare)", {}, True),
        ("spare == 0", {}, True),
        ("a > 1", {"a": float("nan")}, None),
        ("true and not false", {}, True),
        ("-a < 0 and -(a + 1) == -4", {"a": 3.0}, True),
        ("(a > 1) == (b > 1)", {"a": 2.0, "b": 3.0}, True),
        ("known(a > 1)", {}, False),
        ("3 < a", {"a": 4.0}, True),
        ("'x' == a", {"a": "X"}, True),
        ("230 V * 10 A > 2 kVA and house / house == 1", {"house": 5.0}, True),
        ("2 * house > 9 VA and house * 2 > 9 VA", {"house": 5.0}, True),
        ("10 min > age(a)", {"a": 1.0}, True),
        ("a == 2.5", {"a": "2.5"}, True),
        ("a == on", {"a": 1.0}, True),
        ("plugged and not charging and not boost", {}, True),
        ("not tag and person == '' and mode is 'rules'", {}, True),
        ("session_energy >= 5 kWh and session_time >= 1 h", {}, True),
        ("weekday == 'tue' and weekday in ['mon', 'tue']", {}, True),
        ("surplus > 2 kW", {}, None),
        ("soc > 50 or power > 1 kW or current > 3 A or status == 'Charging'", {}, None),
    ],
)
def test_expressions_answer(text: str, values: dict[str, Value | None], truth: Truth) -> None:
    assert _ask(text, _moment(**values)) is truth  # type: ignore[arg-type] # names of inputs only


@pytest.mark.parametrize(
    ("sign", "truths"),
    [
        (">", (False, False, True)),
        (">=", (False, True, True)),
        ("<", (True, False, False)),
        ("<=", (True, True, False)),
        ("==", (False, True, False)),
        ("!=", (True, False, True)),
    ],
)
def test_the_time_of_day_counts_whole_minutes(sign: str, truths: tuple[bool, ...]) -> None:
    before, at, after = truths
    for seconds, truth in ((-1, before), (0, at), (59, at), (60, after)):
        now = NOON.replace(hour=22, minute=30) + timedelta(seconds=seconds)
        assert _ask(f"now {sign} 22:30", _moment(now)) is truth
        mirrored = {">": "<", ">=": "<=", "<": ">", "<=": ">="}.get(sign, sign)
        assert _ask(f"22:30 {mirrored} now", _moment(now)) is truth


def test_what_a_person_has_set_is_seen() -> None:
    car = Subject("g/1", "g", 1, tag="04AB", person="Alice", by_hand=ByHand(mode=Mode.MIN))
    moment = _moment(subject=car)
    assert _ask("tag and tag == '04ab' and person is 'alice' and mode is 'min'", moment) is True


def test_an_old_value_is_unknown_and_its_age_is_known() -> None:
    assert _ask("battery > 1", _moment(ago=300, battery=50.0)) is True
    assert _ask("battery > 1", _moment(ago=301, battery=50.0)) is None
    assert _ask("age(battery) > 5 min", _moment(ago=301, battery=50.0)) is True
    assert _ask("age(battery) > 5 min", _moment()) is None


def test_ages_are_right_on_the_night_of_the_change() -> None:
    heard = datetime(2026, 10, 25, 2, 59, tzinfo=PARIS)
    now = datetime(2026, 10, 25, 2, 1, tzinfo=PARIS, fold=1)
    facts = {"sensor.battery": Fact(50.0, heard)}
    moment = Moment(CAR, Scene(now, facts), Memory(), boost=False)
    assert _ask("battery > 1", moment) is True
    following = moment.next()
    assert following is not None
    assert following.at.astimezone(UTC) - now.astimezone(UTC) == timedelta(
        minutes=3, microseconds=1
    )


@pytest.mark.parametrize(
    ("text", "start", "part"),
    [
        ("battery >= 2 kW", 11, "% and W"),
        ("house > 7 kW", 8, "VA and W"),
        ("surplus + battery > 3", 10, "W and %"),
        ("min(surplus, 3 A) > 1", 0, "W and A"),
        ("surplus", 0, "neither true nor false"),
        ("a and 5", 6, "neither true nor false"),
        ("status", 0, "neither true nor false"),
        ("status > 3", 0, "number is wanted"),
        ("plugged + 1 > 2", 0, "number is wanted"),
        ("status == 3", 10, "never be equal"),
        ("now == 3", 7, "compared with “now”"),
        ("a > 22:30", 4, "compared with “now”"),
        ("now > now", 6, "compared with “now”"),
        ("22:30", 0, "neither true nor false"),
        ("tempoo == 'x'", 0, "no name “tempoo”"),
        ("a is unknown", 5, "no name “unknown”"),
        ("sunset > 22:30", 9, "compared with “now”"),
        ("now > sunset + 7 h", 15, "at most 6 hours"),
        ("now > sunset + a", 15, "at most 6 hours"),
        ("sunset", 0, "neither true nor false"),
        ("average(a, '10 min') > b", 0, "compared with a number"),
        ("average(a, '10 min') + 1 > 3", 0, "compared with a number"),
        ("average(surplus, '10 min') > 3", 8, "asks for an input"),
        ("average(battery, '10 min') > 3 kW", 29, "% and W"),
        ("average(a, 10) > 3", 11, "between 1 min and 24 h"),
        ("changed(a, '2 d')", 11, "between 1 min and 24 h"),
        ("changed(a)", 0, "number of values"),
        ("price < 3 kWh", 8, "cannot be compared"),
        ("age(surplus) > 3 s", 4, "asks for an input"),
        ("age(a) + 1 > 3", 0, "grows with time"),
        ("session_time == 3 s", 0, "grows with time"),
        ("age(a) > b", 0, "grows with time"),
        ("known()", 0, "number of values"),
        ("round(a, 9) > 1", 9, "number of decimals"),
        ("not (a == b) == 3 A", 0, "never be equal"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, start: int, part: str) -> None:
    with pytest.raises(WrongExpression) as caught:
        _ask(text, _moment())
    assert part in caught.value.message.say("en")
    if start:
        assert caught.value.start == start


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("batery > 3", "battery"),
        ("Surplus > 3", "surplus"),
        ("pluged", "plugged"),
        ("TRUE", "true"),
    ],
)
def test_a_slip_is_understood(text: str, hint: str) -> None:
    with pytest.raises(WrongExpression) as caught:
        _ask(text, _moment())
    assert str(caught.value.hint) == f"Did you mean “{hint}”?"


_TRUTHS: tuple[Truth, ...] = (True, False, None)


def _kleene(text: str, *truths: Truth) -> Truth:
    return _ask(text, _moment(**dict(zip("abc", truths, strict=False))))  # type: ignore[arg-type] # names of inputs only


def test_unknown_follows_kleene() -> None:
    order = {False: 0, None: 1, True: 2}
    for a, b in product(_TRUTHS, _TRUTHS):
        assert _kleene("a and b", a, b) is min(a, b, key=lambda truth: order[truth])
        assert _kleene("a or b", a, b) is max(a, b, key=lambda truth: order[truth])
        assert _kleene("not (a and b)", a, b) is _kleene("not a or not b", a, b)
        assert _kleene("not not a", a) is a
        for c in _TRUTHS:
            assert _kleene("a and (b or c)", a, b, c) is _kleene("a and b or a and c", a, b, c)


_LEAVES = st.sampled_from(
    [
        "a",
        "b",
        "a > 3",
        "b <= a",
        "battery >= 50",
        "surplus > 1 kW",
        "now > 12:00",
        "known(a)",
        'tempo is "x"',
        "age(a) > 3 min",
        "session_time > 2 h",
        "weekday is 'tue'",
    ]
)
_TEXTS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})"
        ),
    ),
    max_leaves=6,
)
_VALUES: st.SearchStrategy[Value | None] = st.one_of(
    st.none(), st.booleans(), st.floats(), st.text(max_size=5)
)


@given(_TEXTS, _VALUES, _VALUES, _VALUES, st.floats(0, 1e6))
def test_every_scene_has_an_answer_and_a_later_next(
    text: str, a: Value | None, b: Value | None, battery: Value | None, ago: float
) -> None:
    moment = _moment(ago=ago, a=a, b=b, battery=battery)
    assert _ask(text, moment) in (True, False, None)
    following = moment.next()
    assert following is None or following.at.astimezone(UTC) > moment.here


@given(_TEXTS, _VALUES, _VALUES, st.floats(0, 1000))
def test_nothing_changes_by_itself_before_next(
    text: str, a: Value | None, battery: Value | None, ago: float
) -> None:
    moment = _moment(ago=ago, a=a, battery=battery)
    answer, following = _ask(text, moment), moment.next()
    left = timedelta(days=1) if following is None else following.at.astimezone(UTC) - moment.here
    for part in (0.3, 0.99):
        now = (moment.here + left * part).astimezone(PARIS)
        grown = (now - NOON).total_seconds()
        car = Subject("garage/1", "garage", 1, plugged=True, session_time=3600.0 + grown)
        later = _moment(now, ago + grown, car, a=a, battery=battery)
        assert _ask(text, later) is answer


def test_the_edges_of_what_grows_are_known() -> None:
    moment = _moment(ago=60, a=1.0)
    _ask("age(a) > 3 min", moment)
    first = moment.next()
    assert first is not None
    assert first.at - NOON == timedelta(minutes=2)
    moment = _moment(ago=180, a=1.0)
    assert _ask("age(a) > 3 min", moment) is False
    passed = moment.next()
    assert passed is not None
    assert passed.at > NOON
    assert _ask("age(a) > 3 min", _moment(passed.at, 180.000001, a=1.0)) is True
