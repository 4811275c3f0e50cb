"""The bench itself: a real Home Assistant Core starts, keeps states, fires events, restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .core import CoreRefusedError

if TYPE_CHECKING:
    from .core import Core

pytestmark = pytest.mark.core


async def test_it_runs_and_says_which_version_it_is(core: Core) -> None:
    config = await core.get("/api/config")
    assert config["version"] == core.version
    assert config["state"] == "RUNNING"
    assert not config["recovery_mode"]


async def test_a_state_is_kept_with_its_attributes(core: Core) -> None:
    await core.set_state("sensor.grid", "-1250", {"unit_of_measurement": "W"})
    found = await core.state("sensor.grid")
    assert found is not None
    assert found["state"] == "-1250"
    assert found["attributes"]["unit_of_measurement"] == "W"
    await core.remove_state("sensor.grid")
    assert await core.state("sensor.grid") is None


async def test_an_event_reaches_whoever_listens(core: Core) -> None:
    async with core.subscribe("borne_tag") as events:
        await core.fire("borne_tag", {"tag": "04A2"})
        event = await anext(events)
    assert event["data"] == {"tag": "04A2"}


async def test_a_command_it_does_not_know_is_refused_with_its_own_words(core: Core) -> None:
    with pytest.raises(CoreRefusedError, match=r"[Uu]nknown command"):
        await core.ask({"type": "borne/none"})


async def test_it_restarts_in_another_language_and_keeps_the_token(core: Core) -> None:
    token = core.token
    await core.set_state("sensor.grid", "1")
    await core.restart(language="fr")
    assert core.token == token
    assert await core.state("sensor.grid") is None
    assert (await core.get("/api/config"))["language"] == "fr"
    core.language = "en"  # also from its next start on
    await core.ask({"type": "config/core/update", "language": "en"})


async def test_nothing_more_is_installed_while_it_runs(core: Core) -> None:
    assert "Unable to install package" not in core.log()
    assert "recovery mode" not in core.log()
