"""What becomes of a record that was made on a phone: its states, its clock, its turn?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class RecordState(StrEnum):
    """What became of a record on the server."""

    ACCEPTED = "accepted"
    PARKED = "parked"
    CONFLICT = "conflict"
    REFUSED = "refused"
    WAITING = "waiting"


class Clock(StrEnum):
    """From which moment a matter counts: the phone's, or that of its arrival."""

    PHONE = "phone"
    ARRIVAL = "arrival"


STATUS: Mapping[RecordState, int] = MappingProxyType({
    RecordState.ACCEPTED: 200, RecordState.PARKED: 202, RecordState.CONFLICT: 409,
    RecordState.REFUSED: 422, RecordState.WAITING: 425,
})  # fmt: skip

# Our assumptions. A clock may be off by as much as a person would not notice; what is older than a phone's
# log-in lasts (30 days) was not made then, whatever its clock says.
OFF_MOST = timedelta(minutes=10)
AGE_MOST = timedelta(days=30)


def counted_from(phone_at: datetime, arrived_at: datetime, difference: timedelta) -> tuple[datetime, Clock]:
    """Return from when a matter counts, and by whose clock.

    `difference` is the phone's clock minus ours when it sent. A clock that is off, or a moment that cannot
    be, is not believed: then the matter counts from its arrival.
    """
    age = arrived_at - phone_at
    if abs(difference) > OFF_MOST or age > AGE_MOST or -age > OFF_MOST:
        return arrived_at, Clock.ARRIVAL
    return min(phone_at, arrived_at), Clock.PHONE


def in_turn(afters: Mapping[UUID, UUID | None]) -> list[UUID]:
    """Return records so that each comes after the one it goes on from, otherwise as they came.

    A circle, which no phone makes, keeps the order in which it came.
    """
    turn: dict[UUID, None] = {}
    for first in afters:
        way: list[UUID] = []
        record: UUID | None = first
        while record is not None and record in afters and record not in turn and record not in way:
            way.append(record)
            record = afters[record]
        turn |= dict.fromkeys(reversed(way))
    return list(turn)
