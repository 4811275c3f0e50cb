"""The body of a `borne_command`, read into a wish or into one sentence that says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Final

from borne.domain import care_body, security_body, upkeep_body
from borne.domain.body import MISSING, Body, Refused, wrong
from borne.domain.decision import Mode
from borne.domain.errors import WrongQuantity
from borne.domain.legible import exposed
from borne.domain.say import Sentence, Text
from borne.domain.tag import TAG_FIELDS, Tag
from borne.domain.units import Dimension, read_quantity
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
_A_NUMBER: Final = Text("a whole number from 1 on", "un nombre entier à partir de 1")
_FROM_ZERO: Final = Text(
    "a whole number; 0 is the charger as a whole", "un nombre entier ; 0 est la borne entière"
)
_OF_THE_WHOLE: Final = frozenset({"available", "trigger", "reserve", "composite_schedule"})
"""Commands that the charger as a whole, OCPP's connector 0, can be meant by."""
_A_MODE: Final = Text("rules, off, min, max or surplus", "rules, off, min, max ou surplus")
_A_TIME: Final = Text("seconds, or as in 2 h", "en secondes, ou comme 2 h")
_AN_ENERGY: Final = Text("kWh, as in 10 kWh", "en kWh, comme 10 kWh")
_AMPS: Final = Text("A, from 0 to 80, or null", "en A, de 0 à 80, ou null")
_HARD_OR_SOFT: Final = Text("Hard or Soft", "Hard ou Soft")
TRIGGERS: Final = (
    "BootNotification",
    "Heartbeat",
    "StatusNotification",
    "MeterValues",
    "DiagnosticsStatusNotification",
    "FirmwareStatusNotification",
    "LogStatusNotification",
    "SignChargePointCertificate",
)
"""What a charger can be asked to send (OCPP 1.6 section 7.32 and its security extension)."""
_A_MESSAGE: Final = Text("one of {names} and {last}", "l’un de {names} et {last}")
_A_DAY: Final = Text("a date, as in 2026-12-31", "une date, comme 2026-12-31")
_A_FEW: Final = Text("a whole number from 1 to 99", "un nombre entier de 1 à 99")
_LEARNING_TIME: Final = Text("10 min at most", "10 min au plus")

_LONGEST_LEARNING: Final = 600.0
_MOST_AT_ONCE: Final = 99
_YEARS: Final = range(2000, 3000)
_MOST_AMPS: Final = 80.0


def read_wish(
    body: Mapping[str, object],
) -> tuple[Intent, str | None, int | None] | Sentence:
    """Return the intent with the charger and connector meant, or what is wrong with the body."""
    fields = Body(body)
    try:
        name = body.get("command")
        if not isinstance(name, str) or not name:
            raise Refused(_NO_COMMAND())
        reader = COMMANDS.get(name)
        if reader is None:
            raise Refused(_unknown_command(name))
        least = 0 if name in _OF_THE_WHOLE else 1
        charger, connector = fields.text("charger"), _connector(fields, least)
        intent = reader(fields)
        _nothing_left(fields, name)
    except Refused as refused:
        return refused.sentence
    return intent, charger, connector


def _connector(fields: Body, least: int) -> int | None:
    value = fields.raw("connector")
    if value is None or value == "":
        return None
    if not isinstance(value, bool) and isinstance(value, int | float | str):
        text = str(value).removesuffix(".0")
        if text.isdecimal() and least <= int(text) <= 1000:
            return int(text)
    raise Refused(wrong("connector", _A_NUMBER if least else _FROM_ZERO, value))


def _unknown_command(name: str) -> Sentence:
    return _UNKNOWN_COMMAND(name=exposed(name[:40]), hint=_hint(name, COMMANDS))


def _nothing_left(fields: Body, command: str) -> None:
    for name in fields.body:
        if name not in fields.taken:
            hint = _hint(name, fields.taken)
            raise Refused(_UNKNOWN_FIELD(name=exposed(str(name)[:40]), command=command, hint=hint))


def _hint(name: str, known: Mapping[str, object] | set[str]) -> Sentence:
    near = get_close_matches(str(name), list(known), n=1)
    return _HINT(name=near[0]) if near else _NOTHING()


def _mode(fields: Body) -> SetMode:
    value = fields.raw("mode")
    seconds = fields.quantity("for", Dimension.TIME, _A_TIME, 1)
    if value is False:  # Home Assistant's YAML turns `off` into false
        return SetMode(Mode.OFF, seconds)
    if value == "rules":
        return SetMode(None, seconds)
    if value in {"off", "min", "max", "surplus"}:
        return SetMode(Mode(str(value)), seconds)
    raise Refused(MISSING(name="mode") if value is None else wrong("mode", _A_MODE, value))


def _max_current(fields: Body) -> SetMaxCurrent:
    value = fields.raw("amps")
    if "amps" not in fields.body:
        raise Refused(MISSING(name="amps"))
    if value is None:
        return SetMaxCurrent(None)
    try:
        amps = read_quantity(str(value), Dimension.CURRENT)
    except WrongQuantity:
        raise Refused(wrong("amps", _AMPS, value)) from None
    if isinstance(value, bool) or not 0 <= amps <= _MOST_AMPS:
        raise Refused(wrong("amps", _AMPS, value))
    return SetMaxCurrent(amps)


def _boost(fields: Body) -> BoostNow:
    return BoostNow(
        seconds=fields.quantity("for", Dimension.TIME, _A_TIME, 1),
        energy=fields.quantity("energy", Dimension.ENERGY, _AN_ENERGY, 1000),
        off=fields.flag("off", default=False),
    )


def _reset(fields: Body) -> ResetNow:
    kind = fields.text("type") or "Soft"
    if kind.casefold() not in {"hard", "soft"}:
        raise Refused(wrong("type", _HARD_OR_SOFT, kind))
    return ResetNow(hard=kind.casefold() == "hard")


def _get_configuration(fields: Body) -> GetConfigurationNow:
    key = fields.text("key")
    return GetConfigurationNow((key,) if key else ())


def _set_configuration(fields: Body) -> SetConfigurationNow:
    key, value = fields.needed("key"), fields.raw("value")
    if isinstance(value, bool):  # YAML makes one of the word that OCPP wants
        return SetConfigurationNow(key, str(value).lower())
    if value is None:
        raise Refused(MISSING(name="value"))
    return SetConfigurationNow(key, fields.verbatim("value") or "")


def _allow_tag(fields: Body) -> AllowTag:
    return AllowTag(
        tag=fields.needed("tag"),
        name=fields.text("name"),
        person=fields.text("person"),
        group=fields.text("group"),
        vehicle=fields.text("vehicle"),
        once=fields.flag("once", default=False),
    )


def _learn_tag(fields: Body) -> LearnTag:
    seconds = fields.quantity("seconds", Dimension.TIME, _A_TIME, 1)
    if seconds is not None and seconds > _LONGEST_LEARNING:
        raise Refused(wrong("seconds", _LEARNING_TIME, fields.body["seconds"]))
    return LearnTag(
        name=fields.text("name"),
        person=fields.text("person"),
        group=fields.text("group"),
        seconds=seconds or LearnTag().seconds,
        off=fields.flag("off", default=False),
    )


def _set_tag(fields: Body) -> SetTag:
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


def _day(fields: Body) -> date | None:
    text = fields.text("expires")
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(wrong("expires", _A_DAY, text)) from None
    if day.year not in _YEARS:
        raise Refused(wrong("expires", _A_DAY, text))
    return day


def _at_once(fields: Body) -> int | None:
    text = fields.text("at_once")
    if text is None:
        return None
    whole = text.removesuffix(".0")
    if not (whole.isdecimal() and 1 <= int(whole) <= _MOST_AT_ONCE):
        raise Refused(wrong("at_once", _A_FEW, text))
    return int(whole)


def _trigger(fields: Body) -> TriggerNow:
    wanted = fields.needed("message")
    message = next((one for one in TRIGGERS if one.casefold() == wanted.casefold()), None)
    if message is None:
        known = _A_MESSAGE(names=", ".join(TRIGGERS[:-1]), last=TRIGGERS[-1])
        raise Refused(wrong("message", known, wanted))
    return TriggerNow(message)


def _quirk(fields: Body) -> SetQuirk:
    name = fields.needed("name")
    # Home Assistant's YAML turns the key `on` into true.
    key = "true" if "true" in fields.body and "on" not in fields.body else "on"
    if key not in fields.body:
        raise Refused(MISSING(name="on"))
    return SetQuirk(name, None if fields.raw(key) is None else fields.flag(key))


def _transfer(fields: Body) -> TransferData:
    return TransferData(fields.needed("vendor"), fields.text("message"), fields.verbatim("data"))


COMMANDS: Final[dict[str, Callable[[Body], Intent]]] = {
    "mode": _mode,
    "max_current": _max_current,
    "start": lambda fields: StartNow(fields.text("tag")),
    "stop": lambda _: StopNow(),
    "boost": _boost,
    "reset": _reset,
    "unlock": lambda _: UnlockNow(),
    "available": lambda fields: SetAvailability(fields.flag("operative")),
    "clear_profiles": lambda fields: ClearProfiles(fields.flag("all", default=False)),
    "trigger": _trigger,
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
