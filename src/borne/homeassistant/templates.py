"""The controls as template helpers, made through Core's own config flow where a person asked.

Only GET, POST and DELETE are used: the Supervisor's proxy passes nothing else on.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from borne.domain.say import Sentence, Text
from borne.entities.template_forms import COMMAND, Fields, Form
from borne.homeassistant.errors import CommandFailedError, CoreError
from borne.homeassistant.memory import keep, recalled
from borne.homeassistant.publish import Publisher
from borne.homeassistant.socket import CoreSocket

_LOG = logging.getLogger(__name__)

_FLOW: Final = "config/config_entries/flow"
_OPTIONS: Final = "config/config_entries/options/flow"
_ENTRY: Final = "config/config_entries/entry"
_MORE: Final = "additional_options"

_REFUSED: Final = Text(
    "Home Assistant does not make the helper “{name}” ({reason})",
    "Home Assistant ne crée pas l’entrée « {name} » ({reason})",
)


class Made(Struct, frozen=True):
    """One helper as it was entered."""

    entry: str | None
    """Core's id of it; None: a person has deleted it, and it stays away."""
    name: str = ""
    fields: Mapping[str, Any] = {}


class Kept(Struct, frozen=True):
    """What outlives Borne: whether a person wants the helpers, and which there are."""

    wanted: bool = False
    made: Mapping[str, Made] = {}


class RefusedError(CoreError):
    """Core did not take what was entered."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(_REFUSED(name=name, reason=reason))


class Templates:
    """Keeps Core's template helpers in step with the forms; without a file, for this run only."""

    def __init__(self, memory: Path | None = None) -> None:
        self._memory = memory
        self._kept = recalled(memory, Kept, Kept(), "the controls are not kept")
        self._agreed: dict[str, Form] | None = None
        self._looks = 0
        self.refused: Sentence | None = None
        """Why the last try was not completed."""

    @property
    def wanted(self) -> bool:
        """Whether a person has asked for them."""
        return self._kept.wanted

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(made.entry is not None for made in self._kept.made.values())

    def want(self, wanted: bool) -> None:  # noqa: FBT001  the one thing it is told
        """Have them from now on, also those that were deleted by hand; or have none."""
        made = {key: one for key, one in self._kept.made.items() if one.entry is not None}
        self._keep(Kept(wanted, made))
        self.look_again()

    def look_again(self) -> None:
        """Somebody may have changed them, or this is another connection."""
        self._agreed = None
        self._looks += 1

    async def keep(
        self, forms: Mapping[str, Form], socket: CoreSocket, publisher: Publisher
    ) -> None:
        """Make, change and remove what differs. Raises CoreError where Core is lost."""
        wanted = dict(forms) if self.wanted else {}
        if self._agreed == wanted or not (wanted or self._kept.made):
            return
        self.refused = None
        looks = self._looks
        there = await _entries(socket)
        self._notice_deleted(there)
        for key in [key for key in self._kept.made if key not in wanted]:
            await self._remove(key, publisher)
        for key, form in wanted.items():
            try:
                await self._settle(key, form, there, socket, publisher)
            except RefusedError as error:
                _LOG.warning("%s", error)
                self.refused = error.sentence
        if looks == self._looks:
            self._agreed = wanted

    def _notice_deleted(self, there: Mapping[str, str]) -> None:
        gone = {
            key: Made(None)
            for key, made in self._kept.made.items()
            if made.entry is not None and made.entry not in there
        }
        if gone:
            self._keep(Kept(self.wanted, {**self._kept.made, **gone}))

    async def _settle(
        self,
        key: str,
        form: Form,
        there: Mapping[str, str],
        socket: CoreSocket,
        publisher: Publisher,
    ) -> None:
        made = self._kept.made.get(key)
        if made is not None and (made.entry is None or _same(made, form)):
            return
        if made is not None and made.name != form.name:
            await self._remove(key, publisher)
            made = None
        entry = made.entry if made else await self._lost(form, there, publisher)
        if entry is not None:
            await _change(entry, form, publisher)
        else:
            entry = await _create(form, publisher)
        self._remember(key, Made(entry, form.name, form.fields))
        await _name_entity(entry, form, socket)

    async def _lost(self, form: Form, there: Mapping[str, str], publisher: Publisher) -> str | None:
        """A helper that an earlier Borne has made and that this one knows nothing of."""
        known = {made.entry for made in self._kept.made.values()}
        for entry, title in there.items():
            if title == form.name and entry not in known:
                asked = await _call(publisher, "POST", _OPTIONS, {"handler": entry}, form.name)
                flow = f"{_OPTIONS}/{asked.get('flow_id')}"
                await _call(publisher, "DELETE", flow, None, form.name)
                if asked.get("step_id") == form.platform and COMMAND in str(asked):
                    return entry
        return None

    async def _remove(self, key: str, publisher: Publisher) -> None:
        entry = self._kept.made[key].entry
        if entry is not None:
            await publisher.request("DELETE", f"{_ENTRY}/{entry}", None)
        self._remember(key, None)

    def _remember(self, key: str, made: Made | None) -> None:
        rest = {name: one for name, one in self._kept.made.items() if name != key}
        self._keep(Kept(self.wanted, rest | ({key: made} if made else {})))

    def _keep(self, kept: Kept) -> None:
        self._kept = kept
        keep(self._memory, kept)


def _same(made: Made, form: Form) -> bool:
    return (made.name, dict(made.fields)) == (form.name, form.fields)


async def _entries(socket: CoreSocket) -> dict[str, str]:
    """The titles of Core's template helpers by their ids."""
    found = await socket.call("config_entries/get", domain="template")
    return {
        str(one["entry_id"]): str(one.get("title"))
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, Mapping) and "entry_id" in one
    }


async def _create(form: Form, publisher: Publisher) -> str:
    begun = await _call(publisher, "POST", _FLOW, {"handler": "template"}, form.name)
    flow = f"{_FLOW}/{begun.get('flow_id')}"
    step = {"next_step_id": form.platform}
    asked = await _call(publisher, "POST", flow, step, form.name)
    entered = {"name": form.name, **_entered(form, asked)}
    done = await _call(publisher, "POST", flow, entered, form.name)
    result = done.get("result")
    if done.get("type") != "create_entry" or not isinstance(result, Mapping):
        await publisher.request("DELETE", flow, None)
        raise RefusedError(form.name, str(done.get("errors") or done.get("type")))
    return str(result.get("entry_id"))


async def _change(entry: str, form: Form, publisher: Publisher) -> None:
    asked = await _call(publisher, "POST", _OPTIONS, {"handler": entry}, form.name)
    flow = f"{_OPTIONS}/{asked.get('flow_id')}"
    done = await _call(publisher, "POST", flow, _entered(form, asked), form.name)
    if done.get("type") != "create_entry":
        await publisher.request("DELETE", flow, None)
        raise RefusedError(form.name, str(done.get("errors") or done.get("type")))


def _entered(form: Form, asked: Mapping[str, Any]) -> Fields:
    """What is entered in the fields that this version of Core has."""
    schema = asked.get("data_schema")
    fields = {
        str(field.get("name"))
        for field in (schema if isinstance(schema, list) else [])
        if isinstance(field, Mapping)
    }
    entered = {name: value for name, value in form.fields.items() if name in fields}
    if _MORE in fields:
        entered[_MORE] = {"availability": form.fields["availability"]}
    return entered


async def _name_entity(entry: str, form: Form, socket: CoreSocket) -> None:
    """Give the entity its id of the contract, unless a person's entity has it."""
    entities = await socket.call("config/entity_registry/list")
    for one in entities if isinstance(entities, list) else []:
        if isinstance(one, Mapping) and one.get("config_entry_id") == entry:
            had = str(one.get("entity_id"))
            if had == form.entity_id:
                return
            try:
                await socket.call(
                    "config/entity_registry/update", entity_id=had, new_entity_id=form.entity_id
                )
            except CommandFailedError as error:
                _LOG.warning("%s stays %s: %s", form.entity_id, had, error)
            return


async def _call(
    publisher: Publisher, method: str, path: str, body: Mapping[str, object] | None, name: str
) -> dict[str, Any]:
    status, text = await publisher.request(method, path, body)
    try:
        told = msgspec.json.decode(text.encode())
    except msgspec.DecodeError:
        told = None
    if status >= 400 or not isinstance(told, dict):
        raise RefusedError(name, f"HTTP {status}: {text[:200]}")
    return told
