"""OCPP 1.6: payloads of calls, answers and orders, from and to the domain. See `wire.Wire`."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from borne.domain.commands import (
    AnswerBoot,
    AnswerCertificate,
    AnswerData,
    AnswerPlain,
    AnswerStart,
    AnswerStop,
    AnswerTag,
    Confirmation,
    Order,
)
from borne.domain.events import ChargerEvent
from borne.domain.security_orders import SecurityOrder
from borne.ocpp.frame import Payload
from borne.ocpp.patience import patience
from borne.ocpp.repair import check
from borne.ocpp.times import stamp
from borne.ocpp.v16_calls import READERS
from borne.ocpp.v16_orders import program as ordered
from borne.ocpp.v16_security import secure
from borne.ocpp.v16_upkeep import id_tag_info
from borne.ocpp.wire import Confirmed, Known, Origin, Program, Report

__all__ = ["KEPT", "action_named", "patience", "program", "read", "write"]

KEPT = frozenset({"StopTransaction"})
_BY_FOLDED_NAME: Final = {name.casefold(): name for name in READERS}


def action_named(name: str) -> str | None:
    return name if name in READERS else _BY_FOLDED_NAME.get(name.strip().casefold())


def read(action: str, payload: Payload, origin: Origin, report: Report) -> ChargerEvent | Confirmed:
    checked, problems = check(action, payload)
    for problem in problems:
        report(problem)
    return READERS[action](checked, origin, report)


def program(order: Order, known: Known, now: datetime, report: Report) -> Program:
    if isinstance(order, SecurityOrder):
        return secure(order, report)
    return ordered(order, known, now, report)


def write(answer: Confirmation, now: datetime) -> Payload:
    match answer:
        case AnswerPlain():
            return {}
        case AnswerTag(admission=admission, terms=terms):
            return {"idTagInfo": id_tag_info(admission.value, terms)}
        case AnswerStart(transaction=transaction, admission=admission, terms=terms):
            info = id_tag_info(admission.value, terms)
            return {"transactionId": transaction, "idTagInfo": info}
        case AnswerStop(admission=admission, terms=terms):
            return {"idTagInfo": id_tag_info(admission.value, terms)} if admission else {}
        case AnswerBoot(accepted=accepted, interval=interval):
            status = "Accepted" if accepted else "Pending"
            return {"status": status, "currentTime": stamp(now), "interval": interval}
        case AnswerCertificate(accepted=accepted):
            return {"status": "Accepted" if accepted else "Rejected"}
        case AnswerData(status=status, data=None):
            return {"status": status}
        case AnswerData(status=status, data=data):
            return {"status": status, "data": data}
