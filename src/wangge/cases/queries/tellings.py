"""How often was a case told of, on which days and by which way? Never by whom.

A telling is the report that began it, the voice of one who saw it, too, or another report that was merged into it. The
record says after each how many there are, so a number that was counted earlier is told by the tellings until then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.queries.exposure import open_kinds
from wangge.foundation.history import Happened, events_of_many

VOICED, MERGED_IN = "case.voiced", "case.merged_in"


class How(StrEnum):
    """What somebody did who told of a case."""

    FIRST = "first"
    VOICE = "voice"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Telling:
    """One telling of a case."""

    case: UUID
    number: str
    category: str
    on: date
    how: How
    channel: str


Told = tuple[datetime, How, str]  # when, what was done, by which channel


def tellings(county: str, counted: Mapping[UUID, int]) -> list[Telling]:
    """Return so many tellings of each case as were counted, the earliest first; of cases that may be listed."""
    rows = Case.objects.filter(open_kinds(county), county=county, pk__in=list(counted))
    happened = events_of_many(county, list(counted))
    others = _merged_into(county, happened)
    today, found = desk(county).today, []
    for row in rows:
        told: list[Told] = [(row.reported_at, How.FIRST, row.channel)]
        for event in happened[row.pk]:
            if event.kind in {VOICED, MERGED_IN} and _voices(event) < counted[row.pk]:
                more = 1 + _voices(event) - len(told)
                told += (_brought(event, others, more) if event.kind == MERGED_IN else [_voice(event)])[:more]
        found += [
            Telling(row.pk, row.number, row.category, today(at), how, channel) for at, how, channel in told
        ]
    return sorted(found, key=lambda one: (one.on, one.number))


def _voices(event: Happened) -> int:
    return int(str(event.payload["voices"]))  # so many there are with this one


def _voice(event: Happened) -> Told:
    return event.at, How.VOICE, str(event.payload["channel"])


def _merged_into(county: str, happened: Mapping[UUID, list[Happened]]) -> dict[str, list[Told]]:
    """Return what each report that was merged brings: itself, then the voices that it had."""
    keys = [
        UUID(str(event.payload["from"]))
        for events in happened.values() for event in events if event.kind == MERGED_IN
    ]  # fmt: skip
    voices = events_of_many(county, keys)
    rows = Case.objects.filter(county=county, pk__in=keys).values_list("pk", "reported_at", "channel")
    return {
        key.hex: [
            (at, How.MERGED, channel),
            *(_voice(event) for event in voices[key] if event.kind == VOICED),
        ]
        for key, at, channel in rows
    }


def _brought(event: Happened, others: Mapping[str, list[Told]], more: int) -> list[Told]:
    """Return as many tellings as a merge counted; of what is not known any more, the day of the merge."""
    told = others.get(str(event.payload["from"]), [(event.at, How.MERGED, "")])
    return told + [(event.at, How.VOICE, "")] * (more - len(told))
