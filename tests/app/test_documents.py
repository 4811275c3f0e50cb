"""What the documents show must be true: their rules are read, their files are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from borne.rules.check import read
from borne.rules.document import SourceFile

TREE = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "DOCS.md", "addon/docs/DOCS.fr.md", "CONTRIBUTING.md", "CHANGELOG.md")


def blocks(document: str) -> list[str]:
    """The rule files in a document: its YAML that has rules."""
    text = (TREE / document).read_text(encoding="utf-8")
    return [
        block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "rules:" in block
    ]


@pytest.mark.parametrize("document", ["README.md", "DOCS.md", "addon/docs/DOCS.fr.md"])
def test_the_rules_in_a_document_have_no_error(document: str) -> None:
    found = blocks(document)
    assert found
    for block in found:
        reading = read([SourceFile(document, block)])
        assert reading.book is not None, [problem.say() for problem in reading.problems]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_links_to_what_is_there(document: str) -> None:
    file = TREE / document
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", file.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (file.parent / link).exists()]
    assert missing == []
