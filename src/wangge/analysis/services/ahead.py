"""What was the last whole week beside the usual, and what does the next one bring: looked at every night?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from django.db.models import Q

from wangge.analysis.models import AheadLook, AheadRow, Foretold, WatchRule
from wangge.analysis.queries.ahead import watch_on
from wangge.cases.queries.desk import counties, desk
from wangge.cases.queries.points import arrivals
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import reading, writing
from wangge.foundation.recording import record
from wangge.foundation.sequencing import head_position, sequence
from wangge.foundation.worker import each_apart
from wangge.rules.ahead import (
    YEAR,
    Trial,
    Watch,
    above_usual,
    ahead,
    pooled_dispersion,
    season_that_helps,
    seasons,
    warned,
)
from wangge.rules.errors import Refused
from wangge.rules.words import fitting
from wangge.territory.queries import units

WEEK = timedelta(days=7)
SERIES = UUID("5b0f1f9c-6c39-5a0e-9a53-3d1d8a9b7c41")  # under which a kind in a unit has its key
HISTORY_WEEKS = 2 * YEAR + 8
RECENT_WEEKS = 26  # what was not found for half a year is neither watched nor forecast
REMEMBERED_WEEKS = 104  # past forecasts are kept so long: our assumption
TRIED_WEEKS = 8  # of each series, forecast from what came before

Weeks = Mapping[tuple[str, str], Sequence[int]]  # (unit, category) -> counts of whole weeks, oldest first


@dataclass(frozen=True, slots=True)
class Seen:
    """Whole weeks of a county as one position of its order tells them."""

    until: date
    as_of: int
    weeks: int
    series: Weeks


def look_ahead(county: str, *, until: date, now: datetime) -> Trial:
    """Look at a county's whole weeks before a day and keep the look; return how its forecasts did, taken together."""
    while sequence(county):
        pass  # what is counted has its place in the order, so that a list as of this look holds it
    watch, _source = watch_on(county, until)
    seen = weeks_of(county, until)
    watched = {key: weeks for key, weeks in sorted(seen.series.items()) if sum(weeks[-RECENT_WEEKS:])}
    yearly = seasons(seen.series.get((county, ""), ()))
    season, whole = season_that_helps(yearly, list(watched.values()), TRIED_WEEKS)
    rows = list[AheadRow]()
    varied = pooled_dispersion([weeks[:-1][-watch.usual_weeks :] for weeks in watched.values()])
    for (unit, category), weeks in watched.items():
        before = weeks[:-1][-watch.usual_weeks :]
        told = ahead(weeks, season)
        rows.append(AheadRow(
            id=uuid7(now), county=county, unit=unit, category=category, last=weeks[-1],
            usual_milli=round(1000 * sum(before) / len(before)) if before else 0,
            chance_e6=round(1e6 * above_usual(weeks[-1], before, at_least=varied)), is_warned=False,
            expected_milli=round(1000 * told.expected), low=told.low, high=told.high,
        ))  # fmt: skip
    _warn(rows, watch, seen.weeks)
    _keep(county, seen, rows, whole, now, is_seasonal=season is not None)
    return whole


def look_ahead_nightly(*, now: datetime) -> int:
    """Look ahead in every county once a week, when its week is over; return how many were looked at."""
    return each_apart(counties(), lambda county: _look_weekly(county, now))


def _look_weekly(county: str, now: datetime) -> int:
    monday = _monday(desk(county).today(now))
    if AheadLook.objects.filter(county=county, until__gte=monday).exists():
        return 0
    begin = monday - RECENT_WEEKS * WEEK
    if next(iter(arrivals(county, begin, monday)), None) is None:
        return 0  # nothing comes any more: the last look stays
    look_ahead(county, until=monday, now=now)
    return 1


def weeks_of(county: str, until: date) -> Seen:
    """Return the whole weeks, Monday to Sunday, before a day: by county, street and community, by kind and together.

    The first week counts only when it is whole: what was found before the system began is not nothing.
    """
    end = _monday(until)
    begin = end - HISTORY_WEEKS * WEEK
    counts: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    first: date | None = None
    with reading():
        as_of = head_position(county)
        for category, street, community, day in arrivals(county, begin, end):
            first = first or day
            week = (day - begin).days // 7
            for unit in {county, street, community} - {""}:
                counts[unit, category][week] += 1
                counts[unit, ""][week] += 1
    start = 0 if first is None else (first - begin).days // 7 + ((first - begin).days % 7 > 0)
    weeks = HISTORY_WEEKS - start if first is not None else 0
    series = {key: [own.get(week, 0) for week in range(start, HISTORY_WEEKS)] for key, own in counts.items()}
    return Seen(end, as_of, weeks, series if weeks > 0 else {})


def set_watch(county: str, watch: Watch, *, source: str, from_on: date | None = None) -> None:
    """Say how a county watches its weeks from a day on; refuse `hotspots.no_source`."""
    if not source.strip():
        raise Refused("hotspots.no_source", field="source")
    with writing():
        WatchRule.objects.filter(county=county, from_on=from_on).delete()
        WatchRule.objects.create(
            county=county, from_on=from_on, source=fitting(source, "source", 200), usual_weeks=watch.usual_weeks,
            least=watch.least, per_mille=watch.per_mille,
        )  # fmt: skip


def _warn(rows: Sequence[AheadRow], watch: Watch, weeks: int) -> None:
    # A history shorter than the usual says nothing of what is usual. All are asked, also those with too few to be
    # named: to ask only where many were found would choose by the very number that is tested.
    if weeks <= watch.usual_weeks:
        return
    for place in warned([row.chance_e6 / 1e6 for row in rows], watch.per_mille):
        rows[place].is_warned = rows[place].last >= watch.least


def _keep(
    county: str, seen: Seen, rows: Sequence[AheadRow], whole: Trial, now: datetime, *, is_seasonal: bool
) -> None:
    look = AheadLook(
        id=uuid7(now), county=county, until=seen.until, at=now, as_of=seen.as_of, weeks=seen.weeks, watched=len(rows),
        tried_weeks=whole.weeks, off_milli=round(1000 * whole.off), naive_off_milli=round(1000 * whole.naive_off),
        held=whole.held, scaled_milli=round(1000 * whole.scaled),
        naive_scaled_milli=round(1000 * whole.naive_scaled), is_seasonal=is_seasonal, scaled_weeks=whole.scaled_weeks,
        year_weeks=whole.year_weeks, year_off_milli=round(1000 * whole.year_off),
        year_own_off_milli=round(1000 * whole.year_own_off),
    )  # fmt: skip
    payload = {
        "as_of": look.as_of,
        "weeks": look.weeks,
        "watched": look.watched,
        "warned": sum(row.is_warned for row in rows),
    }
    with writing():
        record(county=county, subject=look.id, kind="ahead.looked", at=now, payload=payload)
        if seen.until == _monday(desk(county).today(now)):  # a look at weeks long past warns nobody
            _tell(county, seen.until - WEEK, rows, now)
            _remember(county, seen, rows, now)
        for model in (AheadLook, AheadRow):
            model.objects.filter(county=county).delete()
        look.save(force_insert=True)
        AheadRow.objects.bulk_create(rows)


def _tell(county: str, week: date, rows: Sequence[AheadRow], now: datetime) -> None:
    # What rose and what is over since the look before, each by its kind and its unit.
    warned_now = {(row.unit, row.category): row for row in rows if row.is_warned}
    before = AheadRow.objects.filter(county=county, is_warned=True).values_list("unit", "category")
    known, stood = units(county), set(before)
    for unit, category in sorted(warned_now.keys() ^ stood):
        row, path = warned_now.get((unit, category)), known[unit].path if unit in known else (county,)
        record(
            county=county, subject=uuid5(SERIES, f"{county} {unit} {category}"), at=now,
            kind="warning.raised" if row else "warning.ended",
            payload={
                "week": week.isoformat(), "unit": unit, "units": list(path), "category": category,
                "found": row.last if row else None, "usual_milli": row.usual_milli if row else None,
            },
        )  # fmt: skip


def _remember(county: str, seen: Seen, rows: Sequence[AheadRow], now: datetime) -> None:
    # What came stands beside what was expected of it; what is expected now is kept until its week is over.
    over = list(Foretold.objects.filter(county=county, came=None, week_on__lt=seen.until))
    for row in over:
        weeks_ago = (seen.until - row.week_on).days // 7
        came = seen.series.get((row.unit, row.category), ())[-weeks_ago:]
        row.came, row.as_of = (came[0] if len(came) == weeks_ago else 0), seen.as_of
    Foretold.objects.bulk_update(over, ["came", "as_of"], batch_size=500)
    kept = Foretold.objects.filter(county=county)
    kept.filter(Q(week_on__gte=seen.until) | Q(week_on__lt=seen.until - REMEMBERED_WEEKS * WEEK)).delete()
    Foretold.objects.bulk_create(
        Foretold(
            county=county, unit=row.unit, category=row.category, week_on=seen.until, made_at=now,
            expected_milli=row.expected_milli, low=row.low, high=row.high,
        ) for row in rows
    )  # fmt: skip


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
