from __future__ import annotations

from datetime import datetime, timedelta

from borne.domain.decision import Decision, Mode
from borne.domain.plan import Outlook, Progress
from borne.domain.say import plain
from borne.domain.tariff import PriceSlot
from borne.web.decision_json import decision_json

from .conftest import NOON, PARIS


def decision(outlook: Outlook | None) -> Decision:
    return Decision(
        "Ready", Mode.OFF, charge=False, current=0.0, phases=1, why=plain("waits"), since=NOON,
        outlook=outlook, starts=3,
    )  # fmt: skip


def hour(count: int) -> datetime:
    return NOON + timedelta(hours=count)


def test_a_plan_can_be_drawn() -> None:
    slots = (PriceSlot(hour(0), hour(1), 0.27), PriceSlot(hour(1), hour(2), None))
    outlook = Outlook(
        ((hour(0), hour(1)),), slots, hour(2), 1200.0, Progress("energy", 2400.04, 20_000.0)
    )
    told = decision_json(decision(outlook), "en", PARIS)
    assert told["starts_today"] == 3
    assert told["plan"] == {
        "deadline": "2026-06-07T14:00:00.000+02:00",
        "missing_wh": 1200.0,
        "below_eur_kwh": None,
        "progress": {"of": "energy", "done": 2400.0, "wanted": 20_000.0},
        "spans": [["2026-06-07T12:00:00.000+02:00", "2026-06-07T13:00:00.000+02:00"]],
        "slots": [
            {
                "start": "2026-06-07T12:00:00.000+02:00",
                "end": "2026-06-07T13:00:00.000+02:00",
                "price_eur_kwh": 0.27,
            },
            {
                "start": "2026-06-07T13:00:00.000+02:00",
                "end": "2026-06-07T14:00:00.000+02:00",
                "price_eur_kwh": None,
            },
        ],
    }


def test_a_price_to_stay_below_has_no_deadline() -> None:
    told = decision_json(decision(Outlook((), (), below=0.12)), "fr", PARIS)["plan"]
    assert (told["deadline"], told["below_eur_kwh"], told["progress"]) == (None, 0.12, None)
    assert decision_json(decision(None), "fr", PARIS)["plan"] is None
