from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from borne.domain.decision import LimitApplied, NameRead, Result, TraceStep
from borne.domain.say import plain
from borne.storage.store import Store

from .conftest import NOON, Evening


async def test_the_decisions_of_a_connector_are_a_time_line(store: Store, evening: Evening) -> None:
    first, second = evening.decide(1), evening.decide(1)
    await store.save([*evening.arrive(), *evening.start(1000), first, second])
    found = await store.decisions(charger=first.charger, connector=first.connector)
    assert [one.note.at for one in found] == sorted(
        {first.decision.since, second.decision.since}, reverse=True
    )
    assert found[0].note.why.say("en") == "{surplus} to spare {"
    assert await store.decisions(end=first.decision.since) == []
    assert len(await store.decisions(limit=1)) == 1


async def test_a_decision_comes_back_with_what_was_looked_at(
    store: Store, evening: Evening
) -> None:
    reads = (NameRead("battery", "80 %", timedelta(seconds=1.5)), NameRead("boost", "off"))
    trace = (TraceStep("rule", "Sun", Result.APPLIES, plain("80 % {"), reads),)
    limits = (LimitApplied("contract", 16.0, plain("9 kVA"), binding=True),)
    first, second = evening.decide(1), evening.decide(5)
    second = replace(second, decision=replace(second.decision, trace=trace, limits=limits))
    await store.save([*evening.arrive(), first, second])
    there = first.charger, first.connector
    found = await store.decision(*there, NOON + timedelta(hours=1))
    assert found is not None
    assert found.line.note.at == second.decision.since
    assert [(one.kind, one.name, one.result, one.names) for one in found.trace] == [
        ("rule", "Sun", Result.APPLIES, reads)
    ]
    assert found.trace[0].why.say("fr") == "80 % {"
    assert [(one.name, one.amps, one.binding) for one in found.limits] == [("contract", 16.0, True)]
    held = await store.decision(*there, second.decision.since - timedelta(microseconds=1))
    assert held is not None
    assert held.line.note.at == first.decision.since
    assert await store.decision(*there, NOON) is None
