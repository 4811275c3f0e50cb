"""Where Borne looks for Home Assistant."""

from __future__ import annotations

import pytest

from borne.domain.say import Sentence
from borne.homeassistant.supervisor import Place, find_core


def test_with_neither_borne_runs_alone() -> None:
    assert find_core({}) is None
    assert find_core({"HOME_ASSISTANT_TOKEN": "t"}) is None


def test_as_an_app_core_is_behind_the_supervisor() -> None:
    place = find_core({"SUPERVISOR_TOKEN": "t", "HOME_ASSISTANT_URL": "http://elsewhere"})
    assert place == Place(
        "http://supervisor/core/api", "ws://supervisor/core/websocket", "t", supervised=True
    )


def test_the_supervisor_may_be_elsewhere() -> None:
    place = find_core({"SUPERVISOR_TOKEN": "t", "SUPERVISOR_URL": "http://127.0.0.1:81/"})
    assert isinstance(place, Place)
    assert place.socket == "ws://127.0.0.1:81/core/websocket"


@pytest.mark.parametrize(
    "url", ["https://home:8123", "https://home:8123/", "https://home:8123/api"]
)
def test_alone_it_is_at_its_address(url: str) -> None:
    place = find_core({"HOME_ASSISTANT_URL": url, "HOME_ASSISTANT_TOKEN": " t\n"})
    assert place == Place("https://home:8123/api", "wss://home:8123/api/websocket", "t")


def test_an_address_without_a_token_is_said() -> None:
    problem = find_core({"HOME_ASSISTANT_URL": "http://home:8123"})
    assert isinstance(problem, Sentence)
    assert "HOME_ASSISTANT_TOKEN is not" in problem.say("en")
    assert "jeton" in problem.say("fr")


@pytest.mark.parametrize(
    "url", ["home:8123", "ftp://home", "http://", "http://home:port", "http://["]
)
def test_what_is_no_address_is_said(url: str) -> None:
    problem = find_core({"HOME_ASSISTANT_URL": url, "HOME_ASSISTANT_TOKEN": "t"})
    assert isinstance(problem, Sentence)
    assert url in problem.say("fr")


def test_the_token_is_not_shown() -> None:
    assert "s3cret" not in repr(Place("http://a/api", "ws://a", "s3cret"))
