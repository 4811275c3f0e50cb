"""What outlives Borne of its notices: what a person wants to be told, and what was told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from borne.engine.notices import Choices, Told
from borne.homeassistant.memory import keep, recalled


class _Kept(Struct, frozen=True):
    choices: Choices = Choices()
    told: Mapping[str, Told] = {}


class NoticeBook:
    """The choices, and the notices that were shown and are not over; without a file, in memory."""

    def __init__(self, memory: Path | None = None) -> None:
        self._memory = memory
        self._kept = recalled(memory, _Kept, _Kept(), "the notices begin anew")

    @property
    def choices(self) -> Choices:
        """What a person wants."""
        return self._kept.choices

    @property
    def told(self) -> Mapping[str, Told]:
        """By their ids."""
        return self._kept.told

    def choose(self, choices: Choices) -> None:
        """Keep what a person wants from now on."""
        self._keep(replace(self._kept, choices=choices))

    def tell(self, id_: str, told: Told | None) -> None:
        """Keep that it was shown; None: it was taken away."""
        rest = {other: one for other, one in self._kept.told.items() if other != id_}
        self._keep(replace(self._kept, told=rest | ({id_: told} if told is not None else {})))

    def _keep(self, kept: _Kept) -> None:
        self._kept = kept
        keep(self._memory, kept)
