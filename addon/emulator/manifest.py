"""What the Supervisor reads in an app's manifest, and how it checks the options against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What a person may write for a switch.
TRUE = frozenset({"true", "yes", "on", "1", "enable"})
FALSE = frozenset({"false", "no", "off", "0", "disable"})

TYPE = re.compile(
    r"^(?P<kind>bool|email|url|port|device|(?:str|password|int|float|match|list))"
    r"(?:\((?P<argument>.*)\))?(?P<optional>\?)?$"
)
HIGHEST_PORT = 65535
SECRET = "!secret "  # noqa: S105 how an option names one
FIELDS = {"bool": "boolean", "int": "integer", "float": "float", "list": "select"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """An app's manifest: the keys that decide what the Supervisor grants it."""

    name: str
    slug: str
    version: str
    description: str
    url: str | None
    stage: str
    arch: tuple[str, ...]
    panel_icon: str
    panel_title: str
    panel_admin: bool
    timeout: float
    ports: Mapping[str, int | None]
    services: Mapping[str, str]
    homeassistant_api: bool
    hassio_api: bool
    ingress_port: int
    options: Mapping[str, object]
    schema: Mapping[str, str]
    backup_pre: str | None
    backup_post: str | None
    backup_exclude: tuple[str, ...]
    folder: Path
    """Where its icon, its documentation and its changelog are."""

    @property
    def full_slug(self) -> str:
        """The slug of an app from the folder for local ones."""
        return f"local_{self.slug}"

    @property
    def hostname(self) -> str:
        return self.full_slug.replace("_", "-")


def read(path: Path) -> Manifest:
    loaded = YAML(typ="safe").load(path)
    return Manifest(
        name=loaded["name"],
        slug=loaded["slug"],
        version=loaded["version"],
        description=loaded["description"],
        url=loaded.get("url"),
        stage=loaded.get("stage", "stable"),
        arch=tuple(loaded["arch"]),
        panel_icon=loaded.get("panel_icon", "mdi:puzzle"),
        panel_title=loaded.get("panel_title", loaded["name"]),
        panel_admin=loaded.get("panel_admin", True),
        timeout=loaded.get("timeout", 10),
        ports=loaded.get("ports", {}),
        services=dict(entry.split(":", 1) for entry in loaded.get("services", [])),
        homeassistant_api=loaded.get("homeassistant_api", False),
        hassio_api=loaded.get("hassio_api", False),
        ingress_port=loaded.get("ingress_port", 8099),
        options=loaded.get("options", {}),
        schema=loaded.get("schema", {}),
        backup_pre=loaded.get("backup_pre"),
        backup_post=loaded.get("backup_post"),
        backup_exclude=tuple(loaded.get("backup_exclude", ())),
        folder=path.parent,
    )


def options_for_start(
    manifest: Manifest, chosen: Mapping[str, object], secrets: Mapping[str, str] | None = None
) -> tuple[dict[str, object], tuple[str, ...]]:
    """What is written to options.json before a start, and what prevents the start.

    The person's values stand over the defaults; an unknown option is dropped; `!secret name` is
    replaced by what the secret is. Only flat options are known here.
    """
    given = {**manifest.options, **chosen}
    valid: dict[str, object] = {}
    problems: list[str] = []
    for key, wanted in manifest.schema.items():
        if key not in given:
            if not wanted.endswith("?"):
                problems.append(f"Missing option '{key}'")
            continue
        try:
            valid[key] = converted(wanted, _revealed(given[key], secrets or {}))
        except ValueError as problem:
            problems.append(f"Option '{key}': {problem}")
    return valid, tuple(problems)


def is_secret(value: object) -> bool:
    """Whether it is `!secret name`, which stays in the options as it was written."""
    return isinstance(value, str) and value.startswith(SECRET)


def _revealed(value: object, secrets: Mapping[str, str]) -> object:
    if not is_secret(value):
        return value
    name = str(value).removeprefix(SECRET)
    if name not in secrets:
        raise ValueError(f"Unknown secret {name!r}")
    return secrets[name]


def form(manifest: Manifest) -> list[dict[str, object]]:
    """The options as Home Assistant's own form shows them."""
    fields: list[dict[str, object]] = []
    for key, wanted in manifest.schema.items():
        found = TYPE.match(wanted)
        kind, argument = (found["kind"], found["argument"]) if found else ("str", None)
        field: dict[str, object] = {"name": key, "type": FIELDS.get(kind, "string")}
        field["optional" if wanted.endswith("?") else "required"] = True
        if kind == "list":
            field["options"] = (argument or "").split("|")
        fields.append(field)
    return fields


def converted(wanted: str, value: object) -> object:
    """The value as the app gets it. Raises ValueError where the Supervisor refuses it."""
    found = TYPE.match(wanted)
    if found is None:
        raise ValueError(f"unknown type {wanted!r}")
    kind, argument = found["kind"], found["argument"] or ""
    if kind == "bool":
        return _switch(value)
    if kind in {"int", "float", "port"}:
        return _number(kind, argument, value)
    if not isinstance(value, str):
        raise ValueError(f"expected text, got {value!r}")  # noqa: TRY004 one error for the caller
    if kind == "list" and value not in argument.split("|"):
        raise ValueError(f"expected one of {argument}, got {value!r}")
    if kind == "match" and not re.match(argument, value):
        raise ValueError(f"{value!r} does not match {argument}")
    if kind in {"str", "password"} and argument:
        _check_range(argument, len(value))
    return value


def _switch(value: object) -> bool:
    word = str(value).lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError(f"expected a boolean, got {value!r}")


def _number(kind: str, argument: str, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError(f"expected a number, got {value!r}")  # noqa: TRY004 as above
    number = float(value) if kind == "float" else int(value)
    if kind == "port" and not 0 < number <= HIGHEST_PORT:
        raise ValueError(f"expected a port, got {value!r}")
    if argument:
        _check_range(argument, number)
    return number


def _check_range(argument: str, size: float) -> None:
    least, _, most = argument.partition(",")
    if (least and size < float(least)) or (most and size > float(most)):
        raise ValueError(f"outside of {argument}")
