from __future__ import annotations

import json
from pathlib import Path

import pytest

from borne.engine.zones import machine_zone
from borne.options import Options, WrongDatabase, read_options


def options(folder: Path, text: str) -> tuple[Options, tuple[str, ...]]:
    file = folder / "options.json"
    file.write_text(text, encoding="utf-8")
    return read_options(file, folder)


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert read_options(tmp_path / "options.json", tmp_path) == (Options(), ())


def test_what_is_said_counts(tmp_path: Path) -> None:
    found, problems = options(
        tmp_path, '{"auto_adopt": true, "log_level": "debug", "language": "fr"}'
    )
    assert found == Options(auto_adopt=True, log_level="debug", language="fr")
    assert problems == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not json", "is not JSON"),
        ("[]", "must be a JSON object"),
        ('{"langage": "fr"}', "Did you mean language?"),
        ('{"auto_adopt": 1}', "must be one of true, false"),
        ('{"language": "de"}', "must be one of auto, en, fr"),
        ('{"language": null}', "must be one of auto, en, fr"),
        ('{"mqtt": "http://ana:topsecret@broker"}', "no address of a broker"),
        ('{"certfile": "/etc/shadow"}', "the name of a file in /ssl"),
        ('{"certfile": "../x.pem"}', "the name of a file in /ssl"),
        ('{"keyfile": 1}', "the name of a file in /ssl"),
        ('{"tls_names": "http://x/"}', "is not the name or address of a machine"),
        ('{"tls_names": 5}', "is not the name or address of a machine"),
        ('{"metrics": "yes"}', "must be one of true, false"),
        ('{"language": "!secret tongue"}', "secret tongue: is not in"),
    ],
)
def test_what_is_wrong_is_said_and_keeps_its_default(tmp_path: Path, text: str, said: str) -> None:
    found, problems = options(tmp_path, text)
    assert found == Options()
    assert said in problems[0]


def test_certificates_and_names(tmp_path: Path) -> None:
    text = '{"certfile": "live/chain.pem", "keyfile": "", "tls_names": "borne.lan, 10.0.0.7 ::1"}'
    found, problems = options(tmp_path, text)
    names = ("borne.lan", "10.0.0.7", "::1")
    assert (found, problems) == (Options(certfile="live/chain.pem", tls_names=names), ())
    assert options(tmp_path, '{"certfile": "", "tls_names": ""}') == (Options(), ())


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "secrets.yaml").write_text("tongue: fr\n", encoding="utf-8")
    found, problems = options(tmp_path, json.dumps({"language": "!secret tongue"}))
    assert (found.language, problems) == ("fr", ())


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", ""),
        ("postgres://ana@db/borne", "postgres://ana@db/borne"),
        ("postgresql://ana:pw@[::1]:6543/borne?sslmode=require", None),
        ("!secret whole", "postgresql://ana:pw@db/borne"),
        ("postgresql://ana:!secret pass@db/borne", "postgresql://ana:p%40%2F%3A@db/borne"),
        ("postgresql://ana:!secret+pass@db/borne", "postgresql://ana:p%40%2F%3A@db/borne"),
    ],
)
def test_the_address_of_a_database(tmp_path: Path, given: str, read: str | None) -> None:
    secrets = "whole: postgresql://ana:pw@db/borne\npass: 'p@/:'\n"
    (tmp_path / "secrets.yaml").write_text(secrets, encoding="utf-8")
    found, problems = options(tmp_path, json.dumps({"database": given}))
    assert (found.database, problems) == (given if read is None else read, ())
    assert "pw" not in repr(found)


@pytest.mark.parametrize(
    "given",
    ["mysql://db/x", "postgresql://db", "postgresql://db:x/y", 5, None, "borne.db",
     "!secret nothing", "postgresql://ana:!secret nothing@db/x", "postgresql://[::1/x"],
)  # fmt: skip
def test_what_is_no_address_of_a_database_is_not_passed_over(tmp_path: Path, given: object) -> None:
    with pytest.raises(WrongDatabase):
        options(tmp_path, json.dumps({"database": given}))


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    found, problems = read_options(tmp_path, tmp_path)
    assert found == Options()
    assert "cannot be read" in problems[0]


def test_the_machines_zone_is_known_by_name() -> None:
    assert str(machine_zone({"TZ": "Europe/Paris"})) == "Europe/Paris"
    assert str(machine_zone({"TZ": "Nowhere/Land"}))
