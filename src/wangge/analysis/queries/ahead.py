"""Which kinds rose above their usual in which unit, and what does the next week bring, by the newest look?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from wangge.analysis.models import AheadLook, AheadRow, Foretold, WatchRule
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.ahead import Trial, Watch
from wangge.territory.queries import units

SHOWN_WEEKS = 26


@dataclass(frozen=True, slots=True)
class AheadLookRow:
    """The newest look at the weeks."""

    until: date
    at: datetime
    as_of: int
    weeks: int
    watched: int
    tried: Trial
    is_seasonal: bool


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One kind in one unit: its last whole week, the usual, and the next."""

    unit: str
    category: str
    last: int
    usual: float
    chance: float
    expected: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ForetoldRow:
    """What was expected of a past week, and what came."""

    week_on: date
    made_at: datetime
    expected: float
    low: int
    high: int
    came: int
    as_of: int

    @property
    def is_held(self) -> bool:
        """Say whether what came lies in the interval."""
        return self.low <= self.came <= self.high


def watch_on(county: str, on: date) -> tuple[Watch, str]:
    """Return how a county watches its weeks on a day, and by which source; ours, and none, where no row says it."""
    holds = Q(from_on__isnull=True) | Q(from_on__lte=on)
    rows = WatchRule.objects.filter(holds, county=county).exclude(until_on__lte=on)
    row = max(rows, key=lambda one: one.from_on or date.min, default=None)
    return (Watch(row.usual_weeks, row.least, row.per_mille), row.source) if row else (Watch(), "")


def newest_ahead(county: str) -> AheadLookRow | None:
    """Return the newest look of a county."""
    row = AheadLook.objects.filter(county=county).first()
    if row is None:
        return None
    return AheadLookRow(
        row.until, row.at, row.as_of, row.weeks, row.watched,
        Trial(
            row.tried_weeks, row.off_milli / 1000, row.naive_off_milli / 1000, row.held, row.scaled_milli / 1000,
            row.naive_scaled_milli / 1000, row.scaled_weeks, row.year_weeks, row.year_off_milli / 1000,
            row.year_own_off_milli / 1000,
        ),
        row.is_seasonal,
    )  # fmt: skip


def warnings_of(hat: Hat, *, within: str = "") -> list[WeekRow]:
    """Return what rose above its usual in a hat's sight, the most unlikely first; to a department nothing.

    `within` leaves those in a unit and below it.
    """
    rows = AheadRow.objects.filter(county=hat.county, is_warned=True).order_by(
        "chance_e6", "unit", "category"
    )
    return [_row(row) for row in rows if _holds(hat, row.unit) and _is_within(hat.county, row.unit, within)]


def warnings_in(county: str, unit: str, last_day: date) -> list[WeekRow]:
    """Return what rose above its usual in a unit and below it in the week that ended on a day.

    Nothing where the newest look was at another week.
    """
    if not AheadLook.objects.filter(county=county, until=last_day + timedelta(days=1)).exists():
        return []
    rows = AheadRow.objects.filter(county=county, is_warned=True).order_by("unit", "category")
    return [_row(row) for row in rows if _is_within(county, row.unit, unit)]


def forecast_of(hat: Hat, unit: str) -> list[WeekRow]:
    """Return what the next week brings to a unit by kind, all kinds together first, then the most."""
    if not _holds(hat, unit):
        return []
    rows = [_row(row) for row in AheadRow.objects.filter(county=hat.county, unit=unit)]
    return sorted(rows, key=lambda row: (row.category != "", -row.expected, row.category))


def foretold_of(hat: Hat, unit: str) -> tuple[list[ForetoldRow], int, int]:
    """Return what was expected of a unit's past weeks beside what came, all kinds together, the newest first.

    And of all forecasts by kind of those weeks: how many held what came, out of how many.
    """
    if not _holds(hat, unit):
        return [], 0, 0
    over = Foretold.objects.filter(county=hat.county, unit=unit).exclude(came=None)
    by_kind = over.exclude(category="")
    held = by_kind.filter(low__lte=F("came"), high__gte=F("came")).count()
    rows = [
        ForetoldRow(row.week_on, row.made_at, row.expected_milli / 1000, row.low, row.high, row.came, row.as_of or 0)
        for row in over.filter(category="").order_by("-week_on")[:SHOWN_WEEKS] if row.came is not None
    ]  # fmt: skip
    return rows, held, by_kind.count()


def _is_within(county: str, unit: str, within: str) -> bool:
    known = units(county)
    return within in {"", unit, county} or (unit in known and within in known[unit].path)


def _holds(hat: Hat, unit: str) -> bool:
    # A department's lists hold its own rows only, which these counts do not tell apart.
    scope, known = sees(hat), units(hat.county)
    path = known[unit].path if unit in known else ()
    return not scope.department and scope.holds(hat.county, {hat.county, unit, *path} if path else {unit}, "")


def _row(row: AheadRow) -> WeekRow:
    return WeekRow(
        row.unit, row.category, row.last, row.usual_milli / 1000, row.chance_e6 / 1e6, row.expected_milli / 1000,
        row.low, row.high,
    )  # fmt: skip
