from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from tests.patience import PATIENCE

from borne.domain.events import FactsChanged
from borne.web.latest import Latest

from .conftest import RULES, House


def desk(text: Any = RULES, **more: Any) -> dict[str, Any]:
    return {"name": "home.yaml", "text": text, "page": "p", "language": "en", **more}


def place(text: str, before: str) -> dict[str, int]:
    """The place after a piece of text."""
    lines = text[: text.index(before) + len(before)].split("\n")
    return {"line": len(lines), "column": len(lines[-1]) + 1}


def changed(text: str, edits: list[dict[str, Any]]) -> str:
    """The text after edits at lines and columns."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for edit in reversed(edits):
        start = starts[edit["line"] - 1] + edit["column"] - 1
        end = starts[edit["end_line"] - 1] + edit["end_column"] - 1
        text = text[:start] + edit["text"] + text[end:]
    return text


async def ask(house: House, what: str, **body: Any) -> dict[str, Any]:
    status, found = await house.post(f"api/rules/{what}", body)
    assert status == 200, found
    assert isinstance(found, dict)
    return found


async def test_a_gesture_answers_with_edits_and_what_takes_them_back(house: House) -> None:
    await house.serve()
    gesture = {"do": "rename", "node": "input:grid", "to": "house"}
    found = await ask(house, "edit", **desk(gesture=gesture))
    (file,) = found["files"]
    after = changed(RULES, file["edits"])
    assert after == RULES.replace("grid:", "house:").replace("grid >", "house >")
    assert changed(after, file["inverse"]) == RULES
    assert found["node"] == "input:house"


async def test_a_gesture_reaches_the_other_files_as_they_are_typed(house: House) -> None:
    house.folder.write("b.yaml", "limits:\n  - {name: X, when: grid > 1 kW, current: 9 A}\n")
    await house.serve()
    typed = {"b.yaml": "limits:\n  - {name: Y, when: 'grid > 2 kW', current: 9 A}\n"}
    gesture = {"do": "rename", "node": "input:grid", "to": "house"}
    found = await ask(house, "edit", **desk(gesture=gesture, texts=typed))
    edits = {file["name"]: file["edits"] for file in found["files"]}
    assert "'house > 2 kW'" in changed(typed["b.yaml"], edits["b.yaml"])


async def test_a_gesture_that_cannot_be_made_says_why(house: House) -> None:
    await house.serve()
    found = await ask(house, "edit", **desk(gesture={"do": "delete", "node": "input:grid"}))
    assert found == {
        "ok": False,
        "message": "“grid” is still used by Too much: disconnect it there first.",
    }
    found = await ask(house, "edit", **desk(gesture=7))
    assert found["ok"] is False


async def test_names_are_completed_in_text_that_is_not_whole(house: House) -> None:
    await house.serve()
    text = RULES + "limits:\n  - name: Low\n    when: [gr"
    found = await ask(house, "complete", **desk(text, **place(text, "when: [gr")))
    assert found["from"] == place(text, "    when: [")
    kinds = {one["label"]: one["kind"] for one in found["options"]}
    assert (kinds["grid"], kinds["plugged"], kinds["min"]) == ("input", "builtin", "function")


async def test_entities_are_completed_with_their_names(house: House) -> None:
    await house.serve()
    text = "inputs:\n  sun: roof"
    found = await ask(house, "complete", **desk(text, **place(text, "roof")))
    (option,) = found["options"]
    assert (option["label"], option["info"]) == ("sensor.sun", "Sun on the roof")
    assert found["from"] == place(text, "sun: ")


async def test_a_word_is_explained_with_its_value(house: House) -> None:
    await house.serve()
    house.engine.post(FactsChanged(house.clock.now(), {"sensor.grid": 1250.0}))
    await house.settle()
    found = await ask(house, "hover", **desk(**place(RULES, "when: gr")))
    assert (found["title"], found["live"]["value"], found["live"]["unit"]) == ("grid", 1250.0, "W")
    assert (found["live"]["age_s"], found["live"]["status"]) == (0.0, "ok")
    found = await ask(house, "hover", **desk(**place(RULES, "entity: sensor.gr")))
    assert (found["text"], found["live"]["value"]) == ("Grid power", "1250")
    found = await ask(house, "hover", **desk(**place(RULES, "    char")))
    assert found["text"].startswith("off, min, max")
    assert await ask(house, "hover", **desk(line=900, column=1)) == {}


async def test_a_text_is_laid_out_when_asked(house: House) -> None:
    await house.serve()
    text = RULES.replace("    when:", "    when:  ") + "\n\n\n"
    found = await ask(house, "format", **desk(text))
    assert changed(text, found["files"][0]["edits"]) == RULES
    assert (await ask(house, "format", **desk()))["files"] == []


async def test_the_graph_says_what_is_written_and_where(house: House) -> None:
    await house.serve()
    found = await ask(house, "check", **desk())
    node = next(one for one in found["graph"]["nodes"] if one["id"] == "rule:Too much")
    field = next(one for one in node["fields"] if one["path"] == ["when"])
    assert field["value"] == "grid > 90 kW"
    assert (field["line"], field["column"]) == (5, 11)
    grid = next(one for one in found["graph"]["nodes"] if one["id"] == "input:grid")
    assert {"entity": "sensor.grid", "max_age": "1 min"}.items() <= {
        one["path"][0]: one["value"] for one in grid["fields"]
    }.items()


async def test_what_the_house_does_not_have_is_told(house: House) -> None:
    await house.serve()
    text = RULES.replace("sensor.grid,", "sensor.gird,").replace(
        "    charge: max\n", "    who: strangers\n    charge: max\n"
    )
    found = await ask(house, "check", **desk(text))
    codes = {one["code"] for one in found["problems"]}
    assert {"no-such-entity", "nobody"} <= codes


async def test_of_many_checks_the_latest_is_answered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.serve()
    run, come, all_there = Latest.run, count(1), threading.Event()

    async def counted(latest: Latest, key: object, work: Callable[[], object]) -> object:
        if next(come) == 6:
            all_there.set()
        return await run(latest, key, lambda: all_there.wait(PATIENCE) and work())

    monkeypatch.setattr(Latest, "run", counted)
    asked = (ask(house, "check", **desk(RULES + "#" * number)) for number in range(6))
    found = await asyncio.gather(*asked)
    stale = [one for one in found if one == {"stale": True}]
    assert len(stale) == 4
    assert all("graph" in one for one in found if one not in stale)


async def test_the_language_is_told_to_forms(house: House) -> None:
    await house.serve()
    found = await house.get("api/rules/language?language=fr")
    keys = {one["key"]: one for one in found["sections"]["rule"]}
    assert "surplus" in keys["charge"]["values"]
    assert keys["charge"]["required"] is True
    assert keys["when"]["many"] is True


async def test_a_ready_made_file_is_filled_in_and_brought_into_another(house: House) -> None:
    await house.serve()
    found = await house.get("api/rules/library?language=en")
    tempo = next(one for one in found["files"] if one["name"] == "tempo.yaml")
    assert tempo["title"] == "EDF Tempo"
    field = next(one for one in tempo["fields"] if one["id"] == "inputs.tempo")
    assert (field["kind"], field["domains"]) == ("entity", ["sensor"])
    values = {"inputs.tempo": "sensor.my_tempo"}
    filled = await ask(house, "library/fill", name="tempo.yaml", values=values)
    assert filled["text"] == tempo["text"].replace(field["value"], "sensor.my_tempo")
    assert [one for one in filled["problems"] if one["severity"] == "error"] == []
    gesture = {"do": "insert", "library": "tempo.yaml", "values": values}
    found = await ask(house, "edit", **desk(gesture=gesture))
    after = changed(RULES, found["files"][0]["edits"])
    assert "  tempo: sensor.my_tempo\n" in after
    checked = await ask(house, "check", **desk(after))
    assert [one for one in checked["problems"] if one["severity"] == "error"] == []


async def test_an_unknown_ready_made_file_is_refused(house: House) -> None:
    await house.serve()
    for name in ("../x.yaml", "start.yaml", "none.yaml"):
        status, refused = await house.post("api/rules/library/fill", {"name": name})
        assert (status, refused["ok"]) == (404, False)


async def test_bodies_that_are_wrong_are_told_so(house: House) -> None:
    await house.serve()
    for body in (
        desk(texts={"../x": ""}),
        desk(texts=[1]),
        desk(text=3),
        desk("\ud800"),
        desk(line="x", column=1),
        desk(line=-1, column=1),
    ):
        status, refused = await house.post("api/rules/complete", body)
        assert (status, refused["ok"]) == (400, False), body
