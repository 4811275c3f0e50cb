from __future__ import annotations

import pytest

from borne.domain.say import Sentence
from borne.web import legrand, legrand_xml
from borne.web.legrand import Form, Place, Proposal

FILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- Green'up -->
<Configuration version="2">
  <Serveur attribut="ReadWrite"><value>ws://10.0.0.1:8080/ocpp</value></Serveur>
  <UID attribut="ReadWrite"><value/></UID>
  <Reseau>
    <RJ45><IP><value>192.168.1.40</value></IP><Passerelle><value>192.168.1.1</value></Passerelle>
      <DNS><value></value></DNS></RJ45>
    <WiFi><SSID><value>maison</value></SSID><Key><value>wifi-key-1</value></Key></WiFi>
  </Reseau>
  <AccessControl><Login><value>admin</value></Login><Password><value>pass-1</value></Password></AccessControl>
  <OfflineBehavior><value>nocontrol</value></OfflineBehavior>
  <Cote1><ChargingModeOCPP><value>activate</value></ChargingModeOCPP></Cote1>
  <Cote2><ChargingModeOCPP><value>off</value></ChargingModeOCPP></Cote2>
  <Luminosite><value>80</value></Luminosite>
</Configuration>
"""
HOME = Place("192.168.1.2", 9000)


def form(file: str = FILE) -> Form:
    found = legrand.read(file.encode())
    assert isinstance(found, Form), str(found)
    return found


def proposed(place: Place = HOME, file: str = FILE) -> dict[str, str | None]:
    return {name: one.text for name, one in legrand.propose(form(file), place).items()}


def server(present: str, place: Place) -> Proposal:
    file = f"<c><Serveur><value>{present}</value></Serveur></c>"
    return legrand.propose(form(file), place)["server.1"]


def test_the_values_that_matter_are_found_and_the_others_left() -> None:
    assert proposed() == {
        "server.1": "ws://192.168.1.2:9000/",
        "identity.1": "charger",
        "wired.address.1": "192.168.1.40",
        "wired.gateway.1": "192.168.1.1",
        "wired.dns.1": "192.168.1.1",
        "wireless.ssid.1": "maison",
        "wireless.key.1": "wifi-key-1",
        "access.login.1": "admin",
        "access.password.1": "pass-1",
        "offline.1": "nocontrol",
        "mode.1": "activate",
        "mode.2": "activate",
    }
    assert [one.id for one in form().fields if one.secret] == [
        "wireless.key.1", "access.password.1",
    ]  # fmt: skip


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


@pytest.mark.parametrize(
    "file",
    [
        "<X:config xmlns:X='x'><X:SERVEUR><X:VALUE>a</X:VALUE></X:SERVEUR></X:config>",
        "<c><a><b><serveur x='1'>\n<value>a</value></serveur></b></a></c>",
        "<Server_URL><value>a</value></Server_URL>",
    ],
)
def test_names_are_taken_with_tolerance(file: str) -> None:
    assert list(proposed(file=file)) == ["server.1"]


def test_several_values_of_one_element_count_up() -> None:
    file = "<ChargingModeOCPP><value>activate</value><value>x</value></ChargingModeOCPP>"
    assert proposed(file=file) == {"mode.1": "activate", "mode.2": "activate"}


def test_the_password_of_something_else_is_not_the_charger_s() -> None:
    mail = "<Mail><a><Password><value>p</value></Password></a></Mail>"
    file = f"<c><UID><value>x</value></UID>{mail}</c>"
    assert list(proposed(file=file)) == ["identity.1"]


@pytest.mark.parametrize("file", ["<a/>", "<a><value>x</value></a>", "<UID>x</UID>"])
def test_a_file_without_a_known_value_is_refused(file: str) -> None:
    refused = legrand.read(file.encode())
    assert isinstance(refused, Sentence)
    assert "none of the values" in refused.say("en")


def test_a_file_of_the_same_value_over_and_over_is_refused() -> None:
    refused = legrand.read(b"<UID>" + b"<value>x</value>" * 300 + b"</UID>")
    assert isinstance(refused, Sentence)
    assert "more than 200" in refused.say("en")


def test_what_the_charger_does_offline_is_one_of_three_or_stays() -> None:
    (offline,) = [one for one in form().fields if one.kind == "offline"]
    found = legrand.choices(offline)
    assert [value for value, _ in found] == ["nocontrol", "LocalAuthorizationList", "NoAccess"]
    assert [said.say("fr").split(" ")[0] for _, said in found] == ["Tout", "Badges", "Personne,"]
    (other,) = form("<OfflineBehavior><value>Autre</value></OfflineBehavior>").fields
    assert [value for value, _ in legrand.choices(other)][-1] == "Autre"


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
    texts, problems = legrand.changes(form(), {name: wish})
    assert list(texts.values()) == ([] if written is None else [written])
    assert list(problems) == ([name] if written is None else [])


def test_the_difference_shows_the_lines_and_hides_the_secrets() -> None:
    wanted = {
        "server.1": "ws://192.168.1.2:9000/",
        "identity.1": "charger",
        "wireless.key.1": "wifi-key-2",
        "access.login.1": "anna",
        "access.password.1": "pass-2",
        "mode.1": "activate",
    }
    opened = form()
    texts, _ = legrand.changes(opened, wanted)
    edits = legrand_xml.edits(opened.document, texts)
    assert not isinstance(edits, Sentence)
    found = legrand.difference(opened, edits)
    assert [(one.line, one.before, one.after) for one in found] == [
        (4, '<Serveur attribut="ReadWrite"><value>ws://10.0.0.1:8080/ocpp</value></Serveur>',
            '<Serveur attribut="ReadWrite"><value>ws://192.168.1.2:9000/</value></Serveur>'),
        (5, '<UID attribut="ReadWrite"><value/></UID>',
            '<UID attribut="ReadWrite"><value>charger</value></UID>'),
        (9, "<Key><value>••••••••</value></Key>", "<Key><value>••••••••</value></Key>"),
        (11, "<Login><value>admin</value></Login>", "<Login><value>anna</value></Login>"),
        (11, "<Password><value>••••••••</value></Password>",
             "<Password><value>••••••••</value></Password>"),
    ]  # fmt: skip
    assert [one.secret for one in found] == [False, False, True, False, True]


def test_a_secret_that_was_empty_is_hidden_as_well() -> None:
    opened = form("<WiFi><Key><value/></Key></WiFi>")
    texts, _ = legrand.changes(opened, {"wireless.key.1": "wifi-key-2"})
    edits = legrand_xml.edits(opened.document, texts)
    assert not isinstance(edits, Sentence)
    (one,) = legrand.difference(opened, edits)
    assert (one.before, one.after) == (
        "<Key><value/></Key></WiFi>",
        "<Key><value>••••••••</value></Key></WiFi>",
    )
    assert "wifi-key" not in repr([opened, edits, one, legrand.propose(opened, HOME)])
