"""What a car really takes is learned for its session, and what it leaves is offered on."""

from __future__ import annotations

from msgspec.structs import replace

from borne.control.claim import Claim
from borne.domain.decision import Cap, Mode
from borne.domain.site import Site

from .house import SITE, WHY, Governed, claim

TOGETHER = Cap("Cable", WHY, amps=32, total=True)


def both(first: float, second: float, read: float) -> tuple[Claim, Claim]:
    """Two cars that share 32 A and draw so much."""
    one = claim(caps=(TOGETHER,), amps=first, read=read)
    other = claim(caps=(TOGETHER,), amps=second, read=read)
    return one, replace(other, id="garage/2")


def offers(home: Governed) -> tuple[float, float]:
    return home.settings["garage/1"].current, home.settings["garage/2"].current


def shared(first: float, until: float) -> Governed:
    """The first car takes no more than that; the second all that it gets."""
    home = Governed(Site())
    home.round(0, *both(0, 0, 0))
    for second in range(10, int(until), 10):
        one, other = offers(home)
        home.round(second, *both(min(one, first), other, second))
    return home


def test_what_a_car_leaves_another_one_gets() -> None:
    assert offers(shared(11, until=60)) == (16, 16)
    assert offers(shared(11, until=200)) == (12, 20)


def test_a_car_that_takes_more_again_has_its_part_again() -> None:
    home = shared(11, until=200)
    home.round(200, *both(12, 20, 200))
    assert home.memory.tracks["garage/1"].takes is None
    for second in range(210, 300, 10):
        one, other = offers(home)
        home.round(second, *both(one, other, second))
    assert offers(home) == (16, 16)


def test_together_they_never_have_more_than_the_whole() -> None:
    home = Governed(Site())
    home.round(0, *both(0, 0, 0))
    for second in range(1, 600):
        one, other = offers(home)
        assert one + other <= 32
        home.round(second, *both(min(one, 9 + second % 90 / 6), other, second - second % 7))


def test_alone_its_offer_stays() -> None:
    home = Governed(Site())
    for second in range(0, 300, 10):
        home.round(second, claim(amps=11, read=second))
    assert home.settings["garage/1"].current == 32


def test_a_car_that_takes_more_than_the_least_needs_more_sun() -> None:
    home = Governed(SITE)
    for second in range(0, 200, 5):
        home.round(second, claim(Mode.MIN, amps=6.9, read=second), grid=0.0, linky=0.0)
    assert home.memory.tracks["garage/1"].floor == 6.9
    home.round(205, claim(Mode.MIN, active=False), grid=0.0, linky=0.0)
    assert home.memory.tracks["garage/1"].floor == 0
