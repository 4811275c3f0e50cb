"""How a charge point makes itself known: its boot, its heartbeat, and the clock both set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from borne.simulate.outbox import Call, Outbox, Payload

if TYPE_CHECKING:
    from borne.simulate.configuration import Configuration

ACCEPTED: Final = "Accepted"
_BOOT_RETRY: Final = 10.0


class Clock:
    """The charger's own clock: seconds that pass (`now`), and the time they are taken for.

    One that is `ahead` stays so, whatever it is told.
    """

    def __init__(self, epoch: datetime | None = None, ahead: float = 0.0) -> None:
        self.now = 0.0
        self._epoch = epoch or datetime(2026, 1, 1, tzinfo=UTC)
        self._stays = ahead != 0
        self._offset = timedelta(seconds=ahead)

    @property
    def time(self) -> datetime:
        """What the charger believes the time to be (UTC)."""
        return self._epoch + timedelta(seconds=self.now) + self._offset

    @property
    def timestamp(self) -> str:
        return self.time.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def leap(self, seconds: float) -> None:
        """Let the time of day go on without letting anything else happen meanwhile."""
        self._offset += timedelta(seconds=seconds)

    def set(self, told: object) -> None:
        """Go by the time that a central system told; nonsense is ignored."""
        try:
            moment = datetime.fromisoformat(str(told))
        except ValueError:
            return
        if moment.tzinfo is not None and not self._stays:
            self._offset += moment.astimezone(UTC) - self.time


class Registration:
    """`status` is the last answer to a boot: Accepted, Pending, Rejected, or None before it.

    `on_answer` is called after each, with `status` already in place.
    """

    def __init__(
        self,
        identity: Payload,
        clock: Clock,
        outbox: Outbox,
        configuration: Configuration,
        on_answer: Callable[[], None],
    ) -> None:
        self.status: str | None = None
        self._identity = identity
        self._clock = clock
        self._outbox = outbox
        self._configuration = configuration
        self._on_answer = on_answer
        self._next_boot: float | None = None
        self._next_heartbeat = 0.0

    def new_firmware(self, version: str) -> None:
        """What the next boot tells."""
        self._identity = {**self._identity, "firmwareVersion": version}

    @property
    def accepted(self) -> bool:
        return self.status == ACCEPTED

    def forget(self) -> None:
        """Begin anew, as after a restart."""
        self.status = None
        self._next_boot = None

    def take_for_granted(self) -> None:
        """Behave as accepted, without having said who it is."""
        if not self.accepted:
            self.status = ACCEPTED
            self._plan_heartbeat()
            self._on_answer()

    def line_lost(self) -> None:
        self._next_boot = None

    def advance(self) -> None:
        """Do what is due while the line is up: the next boot, the next heartbeat."""
        now = self._clock.now
        if self._next_boot is not None and now >= self._next_boot:
            self.boot()
        if self.accepted and now >= self._next_heartbeat:
            self.heartbeat()

    def boot(self, *, triggered: bool = False) -> None:
        self._next_boot = None
        if self._outbox.holds("BootNotification"):
            return
        call = Call("BootNotification", self._identity, self._booted, self._boot_later)
        call.triggered = triggered
        self._outbox.put(call, first=not triggered)

    def heartbeat(self, *, triggered: bool = False) -> None:
        self._plan_heartbeat()
        self._outbox.put(
            Call(
                "Heartbeat",
                {},
                lambda answer: self._clock.set(answer.get("currentTime")),
                triggered=triggered,
            )
        )

    def _booted(self, answer: Payload) -> None:
        self._clock.set(answer.get("currentTime"))
        self.status = str(answer.get("status"))
        interval = float(answer.get("interval") or 0)
        if self.accepted:
            self._configuration.accept_heartbeat(int(interval))
            self._plan_heartbeat()
        else:
            self._next_boot = self._clock.now + (interval or _BOOT_RETRY)
        self._on_answer()

    def _boot_later(self) -> None:
        self._next_boot = self._clock.now + _BOOT_RETRY

    def _plan_heartbeat(self) -> None:
        every = max(1, self._configuration.number("HeartbeatInterval"))
        self._next_heartbeat = self._clock.now + every
