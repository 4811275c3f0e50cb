"""What may be written into a Legrand's file, and what of it is doubted."""

from __future__ import annotations

import pytest

from borne.web import legrand_checks

from .test_legrand import form


def test_what_the_charger_does_offline_is_one_of_three_or_stays() -> None:
    (offline,) = [one for one in form().fields if one.kind == "offline"]
    found = legrand_checks.choices(offline)
    assert [value for value, _ in found] == ["nocontrol", "LocalAuthorizationList", "NoAccess"]
    assert [said.say("fr").split(" ")[0] for _, said in found] == ["Tout", "Badges", "Personne,"]
    (other,) = form("<OfflineBehavior><value>Autre</value></OfflineBehavior>").fields
    assert [value for value, _ in legrand_checks.choices(other)][-1] == "Autre"


@pytest.mark.parametrize(
    ("name", "wish", "written"),
    [
        ("server.1", " ws://192.168.1.2:9000 ", "ws://192.168.1.2:9000/"),
        ("server.1", "wss://house/", "wss://house/"),
        ("server.1", "http://192.168.1.2/", None),
        ("server.1", "ws://", None),
        ("server.1", "ws://maïson:9000/", None),
        ("server.1", "ws://ho use:9000/", None),
        ("server.1", "ws://house:9000/?a=b", None),
        ("identity.1", "garage-1", "garage-1"),
        ("identity.1", "mon garage", None),
        ("identity.1", "a" * 37, None),
        ("wired.address.1", "192.168.1.50", "192.168.1.50"),
        ("wired.address.1", "192.168.1.500", None),
        ("wired.address.1", "", None),
        ("wired.dns.1", "", ""),
        ("wireless.key.1", "eight888", "eight888"),
        ("wireless.key.1", "f" * 64, "f" * 64),
        ("wireless.key.1", "short", None),
        ("wireless.key.1", "g" * 64, None),
        ("wireless.ssid.1", "s" * 33, None),
        ("access.password.1", "é<&>\"'", "é<&>\"'"),
        ("access.password.1", "two\nlines", None),
        ("mode.2", "activate", "activate"),
        ("mode.2", "on", None),
        ("offline.1", "NoAccess", "NoAccess"),
        ("offline.1", "Nobody", None),
        ("nothing.1", "x", None),
    ],
)
def test_a_value_is_checked_before_it_is_written(name: str, wish: str, written: str | None) -> None:
    texts, problems = legrand_checks.changes(form(), {name: wish})
    assert list(texts.values()) == ([] if written is None else [written])
    assert list(problems) == ([name] if written is None else [])


WIRED = """<RJ45><DHCP><value>{dhcp}</value></DHCP><IP><value>192.168.1.40</value></IP>
<Masque><value>255.255.255.0</value></Masque>
<Passerelle><value>192.168.1.1</value></Passerelle></RJ45>"""


def doubted(changes: dict[str, str], dhcp: str = "off") -> list[str]:
    opened = form(f"<c><Serveur><value/></Serveur>{WIRED.format(dhcp=dhcp)}</c>")
    texts, problems = legrand_checks.changes(opened, changes)
    assert not problems
    return list(legrand_checks.doubts(opened, texts))


@pytest.mark.parametrize(
    ("changes", "doubts"),
    [
        ({}, []),
        ({"wired.gateway.1": "192.168.2.1"}, ["wired.gateway.1"]),
        ({"wired.address.1": "10.0.0.4"}, ["wired.gateway.1"]),
        ({"wired.mask.1": "255.255.0.0", "wired.gateway.1": "192.168.2.1"}, []),
        ({"server.1": "ws://192.168.1.40:9000/"}, ["wired.address.1"]),
        ({"wired.address.1": "192.168.1.1"}, ["wired.address.1"]),
        ({"wired.gateway.1": "0.0.0.0"}, []),
    ],
)
def test_a_network_that_leads_nowhere_is_doubted(
    changes: dict[str, str], doubts: list[str]
) -> None:
    assert doubted(changes) == doubts
    assert doubted(changes, dhcp="Oui") == []


def test_a_mask_is_ones_before_noughts() -> None:
    opened = form(f"<c>{WIRED}</c>")

    def refused(mask: str) -> bool:
        return bool(legrand_checks.changes(opened, {"wired.mask.1": mask})[1])

    assert not any(map(refused, ("255.255.255.0", "255.255.255.252", "255.0.0.0")))
    assert all(map(refused, ("255.0.255.0", "192.168.1.1", "0.0.0.255", "24", "")))
