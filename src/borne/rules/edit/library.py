"""Ready-made rule files: what they are for, what differs from house to house, and filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from borne.domain.say import Sentence, Text, plain
from borne.rules.edit import sentences
from borne.rules.edit.change import Put
from borne.rules.edit.page import Path
from borne.rules.edit.patch import apply
from borne.rules.edit.refusal import Refused
from borne.rules.edit.rewrite import rewrite
from borne.rules.edit.tree import Data, grow
from borne.rules.edit.where import LISTS, name_of

_LABELS: Final[Mapping[str, Text]] = {
    "contract": Text("Grid contract", "Contrat"),
    "phases": Text("Phases", "Phases"),
    "ready_by": Text("Ready by", "Prêt à"),
    "energy": Text("Energy", "Énergie"),
    "soc": Text("Charge level", "Niveau de charge"),
    "capacity": Text("The car's battery", "Batterie de la voiture"),
    "below": Text("Below", "En dessous de"),
}
_UNITS: Final = {"contract": "kVA", "energy": "kWh", "capacity": "kWh", "soc": "%", "below": "kVA"}
_OF_PLAN: Final = ("ready_by", "energy", "soc", "capacity")


@dataclass(frozen=True, slots=True)
class Blank:
    """A value that differs from house to house; kind: entity, quantity or text."""

    path: Path
    kind: str
    label: Sentence
    value: str
    unit: str | None = None
    domains: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return ".".join(str(step) for step in self.path)


def summary(text: str) -> str:
    """Return what the comment at the head of a file says besides its title."""
    rest = _comment(text).removeprefix(title(text)).lstrip(" .:;,")
    rest = re.sub(r"^(and|et)\s", "", rest)
    return rest[:1].upper() + rest[1:]


def title(text: str) -> str:
    """Return what a file is called: the beginning of its first sentence."""
    found = re.match(r"[^.:;,(]+", _comment(text))
    return found[0].strip() if found else ""


def _comment(text: str) -> str:
    """The comment at the head of a file."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("#").strip())
    return " ".join(lines)


def blanks(text: str) -> list[Blank]:
    """Return what differs from house to house. Raises Refused."""
    root = grow(text)
    data = {} if root is None else root.data()
    return list(_blanks(data)) if isinstance(data, dict) else []


def fill(text: str, values: Mapping[str, str]) -> str:
    """Write values by the ids of their blanks; what is not given stays. Raises Refused."""
    known = {one.id: one for one in blanks(text)}
    for id_ in values:
        if id_ not in known:
            raise Refused(sentences.NO_BLANK(name=id_[:60]))
    changes = [
        Put(known[id_].path, value.strip()) for id_, value in values.items() if value.strip()
    ]
    return apply(text, rewrite(text, changes))


def _blanks(data: dict[str, Data]) -> Iterator[Blank]:
    inputs = data.get("inputs")
    for name, one in inputs.items() if isinstance(inputs, dict) else ():
        path: Path = ("inputs", name, "entity") if isinstance(one, dict) else ("inputs", name)
        entity = one.get("entity") if isinstance(one, dict) else one
        if isinstance(entity, str):
            label = plain(name.replace("_", " ").capitalize())
            yield Blank(path, "entity", label, entity, domains=(entity.partition(".")[0],))
    site = data.get("site")
    for key in ("contract", "phases") if isinstance(site, dict) else ():
        yield from _blank(site, ("site",), key, "")
    for section in LISTS.values():
        held = data.get(section)
        for index, item in enumerate(held if isinstance(held, list) else ()):
            name = name_of(item) or ""
            yield from _blank(item, (section, index), "below", name)
            charge = item.get("charge") if isinstance(item, dict) else None
            for key in _OF_PLAN:
                yield from _blank(charge, (section, index, "charge"), key, name)


def _blank(holder: Data | None, path: Path, key: str, name: str) -> Iterator[Blank]:
    value = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(value, str):
        label = _LABELS[key]()
        said = sentences.OF(name=name, what=label) if name else label
        unit = _UNITS.get(key)
        yield Blank((*path, key), "quantity" if unit else "text", said, value, unit)
