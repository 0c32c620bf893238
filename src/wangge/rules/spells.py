"""Who had a matter for how long, told as one line for each time that it lay in the same hands?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Spell:
    """One time in one pair of hands; `until` is None while it lasts."""

    who: str
    since: datetime
    until: datetime | None

    def lasted(self, now: datetime) -> timedelta:
        """Return how long it lasted, or has lasted so far."""
        return (self.until or now) - self.since


def spells(steps: Iterable[tuple[datetime, str]]) -> list[Spell]:
    """Return the spells of a matter by its (moment, who has it from then on); nobody has what has ended."""
    found: list[Spell] = []
    for at, who in steps:
        if found and found[-1].until is None:
            if found[-1].who == who:
                continue
            found[-1] = Spell(found[-1].who, found[-1].since, at)
        if who:
            found.append(Spell(who, at, None))
    return found
