"""What is seldom needed is not there from the start: it costs every home its memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SELDOM = {
    "aiomqtt": "there is a broker",
    "alembic": "a database is migrated",
    "holidays": "a rule names the holidays",
    "prometheus_client": "somebody asks for figures",
    "psycopg": "the ledger is at a PostgreSQL",
    "xlsxwriter": "somebody asks for a workbook",
}


@pytest.mark.slow
def test_what_is_seldom_needed_comes_when_it_is_needed() -> None:
    asked = "import sys, borne.app; print(*{name.partition('.')[0] for name in sys.modules})"
    words = [sys.executable, "-c", asked]
    told = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603  fixed
    assert not SELDOM.keys() & set(told.stdout.split())


@pytest.mark.slow
def test_a_new_database_needs_no_migrations(tmp_path: Path) -> None:
    opened = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from borne.storage.store import Store\n"
        "async def start():\n"
        "    await (await Store.open(Path(sys.argv[1]))).close()\n"
        "asyncio.run(start())\n"
        "print('alembic' in sys.modules, 'psycopg' in sys.modules)"
    )
    words = [sys.executable, "-c", opened, str(tmp_path / "borne.db")]
    told = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603  fixed
    assert told.stdout.split() == ["False", "False"]
