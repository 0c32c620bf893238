"""Where does one kind come back after it was solved: looked for every night, kept until the next?"""

from collections import defaultdict
from datetime import date, datetime, timedelta

from wangge.analysis.models import RecurringLook, RecurringPlace, RecurringRule
from wangge.analysis.queries.recurring import rules_on
from wangge.cases.queries.desk import counties, desk
from wangge.cases.queries.points import Stay, stays
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import reading, writing
from wangge.foundation.recording import record
from wangge.foundation.sequencing import head_position
from wangge.foundation.worker import each_apart
from wangge.rules.errors import Refused
from wangge.rules.recurring import Again, PlaceKind, Seen, came_back
from wangge.rules.words import fitting

KEPT_MOST = 1000  # of each kind of place, the most returns first


def look_for_recurring(county: str, *, until: date, now: datetime) -> dict[str, int]:
    """Look a county over and keep what recurs in place of the last look; return how many places of each kind."""
    rules, zone = rules_on(county, until), desk(county).calendar.zone
    longest = max(rule.days + rule.within_days for rule in rules.values())
    held: dict[tuple[PlaceKind, str, str], list[Stay]] = defaultdict(list)
    counted = 0
    with reading():
        as_of = head_position(county)
        for one in stays(county, until - timedelta(days=longest), until):
            counted += 1
            for kind in rules:
                if place := getattr(one, kind):
                    held[kind, place, one.category].append(one)
    look = RecurringLook(id=uuid7(now), county=county, until=until, at=now, as_of=as_of, counted=counted)
    places: dict[PlaceKind, list[RecurringPlace]] = defaultdict(list)
    for (kind, place, category), cases in held.items():
        rule, since = rules[kind], until - timedelta(days=rules[kind].days)
        found = {one.id: one for one in cases}
        told = [Seen(one.id, one.reported_at, one.solved_at, one.reopened_in_days) for one in cases]
        back = [
            case for case in came_back(told, rule.within_days)
            if found[case].reported_at.astimezone(zone).date() >= since
        ]  # fmt: skip
        if len(back) >= rule.times:
            places[kind].append(RecurringPlace(
                id=uuid7(now), county=county, place_kind=kind, place=place, category=category,
                grid=found[back[-1]].grid, times=len(back), last_on=found[back[-1]].reported_at.astimezone(zone).date(),
                cases=" ".join(case.hex for case in back),
            ))  # fmt: skip
    _keep(look, places, now)
    return {str(kind): len(places[kind]) for kind in rules}


def recurring_nightly(*, now: datetime) -> int:
    """Look every county over once a day; return how many were."""
    return each_apart(counties(), lambda county: _look_daily(county, now))


def _look_daily(county: str, now: datetime) -> int:
    until = desk(county).today(now)
    if RecurringLook.objects.filter(county=county, until__gte=until).exists():
        return 0
    look_for_recurring(county, until=until, now=now)
    return 1


def set_recurring(
    county: str, kind: PlaceKind, again: Again, *, source: str, from_on: date | None = None
) -> None:
    """Say from a day on from how many returns on a place recurs; refuse `hotspots.no_source`."""
    if not source.strip():
        raise Refused("hotspots.no_source", field="source")
    with writing():
        RecurringRule.objects.filter(county=county, place_kind=kind, from_on=from_on).delete()
        RecurringRule.objects.create(
            county=county, place_kind=kind, from_on=from_on, source=fitting(source, "source", 200), times=again.times,
            within_days=again.within_days, days=again.days,
        )  # fmt: skip


def _keep(look: RecurringLook, places: dict[PlaceKind, list[RecurringPlace]], now: datetime) -> None:
    rows = [
        row for own in places.values()
        for row in sorted(own, key=lambda one: (-one.times, one.place, one.category))[:KEPT_MOST]
    ]  # fmt: skip
    payload = {"as_of": look.as_of, "counted": look.counted, "found": len(rows)}
    with writing():
        record(county=look.county, subject=look.id, kind="recurring.looked", at=now, payload=payload)
        for model in (RecurringLook, RecurringPlace):
            model.objects.filter(county=look.county).delete()
        look.save(force_insert=True)
        RecurringPlace.objects.bulk_create(rows)
