"""The controls as template helpers of Home Assistant: what is entered in each form. Pure.

Without a broker, these are the real switches, numbers, selects and buttons: they show what the
attributes of the pushed `sensor.…_mode` say, and fire `borne_command`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from borne.domain.charger import Charger
from borne.domain.say import Language
from borne.domain.site import ConnectorLimits
from borne.domain.state import State
from borne.entities.controls import CONTROLS, OFF, ON, PRESS, Control
from borne.entities.items import connector_words
from borne.entities.kinds import MODES
from borne.entities.naming import Named, Naming, real_connectors

Fields: TypeAlias = "dict[str, Any]"

COMMAND: Final = "borne_command"


@dataclass(frozen=True, slots=True)
class Form:
    """One helper: its platform, what is entered, and the entity id that it should get."""

    platform: str
    entity_id: str
    fields: Fields
    """Without `name`, and with `availability`, for which not every version asks."""
    name: str


def template_forms(
    state: State, naming: Naming, language: Language, limits: Mapping[str, ConnectorLimits]
) -> dict[str, Form]:
    """Return every helper that there should be, by `garage/1/charging`; 0 is the charger."""
    forms: dict[str, Form] = {}
    for charger in state.chargers.values():
        named = naming.get(charger.id)
        if named is None or not charger.adopted or not real_connectors(charger):
            continue
        for control, number in _controls(charger):
            limit = limits.get(f"{charger.id}/{number}") or ConnectorLimits()
            form = _form(control, charger, number, named, language, limit)
            forms[f"{charger.id}/{number}/{control.key}"] = form
    return forms


def _controls(charger: Charger) -> Iterator[tuple[Control, int]]:
    numbers = real_connectors(charger)
    for control in CONTROLS:
        for number in (0,) if control.of_charger else numbers:
            yield control, number


def _form(
    control: Control,
    charger: Charger,
    number: int,
    named: Named,
    language: Language,
    limits: ConnectorLimits,
) -> Form:
    prefix = named.of(number) if number else named.prefix
    words = [charger.called]
    if number and number != named.alone:
        words.append(connector_words(number, language))
    words.append(control.name().say(language))
    # The charger's own control is there as long as any of its connectors is.
    shown = f"sensor.{prefix if number else named.of(real_connectors(charger)[0])}_mode"
    reading = f"state_attr('{shown}', '{control.key}')"
    fields = {
        **_actions(control, charger.id, number),
        **_particular(control, reading, limits),
        "availability": f"{{{{ has_value('{shown}') }}}}",
    }
    return Form(control.domain, f"{control.domain}.{prefix}_{control.key}", fields, " ".join(words))


def _particular(control: Control, reading: str, limits: ConnectorLimits) -> Fields:
    if control.domain == "switch":
        return {"value_template": f"{{{{ {reading} }}}}"}
    if control.domain == "number":
        # Without a ceiling of its own it stands at the most that the connector can.
        unset = f"{limits.most} if amps is none else amps"
        return {
            "state": f"{{% set amps = {reading} %}}{{{{ {unset} }}}}",
            "min": 0,
            "max": limits.most,
            "step": limits.step,
            "unit_of_measurement": "A",
        }
    if control.domain == "select":
        return {"state": f"{{{{ {reading} }}}}", "options": f"{{{{ {list(MODES)!r} }}}}"}
    return {"device_class": control.device_class} if control.device_class else {}


def _actions(control: Control, charger: str, number: int) -> Fields:
    sent = {
        "switch": {"turn_on": ON, "turn_off": OFF},
        "number": {"set_value": "0"},
        "select": {"select_option": MODES[0]},
        "button": {"press": PRESS},
    }[control.domain]
    chosen = {"number": {"amps": "{{ value }}"}, "select": {"mode": "{{ option }}"}}
    where = {"charger": _literal(charger)} | ({"connector": number} if number else {})
    return {
        action: [
            {
                "event": COMMAND,
                "event_data": {
                    **where,
                    **(control.ask(payload) or {}),
                    **chosen.get(control.domain, {}),
                },
            }
        ]
        for action, payload in sent.items()
    }


def _literal(text: str) -> str:
    """The text as a template says it: braces in it are just braces."""
    return f"{{{{ {json.dumps(text)} }}}}" if "{" in text else text
