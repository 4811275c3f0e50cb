"""Keeps the chargers' door: lets in or turns away, and does the orders that are about it.

Nothing of what is shown at the door, and no password, is logged.
"""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace
from websockets.http11 import Response
from websockets.server import ServerProtocol

from borne.domain.commands import Order
from borne.domain.events import Event, OrderAnswered
from borne.domain.say import Sentence, Text
from borne.domain.secret import Secret
from borne.domain.security import Profile, Refused, Security
from borne.domain.security_events import ChargerRefused, PasswordMade
from borne.domain.security_orders import Guard, MakePassword, RaiseProfile, SignRequest
from borne.domain.upkeep_orders import InstallCertificate
from borne.engine.ports import Clock
from borne.ocpp.gate import Gate, Knock, Later, Pass, Stop
from borne.ocpp.handshake import TOO_MANY_TRIES, TURNED_AWAY
from borne.ocpp.password import made, verifier

if TYPE_CHECKING:
    from borne.ocpp.authority import Signed
    from borne.ocpp.tls import Certificates

_MOST_NAMES: Final = 8
_HOME: Final = (".local", ".lan", ".home", ".internal", ".home.arpa", ".fritz.box")
NO_AUTHORITY: Final = Text(
    "Borne’s own authority is not at work: see what is wrong with wss://",
    "L’autorité de Borne n’est pas active : voyez ce qui manque à wss://",
)
_SIGNED: Final = Text("The certificate is signed.", "Le certificat est signé.")
_NO_ROOT: Final = Text(
    "Borne shows a certificate of yours on wss://: give the root that it comes from as "
    "“certificate”",
    "Borne montre un certificat à vous sur wss:// : donnez sa racine dans « certificate »",
)


class Porter:
    """`known` is what is expected of each charger; `post` takes events to the engine."""

    def __init__(
        self,
        post: Callable[[Event], None],
        clock: Clock,
        known: Mapping[str, Security] | None = None,
        certificates: Certificates | None = None,
    ) -> None:
        self._post = post
        self._clock = clock
        self._gate = Gate(known)
        self._certificates = certificates
        self._reached_at: OrderedDict[str, None] = OrderedDict()
        self._ask_for_certificates()

    @property
    def reached_at(self) -> Iterable[str]:
        """Names and addresses by which chargers of the house reach Borne, a few."""
        return tuple(self._reached_at)

    def pinned(self, charger: str) -> str | None:
        """The only version of OCPP that it may speak."""
        return self._gate.pinned(charger)

    def judge(self, knock: Knock) -> Pass | Stop | Later:
        """Decide about a connection; a refusal is told to the engine."""
        verdict = self._gate.judge(knock, self._clock.now())
        if isinstance(verdict, Stop):
            self.refused(knock.charger, verdict.why, knock.address, verdict.times)
        return verdict

    def refused(self, charger: str, why: Refused, address: str, times: int = 1) -> None:
        self._post(ChargerRefused(self._clock.now(), charger, why, address or None, times))

    def came_by(self, host: str | None) -> None:
        """Remember the name that a charger was given for Borne, if it is one of the house."""
        if host is None or not _of_the_house(host):
            return
        self._reached_at[host] = None
        self._reached_at.move_to_end(host)
        if len(self._reached_at) > _MOST_NAMES:
            self._reached_at.popitem(last=False)

    def takes(self, order: Order) -> bool:
        """Do an order that needs no charger; False: it is not such a one."""
        match order:
            case Guard(charger=charger, security=security):
                self._gate.use(charger, security)
                self._ask_for_certificates()
            case MakePassword():
                self._make(order)
            case SignRequest():
                self._sign(order)
            case _:
                return False
        return True

    def completed(self, order: Order) -> Order | Sentence:
        """The order with Borne's own root where it is meant, or why it cannot be done."""
        if isinstance(order, RaiseProfile) and order.profile >= Profile.TLS:
            return replace(order, root=self._root)
        if isinstance(order, InstallCertificate) and order.certificate is None:
            root = self._root
            return _NO_ROOT() if root is None else replace(order, certificate=root)
        return order

    @property
    def _root(self) -> str | None:
        return self._certificates.root if self._certificates else None

    def _ask_for_certificates(self) -> None:
        """Not before a charger has one: another maker's would end the handshake."""
        if self._certificates is not None and self._gate.has_certified:
            self._certificates.ask()

    def _make(self, order: MakePassword) -> None:
        password = order.own.text if order.own else made()
        kept = verifier(password, own=order.own is not None)
        now = self._clock.now()
        self._post(PasswordMade(now, order.charger, Secret(password), kept, order.wish))

    def _sign(self, order: SignRequest) -> None:
        now = self._clock.now()
        signed: Signed | Sentence = NO_AUTHORITY()
        if self._certificates is not None:
            signed = self._certificates.sign(order.request, order.charger, order.serial)
        if isinstance(signed, Sentence):
            self._post(OrderAnswered(now, order, ok=False, status="Rejected", message=signed))
            return
        data = {"chain": signed.chain, "serial": signed.serial, "until": signed.until}
        answered = OrderAnswered(now, order, ok=True, status="", message=_SIGNED(), data=data)
        self._post(answered)


def turn_away(protocol: ServerProtocol, verdict: Stop | Later) -> Response:
    """The answer to a connection that is not let in."""
    if isinstance(verdict, Later):
        response = protocol.reject(429, TOO_MANY_TRIES)
        response.headers["Retry-After"] = str(max(1, math.ceil(verdict.wait.total_seconds())))
        return response
    status, words = TURNED_AWAY[verdict.why]
    response = protocol.reject(status, words)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Borne"'
    return response


def _of_the_house(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_HOME)
