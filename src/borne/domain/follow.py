"""Does it follow? What is drawn and offered is held beside what was asked for.

A limit that is not followed within the time that the charger needs is told in another way, each
way once; when none is left a person is told, and what the car draws counts as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Asked, Charger, Connector, Sample
from borne.domain.following import FOLLOWING, Finding, Following, Seen, Verdict
from borne.domain.phase_change import anew
from borne.domain.say import Sentence, Text, plain
from borne.domain.traits import Pause
from borne.domain.turn import Turn
from borne.domain.units import Dimension, Quantity
from borne.domain.way import Attempt, Manner, Result, Way, pause_of, untried, usual

USUAL: Final = 5.0
"""s that a charger needs of which nothing is known."""
LONGEST: Final = 120.0
"""s that are believed at the most, whatever was seen, and given to a way that it has followed."""
CAR: Final = 5.0
"""s that a car may take to obey its charger (IEC 61851-1, annex A)."""
SURE: Final = 5.0
"""s that lie between two readings which show the same, before it is believed."""
PATIENCE: Final = 60.0
"""s that a reading is waited for."""
TOLERATED: Final = (1.0, 0.05)
"""A, and part of the limit, that a meter or a car may err by."""
_PAUSE_TRIES: Final = 5
"""Ways that fail before a pause that none of them has made is made by a stop."""
_NEARLY: Final = 1.5
"""A below the limit that a car which takes all it may stays by rounding."""
_NOMINAL: Final = 230.0

_IGNORED: Final = Text(
    "{charger} does not follow its limit: {asked} was asked for, {drawn} is drawn. Borne has "
    "tried {count} ways in vain ({ways}) and counts with what is drawn. See to the charger’s own "
    "settings for load management",
    "{charger} ne suit pas sa limite : {asked} demandés, {drawn} consommés. Borne a essayé "
    "{count} façons en vain ({ways}) et compte avec ce qui est consommé. Vérifiez les réglages "
    "de gestion de charge de la borne elle-même",
)
_REFUSED: Final = Text(
    "{charger} does not take the limit that Borne sets: its power cannot be controlled. Borne has "
    "tried {count} ways in vain ({ways}). See to the charger’s own settings for load management",
    "{charger} n’accepte pas la limite de Borne : sa puissance n’est pas maîtrisée. Borne a essayé "
    "{count} façons en vain ({ways}). Vérifiez les réglages de gestion de charge de la borne "
    "elle-même",
)


def follows_in(charger: Charger, told: float | None) -> float | None:
    """s that this charger needs: as the site tells, else by its make and what was seen."""
    if told is not None:
        return told
    known, seen = charger.traits.follows_in, charger.manner.needs
    if known is None:
        return seen if seen > USUAL else None
    return max(known, seen)


def begun(charger: Charger, connector: Connector, now: datetime) -> Following:
    """What is known of a limit at the moment when it is sent."""
    former = connector.following
    return Following(
        verdict=FOLLOWING[former.verdict, Finding.ASKED],
        since=now,
        offered=former.offered,
        drawn=former.drawn,
        before=former.drawn,
        ignores=former.ignores or not untried(charger),
    )


def sampled(turn: Turn, connector: Connector, samples: Sequence[Sample]) -> None:
    """Put a connector that has measured into the state, and judge by what it has measured."""
    following = connector.following
    for sample in samples:
        drawn, offered = _drawn(sample, connector), _offered(sample, connector)
        following = replace(
            following,
            drawn=following.drawn if drawn is None else Seen(drawn, sample.at),
            offered=following.offered if offered is None else Seen(offered, sample.at),
        )
    finding = None
    if following is not connector.following:
        connector = replace(connector, following=following)
        asked = _open(connector)
        if asked is not None and asked.accepted:
            wait = _wait(turn, turn.charger(connector.charger), connector, asked)
            finding, following = _found(connector, asked, wait)
            connector = replace(connector, following=following)
    if finding is None:
        turn.put(connector)
    else:
        judge(turn, connector, finding)


def refused(turn: Turn, connector: Connector) -> None:
    """The charger has said no."""
    following = replace(connector.following, refused=True)
    judge(turn, replace(connector, following=following), Finding.REFUSED)


def accepted(turn: Turn, connector: Connector) -> None:
    """The charger has said yes; whether it does so is yet to be seen."""
    if connector.following.refused:
        turn.put(replace(connector, following=replace(connector.following, refused=False)))
        turn.mended(f"ignored:{connector.id}")


def silent(turn: Turn, charger: Charger, connector: Connector) -> None:
    """Nothing may be heard of a limit in all the time that it could take."""
    due = silent_at(turn.policy.follows_in, charger, connector)
    if due is not None and due <= turn.at:
        judge(turn, connector, Finding.SILENCE)


def silent_at(
    told: Mapping[str, float] | None, charger: Charger, connector: Connector
) -> datetime | None:
    """When it can no longer be told whether a limit is followed; None: no need to look."""
    asked = _open(connector)
    waits = connector.following.verdict is Verdict.WAITING and charger.online
    if asked is None or not asked.accepted or not waits:
        return None
    need = follows_in(charger, (told or {}).get(connector.id)) or USUAL
    return asked.first + timedelta(seconds=need + CAR + PATIENCE)


def judge(turn: Turn, connector: Connector, finding: Finding) -> None:
    """Draw the consequences of a finding."""
    before = connector.following
    verdict = FOLLOWING[before.verdict, finding]
    if verdict is not before.verdict:
        following = replace(before, verdict=verdict, since=turn.at)
        connector = replace(connector, following=following)
    turn.put(connector)
    if verdict is Verdict.FOLLOWED:
        _followed(turn, connector)
    elif verdict is Verdict.IGNORED and verdict is not before.verdict:
        _ignored(turn, connector)


def forget(turn: Turn, charger: Charger) -> None:
    """Find out anew how this charger is to be limited."""
    for connector in charger.connectors.values():
        anew(turn, connector)
    charger = turn.state.chargers[charger.id]
    connectors = {
        number: replace(connector, asked=None, fallback=None, following=Following())
        for number, connector in charger.connectors.items()
    }
    for connector in connectors.values():
        turn.mended(f"ignored:{connector.id}")
    turn.keep_charger(replace(charger, manner=charger.manner.anew, connectors=connectors))


def _followed(turn: Turn, connector: Connector) -> None:
    asked = connector.asked
    if asked is None:
        return
    if connector.following.ignores:
        connector = replace(connector, following=replace(connector.following, ignores=False))
        turn.put(connector)
    turn.mended(f"ignored:{connector.id}")
    if not _proves(connector.following, asked.current):
        return
    charger = turn.charger(connector.charger)
    if connector.following.slow > _patience(turn, charger, connector):
        learned = _late(connector.following, charger.manner, asked)
        # This tells how long it takes, and not by which of the ways it was told.
        following = replace(connector.following, before=None)
        charger = charger.with_connector(replace(connector, following=following))
        turn.put(charger)
    else:
        learned = _in_time(connector.following, charger, asked)
    if learned != charger.manner:
        turn.keep_charger(replace(charger, manner=learned))


def _in_time(following: Following, charger: Charger, asked: Asked) -> Manner:
    """It follows in this way."""
    manner, way = charger.manner, asked.way or usual(charger)
    needs = max(manner.needs, min(following.slow, LONGEST))
    failed = tuple(one for one in manner.failed if one.way != way)
    proven = way if asked.current > 0 else manner.way
    return replace(manner, needs=needs, failed=failed, way=proven)


def _late(following: Following, manner: Manner, asked: Asked) -> Manner:
    """It follows, and later than it was waited for."""
    shown = (following.drawn.at - asked.first).total_seconds() if following.drawn else LONGEST
    return manner.slower(min(shown, LONGEST))


def _ignored(turn: Turn, connector: Connector) -> None:
    """Tell it in another way: by the next profile, or a pause by a stop; at last tell a person."""
    charger, asked = turn.state.chargers[connector.charger], connector.asked
    if asked is None:
        return
    more = _draws_more(connector, asked)
    following = replace(connector.following, ignores=connector.following.ignores or more)
    manner, way = charger.manner, asked.way or usual(charger)
    by_limit = pause_of(charger) is Pause.LIMIT
    known = manner.way == way and not following.refused
    failed = replace(manner, failed=(*manner.failed, _attempt(turn, asked, way, following)))
    if any(one.way == way for one in manner.failed):
        failed = manner
    last = not untried(replace(charger, manner=failed))
    enough = known or last or len(failed.failed) >= _PAUSE_TRIES
    stops = asked.current == 0 and by_limit and charger.traits.may_stop and enough
    manner = manner if stops and known else failed
    if stops:
        manner = manner.stopping
    again = stops or not last
    connector = replace(connector, following=following, asked=None if again else asked)
    turn.put(connector)
    turn.keep_charger(replace(turn.state.chargers[charger.id], manner=manner))
    if not again:
        _report(turn, connector, asked)


def _draws_more(connector: Connector, asked: Asked) -> bool:
    drawn = connector.following.drawn
    return drawn is not None and drawn.amps > asked.current + tolerance(asked.current)


def _report(turn: Turn, connector: Connector, asked: Asked) -> None:
    charger = turn.state.chargers[connector.charger]
    drawn, refused = connector.following.drawn, connector.following.refused
    tried = [str(one.way) for one in charger.manner.failed]
    code = f"ignored:{connector.id}"
    known = code in turn.state.troubles
    message = (_REFUSED if refused else _IGNORED)(
        charger=charger.called,
        asked=Quantity(asked.current, Dimension.CURRENT),
        drawn=Quantity(drawn.amps, Dimension.CURRENT) if drawn else None,
        count=len(tried),
        ways=_listed(tried),
    )
    turn.trouble(code, "error", message)
    if not known:
        turn.announce(
            "borne_fault",
            {
                "charger": charger.id,
                "connector": connector.number,
                "error": "limit ignored",
                "info": message.say("en"),
                "asked": asked.current,
                "drawn": drawn.amps if drawn else None,
                "tried": tried,
            },
        )


def _attempt(turn: Turn, asked: Asked, way: Way, following: Following) -> Attempt:
    result = Result.REFUSED if following.refused else Result.IGNORED
    drawn = following.drawn.amps if following.drawn else None
    return Attempt(way, turn.at, result, asked.current, drawn)


def _found(connector: Connector, asked: Asked, wait: float) -> tuple[Finding | None, Following]:
    """What the last reading tells of a limit that was sent before it."""
    following, limit = connector.following, asked.current
    drawn, offered = following.drawn, following.offered
    if drawn is None or drawn.at <= asked.first:
        return None, following
    told = offered.amps if offered is not None and offered.at > asked.first else None
    more = drawn.amps > limit + tolerance(limit)
    if not more and (near(drawn.amps, limit) or (told is not None and near(told, limit))):
        return Finding.NEAR, _right(following)
    if not more and not _fell_back(connector, told):
        return Finding.LESS, _right(following)
    passed = (drawn.at - asked.first).total_seconds()
    since = following.wrong_since or (drawn.at if passed >= wait else None)
    following = replace(following, wrong_since=since, slow=passed if more else following.slow)
    sure = since is not None and (drawn.at - since).total_seconds() >= SURE
    if more:
        return (Finding.STILL_MORE if sure else Finding.MORE), following
    return (Finding.STILL_LESS if sure else Finding.LESS), following


def _right(following: Following) -> Following:
    return replace(following, wrong_since=None) if following.wrong_since else following


def _fell_back(connector: Connector, offered: float | None) -> bool:
    """Whether what is offered is not the limit, but what the charger falls back to."""
    fallback = connector.fallback
    if offered is None or not fallback:
        return False
    return abs(offered - fallback) <= TOLERATED[0]


def _proves(following: Following, limit: float) -> bool:
    """Whether it was the limit that moved the current, and not the car's own wish."""
    before, drawn = following.before, following.drawn
    if before is None or drawn is None:
        return False
    return near(drawn.amps, limit) and not near(before.amps, limit)


def tolerance(limit: float) -> float:
    """A by which it may be exceeded."""
    return max(TOLERATED[0], TOLERATED[1] * limit)


def near(amps: float, limit: float) -> bool:
    """Whether it may be that limit that a current shows."""
    return limit - _NEARLY <= amps <= limit + tolerance(limit)


def _open(connector: Connector) -> Asked | None:
    """The limit of the transaction that is open."""
    transaction = connector.session.transaction if connector.session else None
    asked = connector.asked
    if transaction is None or asked is None or asked.transaction != transaction.id:
        return None
    return asked


def _patience(turn: Turn, charger: Charger, connector: Connector) -> float:
    """s after which a limit that does not show was not followed, as far as the charger is known."""
    told = turn.policy.follows_in.get(connector.id)
    return (follows_in(charger, told) or USUAL) + CAR


def _wait(turn: Turn, charger: Charger, connector: Connector, asked: Asked) -> float:
    """The same for this limit: a charger that has followed this way before may only be slow.

    A pause is not waited for so long: a stop makes it too.
    """
    usually = _patience(turn, charger, connector)
    told = turn.policy.follows_in.get(connector.id) or charger.traits.follows_in
    proven = charger.manner.way == (asked.way or usual(charger))
    return LONGEST + CAR if proven and told is None and asked.current > 0 else usually


def _drawn(sample: Sample, connector: Connector) -> float | None:
    if sample.currents:
        return max(sample.currents)
    return None if sample.power is None else _amps(sample.power, sample, connector)


def _offered(sample: Sample, connector: Connector) -> float | None:
    if sample.offered is not None or sample.offered_power is None:
        return sample.offered
    return _amps(sample.offered_power, sample, connector)


def _amps(watts: float, sample: Sample, connector: Connector) -> float:
    reading = connector.reading
    volts = sample.voltage or (reading.voltage if reading else None) or _NOMINAL
    phases = len(reading.currents) if reading and reading.currents else 0
    phases = phases or (connector.asked.phases if connector.asked else 0) or 1
    return watts / ((volts if volts >= 100 else _NOMINAL) * phases)


def _listed(words: Sequence[str]) -> Sentence:
    return plain("; ".join(words))
