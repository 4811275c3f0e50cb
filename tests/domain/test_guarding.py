"""What is told at the door and about it: certificates that are asked for, passwords that are given.

Whether a charger is let in is tried in `tests/ocpp/test_gate.py`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from borne.domain.commands import AnswerCertificate, Fulfil
from borne.domain.events import OrderAnswered
from borne.domain.say import plain
from borne.domain.secret import Secret
from borne.domain.security_events import CertificateAsked
from borne.domain.security_orders import SignRequest, WritePassword
from borne.domain.upkeep_orders import SendCertificate

from .playbook import NOON, DomainPlay, Wire

TROUBLE = "certificate:garage"
CHAIN = {"chain": "PEM", "serial": "1", "until": NOON + timedelta(days=3650)}


def asked(wire: Wire, garage: DomainPlay) -> SignRequest:
    """The garage asks for a certificate, and Borne's authority is to judge."""
    garage.skip(CertificateAsked(wire.now, "garage", wire.ticket, "csr"))
    assert not garage.all(AnswerCertificate), "told before it is known"
    return garage.last(SignRequest)


def answered(wire: Wire, order: SignRequest, *, signed: bool) -> OrderAnswered:
    data = CHAIN if signed else None
    return OrderAnswered(wire.now, order, signed, "", plain("not for you"), data)


def test_a_request_that_is_signed_is_accepted_and_followed_by_the_certificate(
    wire: Wire, garage: DomainPlay
) -> None:
    order = asked(wire, garage)
    garage.skip(answered(wire, order, signed=True))
    assert garage.all(AnswerCertificate) == [
        AnswerCertificate("garage", order.ticket, accepted=True)
    ]
    assert garage.all(SendCertificate) == [SendCertificate("garage", "PEM")]


def test_a_request_that_cannot_be_signed_is_rejected(wire: Wire, garage: DomainPlay) -> None:
    order = asked(wire, garage)
    rejected = AnswerCertificate("garage", order.ticket, accepted=False)
    assert garage >> answered(wire, order, signed=False) << rejected
    assert "not for you" in garage.state.troubles[TROUBLE].message.say()


def test_a_certificate_that_the_charger_does_not_take_is_told(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(answered(wire, asked(wire, garage), signed=True))
    order = garage.last(SendCertificate)
    garage.skip(wire.answers(order, "Rejected", ok=False))
    assert TROUBLE in garage.state.troubles
    garage.skip(wire.answers(order))
    assert TROUBLE not in garage.state.troubles


@pytest.mark.parametrize(
    ("status", "ok", "words"),
    [
        ("Accepted", True, "from its next connection on"),
        ("RebootRequired", True, "once it has restarted"),
        ("NotSupported", False, "enter it in the charger itself"),
    ],
)
def test_the_password_is_told_whatever_the_charger_says(
    wire: Wire, garage: DomainPlay, status: str, words: str, *, ok: bool
) -> None:
    order = WritePassword("garage", Secret("a-password-of-20-let"), "w")
    garage.skip(wire.answers(order, status, ok=ok))
    told = garage.last(Fulfil)
    assert (told.ok, told.data) == (ok, {"password": "a-password-of-20-let", "status": status})
    assert words in told.message.say()


def test_a_password_of_the_chargers_own_is_told_until_it_shows_the_right_one(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(replace(wire.connected(), mistaken=True))
    assert "another password" in garage.state.troubles["password:garage"].message.say()
    garage.skip(wire.connected())
    assert "password:garage" not in garage.state.troubles
