"""The price of the hours to come, from every form of tariff, over midnight and summer time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from borne.domain.fact import Fact, Span, Value
from borne.domain.prices import price_at, price_slots
from borne.domain.tariff import Rates, Tariff

PARIS = ZoneInfo("Europe/Paris")
NIGHTLY = Tariff(rates=Rates(0.27, 0.20), off_peak=((22 * 60 + 30, 6 * 60 + 30),))
TEMPO = Tariff(
    off_peak=((22 * 60, 6 * 60),),
    colour="today",
    tomorrow="next",
    colours={"blue": Rates(0.16, 0.13), "white": Rates(0.19, 0.15), "red": Rates(0.71, 0.16)},
)


def clock(text: str, day: int = 9) -> datetime:
    hour, minute = text.split(":")
    return datetime(2026, 6, day, int(hour), int(minute), tzinfo=PARIS)


def slots(
    tariff: Tariff, start: datetime, hours: float, **facts: Value | None
) -> list[tuple[str, float | None, str]]:
    """The slots as `22:30 price name`, by the clock of the house."""

    def look(name: str) -> Fact | None:
        return Fact(facts[name], start) if name in facts else None

    found = price_slots(tariff, look, start, start + timedelta(hours=hours))
    return [(f"{one.start.astimezone(PARIS):%H:%M}", one.price, one.name) for one in found]


def test_one_price_all_day() -> None:
    assert slots(Tariff(rates=Rates(0.25)), clock("12:00"), 30) == [("12:00", 0.25, "")]


def test_off_peak_hours_over_midnight() -> None:
    assert slots(NIGHTLY, clock("12:00"), 24) == [
        ("12:00", 0.27, "peak"),
        ("22:30", 0.20, "off_peak"),
        ("06:30", 0.27, "peak"),
    ]


def test_the_colour_of_a_day_lasts_until_six_and_tomorrow_s_follows() -> None:
    assert slots(TEMPO, clock("12:00"), 36, today="Bleu", next="Rouge") == [
        ("12:00", 0.16, "blue peak"),
        ("22:00", 0.13, "blue off_peak"),
        ("06:00", 0.71, "red peak"),
        ("22:00", 0.16, "red off_peak"),
    ]


def test_before_six_it_is_still_the_day_before() -> None:
    assert slots(TEMPO, clock("05:00"), 2, today="ROUGE", next="blanc")[0] == (
        *("05:00", 0.16, "red off_peak"),
    )


def test_a_colour_that_nobody_knows_yet_has_no_price() -> None:
    assert slots(TEMPO, clock("21:00"), 12, today="Blanc", next="inconnu") == [
        ("21:00", 0.19, "white peak"),
        ("22:00", 0.15, "white off_peak"),
        ("06:00", None, ""),
    ]


def test_an_entity_without_a_list_tells_the_next_hour_only() -> None:
    assert slots(Tariff(entry="spot"), clock("12:00"), 3, spot=0.1) == [
        ("12:00", 0.1, ""),
        ("13:00", None, ""),
    ]
    assert slots(Tariff(entry="spot"), clock("12:00"), 3) == [("12:00", None, "")]
    assert slots(Tariff(entry="spot"), clock("12:00"), 3, spot="odd") == [("12:00", None, "")]
    assert slots(Tariff(entry="spot"), clock("12:00"), 3, spot=True) == [("12:00", None, "")]


def test_an_entity_with_a_list_tells_what_it_lists_and_nothing_else() -> None:
    noon = clock("12:00")
    hour = timedelta(hours=1)
    ahead = (
        Span(noon - hour, noon, 9.0),
        Span(noon, noon + hour, 0.1),
        Span(noon + 2 * hour, noon + 3 * hour, 0.3),
    )
    found = price_slots(
        Tariff(entry="spot"), lambda _: Fact(0.1, noon, ahead), noon, noon + 4 * hour
    )
    assert [one.price for one in found] == [0.1, None, 0.3, None]
    assert found[0].start == noon


def test_the_night_in_which_summer_time_begins_is_an_hour_shorter() -> None:
    start = datetime(2026, 3, 28, 22, 30, tzinfo=PARIS)
    found = price_slots(NIGHTLY, lambda _: None, start, start + timedelta(hours=24))
    assert found[0].end - found[0].start == timedelta(hours=7)


def test_the_price_of_now() -> None:
    slot = price_at(NIGHTLY, lambda _: None, clock("23:00"))
    assert slot is not None
    assert (slot.price, slot.end) == (0.20, datetime(2026, 6, 10, 4, 30, tzinfo=UTC))
    assert price_at(None, lambda _: None, clock("23:00")) is None
