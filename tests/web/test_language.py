from __future__ import annotations

import pytest

from borne.web.language import choose


@pytest.mark.parametrize(
    ("asked", "accepted", "option", "language"),
    [
        ("fr", "en", "en", "fr"),
        (None, "de, fr-CA;q=0.8, en;q=0.5", "en", "fr"),
        (None, "en;q=0.1, fr;q=0.9", "auto", "fr"),
        (None, "de", "fr", "fr"),
        ("xx", None, "auto", "en"),
        (None, ";;q=,fr;q=x", "auto", "fr"),
    ],
)
def test_the_reader_then_the_browser_then_the_option(
    asked: str | None, accepted: str | None, option: str, language: str
) -> None:
    assert choose(asked, accepted, option) == language
