"""The ledger over HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from borne.domain.ledger import DecisionNote, SessionDetail, SessionSummary
from borne.domain.say import Language
from borne.domain.tag import BORNE_TAG
from borne.domain.tariff import cost_of, solar_share_of
from borne.web import errors, spreadsheet
from borne.web.errors import Refusal

COLUMNS: Final = (
    "id",
    "charger",
    "connector",
    "started",
    "ended",
    "tag",
    "person",
    "energy_wh",
    "charging_s",
    "duration_s",
    "stop_reason",
    "transactions",
    "open",
    "cost_eur",
    "solar_share",
)
_MOMENTS: Final = ("started", "ended")
_SUMS: Final = ("energy_wh", "cost_eur")
_LONGEST: Final = 500


def question(query: Mapping[str, str], zone: tzinfo) -> dict[str, Any]:
    """What is asked of the ledger; a bare date means that whole day in the house's zone."""
    return {
        "start": instant(query, "from", zone),
        "end": instant(query, "to", zone, day_included=True),
        "charger": query.get("charger", "")[:_LONGEST] or None,
        "tag": query.get("tag", "")[:_LONGEST] or None,
    }


def instant(
    query: Mapping[str, str], name: str, zone: tzinfo, *, day_included: bool = False
) -> datetime | None:
    """A time of the query; None: it is not there. Raises Refusal."""
    text = query.get(name, "").strip()
    if not text:
        return None
    # An unquoted + arrives as a space.
    try:
        at = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        at = at if at.tzinfo else at.replace(tzinfo=zone)
        if day_included and len(text) == len("2026-06-07"):
            at += timedelta(days=1)
        at.timestamp()
    except (ValueError, OverflowError):
        raise Refusal(400, errors.NOT_A_TIME(text=text[:40], name=name)) from None
    return at


def row(session: SessionSummary, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """One line of the ledger."""
    return {
        "id": session.id,
        "charger": session.charger,
        "connector": session.connector,
        "started": _time(session.started, zone),
        "ended": session.ended and _time(session.ended, zone),
        "tag": None if session.tag == BORNE_TAG else session.tag,
        "person": session.person,
        "energy_wh": round(session.energy, 3),
        "charging_s": round(session.charging(now), 1),
        "duration_s": round(session.duration(now), 1),
        "stop_reason": session.stop_reason,
        "transactions": session.transactions,
        "open": session.open,
        "cost_eur": _money(session.cost),
        "solar_share": share(session.solar_share),
    }


def detail(found: SessionDetail, now: datetime, zone: tzinfo, language: Language) -> dict[str, Any]:
    """One session with its curve and its reasons."""
    return {
        "session": row(found.session, now, zone),
        "curve": [
            {
                "at": _time(point.at, zone),
                "power_w": point.power,
                "current_a": point.current,
                "energy_wh": point.energy,
                "asked_a": point.asked,
            }
            for point in found.curve
        ],
        "decisions": [reason(note, zone, language) for note in found.decisions],
        "portions": [
            {
                "day": portion.day.isoformat(),
                "slot": portion.slot,
                "energy_wh": round(portion.energy, 3),
                "cost_eur": _money(cost_of([portion])),
                "unpriced_wh": round(portion.unpriced, 3),
                "charging_s": round(portion.seconds, 1),
                "solar_share": share(solar_share_of(portion.solar, portion.metered)),
            }
            for portion in found.portions
        ],
    }


def reason(note: DecisionNote, zone: tzinfo, language: Language) -> dict[str, Any]:
    """What was decided, and why."""
    return {
        "at": _time(note.at, zone),
        "rule": note.rule,
        "charge": note.charge,
        "current_a": note.current,
        "why": note.why.say(language),
    }


def _money(cost: float | None) -> float | None:
    return None if cost is None else round(cost, 4)


def share(part: float | None) -> float | None:
    """The part that did not come from the grid, as it is told."""
    return None if part is None else round(part, 3)


def as_csv(rows: Iterable[dict[str, Any]], *, header: bool) -> bytes:
    """The rows as CSV; texts that a spreadsheet would take for a formula are quoted."""
    text = io.StringIO()
    writer = csv.writer(text)
    if header:
        writer.writerow(COLUMNS)
    for one in rows:
        writer.writerow([_cell(one[name]) for name in COLUMNS])
    return text.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return spreadsheet.cell(value) if isinstance(value, str) else value


def _time(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")


def as_xlsx(rows: Iterable[dict[str, Any]]) -> bytes:
    """The rows as a workbook: times as times, energy and money as numbers, a line of sums."""
    from xlsxwriter import Workbook  # noqa: PLC0415  few ask for it, and it is large

    file = io.BytesIO()
    book = Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Borne")
    bold = book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    count = 0
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, bold)
    for count, one in enumerate(rows, start=1):
        for column, name in enumerate(COLUMNS):
            value = one[name]
            if name in _MOMENTS and value:
                # A workbook knows no zones: the time on the wall is what a person expects.
                at = datetime.fromisoformat(value).replace(tzinfo=None)
                sheet.write_datetime(count, column, at, moment)
            else:
                sheet.write(count, column, value)
    if count:
        for name in _SUMS:
            column = COLUMNS.index(name)
            letter = chr(ord("A") + column)
            sheet.write_formula(count + 1, column, f"=SUM({letter}2:{letter}{count + 1})", bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(COLUMNS) - 1, 18)
    book.close()
    return file.getvalue()
