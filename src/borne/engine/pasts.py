"""What the inputs were that the rules average or watch for changes; bounded, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from borne.domain.fact import Fact
from borne.rules.model import RuleBook
from borne.rules.past import added


class Pasts:
    """Keeps the last facts of the sources that a book recalls, for as long as it asks."""

    def __init__(self) -> None:
        self._windows: dict[str, timedelta] = {}
        self.kept: Mapping[str, tuple[Fact, ...]] = {}

    def use(self, book: RuleBook, facts: Mapping[str, Fact]) -> None:
        """Keep what these rules ask for from now on; what was kept for both stays."""
        self._windows.clear()
        for name, window in book.recalls.items():
            for source in (name, book.inputs[name].entity):
                self._windows[source] = max(window, self._windows.get(source, window))
        self.kept = {source: past for source, past in self.kept.items() if source in self._windows}
        self.note(self._windows.keys() - self.kept.keys(), facts)

    def note(self, sources: Iterable[str], facts: Mapping[str, Fact]) -> None:
        """Add what was just heard of these sources."""
        heard = {
            source: added(self.kept.get(source, ()), facts[source], self._windows[source])
            for source in sources
            if source in self._windows and source in facts
        }
        if heard:
            self.kept = {**self.kept, **heard}
