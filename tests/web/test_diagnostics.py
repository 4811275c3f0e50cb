"""The archive for a bug report, and that no secret is in it."""

from __future__ import annotations

import io
import json
import logging
import zipfile

from borne.web.access import Ingress
from borne.web.diagnostics import Report
from borne.web.recent import RecentLog

from .conftest import House
from .test_messages import Nobody

SECRETS = ("alice", "192.168.1.9", "topsecret", "serial-77")


async def opened(house: House) -> zipfile.ZipFile:
    async with house.http.get(house.url + "api/diagnostics") as answer:
        assert answer.status == 200
        assert answer.content_type == "application/zip"
        return zipfile.ZipFile(io.BytesIO(await answer.read()))


async def test_all_that_helps_is_there_and_no_secret(house: House) -> None:
    log = RecentLog()
    record = logging.LogRecord(
        "borne", logging.INFO, "", 0, "ALICE came from %s", ("192.168.1.9",), None
    )
    log.emit(record)
    house.report = Report({"mqtt": "mqtt://ana:topsecret@broker", "language": "auto"}, log)
    await house.serve()
    house.connect()
    house.plug_in()
    house.traffic.came("Authorize", {"idTag": "ALICE", "chargePointSerialNumber": "SERIAL-77"})
    house.folder.write("home.yaml", "rules:\n  - {name: Alice, who: ALICE, charge: max}\n")
    await house.settle()
    archive = await opened(house)
    names = archive.namelist()
    assert names == [
        "README.txt",
        "about.json",
        "state.json",
        "messages.jsonl",
        "rules/home.yaml",
        "log.txt",
    ]
    everything = "".join(archive.read(name).decode() for name in names).casefold()
    for secret in SECRETS:
        assert secret not in everything
    assert "badge-1" in archive.read("rules/home.yaml").decode()
    assert "badge-1 came from address-1" in archive.read("log.txt").decode()
    about = json.loads(archive.read("about.json"))
    assert about["borne"] == "1.2.3"
    assert about["options"] == {"mqtt": "hidden", "language": "auto"}
    assert about["sessions_open"] == 1
    assert json.loads(archive.read("state.json"))["chargers"][0]["id"] == "garage"


async def test_only_an_administrator_gets_it(house: House) -> None:
    await house.serve(Ingress(Nobody(), frozenset({"127.0.0.1"})))
    headers = {"X-Remote-User-Id": "someone"}
    async with house.http.get(house.url + "api/diagnostics", headers=headers) as answer:
        assert answer.status == 403


async def test_a_log_keeps_its_last_lines_and_survives_a_bad_one() -> None:
    log = RecentLog(most=2)
    for number in range(3):
        log.emit(logging.LogRecord("borne", logging.INFO, "", 0, f"line {number}", (), None))
    assert "line 0" not in log.text()
    assert "line 2" in log.text()


def test_no_message_can_pass_for_an_entry_of_its_own() -> None:
    log = RecentLog()
    try:
        raise ValueError("garage\r\n2026-01-01 00:00:00 ERROR borne: forged\x1b[31m")
    except ValueError as error:
        wrong = (ValueError, error, error.__traceback__)
    text = "%s\n2026-01-01 ERROR borne: forged"
    log.emit(logging.LogRecord("borne", logging.INFO, "", 0, text, ("a\u202eb",), wrong))
    first, *others = log.text().splitlines()
    assert first.endswith(r"INFO borne: a\u202eb")
    assert others
    assert all(line.startswith("    ") for line in others)
    assert "\x1b" not in log.text()
