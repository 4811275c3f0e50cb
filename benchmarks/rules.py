"""How fast rules are decided, followed to their orders, and checked.

Run it by itself: `.venv/bin/python benchmarks/rules.py`. Times depend on the machine; beside each
stands its ratio to a million steps of an empty loop, measured in the same run.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import perf_counter, thread_time
from zoneinfo import ZoneInfo

from borne.domain.commands import Ticket
from borne.domain.decision import Scene, Subject
from borne.domain.events import (
    ChargerBooted,
    ChargerConnected,
    ChargerReady,
    FactsChanged,
    StatusChanged,
)
from borne.domain.fact import Fact
from borne.domain.life import Status
from borne.domain.state import Policy, State
from borne.engine.core import Core
from borne.rules.check import Reading, read
from borne.rules.decide import decide
from borne.rules.document import SourceFile
from borne.rules.moment import Memory

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 6, 9, 12, tzinfo=PARIS)


def book_of(rules: int, inputs: int) -> str:
    """A house of so many rules over so many inputs; the last rule decides."""
    lines = ["site:", "  contract: 9 kVA", "  meter: grid", "inputs:", "  grid: sensor.grid"]
    lines += [f"  i{at}: {{entity: sensor.i{at}, max_age: 5 min}}" for at in range(inputs - 1)]
    lines += [
        "conditions:",
        "  night: {between: 22:30-06:30}",
        "  hot: {when: i1 > 30, for: 5 min}",
    ]
    lines.append("rules:")
    for at in range(rules - 1):
        one, other = at % (inputs - 1), (at * 7 + 3) % (inputs - 1)
        when = f"i{one} > {100 + at} and (i{other} < 3 or hot) and not night"
        lines += [f"  - name: R{at}", f"    when: {when}", "    days: mon-fri", "    charge: max"]
    lines += ["  - {name: Sun, charge: surplus}", "limits:"]
    lines += [f"  - {{name: L{at}, when: i{at} > 90, current: 16 A}}" for at in range(5)]
    return "\n".join(lines) + "\n"


def reading_of(text: str) -> Reading:
    found = read([SourceFile("home.yaml", text)])
    assert found.book is not None, [one.say() for one in found.problems]
    return found


def median(work: Callable[[], object], times: int) -> float:
    """The median of so many runs, in ms of the processor: what else runs there does not count."""
    spent = []
    for _ in range(times):
        begun = thread_time()
        work()
        spent.append((thread_time() - begun) * 1e3)
    return statistics.median(spent)


def empty_loop() -> None:
    for _ in range(1_000_000):
        pass


def deciding() -> float:
    """50 rules, 30 inputs, 4 connectors."""
    book = reading_of(book_of(50, 30)).book
    assert book is not None
    at = NOON.astimezone(UTC)
    facts = {f"sensor.i{one}": Fact(float(one), at) for one in range(30)}
    scene = Scene(NOON, facts, surplus=2000.0, headroom=5000.0)
    cars = [Subject(f"garage/{one}", "garage", one, plugged=True) for one in range(1, 5)]

    def work() -> None:
        for car in cars:
            decide(book, car, scene, Memory(), trace=False)

    return median(work, 200)


def following() -> float:
    """One charger, 20 rules: from a change of the meter to the orders."""
    core = Core(State(), Policy(auto_adopt=True), reading_of(book_of(20, 10)), PARIS)
    now = NOON.astimezone(UTC)
    ticket = Ticket(1, "1")
    for event in (
        ChargerConnected(now, "garage", 1, "ocpp1.6"),
        ChargerBooted(now, "garage", ticket),
        ChargerReady(now, "garage", 1),
        StatusChanged(now, "garage", ticket, 1, Status.PREPARING),
    ):
        core.handle(event)
        core.decide(now)
    watts = 0.0

    def work() -> None:
        nonlocal now, watts
        now, watts = now + timedelta(seconds=2), -3000.0 - watts
        core.handle(FactsChanged(now, {"sensor.grid": watts, "sensor.i1": watts}))
        core.decide(now)

    return median(work, 200)


def checking() -> tuple[float, float]:
    """A file of 500 lines; and the longest that the event loop waits meanwhile."""
    text = book_of(116, 30)
    lines = text.count("\n")
    assert lines >= 500, lines
    return median(lambda: reading_of(text), 3), asyncio.run(_waits(text))


async def _waits(text: str) -> float:
    """The longest gap between two turns of the loop while a thread checks, in ms."""
    work = asyncio.create_task(asyncio.to_thread(reading_of, text))
    longest, last = 0.0, perf_counter()
    while not work.done():
        await asyncio.sleep(0.001)
        longest, last = max(longest, perf_counter() - last), perf_counter()
    return longest * 1e3


def main() -> int:
    yardstick = median(empty_loop, 5)
    checked, gap = checking()
    rows = [
        ("decide: 50 rules, 30 inputs, 4 connectors", deciding(), 1.0),
        ("an input to its orders: 1 charger, 20 rules", following(), 3.0),
        ("check: 500 lines", checked, 500.0),
    ]
    print(f"a million empty steps: {yardstick:.1f} ms")
    for name, spent, most in rows:
        print(
            f"{name}: {spent:.2f} ms (at most {most:g}), {spent / yardstick:.3f} of the yardstick"
        )
    print(f"the event loop meanwhile waits at most {gap:.0f} ms")
    return int(any(spent > most for _, spent, most in rows))


if __name__ == "__main__":
    sys.exit(main())
