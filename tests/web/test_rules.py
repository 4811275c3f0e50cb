from __future__ import annotations

from .conftest import RULES, House

WRONG = RULES.replace("charge: max", "charge: maximum")


async def test_the_rules_page_has_texts_problems_graph_and_names(house: House) -> None:
    await house.serve()
    found = await house.get("api/rules?language=en")
    (file,) = found["files"]
    assert (file["name"], file["text"]) == ("home.yaml", RULES)
    assert {node["kind"] for node in found["graph"]["nodes"]} >= {"input", "rule"}
    assert {"grid", "surplus"} <= {name["name"] for name in found["names"]}


async def test_a_rule_is_checked_while_it_is_typed(house: House) -> None:
    await house.serve()
    body = {"name": "home.yaml", "text": WRONG, "language": "fr"}
    status, found = await house.post("api/rules/check", body)
    assert status == 200
    (problem,) = found["problems"]
    assert (problem["file"], problem["line"], problem["severity"]) == ("home.yaml", 8, "error")
    assert house.folder.text("home.yaml") == RULES


async def test_a_rule_is_saved_over_the_version_that_was_read(house: House) -> None:
    await house.serve()
    (file,) = (await house.get("api/rules"))["files"]
    edit = {"name": "home.yaml", "text": RULES + "# mine\n", "version": file["version"]}
    status, saved = await house.post("api/rules/save", edit)
    assert (status, saved["ok"]) == (200, True)
    assert house.folder.text("home.yaml").endswith("# mine\n")
    status, refused = await house.post("api/rules/save", {**edit, "text": RULES})
    assert (status, refused["ok"]) == (409, False)
    assert refused["conflict"] == {"text": RULES + "# mine\n", "version": saved["version"]}
    assert house.folder.text("home.yaml").endswith("# mine\n")


async def test_wrong_rules_are_not_saved(house: House) -> None:
    await house.serve()
    (file,) = (await house.get("api/rules"))["files"]
    edit = {"name": "home.yaml", "text": WRONG, "version": file["version"]}
    _, refused = await house.post("api/rules/save", edit)
    assert refused["ok"] is False
    assert refused["problems"][0]["line"] == 8
    assert house.folder.text("home.yaml") == RULES


async def test_a_new_file_that_breaks_another_is_not_saved(house: House) -> None:
    await house.serve()
    _, refused = await house.post("api/rules/save", {"name": "a.yaml", "text": RULES})
    assert refused["ok"] is False
    assert house.folder.names() == ["home.yaml"]
    _, saved = await house.post("api/rules/save", {"name": "b.yaml", "text": "rules:\n"})
    assert saved["ok"] is True
    assert house.folder.names() == ["b.yaml", "home.yaml"]


async def test_only_a_rule_file_can_be_named(house: House) -> None:
    await house.serve()
    for name in ("../x.yaml", "x.txt", ".x.yaml", "", None, "a/b.yaml", "x.yaml\n"):
        status, refused = await house.post("api/rules/save", {"name": name, "text": ""})
        assert (status, refused["ok"]) == (400, False)
