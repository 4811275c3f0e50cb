"""Changes made on a text: only what must change changes, and the result says what was meant."""

from __future__ import annotations

from collections.abc import Sequence

from borne.rules.edit import sentences
from borne.rules.edit.change import Change
from borne.rules.edit.page import Page
from borne.rules.edit.patch import Edit, apply, shrink, tidy
from borne.rules.edit.refusal import Refused
from borne.rules.edit.tree import Data, grow


def rewrite(text: str, changes: Sequence[Change]) -> tuple[Edit, ...]:
    """Return the edits that make all the changes; places are those before any. Raises Refused.

    The text that results is read again: it says what the changes mean, and nothing else changed.
    """
    page = Page(text)
    before: Data = {} if page.root is None else page.root.data()
    wanted = before
    for change in reversed(changes):
        wanted = change.on(wanted)
    for coarse in (False, True):
        try:
            edits = _edits(page, changes, coarse=coarse)
        except ValueError:
            continue
        if _says(apply(text, edits), wanted):
            return edits
    raise Refused(sentences.SHARED() if "&" in text else sentences.TOO_ODD())


def _edits(page: Page, changes: Sequence[Change], *, coarse: bool) -> tuple[Edit, ...]:
    found = (edit for change in changes for edit in change.edits(page, coarse=coarse))
    shrunk = (shrink(page.text, edit) for edit in found)
    return tidy([edit for edit in shrunk if edit is not None])


def _says(text: str, wanted: Data) -> bool:
    try:
        root = grow(text)
    except Refused:
        return False
    return bare({} if root is None else root.data()) == bare(wanted)


def bare(data: Data) -> Data:
    """Take what is empty for the same, however it is written, and left out."""
    if isinstance(data, dict):
        found = {key: bare(one) for key, one in data.items()}
        return found or ""
    if isinstance(data, list):
        return [bare(one) for one in data] or ""
    return data
