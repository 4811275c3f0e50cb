"""What the recorded meters told, and what they would have told had the cars drawn otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from borne.domain.fact import Value
from borne.engine.segment import Told
from borne.rules.model import RuleBook


def import_of(book: RuleBook, told: Mapping[str, Told]) -> float | None:
    """W imported, as the recorded meter told; None where there is none or it was unknown."""
    meter = book.site.meter
    if meter is None:
        return None
    if meter.signed is not None:
        return _number(book, told, meter.signed)
    imported = _number(book, told, meter.imported)
    exported = _number(book, told, meter.exported) if meter.exported else 0.0
    return None if imported is None or exported is None else imported - exported


def metered(
    book: RuleBook, told: Mapping[str, Told], more: tuple[float, float, float]
) -> dict[str, Value | None]:
    """What the meters would have told with so many W more by phase, by entity."""
    site, net, added = book.site, import_of(book, told), sum(more)
    shown: dict[str | None, float] = {}
    for name, watts in zip(site.per_phase, more, strict=False):
        before = _number(book, told, name)
        if before is not None:
            shown[name] = before + watts / (site.voltage if site.per_phase_in_amps else 1.0)
    if net is not None and site.meter is not None:
        after = net + added
        if site.meter.signed is not None:
            shown[site.meter.signed] = after
        else:
            shown |= {site.meter.imported: max(0.0, after), site.meter.exported: max(0.0, -after)}
    apparent = _number(book, told, site.apparent)
    if apparent is not None:
        drawn = apparent + added if apparent > 0 or net is None else net + added
        shown[site.apparent] = max(0.0, drawn)
    return {
        book.inputs[name].entity: value
        for name, value in shown.items()
        if name is not None and name in book.inputs
    }


def _number(book: RuleBook, told: Mapping[str, Told], name: str | None) -> float | None:
    source = book.inputs.get(name) if name else None
    one = told.get(source.entity) if source else None
    value = one.value if one else None
    return None if value is None or isinstance(value, bool | str) else float(value)
