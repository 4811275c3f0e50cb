"""What is seldom needed is not there from the start: it costs every home its memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

SELDOM = {
    "alembic": "a database is migrated",
    "holidays": "a rule names the holidays",
    "prometheus_client": "somebody asks for figures",
    "xlsxwriter": "somebody asks for a workbook",
}


@pytest.mark.slow
def test_what_is_seldom_needed_comes_when_it_is_needed() -> None:
    asked = "import sys, borne.app; print(*{name.partition('.')[0] for name in sys.modules})"
    words = [sys.executable, "-c", asked]
    told = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603  fixed
    assert not SELDOM.keys() & set(told.stdout.split())
