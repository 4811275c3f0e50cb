"""A charger's wire and a play of the domain, ready to be scripted."""

from __future__ import annotations

import pytest

from .playbook import DomainPlay, Wire, at_work


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def play() -> DomainPlay:
    """Nothing has happened yet; every charger is adopted at once."""
    return DomainPlay()


@pytest.fixture
def garage(wire: Wire, play: DomainPlay) -> DomainPlay:
    """One adopted charger at work, with a free connector."""
    at_work(wire, play)
    return play
