"""The s6 service: started, started again after a crash, stopped when that does not help."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Execute = Callable[..., CompletedProcess[str]]
Finish = Callable[[int, int], tuple[str, int | None]]

FOLDER = Path("rootfs/etc/s6-overlay/s6-rc.d")


@pytest.fixture
def service(tree: Path) -> Path:
    return tree / FOLDER / "borne"


def test_shape(tree: Path, service: Path) -> None:
    assert (service / "type").read_text() == "longrun\n"
    assert (service / "dependencies.d/base").read_bytes() == b""
    assert (tree / FOLDER / "user/contents.d/borne").read_bytes() == b""
    # The newer place switches the older one off.
    assert not (tree / "rootfs/etc/s6-overlay/user-bundles.d").exists()


@pytest.mark.parametrize("name", ["run", "finish"])
def test_scripts_parse(service: Path, execute: Execute, name: str) -> None:
    checked = execute("bash", "-n", service / name)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_run_brings_the_environment_back_and_hands_over(service: Path) -> None:
    lines = (service / "run").read_text().splitlines()
    assert lines[0] == "#!/command/with-contenv bashio"
    assert lines[-1] == "exec /usr/bin/borne serve"


@pytest.fixture
def finish(service: Path, tmp_path: Path, execute: Execute) -> Finish:
    """Runs finish with its places moved: what it said, and the code if it stopped the app."""
    results = tmp_path / "s6-linux-init-container-results"
    halt = tmp_path / "s6/basedir/bin/halt"
    for folder in (results, halt.parent):
        folder.mkdir(parents=True)
    halt.write_text("#!/bin/sh\n")
    halt.chmod(0o755)
    backup = tmp_path / "borne-backup"
    backup.write_text("#!/bin/sh\necho copy removed\n")
    backup.chmod(0o755)
    text = (service / "finish").read_text()
    text = text.replace("/run/", f"{tmp_path}/").replace("/usr/bin/borne-backup", str(backup))
    script = tmp_path / "finish"
    script.write_text(text)

    def end(code: int, signal: int) -> tuple[str, int | None]:
        ended = execute("bash", script, str(code), str(signal), "borne")
        assert (ended.returncode, ended.stderr) == (0, "")
        told = results / "exitcode"
        return ended.stdout, int(told.read_text()) if told.exists() else None

    return end


def test_ordered_stop_says_nothing_and_clears_a_left_copy(finish: Finish) -> None:
    assert finish(0, 0) == ("copy removed\n", None)


def test_stop_before_the_program_listened(finish: Finish) -> None:
    assert finish(256, 15) == ("", None)


def test_configuration_error_stops_the_app(finish: Finish) -> None:
    said, code = finish(78, 0)
    assert code == 78
    assert "configuration" in said


def test_crash_is_answered_with_a_restart(finish: Finish) -> None:
    for _ in range(4):
        said, code = finish(1, 0)
        assert "started again" in said
        assert code is None


@pytest.mark.parametrize(("code", "signal", "told"), [(1, 0, 1), (256, 11, 139)])
def test_crash_over_and_over_stops_the_app(
    finish: Finish, code: int, signal: int, told: int
) -> None:
    for _ in range(4):
        finish(code, signal)
    said, stopped_with = finish(code, signal)
    assert "5 times" in said
    assert stopped_with == told


def test_old_crashes_are_forgiven(finish: Finish, tmp_path: Path) -> None:
    (tmp_path / "borne-crashes").write_text("1000000000\n" * 20)
    _, code = finish(1, 0)
    assert code is None
