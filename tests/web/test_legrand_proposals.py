"""What the values of a Legrand's file should be."""

from __future__ import annotations

import pytest

from borne.web import legrand_proposals
from borne.web.legrand_proposals import Place, Proposal

from .test_legrand import FILE, form

HOME = Place("192.168.1.2", 9000)


def proposed(place: Place = HOME, file: str = FILE) -> dict[str, str | None]:
    return {name: one.text for name, one in legrand_proposals.propose(form(file), place).items()}


def server(present: str, place: Place) -> Proposal:
    file = f"<c><Serveur><value>{present}</value></Serveur></c>"
    return legrand_proposals.propose(form(file), place)["server.1"]


@pytest.mark.parametrize(
    ("present", "place", "text", "why"),
    [
        ("", HOME, "ws://192.168.1.2:9000/", "final slash"),
        ("ws://192.168.1.2:9000", HOME, "ws://192.168.1.2:9000/", "only the final slash"),
        ("ws://192.168.1.2:9000/", HOME, "ws://192.168.1.2:9000/", "Already right"),
        ("ws://192.168.1.2:9000/", Place("ha.local", 9000), "ws://192.168.1.2:9000/", "Already"),
        ("ws://192.168.1.2:9000/", Place("192.168.1.3", 9000), "ws://192.168.1.3:9000/", "listens"),
        ("", Place("192.168.1.2", 9100), "ws://192.168.1.2:9100/", "listens"),
        ("", Place("x", 9000, "ws://10.0.0.9:9000/"), "ws://10.0.0.9:9000/", "listens"),
        ("", Place("homeassistant.local", 9000), "ws://homeassistant.local:9000/", "names"),
        ("", Place("localhost", 9000), None, "cannot know"),
        ("", Place("127.0.0.1", 9000), None, "cannot know"),
        ("", Place("abc.ui.nabu.casa", 9000), None, "cannot know"),
        ("", Place("8.8.8.8", 9000), None, "cannot know"),
        ("", Place("[fe80::1]", 9000), None, "cannot know"),
        ("ws://[:9000", Place("a b\r\n<", 9000), None, "cannot know"),
        ("ws://192.168.1.2:99999/", HOME, "ws://192.168.1.2:9000/", "listens"),
    ],
)  # fmt: skip
def test_the_server_is_where_borne_listens(
    present: str, place: Place, text: str | None, why: str
) -> None:
    found = server(present, place)
    assert found.text == text
    assert why in found.why.say("en")


@pytest.mark.parametrize(
    ("present", "text"),
    [("LG-0042", "LG-0042"), ("Côté rue/1", "Cote_rue_1"), ("", "charger_2"), ("!!", "charger_2")],
)
def test_the_identity_can_stand_in_an_address(present: str, text: str) -> None:
    file = f"<c><UID><value>{present}</value></UID></c>"
    place = Place("192.168.1.2", 9000, identities=frozenset({"charger"}))
    assert proposed(place, file) == {"identity.1": text}
