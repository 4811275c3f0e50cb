"""A replay in a process of its own, so that the one that charges cars never waits for it.

    python -m borne.simulate.replay_job < QUESTION

The question is JSON: where the ledger is, which may have a password in it, and the job. It prints
a line of JSON for each step of progress, `{"progress": 0.42}`, and one at the end:
`{"result": …}`, or `{"error": "…"}`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from borne.domain.errors import BorneError
from borne.domain.state import State
from borne.domain.tag import folded
from borne.engine.comparison import Sum
from borne.engine.replay import Job, Outcome, Replay
from borne.engine.segment import Segment, unpack
from borne.engine.zones import zone_named
from borne.rules.check import read
from borne.storage import recordings
from borne.web.comparison_json import change_json, sum_json, time_json

_POLITE: Final = 10
"""How much this process stands back for others (nice)."""


def replayed(ledger: str, job: Job) -> dict[str, Any]:
    """Run a job; the result as JSON. Tells its progress on standard output."""
    reading = read(job.files)
    zone = zone_named(job.zone)
    if reading.book is None or zone is None:
        raise BorneError(", ".join(one.say(job.language) for one in reading.problems))
    state = State(tags={folded(tag.tag): tag for tag in job.tags})

    def segments() -> Iterator[Segment]:
        packed = recordings.segments(ledger, job.start, job.end)
        return (segment for segment in map(unpack, packed) if segment is not None)

    replay = Replay(reading, zone, state, job.start, job.end, job.whereabouts)
    outcome = replay.run(segments, lambda share: _say({"progress": round(share, 3)}))
    return _json(outcome, job)


def _json(outcome: Outcome, job: Job) -> dict[str, Any]:
    zone = zone_named(job.zone)
    assert zone is not None  # noqa: S101 - it was looked up to run the job

    def sums(sides: dict[str, Sum], name: str) -> dict[str, Any]:
        found = sides.get(name) or Sum()
        return sum_json(found, priced=outcome.priced, measured=outcome.measured)

    curve = outcome.curve
    return {
        "from": time_json(outcome.start, zone),
        "to": time_json(outcome.end, zone),
        "was": sums(outcome.was, ""),
        "would": sums(outcome.would, ""),
        "connectors": [
            {"id": id_, "was": sums(outcome.was, id_), "would": sums(outcome.would, id_)}
            for id_ in sorted((outcome.was.keys() | outcome.would.keys()) - {""})
        ],
        "curve": {
            "from": time_json(outcome.start, zone),
            "step_s": curve.step,
            "was_w": _whole(curve.was),
            "would_w": _whole(curve.would),
            "spare_w": _whole(curve.spare),
        },
        "changes": [change_json(one, zone, job.language) for one in outcome.changes],
        "gaps": [
            {"from": time_json(start, zone), "to": time_json(end, zone)}
            for start, end in outcome.gaps
        ],
        "unknown": outcome.unknown,
    }


def _whole(values: list[float | None]) -> list[int | None]:
    return [None if value is None else round(value) for value in values]


def _say(body: dict[str, Any]) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(body) + b"\n")
    sys.stdout.buffer.flush()


def main() -> int:
    """Run the job of standard input over the ledger that it names."""
    os.nice(_POLITE)
    try:
        ledger, job = msgspec.json.decode(sys.stdin.buffer.read(), type=tuple[str, Job])
        _say({"result": replayed(ledger, job)})
    except BorneError as error:
        _say({"error": str(error)})
        return 1
    except BrokenPipeError:
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
