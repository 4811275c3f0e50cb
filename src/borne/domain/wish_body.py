"""The body of a `borne_command`, read into a wish or into one sentence that says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Final, NoReturn

from borne.domain import care_body, security_body, upkeep_body
from borne.domain.decision import Mode
from borne.domain.errors import WrongQuantity
from borne.domain.say import Sentence, Text
from borne.domain.tag import TAG_FIELDS, Tag
from borne.domain.units import Dimension, parse_quantity, read_quantity
from borne.domain.wishes import (
    Adopt,
    AllowTag,
    BlockTag,
    BoostNow,
    ClearProfiles,
    DismissTag,
    FindWays,
    Forget,
    ForgetTag,
    GetConfigurationNow,
    Ignore,
    Intent,
    LearnTag,
    Rename,
    ResetNow,
    SetAvailability,
    SetConfigurationNow,
    SetMaxCurrent,
    SetMode,
    SetQuirk,
    SetTag,
    StartNow,
    StopNow,
    TransferData,
    TriggerNow,
    UnlockNow,
)

_NO_COMMAND: Final = Text(
    "Say which command is meant with “command”, for example boost",
    "Indiquez la commande avec « command », par exemple boost",
)
_UNKNOWN_COMMAND: Final = Text(
    "There is no command “{name}”{hint}", "Il n’y a pas de commande « {name} »{hint}"
)
_UNKNOWN_FIELD: Final = Text(
    "“{name}” is not a field of {command}{hint}",
    "« {name} » n’est pas un champ de {command}{hint}",
)
_HINT: Final = Text(". Did you mean “{name}”?", ". Vouliez-vous dire « {name} » ?")
_NOTHING: Final = Text("", "")
_MISSING: Final = Text("“{name}” is missing", "« {name} » manque")
_WRONG: Final = Text(
    "“{name}” must be {wanted}, not “{value}”", "« {name} » doit être {wanted}, pas « {value} »"
)
_A_TEXT: Final = Text("a text", "un texte")
_A_NUMBER: Final = Text("a whole number from 1 on", "un nombre entier à partir de 1")
_TRUE_OR_FALSE: Final = Text("true or false", "true ou false")
_A_MODE: Final = Text("rules, off, min, max or surplus", "rules, off, min, max ou surplus")
_A_TIME: Final = Text("seconds, or as in 2 h", "en secondes, ou comme 2 h")
_AN_ENERGY: Final = Text("kWh, as in 10 kWh", "en kWh, comme 10 kWh")
_A_MOMENT: Final = Text("a time such as 2026-06-07T12:00", "une heure comme 2026-06-07T12:00")
_BETWEEN: Final = Text("a whole number from {least} to {most}", "un entier de {least} à {most}")
_NO_LONGER: Final = Text(
    "a text of at most {most} characters", "un texte d’au plus {most} caractères"
)
_AMPS: Final = Text("A, from 0 to 80, or null", "en A, de 0 à 80, ou null")
_HARD_OR_SOFT: Final = Text("Hard or Soft", "Hard ou Soft")

_A_DAY: Final = Text("a date, as in 2026-12-31", "une date, comme 2026-12-31")
_A_FEW: Final = Text("a whole number from 1 to 99", "un nombre entier de 1 à 99")
_LEARNING_TIME: Final = Text("10 min at most", "10 min au plus")

_LONGEST: Final = 500
_LONGEST_LEARNING: Final = 600.0
_MOST_AT_ONCE: Final = 99
_YEARS: Final = range(2000, 3000)
_MOST_AMPS: Final = 80.0
_MOST: Final = {Dimension.TIME: 366 * 86_400.0, Dimension.ENERGY: 1e6}
"""s and Wh beyond which a number is a mistake."""


class _Refused(Exception):
    """Why the body cannot be read."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence


@dataclass(slots=True)
class _Body:
    """A body whose fields are taken one by one; what nobody took is a mistake."""

    body: Mapping[str, object]
    taken: set[str] = field(default_factory=lambda: {"charger", "connector", "command", "id"})

    def raw(self, name: str) -> object:
        self.taken.add(name)
        return self.body.get(name)

    def text(self, name: str) -> str | None:
        value = self.raw(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise _Refused(_wrong(name, _A_TEXT, value))
        return str(value)[:_LONGEST]

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise _Refused(_MISSING(name=name))
        return value

    def long(self, name: str, most: int) -> str | None:
        """A text that would lose its meaning if it were cut."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or len(value) > most:
            raise _Refused(_WRONG(name=name, wanted=_NO_LONGER(most=most), value=str(value)[:40]))
        return value

    def moment(self, name: str) -> datetime | None:
        """A point in time; without a zone it is the house's."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise _Refused(_wrong(name, _A_MOMENT, text)) from None

    def whole(self, name: str, least: int, most: int) -> int | None:
        value = self.raw(name)
        if value is None or value == "":
            return None
        text = "" if isinstance(value, bool) else str(value).removesuffix(".0")
        if text.isascii() and text.isdecimal() and len(text) < 12 and least <= int(text) <= most:
            return int(text)
        wanted = _BETWEEN(least=least, most=str(most))
        raise _Refused(_WRONG(name=name, wanted=wanted, value=str(value)[:40]))

    def refuse(self, sentence: Sentence) -> NoReturn:
        raise _Refused(sentence)

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        value = self.raw(name)
        if value is None and default is not None:
            return default
        if isinstance(value, bool):
            return value
        known = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
        found = known.get(str(value).casefold())
        if found is None:
            raise _Refused(_wrong(name, _TRUE_OR_FALSE, value))
        return found

    def quantity(self, name: str, dimension: Dimension, wanted: Text, bare: float) -> float | None:
        """A positive quantity; a bare number counts `bare` base units."""
        value = self.raw(name)
        if value is None:
            return None
        try:
            if isinstance(value, bool):
                raise WrongQuantity(str(value))
            if parse_quantity(str(value)).dimension is Dimension.NUMBER:
                found = parse_quantity(str(value)).value * bare
            else:
                found = read_quantity(str(value), dimension)
        except WrongQuantity:
            raise _Refused(_wrong(name, wanted, value)) from None
        if not 0 < found <= _MOST[dimension]:
            raise _Refused(_wrong(name, wanted, value))
        return found


def read_wish(
    body: Mapping[str, object],
) -> tuple[Intent, str | None, int | None] | Sentence:
    """Return the intent with the charger and connector meant, or what is wrong with the body."""
    fields = _Body(body)
    try:
        name = body.get("command")
        if not isinstance(name, str) or not name:
            raise _Refused(_NO_COMMAND())
        reader = COMMANDS.get(name)
        if reader is None:
            raise _Refused(_unknown_command(name))
        charger, connector = fields.text("charger"), _connector(fields)
        intent = reader(fields)
        _nothing_left(fields, name)
    except _Refused as refused:
        return refused.sentence
    return intent, charger, connector


def _connector(fields: _Body) -> int | None:
    value = fields.raw("connector")
    if value is None or value == "":
        return None
    if not isinstance(value, bool) and isinstance(value, int | float | str):
        text = str(value).removesuffix(".0")
        if text.isdecimal() and 1 <= int(text) <= 1000:
            return int(text)
    raise _Refused(_wrong("connector", _A_NUMBER, value))


def _unknown_command(name: str) -> Sentence:
    return _UNKNOWN_COMMAND(name=name[:40], hint=_hint(name, COMMANDS))


def _nothing_left(fields: _Body, command: str) -> None:
    for name in fields.body:
        if name not in fields.taken:
            hint = _hint(name, fields.taken)
            raise _Refused(_UNKNOWN_FIELD(name=str(name)[:40], command=command, hint=hint))


def _hint(name: str, known: Mapping[str, object] | set[str]) -> Sentence:
    near = get_close_matches(str(name), list(known), n=1)
    return _HINT(name=near[0]) if near else _NOTHING()


def _wrong(name: str, wanted: Text, value: object) -> Sentence:
    return _WRONG(name=name, wanted=wanted(), value=str(value)[:40])


def _mode(fields: _Body) -> SetMode:
    value = fields.raw("mode")
    seconds = fields.quantity("for", Dimension.TIME, _A_TIME, 1)
    if value is False:  # Home Assistant's YAML turns `off` into false
        return SetMode(Mode.OFF, seconds)
    if value == "rules":
        return SetMode(None, seconds)
    if value in {"off", "min", "max", "surplus"}:
        return SetMode(Mode(str(value)), seconds)
    raise _Refused(_MISSING(name="mode") if value is None else _wrong("mode", _A_MODE, value))


def _max_current(fields: _Body) -> SetMaxCurrent:
    value = fields.raw("amps")
    if "amps" not in fields.body:
        raise _Refused(_MISSING(name="amps"))
    if value is None:
        return SetMaxCurrent(None)
    try:
        amps = read_quantity(str(value), Dimension.CURRENT)
    except WrongQuantity:
        raise _Refused(_wrong("amps", _AMPS, value)) from None
    if isinstance(value, bool) or not 0 <= amps <= _MOST_AMPS:
        raise _Refused(_wrong("amps", _AMPS, value))
    return SetMaxCurrent(amps)


def _boost(fields: _Body) -> BoostNow:
    return BoostNow(
        seconds=fields.quantity("for", Dimension.TIME, _A_TIME, 1),
        energy=fields.quantity("energy", Dimension.ENERGY, _AN_ENERGY, 1000),
        off=fields.flag("off", default=False),
    )


def _reset(fields: _Body) -> ResetNow:
    kind = fields.text("type") or "Soft"
    if kind.casefold() not in {"hard", "soft"}:
        raise _Refused(_wrong("type", _HARD_OR_SOFT, kind))
    return ResetNow(hard=kind.casefold() == "hard")


def _get_configuration(fields: _Body) -> GetConfigurationNow:
    key = fields.text("key")
    return GetConfigurationNow((key,) if key else ())


def _set_configuration(fields: _Body) -> SetConfigurationNow:
    key, value = fields.needed("key"), fields.raw("value")
    if isinstance(value, bool):  # YAML makes one of the word that OCPP wants
        return SetConfigurationNow(key, str(value).lower())
    return SetConfigurationNow(key, "" if value == "" else fields.needed("value"))


def _allow_tag(fields: _Body) -> AllowTag:
    return AllowTag(
        tag=fields.needed("tag"),
        name=fields.text("name"),
        person=fields.text("person"),
        group=fields.text("group"),
        vehicle=fields.text("vehicle"),
        once=fields.flag("once", default=False),
    )


def _learn_tag(fields: _Body) -> LearnTag:
    seconds = fields.quantity("seconds", Dimension.TIME, _A_TIME, 1)
    if seconds is not None and seconds > _LONGEST_LEARNING:
        raise _Refused(_wrong("seconds", _LEARNING_TIME, fields.body["seconds"]))
    return LearnTag(
        name=fields.text("name"),
        person=fields.text("person"),
        group=fields.text("group"),
        seconds=seconds or LearnTag().seconds,
        off=fields.flag("off", default=False),
    )


def _set_tag(fields: _Body) -> SetTag:
    tag = Tag(
        tag=fields.needed("tag"),
        name=fields.text("name"),
        person=fields.text("person"),
        group=fields.text("group"),
        vehicle=fields.text("vehicle"),
        expires=_day(fields),
        at_once=_at_once(fields),
        blocked=fields.flag("blocked", default=False),
    )
    return SetTag(tag, frozenset(name for name in TAG_FIELDS if name in fields.body))


def _day(fields: _Body) -> date | None:
    text = fields.text("expires")
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _Refused(_wrong("expires", _A_DAY, text)) from None
    if day.year not in _YEARS:
        raise _Refused(_wrong("expires", _A_DAY, text))
    return day


def _at_once(fields: _Body) -> int | None:
    text = fields.text("at_once")
    if text is None:
        return None
    whole = text.removesuffix(".0")
    if not (whole.isdecimal() and 1 <= int(whole) <= _MOST_AT_ONCE):
        raise _Refused(_wrong("at_once", _A_FEW, text))
    return int(whole)


def _quirk(fields: _Body) -> SetQuirk:
    name = fields.needed("name")
    # Home Assistant's YAML turns the key `on` into true.
    key = "true" if "true" in fields.body and "on" not in fields.body else "on"
    if key not in fields.body:
        raise _Refused(_MISSING(name="on"))
    return SetQuirk(name, None if fields.raw(key) is None else fields.flag(key))


def _transfer(fields: _Body) -> TransferData:
    return TransferData(fields.needed("vendor"), fields.text("message"), fields.text("data"))


COMMANDS: Final[dict[str, Callable[[_Body], Intent]]] = {
    "mode": _mode,
    "max_current": _max_current,
    "start": lambda fields: StartNow(fields.text("tag")),
    "stop": lambda _: StopNow(),
    "boost": _boost,
    "reset": _reset,
    "unlock": lambda _: UnlockNow(),
    "available": lambda fields: SetAvailability(fields.flag("operative")),
    "clear_profiles": lambda _: ClearProfiles(),
    "trigger": lambda fields: TriggerNow(fields.needed("message")),
    "get_configuration": _get_configuration,
    "set_configuration": _set_configuration,
    "data_transfer": _transfer,
    "quirk": _quirk,
    "find_ways": lambda _: FindWays(),
    "allow_tag": _allow_tag,
    "block_tag": lambda fields: BlockTag(fields.needed("tag")),
    "set_tag": _set_tag,
    "learn_tag": _learn_tag,
    "forget_tag": lambda fields: ForgetTag(fields.needed("tag")),
    "dismiss_tag": lambda fields: DismissTag(fields.needed("tag")),
    "adopt": lambda fields: Adopt(fields.text("name")),
    "ignore": lambda _: Ignore(),
    "rename": lambda fields: Rename(fields.needed("name")),
    "forget": lambda _: Forget(),
    **care_body.COMMANDS,
    **upkeep_body.COMMANDS,
    **security_body.COMMANDS,
}
