"""The OCPP 1.6 schemas of the `ocpp` package, each compiled when it is first wanted."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeAlias

import jsonschema_rs
import orjson

Schema: TypeAlias = dict[str, Any]

_FOLDER: Final = files("ocpp") / "v16" / "schemas"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@cache
def schema(name: str) -> Schema:
    """The schema of `MeterValues` or `MeterValuesResponse`. Raises FileNotFoundError."""
    text = (_FOLDER / f"{name}.json").read_bytes().removeprefix(_BYTE_ORDER_MARK)
    loaded: Schema = orjson.loads(text)
    named = loaded.pop("definitions", {})
    whole: Schema = _inlined(loaded, named)
    return whole


def _inlined(node: Any, named: Schema) -> Any:  # noqa: ANN401  # JSON, whatever it holds
    """The schema without references: the security extension writes its types apart."""
    if isinstance(node, list):
        return [_inlined(part, named) for part in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str):
        return _inlined(named[reference.rpartition("/")[2]], named)
    return {key: _inlined(part, named) for key, part in node.items()}


@cache
def validator(name: str) -> jsonschema_rs.Validator:
    """The compiled schema of that name."""
    return jsonschema_rs.validator_for(schema(name))
