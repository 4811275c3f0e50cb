"""On how many phases a rule charges, and how those of a connector may be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from borne.domain.phasing import Phases, Switching
from borne.domain.site import Site
from borne.domain.tag import folded
from borne.domain.units import Dimension
from borne.rules import words_of_phases as words
from borne.rules.document import Node
from borne.rules.fields import Fields
from borne.rules.language_of_phases import PHASE_CHANGE
from borne.rules.model import Rule
from borne.rules.problem import Problems
from borne.rules.suggest import did_you_mean

_TIMES: Final = {
    "pause": (10.0, 600.0),
    "cool_down": (300.0, 86_400.0),
    "up_after": (60.0, 7200.0),
    "down_after": (30.0, 7200.0),
}
"""s that each may be."""


def read_phases(fields: Fields, node: Node) -> Phases | None:
    """Read the phases of a rule."""
    text = fields.text(node)
    if text is None:
        return None
    known = {phases.value: phases for phases in Phases}
    found = known.get(" ".join(text.casefold().split()))
    if found is None:
        fields.error(node, "phases", words.NOT_PHASES(text=text), did_you_mean(text, known))
    return found


def read_connector_phases(
    fields: Fields, found: Mapping[str, Node], site: int
) -> tuple[int | None, Switching | None]:
    """Return the phases that a connector always uses, or how they may be changed."""
    node, change = found.get("phases"), found.get("phase_change")
    text = None if node is None else fields.text(node)
    either = text is not None and " ".join(text.casefold().split()) == Phases.EITHER
    if change is not None and not either:
        fields.error(change, "phases", words.CHANGE_OF_NOTHING())
    if node is None or text is None:
        return None, None
    if either:
        if site == 1:
            fields.error(node, "phases", words.ONE_PHASE_SITE())
        return None, Switching() if change is None else _read_change(fields, change)
    if text in ("1", "2", "3"):
        return int(text), None
    fields.error(node, "phases", words.NOT_PHASES_HERE(text=text))
    return None, None


def _read_change(fields: Fields, node: Node) -> Switching:
    found, usual = fields.section(node, PHASE_CHANGE), Switching()
    amounts = {
        key: fields.amount(found[key], Dimension.TIME, *bounds)
        for key, bounds in _TIMES.items()
        if key in found
    }
    if "margin" in found:
        amounts["margin"] = fields.amount(found["margin"], Dimension.POWER, 0.0, 5000.0)
    said = {key: value for key, value in amounts.items() if value is not None}
    per_day = fields.whole(found["per_day"], range(51)) if "per_day" in found else None
    names = fields.texts(found["vehicles"]) if "vehicles" in found else ()
    return Switching(
        vehicles=frozenset(folded(name.value.strip()) for name in names),
        per_day=usual.per_day if per_day is None else per_day,
        **said,
    )


def check_phases(rules: tuple[Rule, ...], site: Site, problems: Mapping[str, Problems]) -> None:
    """Look whether what rules say of phases can be had: on this site, at those connectors."""
    for rule in rules:
        place = rule.phases_at
        if rule.phases is None or place is None:
            continue
        if site.phases == 1 and rule.phases is not Phases.ONE:
            problems[place.file].error(place.span, "phases", words.ONE_PHASE_SITE())
        elif rule.phases is not Phases.ONE or site.phases != 1:
            _check_connectors(rule, site, problems)


def _check_connectors(rule: Rule, site: Site, problems: Mapping[str, Problems]) -> None:
    place = rule.phases_at
    meant = [limits for id_, limits in site.connectors.items() if _means(rule, id_)]
    if place is None or any(limits.switching for limits in meant):
        return
    always = {Phases.ONE: 1, Phases.THREE: 3}.get(rule.phases or Phases.EITHER)
    if meant and all(limits.phases == always for limits in meant):
        return
    problems[place.file].warning(
        place.span, "cannot-change-phases", words.NO_SWITCHING(), words.SAY_SO()
    )


def _means(rule: Rule, connector: str) -> bool:
    """Whether a rule may decide at a connector, as far as its `charger` and `connector` say."""
    charger, _, number = connector.casefold().rpartition("/")
    here = {"charger": {charger}, "connector": {number, connector.casefold()}}
    return all(
        not here[part.about[0]].isdisjoint(part.about[1])
        for part in rule.when.parts
        if part.about is not None and part.about[0] in here
    )
