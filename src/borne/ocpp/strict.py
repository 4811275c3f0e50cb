"""Messages taken at their word: what OCPP-J 1.6 (section 4.2.3) calls what is wrong with them.

For who tests a charger. Its timestamps are checked too, which the ordinary check leaves to the
reader; the repairs of `repair` do not happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import jsonschema_rs

from borne.ocpp.frame import Payload
from borne.ocpp.note import shown
from borne.ocpp.schemas import schema

FORMATION: Final = "FormationViolation"
_PROPERTY: Final = "PropertyConstraintViolation"
_KINDS: Final = {
    "AdditionalProperties": FORMATION,
    "MaxItems": "OccurenceConstraintViolation",
    "MinItems": "OccurenceConstraintViolation",
    "Required": "OccurenceConstraintViolation",
    "Type": "TypeConstraintViolation",
}
"""By the word of the schema that is broken; every other one is about a value."""


@dataclass(frozen=True, slots=True)
class Violation:
    """`code` as OCPP-J spells it."""

    code: str
    field: str | None
    words: str


def violation(name: str, payload: Payload) -> Violation | None:
    """The first thing that the schema of that name does not allow."""
    wrong = next(_strictly(name).iter_errors(payload), None)
    if wrong is None:
        return None
    field = ".".join(part for part in map(str, wrong.instance_path) if not part.isdigit())
    code = _KINDS.get(type(wrong.kind).__name__, _PROPERTY)
    return Violation(code, field or None, shown(wrong.message, 200))


@cache
def _strictly(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(schema(name), validate_formats=True)
