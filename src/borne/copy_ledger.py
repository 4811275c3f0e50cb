"""`borne copy-ledger`: a whole ledger from one database into an empty other one."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from borne import folders
from borne.domain.errors import BorneError
from borne.domain.say import Language, Text
from borne.options import server_address
from borne.storage.errors import StorageError
from borne.storage.moving import move

_DONE: Final = Text(
    "{count} rows are copied and compared. Now name that database in the option “database” (empty "
    "for SQLite), and start Borne",
    "{count} lignes sont copiées et comparées. Indiquez maintenant cette base dans l’option "
    "« database » (vide pour SQLite), et démarrez Borne",
)


def run(source: str, target: str, config: Path, language: Language) -> int:
    """Copy, and tell of it on the terminal; the exit status."""
    try:
        places = [_place(word, config) for word in (source, target)]
        with ExitStack() as alone:
            for folder in {one.resolve().parent for one in places if isinstance(one, Path)}:
                folders.make(folder)
                alone.enter_context(folders.alone_in(folder))
            count = move(places[0], places[1], _tell)
    except StorageError as error:
        print(f"\n{error.sentence.say(language)}", file=sys.stderr)
        return 1
    except BorneError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(f"\n{_DONE(count=count).say(language)}", file=sys.stderr)
    return 0


def _place(word: str, config: Path) -> Path | str:
    return server_address(word, config) if "://" in word else Path(word)


def _tell(table: str, done: int, every: int) -> None:
    """One line a table, which grows as its rows are written."""
    sys.stderr.write(f"\r{table}: {done} / {every}" + ("\n" if done == every else ""))
    sys.stderr.flush()
