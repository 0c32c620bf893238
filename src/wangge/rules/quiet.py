"""When may a phone ring, and when does it let people sleep?"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from wangge.rules.errors import Refused

_HOURS = re.compile(r"(\d{2}:\d{2})-(\d{2}:\d{2})")


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which only danger is told, by the local clock; they may run over midnight."""

    since: time
    until: time

    @classmethod
    def read(cls, text: str) -> "Quiet":
        """Read "21:00-07:00"; refuse `quiet.unreadable`."""
        found = _HOURS.fullmatch(text.strip())
        try:
            since, until = map(time.fromisoformat, found.groups() if found else ("", ""))
        except ValueError as fault:
            raise Refused("quiet.unreadable", field="hours", value=text[:20]) from fault
        return cls(since, until)

    def holds(self, at: time) -> bool:
        """Say whether a local time lies in them; from and until the same time are no hours at all."""
        if self.since <= self.until:
            return self.since <= at < self.until
        return at >= self.since or at < self.until

    def tell_at(self, now: datetime, zone: tzinfo, *, danger: bool) -> datetime:
        """Return when something that happens now may be told: now, or when the quiet hours end."""
        local = now.astimezone(zone)
        if danger or not self.holds(local.time()):
            return now
        end = datetime.combine(local.date(), self.until, zone)
        return end if end > local else datetime.combine(local.date() + timedelta(days=1), self.until, zone)


# Issue 4's default; our assumption wherever a county has not said its own.
USUAL = Quiet(time(21), time(7))
