"""The app's options, and where everything is: values and problems, never half of each."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from borne.domain.errors import BorneError
from borne.domain.say import LANGUAGES, Language, Sentence, Text
from borne.mqtt.place import AUTO, OFF, read_broker

_LEVELS: Final = ("debug", "info", "warning", "error")
_LANGUAGES: Final = ("auto", *LANGUAGES)
_FILES: Final = ("certfile", "keyfile")
_NAMES: Final = "tls_names"
_MOST_NAMES: Final = 20
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")
_MQTT: Final = (AUTO, OFF)
_DATABASE: Final = "database"
_SERVERS: Final = ("postgresql", "postgres")
_REFERENCE: Final = "!secret "
_WITHIN: Final = re.compile(r":!secret[ +]?([\w-]+)@")
"""The password of an address, kept elsewhere."""


_NO_SERVER: Final = Text(
    "The option “database” is no address of a PostgreSQL: write "
    "postgresql://user:password@host:5432/name, or leave it empty for SQLite",
    "L’option « database » n’est pas l’adresse d’un PostgreSQL : écrivez "
    "postgresql://utilisateur:motdepasse@hôte:5432/nom, ou laissez-la vide pour SQLite",
)


class WrongDatabase(BorneError):
    """The ledger is not where the options say."""


@dataclass(frozen=True, slots=True)
class Options:
    """What `DATA/options.json` says."""

    auto_adopt: bool = False
    log_level: str = "info"
    language: str = "auto"
    mqtt: str = AUTO
    """`auto`: the Supervisor's broker; `off`; or the address of one."""
    certfile: str | None = None
    """A certificate in the folder for certificates; None: Borne's own authority issues one."""
    keyfile: str = "privkey.pem"
    tls_names: tuple[str, ...] = ()
    """Names and addresses that Borne's own certificate is good for besides those it finds."""
    database: str = field(default="", repr=False)
    """The address of a PostgreSQL for the ledger, with its password; empty: DATA/borne.db."""
    metrics: bool = False
    """Figures for Prometheus at the port for files too, where the ingress is no hindrance."""

    @property
    def spoken(self) -> Language | None:
        """The language that was chosen; None: Home Assistant's own."""
        return next((one for one in LANGUAGES if one == self.language), None)


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and ports."""

    data: Path
    config: Path
    ocpp_host: str
    panel_host: str
    ocpp_port: int = 9000
    panel_port: int = 8099
    file_port: int = 9001
    tls_port: int = 9443
    ssl: Path = Path("/ssl")
    """Home Assistant's folder for certificates."""

    @property
    def firmware(self) -> Path:
        """Where the firmware for chargers is."""
        return self.config / "firmware"

    @property
    def rules(self) -> Path:
        """Where the rule files are."""
        return self.config / "rules"


def read_options(file: Path, config: Path) -> tuple[Options, tuple[str, ...]]:
    """Return the options and what is wrong with them; what is wrong keeps its default.

    Raises WrongDatabase: with another ledger, numbers would be given twice.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Options(), ()
    except OSError as error:
        return Options(), (f"{file} cannot be read ({error.strerror}): the defaults hold",)
    try:
        found = json.loads(text)
    except ValueError as error:
        return Options(), (f"{file} is not JSON ({error}): the defaults hold",)
    if not isinstance(found, dict):
        return Options(), (f"{file} must be a JSON object: the defaults hold",)
    return _checked(found, config)


def library_folder() -> Path:
    """The ready-made rule files: where BORNE_LIBRARY says, else beside the source tree."""
    named = os.environ.get("BORNE_LIBRARY")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "rules"


def _checked(found: Mapping[str, object], config: Path) -> tuple[Options, tuple[str, ...]]:
    problems: list[str] = []
    values: dict[str, object] = {}
    for name, value in found.items():
        if name not in _KNOWN:
            near = get_close_matches(name, _KNOWN, n=1)
            hint = f". Did you mean {near[0]}?" if near else ""
            problems.append(f"option {name}: there is no such option{hint}")
        else:
            values[name] = value if name == _DATABASE else _secret(value, config, problems)
    checked: dict[str, object] = {}
    for name, value in values.items():
        if value == "" and name in (*_FILES, _NAMES, _DATABASE):
            continue
        if name == _DATABASE:
            checked[name] = server_address(value, config)
        elif name == _NAMES:
            checked[name] = _names(value, problems)
        elif _fits(name, value, problems):
            checked[name] = value
    return Options(**checked), tuple(problems)  # type: ignore[arg-type] # each was checked


def _names(value: object, problems: list[str]) -> tuple[str, ...]:
    """The hosts' names, separated by commas or spaces, that are ones."""
    given = re.split(r"[,;\s]+", value.strip(",; ")) if isinstance(value, str) else [value]
    fine = [one for one in given if isinstance(one, str) and _HOST.fullmatch(one)]
    problems.extend(
        f"option {_NAMES}: {one!r} is not the name or address of a machine"
        for one in given
        if one not in fine
    )
    if len(fine) > _MOST_NAMES:
        problems.append(f"option {_NAMES}: only the first {_MOST_NAMES} are taken")
    return tuple(fine[:_MOST_NAMES])


def server_address(value: object, config: Path) -> str:
    """The address of a PostgreSQL, with the secret that it names. Raises WrongDatabase."""
    problems: list[str] = []
    given = _secret(value, config, problems)
    if isinstance(given, str):
        given = _WITHIN.sub(lambda found: _quoted(found[1], config, problems), given)
    if problems:
        raise WrongDatabase(problems[-1])
    try:
        parts = urlsplit(str(given))
        fine = parts.scheme in _SERVERS and bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise WrongDatabase(_NO_SERVER().say())
    return str(given)


def _quoted(name: str, config: Path, problems: list[str]) -> str:
    return f":{quote(str(_secret(_REFERENCE + name, config, problems)), safe='')}@"


def _is_file_name(value: object) -> bool:
    return isinstance(value, str) and bool(value) and not {"..", "", "/"} & set(value.split("/"))


def _fits(name: str, value: object, problems: list[str]) -> bool:
    if name == "mqtt" and isinstance(value, str):
        found = None if value in _MQTT else read_broker(value)
        if not isinstance(found, Sentence):
            return True
        problems.append(str(found))
    if name in _FILES:
        if _is_file_name(value):
            return True
        problems.append(f"option {name}: must be the name of a file in /ssl, not {value!r}")
        return False
    allowed = _CHECKS[name]
    if any(type(value) is type(choice) and value == choice for choice in allowed):
        return True
    choices = ", ".join(str(choice).lower() for choice in allowed)
    problems.append(f"option {name}: must be one of {choices}, not {value!r}")
    return False


def _secret(value: object, config: Path, problems: list[str]) -> object:
    """Resolve `!secret name` from CONFIG/secrets.yaml; the Supervisor has done so already."""
    if not isinstance(value, str) or not value.startswith(_REFERENCE):
        return value
    name = value.removeprefix(_REFERENCE).strip()
    try:
        secrets = YAML(typ="safe").load(config / "secrets.yaml")
    except (OSError, YAMLError):
        secrets = None
    if isinstance(secrets, dict) and name in secrets:
        return secrets[name]
    problems.append(f"secret {name}: is not in {config / 'secrets.yaml'}")
    return None


_CHECKS: Final[dict[str, tuple[object, ...]]] = {
    "auto_adopt": (True, False),
    "log_level": _LEVELS,
    "language": _LANGUAGES,
    "mqtt": _MQTT,
    "metrics": (True, False),
}
_KNOWN: Final = (*_CHECKS, *_FILES, _NAMES, _DATABASE)
