"""Why a PostgreSQL refuses, as a sentence that says what to do.

A server that is reached answers with a code (PostgreSQL, appendix A). One that lets nobody in
answers with words only, in its own language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import psycopg

from borne.domain.say import Sentence, Text
from borne.storage import errors

_BY_CODE: Final = {
    "53100": errors.SERVER_FULL,
    "53300": errors.SERVER_CROWDED,
    "25006": errors.SERVER_READ_ONLY,
    "57014": errors.SERVER_SLOW,
    "55P03": errors.SERVER_LOCKED,
    "42501": errors.SERVER_FORBIDS,
}
_BY_WORDS: Final[Mapping[str, Text]] = {
    "password authentication failed": errors.PASSWORD_REFUSED,
    "no password supplied": errors.PASSWORD_REFUSED,
    "par mot de passe": errors.PASSWORD_REFUSED,
    "aucun mot de passe": errors.PASSWORD_REFUSED,
    r"pg_hba\.conf": errors.NOT_LET_IN,
    r"database \".*\" does not exist": errors.NO_DATABASE,
    "base de données « .* » n.existe pas": errors.NO_DATABASE,
    "too many (clients|connections)|connection slots": errors.SERVER_CROWDED,
    "trop de (clients|connexions)": errors.SERVER_CROWDED,
    "starting up|shutting down|recovery mode": errors.SERVER_AWAY,
    r"certificate|\bSSL\b": errors.SERVER_TLS,
}


def reason(name: str, error: BaseException | None) -> Sentence:
    """What the error means; None: the server does not answer."""
    if error is None:
        return errors.SERVER_SILENT(name=name)
    words = _words(error)
    state = error.sqlstate if isinstance(error, psycopg.Error) else None
    if state is not None:
        known = _BY_CODE.get(state)
        if known is None and state.startswith(("08", "57P")):
            known = errors.SERVER_AWAY
        return (known or errors.SERVER_OTHER)(name=name, words=words)
    for pattern, sentence in _BY_WORDS.items():
        if re.search(pattern, str(error)):
            return sentence(name=name, words=words)
    if isinstance(error, psycopg.OperationalError):
        return errors.SERVER_AWAY(name=name, words=words)
    return errors.SERVER_OTHER(name=name, words=words)


def _words(error: BaseException) -> str:
    """The first line that says something: what follows are hints for programmers."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
