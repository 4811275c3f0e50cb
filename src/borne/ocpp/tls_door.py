"""The door to the port for wss://: each handshake on its own, and of those that fail, who and why.

asyncio's own server would drop them without a word.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from borne.domain.say import Sentence, Text
from borne.engine.ports import Clock

HANDSHAKE_WITHIN: Final = 15.0
"""s that a charger may take: some have slow processors."""
_MOST: Final = 64
"""Addresses that are remembered; the oldest go first."""
_SAY_AGAIN: Final = timedelta(hours=1)

_LOG = logging.getLogger("borne.ocpp")

_DISTRUSTS: Final = Text(
    "it does not trust the certificate: install the root certificate on it, and set its clock",
    "elle ne fait pas confiance au certificat : installez-y le certificat racine et mettez son "
    "horloge à l’heure",
)
_PLAIN: Final = Text(
    "it speaks ws:// to the port for wss://: correct its address",
    "elle parle ws:// au port de wss:// : corrigez son adresse",
)
_OLD: Final = Text(
    "it offers no TLS 1.2 or newer with a cipher that is safe: update its firmware",
    "elle n’offre pas TLS 1.2 ou plus récent avec un chiffrement sûr : mettez-la à jour",
)
_LEFT: Final = Text(
    "it hung up during the handshake; many do so where they do not trust the certificate",
    "elle a raccroché pendant la négociation ; beaucoup le font faute de confiance au certificat",
)
_FOREIGN: Final = Text(
    "it shows a certificate that is not from Borne, or that has ended; at its next try it is "
    "asked for none",
    "elle montre un certificat qui n’est pas de Borne, ou qui a pris fin ; à son prochain essai, "
    "aucun ne lui est demandé",
)
_SLOW: Final = Text(
    "it did not finish the handshake in time", "elle n’a pas fini la négociation à temps"
)
_OTHER: Final = Text("TLS failed ({reason})", "TLS a échoué ({reason})")
_FAILED: Final = Text(
    "{address} cannot connect by wss://: {why}",
    "{address} ne peut pas se connecter par wss:// : {why}",
)
_WHY: Final[Mapping[str, Text]] = {
    "CERTIFICATE_VERIFY_FAILED": _FOREIGN,
    "HTTP_REQUEST": _PLAIN,
    "UNSUPPORTED_PROTOCOL": _OLD,
    "NO_SHARED_CIPHER": _OLD,
    "VERSION_TOO_LOW": _OLD,
    "TLSV1_ALERT_PROTOCOL_VERSION": _OLD,
    "TLSV1_ALERT_UNKNOWN_CA": _DISTRUSTS,
    "SSLV3_ALERT_BAD_CERTIFICATE": _DISTRUSTS,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": _DISTRUSTS,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": _DISTRUSTS,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": _DISTRUSTS,
}


@dataclass(frozen=True, slots=True)
class Failed:
    """What went wrong with one address."""

    remote: str
    count: int
    at: datetime
    why: Sentence


class TlsDoor:
    """`factory` makes who is spoken to once the handshake is done.

    A charger that shows a certificate of another authority, or one that has ended, cannot be let in
    by `context` where that asks for certificates: OpenSSL ends the handshake. The next connection
    from its address gets `bare`, which asks for none.
    """

    def __init__(
        self,
        factory: Callable[[], asyncio.Protocol],
        context: ssl.SSLContext,
        bare: ssl.SSLContext,
        clock: Clock,
    ) -> None:
        self._factory = factory
        self._context = context
        self._bare = bare
        self._foreign: set[str] = set()
        self._clock = clock
        self._failed: OrderedDict[str, Failed] = OrderedDict()
        self._said: dict[str, datetime] = {}
        self._greeting: set[asyncio.Task[None]] = set()

    @property
    def failed(self) -> tuple[Failed, ...]:
        """Whose handshake has failed since the start, the last one first."""
        return tuple(reversed(self._failed.values()))

    def arriving(self) -> asyncio.Protocol:
        """Who takes a new connection, for asyncio's server."""
        return _Arriving(self._begin)

    def close(self) -> None:
        """Wait for nobody who is still at the handshake."""
        for task in self._greeting:
            task.cancel()

    def broke(self, remote: str | None, error: BaseException | None) -> None:
        """Count a connection that TLS has ended before anything was said."""
        if remote is None or error is None:
            return
        former = self._failed.pop(remote, None)
        now, why = self._clock.now(), _why(error)
        if isinstance(error, ssl.SSLCertVerificationError):
            self._foreign.add(remote)
        self._failed[remote] = Failed(remote, former.count + 1 if former else 1, now, why)
        if len(self._failed) > _MOST:
            oldest, _ = self._failed.popitem(last=False)
            self._said.pop(oldest, None)
            self._foreign.discard(oldest)
        said = self._said.get(remote)
        if said is None or now - said >= _SAY_AGAIN:
            self._said[remote] = now
            _LOG.warning("%s", _FAILED(address=remote, why=why))

    def _begin(self, transport: asyncio.Transport, arriving: _Arriving) -> None:
        task = asyncio.create_task(self._greet(transport, arriving))
        self._greeting.add(task)
        task.add_done_callback(self._greeting.discard)

    async def _greet(self, transport: asyncio.Transport, arriving: _Arriving) -> None:
        peer = transport.get_extra_info("peername")
        remote = peer[0] if peer else None
        context = self._bare if remote in self._foreign else self._context
        self._foreign.discard(remote)
        try:
            tls = await asyncio.get_running_loop().start_tls(
                transport,
                arriving,
                context,
                server_side=True,
                ssl_handshake_timeout=HANDSHAKE_WITHIN,
            )
        except OSError as error:  # OpenSSL's are too
            self.broke(remote, error)
            tls = None
        except asyncio.CancelledError:
            transport.abort()
            raise
        if tls is None:
            transport.abort()
            return
        arriving.hand_over(tls, self._factory())


class _Arriving(asyncio.Protocol):
    """Holds what comes right after the handshake, until somebody is there for it."""

    def __init__(self, begin: Callable[[asyncio.Transport, _Arriving], None]) -> None:
        self._begin = begin
        self._early: list[bytes] = []
        self._lost: list[Exception | None] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  the type that TCP has
        transport.pause_reading()
        self._begin(transport, self)

    def data_received(self, data: bytes) -> None:
        self._early.append(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost.append(exc)

    def hand_over(self, tls: asyncio.Transport, protocol: asyncio.Protocol) -> None:
        """Let somebody go on from here."""
        tls.set_protocol(protocol)
        protocol.connection_made(tls)
        if self._early:
            protocol.data_received(b"".join(self._early))
        if self._lost:
            protocol.connection_lost(self._lost[0])


def _why(error: BaseException) -> Sentence:
    if isinstance(error, ssl.SSLError):
        reason = error.reason or str(error)
        known = _WHY.get(reason)
        return known() if known is not None else _OTHER(reason=reason)
    if isinstance(error, ConnectionAbortedError | TimeoutError):
        return _SLOW()
    return _LEFT()
