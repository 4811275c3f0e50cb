"""The manifest is what the Supervisor takes, and asks for no more than it uses."""

from __future__ import annotations

import re
import struct
import tomllib
from pathlib import Path
from typing import Any

import pytest
from addon.emulator import manifest as supervisors
from ruamel.yaml import YAML

import borne

FLAG = (bool,)
TEXT = (str,)

# The keys that we use and what the Supervisor takes for them; others would be dropped silently.
KEYS: dict[str, tuple[type, ...]] = {
    "name": TEXT,
    "version": TEXT,
    "slug": TEXT,
    "description": TEXT,
    "url": TEXT,
    "arch": (list,),
    "stage": TEXT,
    "init": FLAG,
    "ingress": FLAG,
    "panel_icon": TEXT,
    "panel_title": TEXT,
    "panel_admin": FLAG,
    "homeassistant_api": FLAG,
    "hassio_api": FLAG,
    "services": (list,),
    "ports": (dict,),
    "map": (list,),
    "tmpfs": FLAG,
    "timeout": (int,),
    "backup_pre": TEXT,
    "backup_post": TEXT,
    "backup_exclude": (list,),
    "options": (dict,),
    "schema": (dict,),
}
# Keys that the Supervisor or the store's checks refuse, or that would only repeat a default.
UNWANTED = {"image", "advanced", "legacy", "watchdog", "ingress_port", "startup", "boot", "backup"}
PRIVILEGES = {
    "BPF",
    "CHECKPOINT_RESTORE",
    "DAC_READ_SEARCH",
    "NET_ADMIN",
    "NET_RAW",
    "PERFMON",
    "SYS_ADMIN",
    "SYS_MODULE",
    "SYS_PTRACE",
    "SYS_RAWIO",
}
LANGUAGES = ("en", "fr")


def load(path: Path) -> Any:
    return YAML(typ="safe").load(path)


def security_rating(manifest: dict[str, Any], *, own_profile: bool) -> int:
    """The Supervisor's own sum, 1 to 8, for an installed app."""
    if manifest.get("docker_api") or manifest.get("full_access"):
        return 1
    rating = 5
    if manifest.get("apparmor", True) is False:
        rating -= 1
    elif own_profile:
        rating += 1
    if manifest.get("ingress"):
        rating += 2
    elif manifest.get("auth_api"):
        rating += 1
    if PRIVILEGES & set(manifest.get("privileged", [])) or manifest.get("kernel_modules"):
        rating -= 1
    rating -= {"manager": 1, "admin": 2}.get(manifest.get("hassio_role", "default"), 0)
    rating -= 1 if manifest.get("host_network") else 0
    rating -= 2 if manifest.get("host_pid") else 0
    return max(1, min(8, rating))


def test_every_key_is_known_and_well_typed(manifest: dict[str, Any]) -> None:
    assert set(manifest) <= set(KEYS)
    assert not set(manifest) & UNWANTED
    wrong = [key for key, value in manifest.items() if not isinstance(value, KEYS[key])]
    assert not wrong


def test_required_keys(manifest: dict[str, Any]) -> None:
    assert manifest["name"] == "Borne"
    assert re.fullmatch(r"[-_.A-Za-z0-9]+", manifest["slug"])
    assert sorted(manifest["arch"]) == ["aarch64", "amd64"]
    assert manifest["url"].startswith("https://")
    assert "\n" not in manifest["description"]
    assert manifest["stage"] in {"experimental", "stable", "deprecated"}


def test_what_the_service_needs(manifest: dict[str, Any]) -> None:
    # s6-overlay 3 can only run as PID 1.
    assert manifest["init"] is False
    assert manifest["ingress"]
    assert manifest["homeassistant_api"]
    assert manifest["hassio_api"]
    assert manifest["services"] == ["mqtt:want"]
    assert manifest["ports"] == {
        "9000/tcp": 9000,
        "9001/tcp": 9001,
        "9443/tcp": 9443,
    }
    assert 10 <= manifest["timeout"] <= 300
    maps = {entry["type"]: entry.get("read_only", True) for entry in manifest["map"]}
    assert maps == {"app_config": False, "ssl": True}


def test_highest_security_rating(tree: Path, manifest: dict[str, Any]) -> None:
    assert security_rating(manifest, own_profile=(tree / "apparmor.txt").is_file()) == 8


def test_rating_falls_with_what_is_asked_for(manifest: dict[str, Any]) -> None:
    greedy = {**manifest, "host_network": True, "privileged": ["NET_ADMIN"]}
    assert security_rating(greedy, own_profile=True) == 6
    assert security_rating({**manifest, "full_access": True}, own_profile=True) == 1


def test_defaults_of_the_options_are_valid(tree: Path, manifest: dict[str, Any]) -> None:
    app = supervisors.read(tree / "config.yaml")
    assert set(manifest["options"]) == set(manifest["schema"])
    options, problems = supervisors.options_for_start(app, {})
    assert (options, problems) == (manifest["options"], ())


@pytest.mark.parametrize(
    ("option", "wrong"), [("auto_adopt", "perhaps"), ("log_level", "loud"), ("language", "de")]
)
def test_wrong_option_prevents_the_start(tree: Path, option: str, wrong: str) -> None:
    app = supervisors.read(tree / "config.yaml")
    _, problems = supervisors.options_for_start(app, {option: wrong})
    assert len(problems) == 1
    assert option in problems[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_cover_options_and_ports(
    tree: Path, manifest: dict[str, Any], language: str
) -> None:
    translation = load(tree / "translations" / f"{language}.yaml")
    assert set(translation) == {"configuration", "network"}
    assert set(translation["configuration"]) == set(manifest["schema"])
    for entry in translation["configuration"].values():
        assert set(entry) == {"name", "description"}
        assert all(isinstance(text, str) and text for text in entry.values())
    assert set(translation["network"]) == set(manifest["ports"])


def test_every_language_is_listed_here(tree: Path) -> None:
    assert {path.stem for path in (tree / "translations").iterdir()} == set(LANGUAGES)


def test_one_version_everywhere(tree: Path, manifest: dict[str, Any]) -> None:
    project = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (tree / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\d\S*)", changelog, re.MULTILINE)
    assert newest is not None
    versions = {manifest["version"], project["version"], borne.__version__, newest[1]}
    assert len(versions) == 1


def test_repository_file(tree: Path, manifest: dict[str, Any]) -> None:
    repository = load(tree / "repository.yaml")
    assert set(repository) == {"name", "url", "maintainer"}
    assert repository["url"] == manifest["url"]


@pytest.mark.parametrize(("name", "size"), [("icon", (128, 128)), ("logo", (250, 100))])
def test_pictures(tree: Path, name: str, size: tuple[int, int]) -> None:
    head = (tree / f"{name}.png").read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", head[16:24]) == size
    assert (tree / "addon" / "art" / f"{name}.svg").is_file()


def test_options_are_explained_in_the_documentation(tree: Path, manifest: dict[str, Any]) -> None:
    for page in ("DOCS.md", "addon/docs/DOCS.fr.md"):
        text = (tree / page).read_text(encoding="utf-8")
        explained = set(re.findall(r"^### Option ?: `(\w+)`$", text, re.MULTILINE))
        assert explained == set(manifest["options"]), page
