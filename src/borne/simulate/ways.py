"""What a make of charge point does otherwise than OCPP lets one expect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from borne.simulate.accent import Accent
    from borne.simulate.profiles import Profile


@dataclass(frozen=True, slots=True)
class Ways:
    """Nothing of it holds for a charger that does as OCPP says. A, s."""

    restarts_when_read: bool = False
    """Restarts when it is asked which values it sends."""
    least_interval: int = 0
    """Refuses to send meter values more often."""
    told_rate_units: str | None = None
    """What it says it takes, whatever it takes."""
    told_stack_level: int | None = None
    purposes: tuple[str, ...] = ()
    """Follows only these; empty: all."""
    kinds: tuple[str, ...] = ()
    """The same for the kinds of profiles."""
    units: tuple[str, ...] = ()
    """The same for their units."""
    ignores: bool = False
    """Follows none that it has accepted."""
    in_flash: bool = False
    """Tells how often its memory was written to."""
    currents: tuple[float, ...] = ()
    """Gives only these, the next lower one."""
    most_given: float = 0.0
    """Gives no more than this, whatever it is told; 0: as it is told."""
    least_given: float = 0.0
    """Gives this where it is told less, but for 0."""
    never_nothing: bool = False
    """Gives its least where it is told 0."""
    hangs_up_before: float = 0.0
    """Closes the connection where a start is answered sooner."""
    waits_for_start: bool = False
    """After a badge it waits for RemoteStartTransaction."""
    longest_tag: int = 20
    """Characters of a tag that it takes in RemoteStartTransaction."""
    only_tag: str | None = None
    """The only tag that it takes there."""
    tells_tag_in: str = ""
    """The key in which it tells that tag."""
    once_a_plug: bool = False
    """Starts no second transaction before it was unplugged."""
    leaves_restarted: bool = False
    """Drops its line where a charge begins again before it was unplugged."""
    leaves_after: float = 0.0
    """Drops its line after so many s without a byte either way; 0: never."""
    longest_list: int = 100
    """Badges that its list holds."""
    longest_list_message: int = 100
    """The same for one SendLocalList."""
    whole_lists: bool = False
    """Takes no differential update of its list."""
    says_finishing: bool = False
    """Where a car is there and may start."""
    accent: Accent | None = None
    """What it makes of the words of its calls."""
    restarts_when_written: bool = False
    """Restarts when a setting is changed."""
    restarts_when_told: str = ""
    """Restarts when it is given a profile of that purpose."""
    refuses_limits: bool = False
    """Takes no charging profile at all."""
    leaves_first: int = 0
    """Drops its first so many lines a second after each is up."""
    leaves_idle: float = 0.0
    """Drops its line after so many s without a transaction; 0: never."""
    restarts_every: float = 0.0
    """Restarts by itself after so many s; 0: never."""
    stays_away: bool = False
    """Does not connect again once its line is lost, until a person restarts it."""
    secure_only: bool = False
    """Connects to addresses with wss:// only."""
    boots_unasked: bool = True
    """Sends BootNotification without being asked for it."""
    forgets_limits: bool = False
    """Forgets its profiles with its line."""
    garbles: bool = False
    """Sends values that are no JSON."""
    late_values: bool = False
    """Sends the last values of a transaction after its end."""
    ends_unknown: bool = False
    """Ends a transaction that nobody knows, each time it connects."""
    tells_clock: float = 0.0
    """Reports every so many s, as a matter of security, that its clock was set; 0: never."""
    tells_measurands_in: str = ""
    """The key that names all that it measures."""
    own_badges: bool = False
    """Starts for a badge without asking anybody."""
    deaf_after_badge: bool = False
    """Follows no limit in a transaction that a badge began."""
    refuses_starts: bool = False
    """Rejects RemoteStartTransaction, whatever state it tells."""
    breaks_paused: bool = False
    """Its power board fails over a limit of 0 A, too."""
    breaks_below: float = 0.0
    """A above 0 below which its power board fails, and it restarts."""
    keeps_phases: bool = False
    """Takes a number of phases, and stays on those that it has."""
    refuses_phases: bool = False
    """Takes no profile that names a number of phases."""
    says_phases: bool | None = None
    """What it says of whether it can change them; None: how it is."""
    own_time: float = 0.0
    """Its clock is ahead by so much, whatever time it is told; 0: it goes by what it is told."""
    most_profiles: int = 20
    """Charging profiles that it keeps."""
    most_periods: int = 24
    """Periods that a schedule of its may have."""
    repeats_status: float = 0.0
    """Tells its status again every so many s; 0: only what is new."""

    def follows(self, profile: Profile) -> bool:
        """Whether it goes by a profile that it has accepted."""
        if self.ignores:
            return False
        said = ((self.purposes, profile.purpose), (self.kinds, profile.kind))
        return all(not only or one in only for only, one in (*said, (self.units, profile.unit)))

    def given(self, told: float) -> float:
        """A that it gives where the profiles leave `told`."""
        if told <= 0:
            return max(6.0, self.least_given) if self.never_nothing else told
        if self.most_given:
            told = min(told, self.most_given)
        if self.currents:
            return max((amps for amps in self.currents if amps <= told), default=0.0)
        return max(told, self.least_given)

    def said(self, status: str) -> str:
        """The status that it tells."""
        return "Finishing" if self.says_finishing and status == "Preparing" else status
