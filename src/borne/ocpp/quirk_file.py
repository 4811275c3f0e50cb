"""`quirks.yaml` read into entries; what is wrong in it is told at its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Final, TypeVar

from borne.domain.say import Sentence, Text, plain
from borne.domain.traits import Pause
from borne.ocpp.behaviour import BEHAVIOURS
from borne.ocpp.pattern import bounds, is_range
from borne.ocpp.quirks import TX, TX_DEFAULT, Entry, Make
from borne.rules.document import MappingNode, Node, Scalar, SequenceNode, SourceFile, parse
from borne.rules.problem import Problem, Problems, Span

T = TypeVar("T")

_TOP: Final = Text(
    "a list of entries under “quirks:” is expected",
    "une liste d’entrées sous « quirks: » est attendue",
)
_ENTRY: Final = Text("an entry has keys and values", "une entrée a des clés et des valeurs")
_UNKNOWN: Final = Text("“{name}” is not known here", "« {name} » n’est pas connu ici")
_HINT: Final = Text("Did you mean “{name}”?", "Vouliez-vous dire « {name} » ?")
_MISSING: Final = Text("“{name}” is missing", "« {name} » manque")
_TWICE: Final = Text("there is an entry “{name}” already", "une entrée « {name} » existe déjà")
_NOBODY: Final = Text(
    "say who is meant with “vendor” or “seen”",
    "dites qui est concerné avec « vendor » ou « seen »",
)
_WRONG: Final = Text("“{name}” must be {wanted}", "« {name} » doit être {wanted}")


class _Wrong(Exception):  # never leaves this module
    def __init__(self, span: Span, wanted: Text) -> None:
        self.span = span
        self.wanted = wanted


def read_quirks(name: str, text: str) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return the entries, and every problem of the file."""
    root, problems = parse(SourceFile(name, text))
    reader = _Reader(Problems(name))
    entries = reader.entries(root) if root is not None or not problems else ()
    return entries, (*problems, *reader.problems.found)


class _Reader:
    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self._names: set[str] = set()

    def entries(self, root: Node | None) -> tuple[Entry, ...]:
        items = root.get("quirks") if isinstance(root, MappingNode) else None
        if not isinstance(items, SequenceNode):
            span = root.span if root is not None else Span(1, 1, 1, 2)
            self.problems.error(span, "quirks", _TOP())
            return ()
        found = (self._entry(item) for item in items.items)
        return tuple(entry for entry in found if entry is not None)

    def _entry(self, node: Node) -> Entry | None:
        if not isinstance(node, MappingNode):
            self.problems.error(node.span, "entry", _ENTRY())
            return None
        before = len(self.problems.found)
        read = self._fields(node, _FIELDS)
        for name in ("name", "title", "why", "source"):
            if name not in read:
                self.problems.error(node.span, "missing", _MISSING(name=name))
        read.pop("also", None)
        read["makes"] = self._makes(node, read)
        if not (read["makes"] or read.keys() & {"seen", "by_hand"}):
            self.problems.error(node.span, "nobody", _NOBODY())
        if read.get("name") in self._names:
            self.problems.error(node.span, "twice", _TWICE(name=str(read["name"])))
        self._names.add(str(read.get("name")))
        changes = node.get("changes")
        if isinstance(changes, MappingNode):
            read["changes"] = self._fields(changes, _CHANGES)
        elif changes is not None:
            self.problems.error(changes.span, "entry", _ENTRY())
        if len(self.problems.found) > before:
            return None
        return Entry(**read)  # type: ignore[arg-type] # each was read as its field's type

    def _makes(self, node: MappingNode, read: dict[str, object]) -> tuple[Make, ...]:
        """That of the entry itself, then those that `also` names."""
        found = [{key: read.pop(key) for key in _MAKE if key in read}]
        others = node.get("also")
        for other in others.items if isinstance(others, SequenceNode) else ():
            if isinstance(other, MappingNode):
                found.append(self._fields(other, _MAKE))
            else:
                self.problems.error(other.span, "entry", _ENTRY())
        return tuple(Make(**one) for one in found if one)  # type: ignore[arg-type] # as read

    def _fields(
        self, node: MappingNode, known: Mapping[str, Callable[[Node], object]]
    ) -> dict[str, object]:
        read: dict[str, object] = {}
        for pair in node.pairs:
            name = pair.key.value
            reader = known.get(name)
            if reader is None:
                near = get_close_matches(name, list(known), n=1)
                hint = _HINT(name=near[0]) if near else None
                self.problems.error(pair.key.span, "unknown", _UNKNOWN(name=name), hint)
                continue
            try:
                read[name] = reader(pair.value)
            except _Wrong as wrong:
                sentence = _WRONG(name=name, wanted=wrong.wanted())
                self.problems.error(wrong.span, "value", sentence)
        return read


def _text(node: Node) -> str:
    if not isinstance(node, Scalar) or not node.value.strip():
        raise _Wrong(node.span, Text("a text", "un texte"))
    return node.value.strip()


def _patterns(node: Node) -> tuple[str, ...]:
    """One or more; an empty one fits what is not told."""
    items = node.items if isinstance(node, SequenceNode) else (node,)
    return tuple(item.value.strip() if isinstance(item, Scalar) else _text(item) for item in items)


def _texts(node: Node) -> tuple[str, ...]:
    items = node.items if isinstance(node, SequenceNode) else (node,)
    return tuple(_text(item) for item in items)


def _sentence(node: Node) -> Sentence:
    wanted = Text("a sentence with “en” and “fr”", "une phrase avec « en » et « fr »")
    if not isinstance(node, MappingNode) or {p.key.value for p in node.pairs} != {"en", "fr"}:
        raise _Wrong(node.span, wanted)
    en, fr = (_literal(_text(pair.value)) for pair in sorted(node.pairs, key=lambda p: p.key.value))
    return Text(en, fr)()


def _source(node: Node) -> Sentence:
    """In two languages where it is a sentence; names and titles stay as they are."""
    return _sentence(node) if isinstance(node, MappingNode) else plain(_text(node))


def _literal(words: str) -> str:
    return words.replace("{", "{{").replace("}", "}}")


def _firmware(node: Node) -> str:
    """A range, or a pattern of its text."""
    value = _text(node)
    if not is_range(value):
        return value
    try:
        bounds(value)
    except ValueError:
        wanted = Text("a range such as <=1.8.21", "une plage comme <=1.8.21")
        raise _Wrong(node.span, wanted) from None
    return value


def _behaviours(node: Node) -> tuple[str, ...]:
    """Those that must be shown together, with `+` between them."""
    names = tuple(name.strip() for name in _text(node).split("+"))
    if not BEHAVIOURS.keys() >= set(names):
        listed = ", ".join(BEHAVIOURS)
        raise _Wrong(node.span, Text(f"one of {listed}", f"parmi {listed}"))
    return names


def _one_of(*words: str) -> Callable[[Node], str]:
    def read(node: Node) -> str:
        value = _text(node)
        if value not in words:
            listed = ", ".join(words)
            raise _Wrong(node.span, Text(f"one of {listed}", f"parmi {listed}"))
        return value

    return read


def _each(read: Callable[[Node], T]) -> Callable[[Node], tuple[T, ...]]:
    def read_all(node: Node) -> tuple[T, ...]:
        return tuple(
            read(one) for one in (node.items if isinstance(node, SequenceNode) else [node])
        )

    return read_all


def _number(least: float, most: float) -> Callable[[Node], float]:
    def read(node: Node) -> float:
        try:
            value = float(_text(node))
        except ValueError:
            value = -1.0
        if not least <= value <= most:
            between = f"{least:g} … {most:g}"
            raise _Wrong(node.span, Text(f"a number, {between}", f"un nombre, {between}"))
        return value

    return read


def _whole(least: int, most: int) -> Callable[[Node], int]:
    return lambda node: int(_number(least, most)(node))


def _flag(node: Node) -> bool:
    return _one_of("true", "false")(node) == "true"


_FIELDS: Final[Mapping[str, Callable[[Node], object]]] = {
    "name": _text,
    "title": _sentence,
    "vendor": _patterns,
    "model": _patterns,
    "also": lambda _node: (),
    "firmware": _each(_firmware),
    "by_hand": _flag,
    "seen": _each(_behaviours),
    "why": _sentence,
    "hint": _sentence,
    "source": _source,
    "changes": lambda _node: {},
}
_MAKE: Final[Mapping[str, Callable[[Node], object]]] = {
    "vendor": _patterns,
    "model": _patterns,
}
_CHANGES: Final[Mapping[str, Callable[[Node], object]]] = {
    "measurands": lambda node: _texts(node) if not _is_empty(node) else (),
    "measurands_in": _text,
    "read_all": _flag,
    "interval": _whole(1, 86_400),
    "stack_level": _whole(0, 100),
    "rate_unit": _one_of("A", "W"),
    "currents": lambda node: tuple(sorted(_each(_number(6, 80))(node))),
    "relative": _flag,
    "purposes": _each(_one_of(TX, TX_DEFAULT)),
    "pause": lambda node: Pause(_one_of(*Pause)(node)),
    "floor": _number(6, 32),
    "follows_in": _number(0, 120),
    "valid_for": _whole(300, 86_400),
    "writes_per_hour": _whole(2, 3600),
    "phases_fixed": _flag,
    "phase_pause": _number(0, 600),
    "start_delay": _number(0, 10),
    "remote_start": _flag,
    "finishing_is_preparing": _flag,
    "tag_length": _whole(5, 20),
    "start_tag": _text,
    "start_tag_key": _text,
    "reconnects": _flag,
    "asks_values": _number(10, 600),
}


def _is_empty(node: Node) -> bool:
    return isinstance(node, SequenceNode) and not node.items
