"""The tariff of the site, as it is written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from borne.domain.decision import Choice, Scene, Subject
from borne.domain.tariff import PriceSlot, Rates, Tariff
from borne.rules.decide import decide
from borne.rules.model import RuleBook
from borne.rules.moment import Memory

from .conftest import NOON

Problems = Callable[[str], list[str]]
Book = Callable[[str], RuleBook]

TEMPO = (
    "{colour: tempo, tomorrow: next, off_peak_hours: 22:00-06:00, day_starts: 05:00, "
    "blue: {peak: 0.16, off_peak: 0.13}, red: 0.7}"
)
INPUTS = "inputs: {spot: sensor.spot, tempo: sensor.tempo, next: sensor.next}\n"


def site(price: str) -> str:
    return f"{INPUTS}site:\n  price: {price}\nrules: [{{name: A, charge: off}}]\n"


@pytest.mark.parametrize(
    ("text", "tariff"),
    [
        ("0.25", Tariff(rates=Rates(0.25))),
        ("25 ct/kWh", Tariff(rates=Rates(0.25))),
        ("spot", Tariff(entry="spot")),
        (
            "{peak: 0.27, off_peak: 0.2 EUR/kWh, off_peak_hours: 22:30-06:30}",
            Tariff(rates=Rates(0.27, 0.2), off_peak=((1350, 390),)),
        ),
        (
            TEMPO,
            Tariff(
                off_peak=((1320, 360),),
                colour="tempo",
                tomorrow="next",
                colours={"blue": Rates(0.16, 0.13), "red": Rates(0.7)},
                turns=300,
            ),
        ),
    ],
)
def test_tariffs(book: Book, text: str, tariff: Tariff) -> None:
    assert book(site(text)).site.price == tariff


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nobody", "unknown-name"),
        ("16 A", "wrong-unit"),
        ("250", "out-of-range"),
        ("{off_peak: 0.2}", "missing-key"),
        ("{peak: 0.27, off_peak: 0.2}", "missing-key"),
        ("{peak: 0.27, off_peak_hours: 22:30-06:30}", "missing-key"),
        ("{peak: 0.27, off_peak: 0.2, off_peak_hours: late}", "wrong-between"),
        ("{colour: tempo}", "missing-key"),
        ("{blue: 0.1}", "missing-key"),
        ("{colour: tempo, blue: 0.1, peak: 0.2}", "missing-key"),
        ("{colour: tempo, blue: {off_peak: 0.1}}", "missing-key"),
        ("{colour: tempo, green: 0.1}", "unknown-key"),
        ("{colour: tempo, blue: 0.1, day_starts: dawn}", "time"),
    ],
)
def test_what_is_no_tariff(problems: Problems, text: str, code: str) -> None:
    assert any(one.endswith(f" {code}") for one in problems(site(text)))


def test_the_price_in_an_expression(book: Book) -> None:
    text = "rules: [{name: A, when: price < 0.2 EUR/kWh, charge: max}, {name: B, charge: off}]"
    car = Subject("garage/1", "garage", 1, plugged=True)

    def chosen(slot: PriceSlot | None) -> Choice:
        return decide(book(text), car, Scene(NOON, price=slot), Memory())[0]

    end = NOON.replace(hour=13)
    cheap = chosen(PriceSlot(NOON, end, 0.1))
    assert cheap.rule == "A"
    assert cheap.next is not None
    assert cheap.next.at == end
    assert cheap.next.why.say("fr") == "Le prix change à 13:00"
    assert chosen(PriceSlot(NOON, end, 0.3)).rule == "B"
    assert chosen(PriceSlot(NOON, end, None)).rule == "B"
    assert chosen(None).rule == "B"
