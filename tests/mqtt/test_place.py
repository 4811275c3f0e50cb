"""Where the broker is."""

from __future__ import annotations

from pathlib import Path

import pytest

from borne.domain.say import Sentence
from borne.mqtt.place import Broker, finder, instance_of, read_broker


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("mqtt://192.168.1.10", Broker("192.168.1.10", 1883)),
        ("mqtt://ana:p%40ss@broker:1884", Broker("broker", 1884, "ana", "p@ss")),
        ("mqtts://broker", Broker("broker", 8883, tls=True)),
        ("mqtt://[::1]:1883", Broker("::1", 1883)),
    ],
)
def test_an_address_says_where_and_who(url: str, broker: Broker) -> None:
    assert read_broker(url) == broker


@pytest.mark.parametrize(
    "url", ["", "broker", "http://broker", "mqtt://", "mqtt://broker:port", "mqtt://b:99999"]
)
def test_what_is_no_address_is_refused_with_a_sentence(url: str) -> None:
    assert isinstance(read_broker(url), Sentence)


def test_a_password_is_never_said() -> None:
    told = read_broker("http://ana:topsecret@broker")
    assert isinstance(told, Sentence)
    assert "topsecret" not in told.say("en") + told.say("fr")
    assert "topsecret" not in repr(read_broker("mqtt://ana:topsecret@broker"))


def test_without_a_supervisor_there_is_nobody_to_ask() -> None:
    assert finder("auto", {}) is None
    assert finder("off", {}) is None
    assert finder("mqtt://broker", {}) is not None
    assert finder("auto", {"SUPERVISOR_TOKEN": "t"}) is not None


def test_an_instance_stays_the_same_and_a_broken_file_makes_a_new_one(tmp_path: Path) -> None:
    file = tmp_path / "instance"
    first = instance_of(file)
    assert instance_of(file) == first
    file.write_bytes(b"\xff nonsense")
    second = instance_of(file)
    assert second != first
    assert instance_of(file) == second


def test_a_folder_that_refuses_costs_no_more_than_a_warning(tmp_path: Path) -> None:
    assert len(instance_of(tmp_path / "missing" / "instance")) == 8
