"""Each value of a topic is shown at most once a second, and waits for no other one. Pure.

What a charger measures changes all the time; a switch that a person has turned must not wait for
it, though both stand in the message of one topic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

Values: TypeAlias = "Mapping[str, Any]"


class Pace:
    """What each topic has shown, and when each of its values may change again. Times in s."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._shown: dict[str, Values] = {}
        self._free_at: dict[tuple[str, str], float] = {}

    def allowed(self, topic: str, wanted: Values, now: float) -> tuple[Values, float | None]:
        """What the topic may show now, and how long the first of what it may not has to wait."""
        shown = self._shown.get(topic, {})
        waits = {
            key: wait
            for key, value in wanted.items()
            if key in shown
            and shown[key] != value
            and (wait := self._free_at.get((topic, key), now) - now) > 0
        }
        return {**wanted, **{key: shown[key] for key in waits}}, min(waits.values(), default=None)

    def shows(self, topic: str, values: Values, now: float) -> None:
        """The topic has been written."""
        shown = self._shown.get(topic, {})
        for key, value in values.items():
            if key not in shown or shown[key] != value:
                self._free_at[topic, key] = now + self._gap
        self._shown[topic] = values
