"""What the panel is told of a connector's limits and of its phases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from borne.domain.charger import Charger, ConfigurationKey, Connector
from borne.domain.phasing import Phasing, Sign, Switching
from borne.domain.site import ConnectorLimits, Site
from borne.domain.traits import Traits
from borne.web.following import following_json

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)
SITE = Site(phases=3, connectors={"garage/1": ConnectorLimits(switching=Switching(per_day=4))})


def phasing(connector: Connector, site: Site = SITE, charger: Charger | None = None) -> Any:
    charger = charger or Charger("garage", NOON)
    return following_json(charger, connector, site, "en", UTC)["phasing"]


def test_nothing_is_said_of_phases_where_nobody_says_that_they_change() -> None:
    assert phasing(Connector("garage", 1), Site(phases=3)) is None


def test_where_they_change_it_is_told_how_far_and_how_often() -> None:
    pausing = replace(Phasing(told=3).on(Sign.WANTED, NOON), wanted=1).counted(NOON)
    told = phasing(Connector("garage", 1, phasing=pausing))
    assert (told["stage"], told["told"], told["wanted"]) == ("pausing", 3, 1)
    assert (told["day"], told["changes"], told["per_day"]) == ("2026-06-07", 1, 4)
    assert told["why_not"] is None


def test_why_they_are_left_alone_is_a_sentence() -> None:
    plain, charger = Connector("garage", 1), Charger("garage", NOON)
    key = ConfigurationKey("ConnectorSwitch3to1PhaseSupported", "False", readonly=True)
    says_no = replace(charger, configuration={key.key: key})
    seen = replace(plain, phasing=Phasing().on(Sign.REFUSED, NOON))
    assert [
        phasing(plain, replace(SITE, phases=1))["why_not"],
        phasing(plain, charger=says_no)["why_not"],
        phasing(plain, charger=replace(charger, traits=Traits(phases_fixed=True)))["why_not"],
        phasing(seen)["why_not"],
    ] == [
        "the site has one phase",
        "its own settings say that it cannot",
        "its make does not change them",
        "it was seen not to change them; let Borne find out anew on its page",
    ]
