"""`borne explain` and `borne simulate`: what rules would do, before they are trusted."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Final

import msgspec

from borne.domain.say import LANGUAGES, Language
from borne.engine.closed_loop import ClosedLoop
from borne.engine.observation import ConnectorSeen, Observation
from borne.rules.check import Reading
from borne.rules.model import RuleBook
from borne.simulate.figures import Figures
from borne.simulate.observed import ObservationReader, Refused, read_moment
from borne.simulate.orders import explained
from borne.simulate.plant import PlantLines, converse, decoded
from borne.simulate.scenario import Scenario, read_scenario
from borne.simulate.sun import Regime
from borne.simulate.try_day import WORDS, Sky, run, unknown_inputs

_ALONE: Final = "charger/1"
_SKY: Final = Sky()


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules without an error, the machine's zone, and the language of the sentences."""

    reading: Reading
    zone: tzinfo
    language: Language

    @property
    def book(self) -> RuleBook:
        return self.reading.book or RuleBook()

    def loop(self, *, trace: bool) -> ClosedLoop:
        """The engine under these rules."""
        return ClosedLoop(self.reading, self.zone, trace=trace)


def add_explain(parser: ArgumentParser) -> None:
    """The arguments of `borne explain`."""
    _add_rules(parser)
    parser.add_argument(
        "--at", required=True, metavar="TIME", help="2026-06-07T12:00, “12:00” or “Tue 12:00”"
    )
    parser.add_argument(
        "--given",
        default="{}",
        metavar="JSON",
        help='what is seen then, as {"inputs": {"grid": -3000}, "connectors": {"charger/1": {}}}',
    )


def add_simulate(parser: ArgumentParser) -> None:
    """The arguments of `borne simulate`."""
    _add_rules(parser)
    parser.add_argument(
        "--plant", choices=("-",), help="-: your own plant, JSON lines on standard input and output"
    )
    parser.add_argument(
        "--scenario", type=Path, metavar="CSV", help="a recorded day: t, inputs, charger/1.plugged"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--seed", type=int, default=_SKY.seed, help="of the generated day (1)")
    parser.add_argument(
        "--sky", choices=list(Regime), default=_SKY.regime, help="its clouds (mixed)"
    )
    parser.add_argument("--day", type=_day, default=_SKY.day, help="its date (2026-06-21)")


def explain(rules: Rules, chosen: Namespace) -> int:
    """Print the orders of that moment with their trace; 2 if the question makes no sense."""
    loop = rules.loop(trace=True)
    zone = loop.core.policy.zone
    reader = ObservationReader(rules.book, zone)
    try:
        at = read_moment(chosen.at, zone, datetime.now(zone))
        seen = reader.read(decoded(chosen.given.encode()), at)
    except Refused as refused:
        sys.stderr.write(f"{refused.sentence.say(rules.language)}\n")
        return 2
    seen = _with_cars(seen, rules.book)
    loop.last_for_ever(tuple(seen.connectors))
    loop.step(seen)
    loop.hasten_phases()
    for remark in (*reader.remarks, *loop.refusals):
        sys.stderr.write(f"{remark.say(rules.language)}\n")
    told = {
        "t": at.isoformat(timespec="seconds"),
        "connectors": {
            one.id: explained(one.decision, rules.language)
            for one in loop.connectors
            if one.decision is not None
        },
    }
    text = msgspec.json.format(msgspec.json.encode(told), indent=2)
    return _print(text.decode())


def simulate(rules: Rules, chosen: Namespace) -> int:
    """Run the rules on a day, or against a plant; 2 if the scenario cannot be read."""
    try:
        return _with_plant(rules) if chosen.plant else _with_day(rules, chosen)
    except BrokenPipeError:
        _nobody_listens()
        return 0
    except KeyboardInterrupt:
        return 130


def _with_plant(rules: Rules) -> int:
    """Answer a plant until its last line."""
    loop = rules.loop(trace=False)
    reader = ObservationReader(rules.book, loop.core.policy.zone)
    lines = PlantLines(loop, reader, rules.language)
    converse(lines, sys.stdin.buffer, sys.stdout.buffer, sys.stderr)
    return 0


def _with_day(rules: Rules, chosen: Namespace) -> int:
    loop = rules.loop(trace=False)
    try:
        scenario = _scenario(rules, chosen.scenario, loop.core.policy.zone)
    except (Refused, OSError, UnicodeDecodeError) as error:
        said = error.sentence.say(rules.language) if isinstance(error, Refused) else str(error)
        sys.stderr.write(f"{chosen.scenario}: {said}\n")
        return 2
    unknown = unknown_inputs(rules.book, scenario)
    if unknown is not None:
        sys.stderr.write(f"{unknown.say(rules.language)}\n")
    sky = Sky(day=chosen.day, seed=chosen.seed, regime=chosen.sky)
    figures = run(loop, sky, scenario, _progress if sys.stderr.isatty() else lambda _: None)
    if chosen.json:
        return _print(msgspec.json.encode(figures).decode())
    return _print("\n".join(_said(figures, rules.language)))


def _scenario(rules: Rules, file: Path | None, zone: tzinfo) -> Scenario | None:
    if file is None:
        return None
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return read_scenario(lines, rules.book, zone)


def _progress(share: float) -> None:
    sys.stderr.write(f"\r{share:4.0%}" if share < 1 else "\r    \r")
    sys.stderr.flush()


def _said(figures: Figures, language: Language) -> Iterator[str]:
    for name, (words, unit) in WORDS.items():
        value = getattr(figures, name)
        shown = f"{value:.1%}" if unit == "%" else f"{value:g} {unit}".rstrip()
        if language == "fr":
            shown = shown.replace(".", ",").replace("%", " %")
        yield f"{words().say(language):<30}{shown:>12}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a date such as 2026-06-21") from None


def _add_rules(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--rules", required=True, type=Path, metavar="FILE", help="a rule file, or a folder of them"
    )
    parser.add_argument(
        "--language", choices=LANGUAGES, help="of the sentences (that of the terminal)"
    )


def _with_cars(seen: Observation, book: RuleBook) -> Observation:
    """A question that says nothing of cars is asked about cars that are plugged in."""
    told: Mapping[str, ConnectorSeen] = seen.connectors or dict.fromkeys(
        book.site.connectors or (_ALONE,), ConnectorSeen()
    )
    connectors = {
        id_: msgspec.structs.replace(one, plugged=True)
        if one.plugged is None and one.status is None
        else one
        for id_, one in told.items()
    }
    return msgspec.structs.replace(seen, connectors=connectors)


def _print(text: str) -> int:
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _nobody_listens()
    return 0


def _nobody_listens() -> None:
    """Whoever read has gone: say nothing more, not even at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
