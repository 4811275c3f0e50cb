"""Files between Borne and chargers over HTTP: one path each, whole or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, FormData
from tests.patience import PATIENCE

from borne.domain.events import Event
from borne.domain.say import Sentence
from borne.domain.upkeep import FileKind
from borne.domain.upkeep_events import FileMoved
from borne.ocpp import depot
from borne.ocpp.depot import Depot, safe_name
from borne.ocpp.files import FilePort

NOON = datetime(2026, 6, 7, 10, tzinfo=UTC)
FIRMWARE = bytes(range(256)) * 1000


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


@dataclass
class Place:
    """A port for files over two folders, with what it told."""

    folder: Path
    http: ClientSession
    clock: Clock = field(default_factory=Clock)
    told: list[FileMoved] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.depot = Depot(self.folder / "firmware", self.folder / "files")
        self.port = FilePort(self.hear, self.clock, self.depot, "127.0.0.1", 0)

    def hear(self, event: Event) -> None:
        assert isinstance(event, FileMoved)
        self.told.append(event)
        self.heard.set()

    async def until(self, met: Callable[[FileMoved], object]) -> FileMoved:
        """The last that was told, once something is true of it."""
        async with asyncio.timeout(PATIENCE):
            while not self.told or not met(self.told[-1]):
                self.heard.clear()
                await self.heard.wait()
        return self.told[-1]

    def firmware(self, name: str = "new.bin", data: bytes = FIRMWARE) -> str:
        self.depot.firmware_folder.mkdir(exist_ok=True)
        (self.depot.firmware_folder / name).write_bytes(data)
        url = self.port.offer_firmware("garage", name, "127.0.0.1", self.clock.time)
        assert isinstance(url, str)
        return url

    def place(self, kind: FileKind = FileKind.DIAGNOSTICS) -> str:
        return self.port.offer_place(kind, "garage", "127.0.0.1")

    async def get(self, url: str, **headers: str) -> tuple[int, bytes]:
        async with self.http.get(url, headers=headers) as answer:
            return answer.status, await answer.read()

    async def put(self, url: str, data: bytes) -> int:
        async with self.http.put(url, data=data) as answer:
            return answer.status

    def kept(self) -> list[tuple[str, bytes]]:
        return [(one.name, one.path.read_bytes()) for one in self.depot.received()]

    def on_disk(self) -> list[str]:
        folder = self.depot.files_folder
        return [path.name for path in folder.iterdir()] if folder.exists() else []


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with ClientSession() as http:
        place = Place(tmp_path, http)
        await place.port.start()
        yield place
        await place.port.stop()


async def test_firmware_is_served_whole_and_its_progress_told(place: Place) -> None:
    url = place.firmware()
    assert await place.get(url) == (200, FIRMWARE)
    last = await place.until(lambda told: told.finished)
    assert last.done == len(FIRMWARE)
    assert place.told[0].total == len(FIRMWARE)


async def test_firmware_is_served_in_parts_to_who_goes_on_where_it_stopped(place: Place) -> None:
    url = place.firmware()
    assert await place.get(url, Range="bytes=1000-1999") == (206, FIRMWARE[1000:2000])
    assert await place.get(url, Range="bytes=255990-") == (206, FIRMWARE[255990:])
    assert await place.get(url, Range="bytes=-10") == (206, FIRMWARE[-10:])
    assert await place.get(url, Range="lines=1") == (200, FIRMWARE)
    assert (await place.get(url, Range="bytes=256000-"))[0] == 416
    async with place.http.head(url) as answer:
        assert (answer.status, answer.content_length) == (200, len(FIRMWARE))


async def test_firmware_that_changes_on_the_way_is_not_mixed(place: Place) -> None:
    url = place.firmware()
    async with place.http.get(url, headers={"Range": "bytes=0-999"}) as answer:
        tag = answer.headers["ETag"]
        assert await answer.read() == FIRMWARE[:1000]
    rest = {"Range": "bytes=1000-", "If-Range": tag}
    assert await place.get(url, **rest) == (206, FIRMWARE[1000:])
    assert await place.get(url, **(rest | {"If-Range": '"another"'})) == (200, FIRMWARE)
    (place.depot.firmware_folder / "new.bin").write_bytes(b"shorter")
    assert (await place.get(url, **rest))[0] == 404
    assert place.told[-1].problem == "changed"
    assert await place.get(place.firmware(data=b"shorter")) == (200, b"shorter")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("bytes 0-3/8", 400),
        ("bytes 4-7/8", 400),
        ("bytes 0-3/*", 400),
        ("x", 400),
        ("bytes 0-3/4", 201),
    ],
)
async def test_what_comes_in_parts_is_not_taken_for_the_whole(
    place: Place, said: str, status: int
) -> None:
    headers = {"Content-Range": said}
    async with place.http.put(place.place(), data=b"part", headers=headers) as answer:
        assert answer.status == status
    assert len(place.kept()) == (status == 201)


async def test_a_download_that_breaks_off_is_told_and_may_go_on(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    large = FIRMWARE * 100
    url = place.firmware(data=large)
    async with place.http.get(url) as answer:
        await answer.content.readexactly(1000)
        answer.close()
    last = await place.until(lambda told: told.problem)
    assert (last.problem, last.finished) == ("interrupted", False)
    assert await place.get(url, Range="bytes=1000-") == (206, large[1000:])
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_path_ends_with_the_update_its_day_and_the_next_order(place: Place) -> None:
    url = place.firmware()
    place.port.heard("garage", "Downloaded")
    assert (await place.get(url))[0] == 200
    place.port.heard("other", "Installed")
    assert (await place.get(url))[0] == 200
    place.port.heard("garage", "Installed")
    assert (await place.get(url))[0] == 404
    url, newer = place.firmware(), place.firmware()
    assert (await place.get(url))[0] == 404
    place.clock.time += timedelta(hours=25)
    assert (await place.get(newer))[0] == 404
    url = place.firmware()
    place.port.withdraw(url)
    assert (await place.get(url))[0] == 404


async def test_nothing_is_there_for_who_guesses(place: Place) -> None:
    place.firmware()
    base = place.place().split("/", 3)
    root = "/".join(base[:3])
    for path in ("", "/x", "/x/new.bin", "/../firmware/new.bin", "/%2e%2e/firmware/new.bin"):
        assert (await place.get(root + path))[0] == 404
    assert await place.put(root + "/x/y", b"data") == 404


@pytest.mark.parametrize("name", ["absent.bin", "../secrets.yaml", ".hidden", "", "a/b", "."])
def test_only_files_of_the_folder_are_offered(tmp_path: Path, name: str) -> None:
    (tmp_path / "secrets.yaml").write_text("secret")
    folder = tmp_path / "firmware"
    folder.mkdir()
    (folder / ".hidden").write_text("x")
    port = FilePort(lambda _: None, Clock(), Depot(folder, tmp_path / "files"))
    assert isinstance(port.offer_firmware("garage", name, "127.0.0.1", NOON), Sentence)


def test_a_link_out_of_the_folder_is_no_firmware(tmp_path: Path) -> None:
    (tmp_path / "secrets.yaml").write_text("secret")
    folder = tmp_path / "firmware"
    folder.mkdir()
    (folder / "nice.bin").symlink_to(tmp_path / "secrets.yaml")
    kept = Depot(folder, tmp_path / "files")
    assert kept.firmware() == []
    assert kept.firmware_path("nice.bin") is None


async def test_diagnostics_are_received_once(place: Place) -> None:
    url = place.place()
    assert await place.put(url + "diag 1.zip", b"data") == 201
    assert place.kept() == [("diag_1.zip", b"data")]
    assert await place.put(url, b"more") == 404
    (one,) = place.depot.received()
    assert (one.charger, one.kind, one.size) == ("garage", FileKind.DIAGNOSTICS, 4)
    assert place.told[-1].file == one.id
    assert place.depot.find(one.id) == one


async def test_a_form_is_unwrapped(place: Place) -> None:
    form = FormData()
    form.add_field("comment", "hello")
    form.add_field("file", b"log" * 50_000, filename="../../etc/log.txt")
    async with place.http.post(place.place(FileKind.LOG), data=form) as answer:
        assert answer.status == 201
    assert place.kept() == [("log.txt", b"log" * 50_000)]


async def test_a_form_without_a_file_and_an_empty_body_are_refused(place: Place) -> None:
    url = place.place()
    form = FormData(default_to_multipart=True)
    form.add_field("comment", "hello")
    async with place.http.post(url, data=form) as answer:
        assert answer.status == 400
    assert await place.put(url, b"") == 400
    assert place.on_disk() == []
    assert await place.put(url, b"data") == 201


async def test_what_is_too_large_is_refused_and_nothing_kept(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(depot, "LARGEST_RECEIVED", 1000)
    url = place.place()
    assert await place.put(url, b"x" * 1001) == 413
    assert place.on_disk() == []
    assert place.told[-1].problem == "too_large"
    assert await place.put(url, b"x" * 1000) == 201


async def test_an_upload_that_breaks_off_leaves_nothing_and_may_come_again(place: Place) -> None:
    url = place.place()
    path = url.split("/", 3)[3]
    reader, writer = await asyncio.open_connection("127.0.0.1", place.port.port)
    writer.write(
        f"PUT /{path} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n".encode() + b"x" * 100
    )
    await writer.drain()
    await place.until(lambda told: told.done == 100)
    writer.transport.abort()
    last = await place.until(lambda told: told.problem)
    assert last.problem == "interrupted"
    assert place.on_disk() == []
    assert await place.put(url, b"data") == 201
    assert reader is not None


async def test_a_full_disk_is_said_and_nothing_kept(place: Place) -> None:
    full = Path("/dev/full")
    url = place.place()
    upload = depot.Upload.__enter__

    def onto_full(self: depot.Upload) -> depot.Upload:
        upload(self)
        assert self._file is not None
        self._file.close()
        self._file = full.open("wb", buffering=0)
        return self

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(depot.Upload, "__enter__", onto_full)
        assert await place.put(url, b"data") == 507
    assert place.on_disk() == []
    assert place.told[-1].problem == "disk"


async def test_the_oldest_go_where_there_are_too_many(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(depot, "MOST_FILES", 3)
    for number in range(5):
        place.clock.time += timedelta(minutes=1)
        assert await place.put(place.place() + f"{number}", b"data") == 201
    assert [name for name, _ in place.kept()] == ["4", "3", "2"]


async def test_what_was_cut_short_by_the_end_of_borne_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / ".part-1234").write_bytes(b"half")
    port = FilePort(lambda _: None, Clock(), Depot(tmp_path / "fw", folder), "127.0.0.1", 0)
    await port.start()
    await port.stop()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("wanted", [True, False])
async def test_figures_are_there_where_they_are_wanted(tmp_path: Path, *, wanted: bool) -> None:
    depot_here = Depot(tmp_path / "fw", tmp_path / "files")
    figures = (lambda: ("text/plain; version=0.0.4", b"borne_info 1")) if wanted else None
    port = FilePort(lambda _: None, Clock(), depot_here, "127.0.0.1", 0, metrics=figures)
    await port.start()
    url = f"http://127.0.0.1:{port.port}/metrics"
    async with ClientSession() as http, http.get(url) as answer:
        assert answer.status == (200 if wanted else 404)
        assert ((await answer.read()) == b"borne_info 1") is wanted
    await port.stop()


def test_a_name_of_a_charger_is_made_harmless() -> None:
    assert safe_name("C:\\logs\\a b.txt") == "a_b.txt"
    assert safe_name("../..") == "file"
    assert safe_name("é" * 300 + ".zip") == "zip"
    assert len(safe_name("a" * 300 + ".zip")) == 80
    assert safe_name("a" * 300 + ".zip").endswith(".zip")
    assert "~" not in safe_name("a~b")
