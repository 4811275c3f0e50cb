"""The certificate of wss://: issued, renewed, taken over; what is wrong is said."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from stat import S_IMODE

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from borne.domain.events import Event, TroubleFound, TroubleGone
from borne.domain.say import Sentence
from borne.ocpp.authority import Authority, AuthorityUnusable, Signed
from borne.ocpp.tls import Certificates, Files, Unusable
from borne.simulate.credentials import Credentials

NAMES = ("127.0.0.1", "borne.local")


class Clock:
    def __init__(self) -> None:
        self.instant = datetime.now(UTC)

    def now(self) -> datetime:
        return self.instant


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.open(tmp_path_factory.mktemp("authority") / "tls")


def certificates(folder: Path, files: Files | None, posted: list[Event]) -> Certificates:
    async def names() -> tuple[str, ...]:
        return NAMES

    return Certificates(folder, files, names, posted.append, Clock())


def of(authority: Authority, *names: str, now: datetime | None = None) -> list[bytes]:
    files = authority.server_files(names, now or datetime.now(UTC))
    return [file.read_bytes() for file in files]


def signed(authority: Authority, charger: Credentials, identity: str = "garage") -> object:
    return authority.sign(charger.request(), identity, "SN-1", datetime.now(UTC))


def test_keys_are_readable_by_borne_alone_and_the_root_outlives_a_restart(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    root = Authority.open(folder).root
    assert S_IMODE(folder.stat().st_mode) == 0o700
    assert {S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert Authority.open(folder).root == root
    (folder / "root.key").write_bytes(b"nonsense")
    with pytest.raises(AuthorityUnusable, match="backup"):
        Authority.open(folder)
    assert (folder / "root.pem").read_text() == root, "never replaced by itself"


def test_certificates_are_kept_while_good_and_renewed_before_their_end(
    authority: Authority,
) -> None:
    first = of(authority, *NAMES)
    assert of(authority, *NAMES) == first
    grown = of(authority, *NAMES, "10.0.0.7")
    assert grown != first
    assert of(authority, "borne.local") == grown, "a name that was good stays good"
    later = datetime.now(UTC) + timedelta(days=397 - 29)
    renewed = of(authority, "borne.local", now=later)
    assert renewed != grown
    found = x509.load_pem_x509_certificate(renewed[0])
    assert found.not_valid_after_utc > later + timedelta(days=300)
    assert found.not_valid_before_utc.year == 2020, "a charger without the time believes it"
    kinds = [x509.load_pem_x509_certificate(one).public_key() for one in renewed]
    assert isinstance(kinds[0], rsa.RSAPublicKey)
    assert isinstance(kinds[1], ec.EllipticCurvePublicKey)


def test_a_request_is_signed_in_the_chargers_own_name_only(authority: Authority) -> None:
    good = signed(authority, Credentials("garage"))
    assert isinstance(good, Signed)
    assert good.chain.count("BEGIN CERTIFICATE") == 2
    assert isinstance(signed(authority, Credentials("SN-1")), Signed)
    other = signed(authority, Credentials("barn"))
    assert isinstance(other, Sentence)
    assert "barn" in other.say("fr")
    request = Credentials("garage").request()
    middle = len(request) // 2
    for broken in ("", "PEM", request[:middle] + "A" + request[middle + 1 :], "é" * 4000):
        assert isinstance(
            authority.sign(broken, "garage", None, datetime.now(UTC)), Sentence | Signed
        )


@asynccontextmanager
async def listening(kept: Certificates) -> AsyncIterator[int]:
    answering: set[asyncio.Task[None] | None] = set()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.add(asyncio.current_task())
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=kept._context)
    async with server:
        yield server.sockets[0].getsockname()[1]
    await asyncio.gather(*filter(None, answering))


async def shown(port: int, root: str, ciphers: str | None = None) -> tuple[str, str]:
    """The serial number of the certificate and the cipher of a new connection."""
    context = ssl.create_default_context(cadata=root)
    if ciphers:
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(ciphers)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    certificate = writer.get_extra_info("peercert")["serialNumber"]
    cipher = writer.get_extra_info("cipher")[0]
    await reader.read()  # the other side has seen all of it, and closes
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return certificate, cipher


@pytest.mark.parametrize(
    "cipher",
    [
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "AES128-GCM-SHA256",
        "AES256-GCM-SHA384",
    ],
)
async def test_the_ciphers_of_the_whitepaper_are_spoken(authority: Authority, cipher: str) -> None:
    kept = certificates(authority._folder, None, [])
    await kept.look()
    async with listening(kept) as port:
        assert (await shown(port, authority.root, cipher))[1] == cipher


async def test_a_new_certificate_is_taken_over_while_it_runs(
    authority: Authority, tmp_path: Path
) -> None:
    posted: list[Event] = []
    one, other = authority.server_files(NAMES, datetime.now(UTC))
    file = tmp_path / "fullchain.pem"
    kept = certificates(authority._folder, Files(file, file), posted)
    with pytest.raises(Unusable, match=r"fullchain\.pem"):
        await kept.look()
    file.write_bytes(one.read_bytes())
    await kept.look()
    async with listening(kept) as port:
        first = await shown(port, authority.root)
        file.write_bytes(b"half a file")
        with pytest.raises(Unusable, match="no certificate"):
            await kept.look()
        assert await shown(port, authority.root) == first, "the last good one is shown on"
        file.write_bytes(other.read_bytes())
        await kept.look()
        assert await shown(port, authority.root) != first
    assert kept.root is None, "chargers need the root of the person's own certificate"


async def test_the_end_of_a_persons_certificate_is_said_before_and_after(
    authority: Authority, tmp_path: Path
) -> None:
    posted: list[Event] = []
    file = tmp_path / "fullchain.pem"
    file.write_bytes(authority.server_files(NAMES, datetime.now(UTC))[0].read_bytes())
    kept = certificates(authority._folder, Files(file, file), posted)
    await kept.look()
    assert posted == []
    clock = kept._clock
    assert isinstance(clock, Clock)
    assert kept.served is not None
    clock.instant = kept.served.until - timedelta(days=3)
    await kept.look()
    clock.instant = kept.served.until + timedelta(days=1)
    await kept.look()
    clock.instant = kept.served.until - timedelta(days=30)
    await kept.look()
    severities = [one.severity if isinstance(one, TroubleFound) else None for one in posted]
    assert severities == ["warning", "error", None]
    assert isinstance(posted[-1], TroubleGone)
