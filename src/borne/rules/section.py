"""What a section of the language is: its keys, and what each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from borne.domain.say import Text


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a section: what it takes, whether it must stand there, and what holds without it."""

    takes: Text
    required: bool = False
    default: Text | None = None
    """What holds where it is left out; None: nothing."""


@dataclass(frozen=True, slots=True)
class Section:
    """The keys of one section, and what its problems call it."""

    name: str
    keys: Mapping[str, Key]
