"""Who is let in, and that Borne itself never locks a charger out that does as it is told."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from borne.domain.commands import Ticket
from borne.domain.events import (
    ChargerConnected,
    ChargerDisconnected,
    Event,
    OrderAnswered,
    WishMade,
)
from borne.domain.reduce import reduce
from borne.domain.say import plain
from borne.domain.secret import Secret
from borne.domain.security import Password, Profile, Refused, Security
from borne.domain.security_events import CertificateAsked, PasswordMade
from borne.domain.security_intents import (
    OfferProfile,
    RemovePassword,
    RequireProfile,
    SetPassword,
)
from borne.domain.security_orders import (
    Guard,
    MakePassword,
    RaiseProfile,
    SignRequest,
    WritePassword,
)
from borne.domain.state import Policy, State
from borne.domain.upkeep_orders import SendCertificate
from borne.domain.wishes import Intent, Wish
from borne.ocpp.gate import Gate, Knock, Later, Pass, Stop, password_in
from borne.ocpp.password import made, verifier
from borne.simulate.credentials import Credentials

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)
RIGHT = "abcdefghijklmnopqrst"
KEPT = Password(verifier(RIGHT, own=False), NOON)
EXPECTED = Security(password=KEPT)


def basic(password: str, user: str = "garage") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def judged(security: Security | None, authorization: str | None = None, **more: Any) -> Any:
    gate = Gate({"garage": security} if security else {})
    return gate.judge(Knock("garage", "10.0.0.9", authorization=authorization, **more), NOON)


@pytest.mark.parametrize(
    ("security", "knock", "verdict"),
    [
        (None, {}, Pass(Profile.NONE)),
        (None, {"authorization": basic("whatever")}, Pass(Profile.NONE)),
        (Security(), {"tls": True}, Pass(Profile.NONE)),
        (EXPECTED, {}, Stop(Refused.MISSING)),
        (EXPECTED, {"authorization": "Bearer x"}, Stop(Refused.MISSING)),
        (EXPECTED, {"authorization": "Basic §"}, Stop(Refused.MISSING)),
        (EXPECTED, {"authorization": basic("wrong")}, Stop(Refused.WRONG)),
        (EXPECTED, {"authorization": basic(RIGHT)}, Pass(Profile.PASSWORD, KEPT.verifier)),
        (
            EXPECTED,
            {"authorization": basic(RIGHT, "somebody")},
            Pass(Profile.PASSWORD, KEPT.verifier),
        ),
        (
            EXPECTED,
            {"authorization": basic(RIGHT.encode().hex().upper())},
            Pass(Profile.PASSWORD, KEPT.verifier),
        ),
        (
            EXPECTED,
            {"authorization": basic(RIGHT), "tls": True},
            Pass(Profile.TLS, KEPT.verifier),
        ),
        (EXPECTED, {"tls": True, "certified": True}, Pass(Profile.CERTIFICATE)),
        (EXPECTED, {"certified": True}, Stop(Refused.MISSING)),
        (Security(awaited=(KEPT,)), {}, Pass(Profile.NONE)),
        (
            Security(awaited=(KEPT,)),
            {"authorization": basic("wrong")},
            Pass(Profile.NONE, mistaken=True),
        ),
        (
            Security(awaited=(KEPT,), required=Profile.PASSWORD),
            {},
            Stop(Refused.MISSING),
        ),
        (
            Security(password=KEPT, required=Profile.TLS),
            {"authorization": basic(RIGHT)},
            Stop(Refused.NO_TLS),
        ),
        (
            Security(password=KEPT, required=Profile.CERTIFICATE),
            {"authorization": basic(RIGHT), "tls": True},
            Stop(Refused.NO_CERTIFICATE),
        ),
    ],
)
def test_what_is_shown_decides(security: Security | None, knock: Any, verdict: Any) -> None:
    assert judged(security, **knock) == verdict


def test_an_identity_with_a_colon_has_a_password_too() -> None:
    assert password_in(basic("secret:with:colons", "a:b"), "a:b") == b"secret:with:colons"
    assert password_in(basic("x", "other"), "a:b") == b"x"


def test_guesses_are_slowed_down_and_the_true_charger_is_not() -> None:
    gate = Gate({"garage": EXPECTED, "barn": EXPECTED})
    guess = Knock("garage", "10.0.0.66", authorization=basic("wrong"))
    now, looked_at = NOON, 0
    for _ in range(3600):
        looked_at += isinstance(gate.judge(guess, now), Stop)
        now += timedelta(seconds=1)
    assert looked_at < 75, "about one a minute"
    right = basic(RIGHT)
    assert isinstance(gate.judge(Knock("garage", "10.0.0.66", authorization=right), now), Later)
    assert isinstance(gate.judge(Knock("garage", "10.0.0.5", authorization=right), now), Pass)
    assert isinstance(gate.judge(Knock("barn", "10.0.0.66", authorization=right), now), Pass)
    now += timedelta(seconds=60)
    assert isinstance(gate.judge(Knock("garage", "10.0.0.66", authorization=right), now), Pass)


def test_what_was_held_up_is_told_with_the_next_mistake() -> None:
    gate = Gate({"garage": EXPECTED})
    knock = Knock("garage", "10.0.0.66", authorization=basic("wrong"))
    verdicts = [gate.judge(knock, NOON) for _ in range(10)]
    assert [isinstance(one, Stop) for one in verdicts] == [True] * 4 + [False] * 6
    assert gate.judge(knock, NOON + timedelta(minutes=1)) == Stop(Refused.WRONG, times=7)


class Obeying(RuleBasedStateMachine):
    """Borne's state and gate, and a charger that does what it is told; lines drop at any time."""

    @initialize(decodes=st.booleans())
    def begin(self, decodes: bool) -> None:  # noqa: FBT001  hypothesis names it
        self.credentials = Credentials("garage", roots=["root"], decodes=decodes)
        self.state, self.gate, self.now = State(), Gate(), NOON
        self.connection = 0
        self.connect()

    def take(self, event: Event, *, heard: bool = True, answered: bool = True) -> None:
        """One event, and what follows; a call may get lost, or its answer."""
        step = reduce(self.state, event, Policy(auto_adopt=True))
        self.state = step.state
        for command in step.commands:
            match command:
                case Guard(charger=charger, security=security):
                    self.gate.use(charger, security)
                case MakePassword(wish=wish, own=own):
                    text = own.text if own else made()
                    kept = verifier(text, own=own is not None)
                    created = PasswordMade(self.now, "garage", Secret(text), kept, wish)
                    self.take(created, heard=heard, answered=answered)
                case WritePassword(password=password):
                    done = heard and self.credentials.take_password(password.text.encode().hex())
                    self.tell(command, done and answered)
                case RaiseProfile(profile=profile):
                    done = heard and self.credentials.raise_profile(profile)
                    self.tell(command, done and answered)
                case SignRequest():
                    data = {"chain": "chain", "serial": "1", "until": self.now.replace(year=2099)}
                    self.tell(command, ok=True, data=data, heard=heard)
                case SendCertificate(chain=chain):
                    if heard:
                        self.credentials.chain = chain

    def tell(self, order: Any, ok: bool, data: Any = None, *, heard: bool = True) -> None:  # noqa: FBT001
        answered = OrderAnswered(self.now, order, ok, "Accepted", plain("…"), data)
        self.take(answered, heard=heard)

    def wish(self, intent: Intent, *, heard: bool = True, answered: bool = True) -> None:
        event = WishMade(self.now, Wish("w", intent, "garage"))
        self.take(event, heard=heard, answered=answered)

    @rule()
    def connect(self) -> None:
        """The line is new: the charger must be let in."""
        self.now += timedelta(seconds=10)
        self.take(ChargerDisconnected(self.now, "garage", self.connection, "lost"))
        authorization = self.credentials.headers().get("Authorization")
        tls = self.credentials.profile >= 2
        knock = Knock(
            "garage",
            "10.0.0.5",
            tls=tls,
            authorization=authorization,
            certified=self.credentials.profile == 3,
        )
        verdict = self.gate.judge(knock, self.now)
        assert isinstance(verdict, Pass), (verdict, self.state.chargers["garage"].security)
        self.credentials.proved()
        self.connection += 1
        self.take(
            ChargerConnected(
                self.now,
                "garage",
                self.connection,
                "ocpp1.6",
                "10.0.0.5",
                verdict.proves,
                tls,
                verdict.verifier,
            )
        )

    @rule(heard=st.booleans(), answered=st.booleans(), own=st.booleans())
    def give_a_password(self, *, heard: bool, answered: bool, own: bool) -> None:
        secret = Secret(made()) if own else None
        self.wish(SetPassword(secret), heard=heard, answered=answered)

    @rule()
    def take_it_away(self) -> None:
        self.wish(RemovePassword())

    @rule(profile=st.sampled_from(Profile))
    def require(self, profile: Profile) -> None:
        self.wish(RequireProfile(profile))

    @rule(profile=st.sampled_from(list(Profile)[1:]), heard=st.booleans(), answered=st.booleans())
    def offer(self, profile: Profile, *, heard: bool, answered: bool) -> None:
        self.wish(OfferProfile(profile), heard=heard, answered=answered)

    @rule(heard=st.booleans())
    def ask_for_a_certificate(self, *, heard: bool) -> None:
        asked = CertificateAsked(self.now, "garage", Ticket(self.connection, "1"), "csr")
        self.take(asked, heard=heard)

    @rule()
    def restart_borne(self) -> None:
        kept = {
            id_: msgspec.json.decode(msgspec.json.encode(one.security), type=Security)
            for id_, one in self.state.chargers.items()
        }
        self.gate = Gate(kept)


Obeying.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
test_nothing_that_borne_does_locks_an_obeying_charger_out = Obeying.TestCase
