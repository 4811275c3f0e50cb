"""The certificate of the port for wss://: found, looked after, and taken over while it runs."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from borne.domain.errors import BorneError
from borne.domain.events import Event, TroubleFound, TroubleGone
from borne.domain.say import Sentence, Text, plain
from borne.engine.ports import Clock
from borne.ocpp.porter import NO_AUTHORITY
from borne.ocpp.tls_door import Failed

if TYPE_CHECKING:
    from borne.ocpp.authority import Authority, Signed

CODE: Final = "tls"
CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20:AES128-GCM-SHA256:AES256-GCM-SHA384"
"""The whitepaper's, whose last two lack forward secrecy and are all that some chargers speak."""
LOOK_EVERY: Final = 60.0
"""s between two looks at the files."""
_SOON: Final = timedelta(days=7)

_MISSING: Final = Text(
    "The certificate for wss:// cannot be read ({file}: {reason}). Chargers still connect by ws://",
    "Le certificat pour wss:// est illisible ({file} : {reason}). Les bornes se connectent encore "
    "par ws://",
)
_BROKEN: Final = Text(
    "{file} and {key} are no certificate with its key ({reason}). Chargers still connect by ws://",
    "{file} et {key} ne sont pas un certificat et sa clé ({reason}). Les bornes se connectent "
    "encore par ws://",
)
_EXPIRED: Final = Text(
    "The certificate {file} ended on {day}: chargers that look at it do not connect by wss://. "
    "Renew it",
    "Le certificat {file} a pris fin le {day} : les bornes qui le vérifient ne se connectent plus "
    "par wss://. Renouvelez-le",
)
_ENDS: Final = Text(
    "The certificate {file} ends on {day}: renew it",
    "Le certificat {file} prend fin le {day} : renouvelez-le",
)


class Unusable(BorneError):
    """The certificate cannot be used; the sentence says why."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(sentence.say())


@dataclass(frozen=True, slots=True)
class Files:
    """A person's own certificate with its key."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Served:
    """What the port shows to chargers."""

    until: datetime
    names: tuple[str, ...]
    own: bool
    """Issued by Borne's own authority."""


class Door(Protocol):
    """The port that is opened once there is a certificate."""

    @property
    def tls_port(self) -> int | None:
        """Where it listens; None: not yet."""
        ...

    @property
    def reached_at(self) -> Iterable[str]:
        """The names and addresses by which chargers reach Borne."""
        ...

    @property
    def tls_failed(self) -> Iterable[Failed]:
        """Whose handshake has failed, the last one first."""
        ...

    async def open_tls(self, context: ssl.SSLContext, bare: ssl.SSLContext) -> None:
        """Listen, where need be with `bare`, which asks for no certificate; raises BorneError."""
        ...


class Certificates:
    """Keeps one context for the port; what it shows is replaced under it.

    `names` finds out by which names and addresses this machine is reached.
    """

    def __init__(
        self,
        folder: Path,
        files: Files | None,
        names: Callable[[], Awaitable[Iterable[str]]],
        post: Callable[[Event], None],
        clock: Clock,
    ) -> None:
        self._folder = folder
        self._files = files
        self._find_names = names
        self._post = post
        self._clock = clock
        self._shown: ssl.SSLContext | None = None
        self._asks = False
        self._stamp: object = None
        self._told: Sentence | None = None
        self._door: Door | None = None
        self._context, self._bare = self._front(), self._front()
        self.authority: Authority | None = None
        self.served: Served | None = None

    async def run(self, door: Door) -> None:
        """Open the door as soon as there is a certificate, then look after it; ends never."""
        self._door = door
        opened = False
        while True:
            try:
                await self.look()
                if not opened and self._shown is not None:
                    await door.open_tls(self._context, self._bare)
                    opened = True
            except (BorneError, OSError) as error:
                sentence = getattr(error, "sentence", None)
                said = sentence if isinstance(sentence, Sentence) else plain(str(error))
                self._tell("error", said)
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Take over what has changed. Raises BorneError; what was shown is shown on."""
        names = {*(await self._find_names()), *(self._door.reached_at if self._door else ())}
        now = self._clock.now()
        await asyncio.to_thread(self._look, names, now)
        self._judge(now)

    def ask(self) -> None:
        """Ask chargers for their certificate from now on; who has none comes in without."""
        self._asks = True
        for context in (self._context, self._shown):
            if context is not None:
                context.verify_mode = ssl.CERT_OPTIONAL

    def sign(self, request: str, identity: str, serial: str | None) -> Signed | Sentence:
        """A charger's certificate, or why there is none."""
        if self.authority is None:
            return NO_AUTHORITY()
        return self.authority.sign(request, identity, serial, self._clock.now())

    @property
    def root(self) -> str | None:
        """What chargers must trust (PEM); None: a person's own certificate is shown."""
        if self._files is not None or self.authority is None:
            return None
        return self.authority.root

    @property
    def root_serial(self) -> str | None:
        """By which chargers name that root, in hexadecimal."""
        return self.authority.serial if self.authority and self.root else None

    @property
    def tls_port(self) -> int | None:
        """Where the port is open; None: it is not."""
        return self._door.tls_port if self._door else None

    @property
    def tls_failed(self) -> tuple[Failed, ...]:
        """Whose handshake has failed, the last one first."""
        return tuple(self._door.tls_failed) if self._door else ()

    @property
    def tls_until(self) -> datetime | None:
        """The end of the certificate that is shown."""
        return self.served.until if self.served else None

    @property
    def tls_names(self) -> tuple[str, ...]:
        """What that certificate is good for."""
        return self.served.names if self.served else ()

    def _front(self) -> ssl.SSLContext:
        context = _context()

        def show(socket: ssl.SSLObject, _name: str | None, _: ssl.SSLContext) -> int | None:
            if self._shown is None:
                return ssl.ALERT_DESCRIPTION_INTERNAL_ERROR
            socket.context = self._shown
            return None

        context.sni_callback = show
        return context

    def _look(self, names: Iterable[str], now: datetime) -> None:
        from borne.ocpp.authority import Authority  # noqa: PLC0415  large, and not for every call

        if self.authority is None:
            self.authority = Authority.open(self._folder)
        if self._files is not None:
            pairs = [(self._files.certificate, self._files.key)]
        else:
            pairs = [(file, file) for file in self.authority.server_files(names, now)]
        stamp = [_stamp(file) for pair in pairs for file in pair]
        if stamp == self._stamp:
            return
        shown = _context()
        for certificate, key in pairs:
            _load(shown, certificate, key)
        # OpenSSL judges a charger's certificate by the context that it was handed over to.
        shown.load_verify_locations(self.authority.root_file)
        if self._asks:
            shown.verify_mode = ssl.CERT_OPTIONAL
        self.served = _served(pairs[0][0], own=self._files is None)
        self._shown, self._stamp = shown, stamp

    def _judge(self, now: datetime) -> None:
        served = self.served
        if served is None or served.own or now < served.until - _SOON:
            self._tell("", None)
            return
        file = str(self._files.certificate) if self._files else ""
        text = _EXPIRED if now >= served.until else _ENDS
        severity = "error" if now >= served.until else "warning"
        self._tell(severity, text(file=file, day=served.until.date().isoformat()))

    def _tell(self, severity: str, message: Sentence | None) -> None:
        if message == self._told:
            return
        self._told = message
        now = self._clock.now()
        if message is None:
            self._post(TroubleGone(now, CODE))
        else:
            self._post(TroubleFound(now, CODE, severity, message))


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    return context


def _load(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    for file in (certificate, key):
        _stamp(file)
    try:
        # A key with a password would else be asked for on a terminal.
        context.load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:  # OpenSSL's own errors are OSErrors
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
        sentence = _BROKEN(file=str(certificate), key=str(key), reason=str(reason))
        raise Unusable(sentence) from None


def _stamp(file: Path) -> tuple[int, int, int]:
    """What changes when a file is replaced."""
    try:
        with file.open("rb"):
            stat = file.stat()
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unusable(_MISSING(file=str(file), reason=reason)) from None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _served(file: Path, *, own: bool) -> Served:
    from cryptography import x509  # noqa: PLC0415  large, and only for wss://

    from borne.ocpp.authority import names_in, until  # noqa: PLC0415  likewise

    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    return Served(until(certificate), tuple(names_in(certificate)), own)
