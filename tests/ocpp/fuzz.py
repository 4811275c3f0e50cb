"""Look for frames that a link does not bear, guided by the code that each reaches.

    .venv/bin/pip install atheris
    .venv/bin/python tests/ocpp/fuzz.py -max_total_time=300 [CORPUS]

It begins with the frames of `hostile.py`: chance alone hardly finds JSON. Not a test, and no
requirement: there is no wheel for every Python.
"""

from __future__ import annotations

import sys
from importlib import import_module
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

_SEEDS: Final = 400


def main() -> None:
    atheris = import_module("atheris")
    sys.path.insert(0, str(Path(__file__).parent))
    with atheris.instrument_imports(include=["borne.ocpp", "borne.domain"]):
        hostile = import_module("hostile")
    with TemporaryDirectory() as folder:
        _plant(hostile, Path(folder))
        # The first folder is the one that is added to.
        options = [word for word in sys.argv[1:] if word.startswith("-")]
        corpora = [word for word in sys.argv[1:] if not word.startswith("-")]
        atheris.Setup(["fuzz.py", *options, *corpora, folder], hostile.one_input)
        atheris.Fuzz()


def _plant(hostile: Any, folder: Path) -> None:
    """Put frames to begin with into a folder, in the form that `one_input` reads."""
    for number, frame in enumerate(islice(hostile.hostile(1, []), _SEEDS)):
        data = frame if isinstance(frame, bytes) else frame.encode(errors="replace")
        (folder / str(number)).write_bytes(bytes([number % 256]) + data)


if __name__ == "__main__":
    main()
