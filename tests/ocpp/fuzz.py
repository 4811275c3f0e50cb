"""Look for frames that a link does not bear, guided by the code that each reaches.

    .venv/bin/pip install atheris
    .venv/bin/python tests/ocpp/fuzz.py -max_total_time=300 [CORPUS]

Not a test, and no requirement: there is no wheel for every Python. See `hostile.py`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    atheris = import_module("atheris")
    sys.path.insert(0, str(Path(__file__).parent))
    with atheris.instrument_imports(include=["borne.ocpp", "borne.domain.say"]):
        hostile = import_module("hostile")
    atheris.Setup(sys.argv, hostile.one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
