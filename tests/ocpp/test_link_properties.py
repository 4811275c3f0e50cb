"""What must hold whatever a charger sends: no exception, no call without its one answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.commands import (
    ClearLimits,
    Order,
    Prepare,
    ReadConfiguration,
    SetLimit,
    Unlock,
)
from borne.domain.events import (
    ChargerEvent,
    OrderAnswered,
)
from borne.ocpp.link import Link
from borne.ocpp.schemas import schema
from borne.ocpp.v16_calls import READERS
from borne.ocpp.version import Version

from .hostile import answer_to

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=60),
    st.sampled_from(["2026-06-01T12:00:00Z", "12,5", "nan", "Wh", "kW", "L1", "Charging", "-1"]),
)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)


def nearly(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a schema wants, or nearly."""
    kind = node.get("type")
    wanted: st.SearchStrategy[Any]
    if kind == "object":
        fields = {name: nearly(part) for name, part in node.get("properties", {}).items()}
        wanted = st.fixed_dictionaries({}, optional=fields)
    elif kind == "array":
        wanted = st.lists(nearly(node.get("items", {})), max_size=3)
    elif "enum" in node:
        wanted = st.sampled_from([*node["enum"], node["enum"][0].lower(), "Other thing"])
    elif kind in ("integer", "number"):
        wanted = st.integers(-5, 10**7)
    else:
        wanted = st.text(max_size=80)
    return st.one_of(wanted, wanted, wanted, anything)


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


calls = st.sampled_from(sorted(READERS)).flatmap(
    lambda action: st.tuples(st.just(action), nearly(schema(action)))
)
ids = st.one_of(
    st.text(max_size=40), st.integers(-5, 5), st.floats(allow_nan=False, allow_infinity=False)
)
orders: st.SearchStrategy[Order] = st.sampled_from(
    [
        Prepare("g"),
        SetLimit("g", 1, 5, 10.0, 1, 900),
        ClearLimits("g"),
        ReadConfiguration("g"),
        Unlock("g", 1),
    ]
)


def new_link() -> Link:
    return Link("g", 1, Version.V16, NOW)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(frame: bytes) -> None:
    assert new_link().receive(frame, NOW)


@given(st.text(max_size=300))
def test_no_text_makes_it_raise(frame: str) -> None:
    assert new_link().receive(frame, NOW)


@given(
    st.lists(anything, max_size=6).map(dumped), st.sampled_from(["", "2,", '2,"1",', '3,"b1-1",'])
)
def test_no_list_makes_it_raise(frame: str, start: str) -> None:
    link = new_link()
    link.order(Prepare("g"), NOW)
    assert link.receive(f"[{start}{frame[1:]}", NOW)


@given(st.lists(st.tuples(ids, calls), max_size=6))
def test_every_call_gets_exactly_one_answer(asked: list[tuple[Any, tuple[str, Any]]]) -> None:
    link = new_link()
    sent: list[str] = []
    for id_, (action, payload) in asked:
        events = link.receive(dumped([2, id_, action, payload]), NOW)
        sent += link.frames()
        for event in events:
            answer = answer_to(event)
            if answer is not None:
                link.answer(answer, NOW)
                link.answer(answer, NOW)
        sent += link.frames()
    answered = [orjson.loads(frame)[1] for frame in sent]
    wanted = [json.loads(dumped(id_).encode(errors="replace")) for id_, _ in asked]
    assert answered == wanted
    assert link.unanswered == 0


def results() -> st.SearchStrategy[Any]:
    names = ("GetConfiguration", "ChangeConfiguration", "TriggerMessage", "SetChargingProfile")
    return st.one_of([nearly(schema(f"{name}Response")) for name in names])


@given(st.lists(orders, min_size=1, max_size=4), st.lists(st.one_of(st.none(), results())))
def test_every_order_is_answered_exactly_once(given: list[Order], replies: list[Any]) -> None:
    link = new_link()
    now = NOW
    events: list[ChargerEvent] = []
    for order in given:
        events += link.order(order, now)
    for reply in replies:
        for frame in link.frames():
            id_ = orjson.loads(frame)[1]
            if reply is None:
                now += timedelta(seconds=90)
                events += link.wake(now)
            else:
                events += link.receive(dumped([3, id_, reply]), now)
    events += link.close("over", now)
    ended = [event.order for event in events if isinstance(event, OrderAnswered)]
    assert sorted(map(str, ended)) == sorted(map(str, given))


def deep(levels: int) -> Iterator[str]:
    yield "[" * levels + "]" * levels
    yield '{"a":' * levels + "1" + "}" * levels


def test_nesting_without_end_is_answered() -> None:
    for levels in (100, 300, 1000, 5000, 100_000):
        for nest in deep(levels):
            link = new_link()
            for action in ("DataTransfer", "MeterValues", "Heartbeat"):
                payload = f'{{"vendorId":"V","data":{nest},"meterValue":{nest}}}'
                for event in link.receive(f'[2,"1","{action}",{payload}]', NOW):
                    answer = answer_to(event)
                    if answer is not None:
                        link.answer(answer, NOW)
            assert len(link.frames()) == 3
