from __future__ import annotations

import pytest

from borne.domain.say import Sentence
from borne.web import legrand, legrand_checks, legrand_xml
from borne.web.legrand import Form

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


def form(file: str = FILE) -> Form:
    opened = legrand.read(file.encode())
    assert isinstance(opened, Form), str(opened)
    return opened


def found(file: str = FILE) -> dict[str, str]:
    return {one.id: one.value.text for one in form(file).fields}


def test_the_values_that_matter_are_found_and_the_others_left() -> None:
    assert found() == {
        "server.1": "ws://10.0.0.1:8080/ocpp",
        "identity.1": "",
        "wired.address.1": "192.168.1.40",
        "wired.gateway.1": "192.168.1.1",
        "wired.dns.1": "",
        "wireless.ssid.1": "maison",
        "wireless.key.1": "wifi-key-1",
        "access.login.1": "admin",
        "access.password.1": "pass-1",
        "offline.1": "nocontrol",
        "mode.1": "activate",
        "mode.2": "off",
    }
    assert [one.id for one in form().fields if one.secret] == [
        "wireless.key.1", "access.password.1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "file",
    [
        "<X:config xmlns:X='x'><X:SERVEUR><X:VALUE>a</X:VALUE></X:SERVEUR></X:config>",
        "<c><a><b><serveur x='1'>\n<value>a</value></serveur></b></a></c>",
        "<Server_URL><value>a</value></Server_URL>",
    ],
)
def test_names_are_taken_with_tolerance(file: str) -> None:
    assert list(found(file)) == ["server.1"]


def test_several_values_of_one_element_count_up() -> None:
    file = "<ChargingModeOCPP><value>activate</value><value>x</value></ChargingModeOCPP>"
    assert found(file) == {"mode.1": "activate", "mode.2": "x"}


MODE = "<ChargingModeOCPP><value>x</value></ChargingModeOCPP>"


@pytest.mark.parametrize(
    ("file", "sides"),
    [
        (MODE + MODE, [1, 2]),
        (f"<Cote2>{MODE}</Cote2><Cote1>{MODE}</Cote1>", [2, 1]),
        (f"<Side_2><a>{MODE}</a></Side_2>", [2]),
        ("".join(MODE.replace("OCPP", f"OCPP_{n}") for n in (2, 1)), [2, 1]),
        (f"<Cote1>{MODE}</Cote1><Cote1>{MODE}</Cote1>", [1, 2]),
        (f"<Cote2>{MODE}</Cote2>{MODE}", [1, 2]),
    ],
)
def test_a_side_has_the_number_that_the_file_gives_it(file: str, sides: list[int]) -> None:
    fields = form(f"<c>{file}</c>").fields
    assert [one.number for one in fields] == sides
    assert len({one.id for one in fields}) == len(sides)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("WiFi_SSID", "wireless.ssid.1"), ("Wifi-Key", "wireless.key.1"),
        ("IP_RJ45", "wired.address.1"), ("PasserelleWifi", "wireless.gateway.1"),
    ],
)  # fmt: skip
def test_a_network_may_be_named_in_the_element_itself(name: str, id_: str) -> None:
    assert list(found(f"<c><{name}><value>x</value></{name}></c>")) == [id_]


def test_what_the_file_has_no_place_for_is_said() -> None:
    assert legrand.lacks(form()) == []
    without = form("<RJ45><IP><value>192.168.1.40</value></IP></RJ45>")
    said = [one.say("en") for one in legrand.lacks(without)]
    assert [word for one in said for word in ("Serveur", "UID", "ChargingModeOCPP") if word in one]
    assert len(said) == 3


def test_the_password_of_something_else_is_not_the_charger_s() -> None:
    mail = "<Mail><a><Password><value>p</value></Password></a></Mail>"
    file = f"<c><UID><value>x</value></UID>{mail}</c>"
    assert list(found(file)) == ["identity.1"]


@pytest.mark.parametrize("file", ["<a/>", "<a><value>x</value></a>", "<UID>x</UID>"])
def test_a_file_without_a_known_value_is_refused(file: str) -> None:
    refused = legrand.read(file.encode())
    assert isinstance(refused, Sentence)
    assert "none of the values" in refused.say("en")


def test_a_file_of_the_same_value_over_and_over_is_refused() -> None:
    refused = legrand.read(b"<UID>" + b"<value>x</value>" * 300 + b"</UID>")
    assert isinstance(refused, Sentence)
    assert "more than 200" in refused.say("en")


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
    texts, _ = legrand_checks.changes(opened, wanted)
    edits = legrand_xml.edits(opened.document, texts)
    assert not isinstance(edits, Sentence)
    shown = legrand.difference(opened, edits)
    assert [(one.line, one.before, one.after) for one in shown] == [
        (4, '<Serveur attribut="ReadWrite"><value>ws://10.0.0.1:8080/ocpp</value></Serveur>',
            '<Serveur attribut="ReadWrite"><value>ws://192.168.1.2:9000/</value></Serveur>'),
        (5, '<UID attribut="ReadWrite"><value/></UID>',
            '<UID attribut="ReadWrite"><value>charger</value></UID>'),
        (9, "<Key><value>••••••••</value></Key>", "<Key><value>••••••••</value></Key>"),
        (11, "<Login><value>admin</value></Login>", "<Login><value>anna</value></Login>"),
        (11, "<Password><value>••••••••</value></Password>",
             "<Password><value>••••••••</value></Password>"),
    ]  # fmt: skip
    assert [one.secret for one in shown] == [False, False, True, False, True]


def test_a_secret_that_was_empty_is_hidden_as_well() -> None:
    opened = form("<WiFi><Key><value/></Key></WiFi>")
    texts, _ = legrand_checks.changes(opened, {"wireless.key.1": "wifi-key-2"})
    edits = legrand_xml.edits(opened.document, texts)
    assert not isinstance(edits, Sentence)
    (one,) = legrand.difference(opened, edits)
    assert (one.before, one.after) == (
        "<Key><value/></Key></WiFi>",
        "<Key><value>••••••••</value></Key></WiFi>",
    )
    assert "wifi-key" not in repr([opened, edits, one])
