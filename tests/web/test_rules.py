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
    conflict = refused["conflict"]
    assert (conflict["text"], conflict["version"]) == (RULES + "# mine\n", saved["version"])
    assert conflict["base"] == RULES
    assert conflict["merged"] == RULES + "# mine\n"
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


async def test_two_people_are_told_and_both_changes_can_stand(house: House) -> None:
    await house.serve()
    (file,) = (await house.get("api/rules"))["files"]
    mine = {"name": "home.yaml", "text": RULES.replace("90 kW", "9 kW"), "version": file["version"]}
    theirs = {**mine, "text": RULES.replace("accept", "reject")}
    assert (await house.post("api/rules/save", theirs))[0] == 200
    status, refused = await house.post("api/rules/save", mine)
    assert status == 409
    both = {**mine, "text": refused["conflict"]["merged"]}
    assert both["text"] == RULES.replace("90 kW", "9 kW").replace("accept", "reject")
    both["version"] = refused["conflict"]["version"]
    assert (await house.post("api/rules/save", both))[1]["ok"] is True


async def test_an_editor_on_the_file_is_noticed_and_nothing_of_it_is_lost(house: House) -> None:
    await house.serve()
    (file,) = (await house.get("api/rules"))["files"]
    house.folder.write("home.yaml", RULES + "# by an editor\n")
    edit = {"name": "home.yaml", "text": RULES + "# mine\n", "version": file["version"]}
    status, refused = await house.post("api/rules/save", edit)
    assert (status, refused["conflict"]["text"]) == (409, RULES + "# by an editor\n")
    edit["version"] = refused["conflict"]["version"]
    assert (await house.post("api/rules/save", edit))[0] == 200
    _, found = await house.post("api/rules/versions", {"name": "home.yaml"})
    assert [one["how"] for one in found["versions"]] == ["panel", "outside"]
    newest = found["versions"][0]
    assert (newest["added"], newest["removed"]) == (1, 1)


async def test_a_version_is_compared_and_put_back(house: House) -> None:
    await house.serve()
    (file,) = (await house.get("api/rules"))["files"]
    edit = {"name": "home.yaml", "text": RULES + "# mine\n", "version": file["version"]}
    _, saved = await house.post("api/rules/save", edit)
    _, found = await house.post("api/rules/versions", {"name": "home.yaml"})
    oldest = found["versions"][-1]["id"]
    _, version = await house.post("api/rules/version", {"id": oldest})
    assert version["text"] == RULES
    assert [one["text"] for one in version["diff"] if one["kind"] == "added"] == ["# mine"]
    assert version["diff"][0]["kind"] == "gap"
    back = {"id": oldest, "version": saved["version"]}
    assert (await house.post("api/rules/restore", back))[1]["ok"] is True
    assert house.folder.text("home.yaml") == RULES
    _, found = await house.post("api/rules/versions", {"name": "home.yaml"})
    assert [one["how"] for one in found["versions"]] == ["restore", "panel", "outside"]
    status, _ = await house.post("api/rules/version", {"id": 99})
    assert status == 404


async def test_rules_that_their_own_tests_refute_are_not_saved(house: House) -> None:
    await house.serve()
    (file,) = (await house.get("api/rules"))["files"]
    tests = "tests:\n  - name: Noon\n    expect: {rule: Too much}\n"
    edit = {"name": "home.yaml", "text": RULES + tests, "version": file["version"]}
    _, refused = await house.post("api/rules/save", edit)
    assert refused["ok"] is False
    (test,) = refused["tests"]
    assert (test["name"], test["ok"], test["line"]) == ("Noon", False, 13)
    assert "Too much" in test["message"]
    _, found = await house.post("api/rules/check", edit)
    assert found["tests"] == refused["tests"]


async def test_saved_rules_run_at_once_and_leave_a_session_alone(house: House) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    await house.settle()
    house.chargers.orders.clear()
    session = house.engine.view.state.chargers["garage"].connectors[1].session
    (file,) = (await house.get("api/rules"))["files"]
    text = RULES.replace("  - name: Always", "  - name: All the time")
    edit = {"name": "home.yaml", "text": text, "version": file["version"]}
    assert (await house.post("api/rules/save", edit))[1]["ok"] is True
    await house.settle()
    view = house.engine.view
    assert view.running.book is not None
    assert [rule.name for rule in view.running.book.rules] == ["Too much", "All the time"]
    connector = view.state.chargers["garage"].connectors[1]
    assert connector.session == session
    assert connector.decision is not None
    assert connector.decision.rule == "All the time"
    assert house.chargers.orders == []


async def test_only_a_rule_file_can_be_named(house: House) -> None:
    await house.serve()
    for name in ("../x.yaml", "x.txt", ".x.yaml", "", None, "a/b.yaml", "x.yaml\n"):
        status, refused = await house.post("api/rules/save", {"name": name, "text": ""})
        assert (status, refused["ok"]) == (400, False)
