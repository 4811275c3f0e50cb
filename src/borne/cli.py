"""The `borne` command."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from borne import __version__
from borne.domain.say import Language, Text
from borne.engine.zones import machine_zone
from borne.options import Places
from borne.rule_files import texts_of
from borne.rules.check import read
from borne.rules.document import SourceFile
from borne.rules.problem import Severity
from borne.simulate import command as charger_command
from borne.simulate import dry_run

OCPP_PORT: Final = 9000
PANEL_PORT: Final = 8099
FILE_PORT: Final = 9001
TLS_PORT: Final = 9443

_NO_RULES: Final = Text(
    "there is no rule file in this folder: their names end in .yaml",
    "il n’y a pas de fichier de règles dans ce dossier : leurs noms finissent par .yaml",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.command is None:
        parser.print_help()
        return 0
    status: int = chosen.run(chosen)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="borne",
        description="Home Assistant as the central system of EV chargers, over OCPP.",
    )
    parser.add_argument("--version", action="version", version=f"borne {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    serve = commands.add_parser("serve", help="run Borne, as the app does")
    _add_places(serve, data="/data", config="/config")
    serve.set_defaults(run=_serve)
    demo = commands.add_parser("demo", help="run Borne with a simulated home and chargers")
    _add_places(demo, data=None, config=None)
    demo.add_argument(
        "--speed", type=_speed, default=1.0, metavar="N", help="run the home N times faster (1)"
    )
    demo.add_argument(
        "--phases",
        type=int,
        choices=(1, 3),
        default=1,
        help="of the home; on three, one of the chargers changes between three and one (1)",
    )
    demo.set_defaults(run=_demo)
    moving = commands.add_parser(
        "copy-ledger", help="copy a ledger into an empty database: SQLite, PostgreSQL, either way"
    )
    place = "a file, or postgresql://user:password@host:5432/name"
    moving.add_argument("--from", required=True, dest="source", metavar="LEDGER", help=place)
    moving.add_argument("--to", required=True, dest="target", metavar="LEDGER", help=place)
    moving.add_argument(
        "--config",
        type=Path,
        default="/config",
        help="where secrets.yaml is, for an address with a “!secret name” (/config)",
    )
    moving.set_defaults(run=_copy_ledger)
    check = commands.add_parser("check", help="find the problems in rule files")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files, or a folder")
    check.add_argument("--json", action="store_true", help="for editors: the problems as JSON")
    check.set_defaults(run=_check)
    explain = commands.add_parser("explain", help="say what rules decide at a moment, and why")
    dry_run.add_explain(explain)
    explain.set_defaults(run=_explain)
    simulate = commands.add_parser("simulate", help="try rules on a day, or on your own plant")
    dry_run.add_simulate(simulate)
    simulate.set_defaults(run=_simulate)
    charger = commands.add_parser("charger", help="play one virtual charge point with a car")
    charger_command.add_arguments(charger)
    charger.set_defaults(run=charger_command.main)
    return parser


def _add_places(parser: argparse.ArgumentParser, data: str | None, config: str | None) -> None:
    said = {"data": data or "a temporary folder", "config": config or "DATA/config"}
    parser.add_argument("--data", type=Path, default=data, help=f"the ledger ({said['data']})")
    parser.add_argument("--config", type=Path, default=config, help=f"the rules ({said['config']})")
    parser.add_argument("--options", type=Path, help="the options (DATA/options.json)")
    parser.add_argument("--host", help="listen here (all addresses; for the panel 127.0.0.1)")
    parser.add_argument("--ocpp-port", type=_port, default=OCPP_PORT, metavar="PORT")
    parser.add_argument("--panel-port", type=_port, default=PANEL_PORT, metavar="PORT")
    parser.add_argument("--file-port", type=_port, default=FILE_PORT, metavar="PORT")
    parser.add_argument("--tls-port", type=_port, default=TLS_PORT, metavar="PORT")
    parser.add_argument(
        "--ssl", type=Path, default=Path("/ssl"), metavar="DIR", help="certificates (/ssl)"
    )


def _serve(chosen: argparse.Namespace) -> int:
    from borne.app import run  # noqa: PLC0415 - `borne check` starts faster without the servers

    return run(_places(chosen, chosen.data, chosen.config), chosen.options, os.environ)


def _demo(chosen: argparse.Namespace) -> int:
    from borne.demo import run  # noqa: PLC0415 - `borne check` starts faster without the servers

    def places(data: Path) -> Places:
        return _places(chosen, data, chosen.config or data / "config")

    return run(places, chosen.data, chosen.options, chosen.speed, chosen.phases, os.environ)


def _copy_ledger(chosen: argparse.Namespace) -> int:
    from borne.copy_ledger import run  # noqa: PLC0415 - only this needs the databases

    return run(chosen.source, chosen.target, chosen.config, language_of(os.environ))


def _places(chosen: argparse.Namespace, data: Path, config: Path) -> Places:
    supervised = "SUPERVISOR_TOKEN" in os.environ
    return Places(
        data=data,
        config=config,
        ocpp_host=chosen.host or "",
        panel_host=chosen.host or ("0.0.0.0" if supervised else "127.0.0.1"),  # noqa: S104 - the Supervisor's network, and only its address is let in
        ocpp_port=chosen.ocpp_port,
        panel_port=chosen.panel_port,
        file_port=chosen.file_port,
        tls_port=chosen.tls_port,
        ssl=chosen.ssl,
    )


def _check(chosen: argparse.Namespace) -> int:
    """Print each problem at its place; 1 when there is an error."""
    language = language_of(os.environ)
    files, unreadable = _rule_texts(chosen.files, language)
    reading = read(files)
    if chosen.json:
        said = [problem.plain(language) for problem in reading.problems]
        tests = {
            "run": len(reading.outcomes),
            "passed": sum(one.passed for one in reading.outcomes),
        }
        print(json.dumps({"problems": said, "unreadable": unreadable, "tests": tests}, indent=2))
    else:
        for line in (*unreadable, *(problem.say(language) for problem in reading.problems)):
            print(line)
    wrong = unreadable or any(problem.severity is Severity.ERROR for problem in reading.problems)
    return 1 if wrong else 0


def _explain(chosen: argparse.Namespace) -> int:
    """Print the orders of a moment, or what is wrong with the question."""
    rules = _rules(chosen)
    return 1 if rules is None else dry_run.explain(rules, chosen)


def _simulate(chosen: argparse.Namespace) -> int:
    """Run the rules on a day, or against a plant."""
    rules = _rules(chosen)
    return 1 if rules is None else dry_run.simulate(rules, chosen)


def _rules(chosen: argparse.Namespace) -> dry_run.Rules | None:
    """The rules to try; where they have errors, these are told and nothing is tried."""
    language: Language = chosen.language or language_of(os.environ)
    files, unreadable = _rule_texts([chosen.rules], language)
    reading = read(files)
    wrong = [*unreadable, *(one.say(language) for one in reading.problems)]
    if unreadable or reading.book is None:
        sys.stderr.writelines(f"{line}\n" for line in wrong)
        return None
    return dry_run.Rules(reading, machine_zone(os.environ), language)


def _rule_texts(paths: Sequence[Path], language: Language) -> tuple[list[SourceFile], list[str]]:
    """The texts of files and of folders of them, and what cannot be read, as lines."""
    found = [
        (str(file), file)
        for path in paths
        for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])
    ]
    files, problems = texts_of(found)
    empty = [
        f"{path}: {_NO_RULES().say(language)}"
        for path in paths
        if path.is_dir() and not any(path.glob("*.yaml"))
    ]
    return files, [*empty, *(problem.say(language) for problem in problems)]


def language_of(environment: Mapping[str, str]) -> Language:
    """The language of the person at the terminal."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "fr" if environment[name].startswith("fr") else "en"
    return "en"


def _port(text: str) -> int:
    if text.isdecimal() and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a port (0 to 65535)")


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is not a speed (above 0, up to 1000)")
    return speed
