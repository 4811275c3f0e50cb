"""Proves that every pinned package has a wheel for the app's image, for both processors.

Asks the package index, so it is no part of the ordinary tests: run it when requirements change.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements" / "runtime.txt"
PROCESSORS = {"aarch64": "aarch64", "amd64": "x86_64"}


def image_python() -> str:
    """The Python version of the Dockerfile's default base, such as 3.13."""
    found = re.search(
        r"^ARG BUILD_FROM=\S+:(3\.\d+)-alpine", (ROOT / "Dockerfile").read_text(), re.MULTILINE
    )
    if found is None:
        raise SystemExit("Dockerfile: no ARG BUILD_FROM with a tag such as 3.13-alpine3.24.")
    return found.group(1)


def download(python: str, machine: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary=:all:"]
    command += ["--require-hashes", "--implementation", "cp", "--python-version", python]
    for generation in ("1_2", "1_1"):
        command += ["--platform", f"musllinux_{generation}_{machine}"]
    command += ["--dest", str(folder), "--requirement", str(REQUIREMENTS)]
    return subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 fixed


def main() -> int:
    python = image_python()
    status = 0
    for arch, machine in PROCESSORS.items():
        with tempfile.TemporaryDirectory() as name:
            result = download(python, machine, Path(name))
            wheels = sorted(wheel.name for wheel in Path(name).glob("*.whl"))
        if result.returncode:
            errors = [line for line in result.stderr.splitlines() if line.startswith("ERROR")]
            print(f"{arch}, Python {python}: no wheel for some package", *errors, sep="\n  ")
            status = 1
            continue
        pure = sum("-none-any" in wheel for wheel in wheels)
        print(f"{arch}, Python {python}: {len(wheels)} wheels, {pure} of them pure Python")
    return status


if __name__ == "__main__":
    sys.exit(main())
