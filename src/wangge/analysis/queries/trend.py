"""How do found and solved run by month, week and year, and how long does solving take: read from the counters."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import dropwhile, pairwise

from wangge.cases.queries.figures import BUCKET, MONTH, UNIT, Slice, read_counts
from wangge.rules.durations import LONGEST_BUCKET, begin_of_bucket, bucket_of, mean, quantile
from wangge.rules.figures import TOOK, Figure
from wangge.rules.periods import Period

RUN = (Figure.FOUND, Figure.SOLVED, Figure.OVERDUE)
WEEKLY = (Figure.FOUND, Figure.SOLVED)
MONTHS_SHOWN, WEEKS_SHOWN, YEARS_SHOWN, TOOK_MONTHS = 24, 26, 3, 12
HOUR, DAY = 3600, 86_400
CUTS = (HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY, 15 * DAY, 30 * DAY)  # ours: how people speak of waiting


@dataclass(frozen=True, slots=True)
class Run:
    """Counts by month and by week, each under its period, oldest first; as of one moment."""

    as_of: int
    at: datetime
    months: Mapping[str, Mapping[Figure, int]]
    weeks: Mapping[str, Mapping[Figure, int]]


@dataclass(frozen=True, slots=True)
class Took:
    """How long solving took in a period: the number of cases, median, nine in ten, mean, all at most 2 % off."""

    period: str
    n: int
    median: int | None
    p90: int | None
    mean: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a distribution: the cases that took from `low` until below `high` seconds."""

    low: int
    high: int | None
    n: int


@dataclass(frozen=True, slots=True)
class Spread:
    """Months of handling times, oldest first, and the parts of one period's distribution."""

    as_of: int
    at: datetime
    months: Sequence[Took]
    whole: Took
    parts: Sequence[Part]


def run_of(county: str, unit: str, kind: str, today: date) -> Run:
    """Return the run of a unit, for a kind by month only: weeks are not counted by kind."""
    weeks = [] if kind else _weeks(today)
    slices = [Slice(RUN, (unit,), kind, Period(), MONTH)]
    slices += [Slice(WEEKLY, (unit,), kind, Period(week), UNIT) for week in weeks]
    counts = read_counts(county, slices)
    months: dict[str, dict[Figure, int]] = defaultdict(dict)
    for (figure, month), n in sorted(counts.sums[0].items(), key=lambda one: one[0][1]):
        if month:
            months[month][Figure(figure)] = n
    told = {
        week: {figure: counts.total(number, figure) for figure in WEEKLY}
        for number, week in enumerate(weeks, 1)
    }
    # Weeks before the first case are no weeks without cases.
    return Run(counts.as_of, counts.at, _without_gaps(months), dict(dropwhile(_is_empty, told.items())))


def spread_of(county: str, unit: str, kind: str, period: Period, today: date) -> Spread:
    """Return how long solving took; by kind it is counted for the county alone (`figure.no_margin`)."""
    months = _months(today)
    slices = [Slice((TOOK,), (unit,), kind, Period(month), BUCKET) for month in months]
    counts = read_counts(county, [*slices, Slice((TOOK,), (unit,), kind, period, BUCKET)])
    buckets = [{int(bucket): n for (_took, bucket), n in one.items() if n > 0} for one in counts.sums]
    edges = [0, *(bucket_of(cut) for cut in CUTS), LONGEST_BUCKET + 1]
    parts = [
        Part(
            begin_of_bucket(low), begin_of_bucket(high) if high <= LONGEST_BUCKET else None,
            sum(n for bucket, n in buckets[-1].items() if low <= bucket < high),
        )
        for low, high in pairwise(edges)
    ]  # fmt: skip
    told = [_took(month, own) for month, own in zip(months, buckets[:-1], strict=True)]
    told = list(dropwhile(lambda one: not one.n, told))
    return Spread(counts.as_of, counts.at, told, _took(period.text, buckets[-1]), parts)


def _took(period: str, buckets: Mapping[int, int]) -> Took:
    return Took(period, sum(buckets.values()), quantile(buckets, 0.5), quantile(buckets, 0.9), mean(buckets))


def _weeks(today: date) -> list[str]:
    days = [today - timedelta(weeks=back) for back in range(WEEKS_SHOWN - 1, -1, -1)]
    return [f"{day.isocalendar().year}-W{day.isocalendar().week:02}" for day in days]


def _months(today: date) -> list[str]:
    first = today.year * 12 + today.month - 1
    return [f"{month // 12}-{month % 12 + 1:02}" for month in range(first - TOOK_MONTHS + 1, first + 1)]


def _is_empty(one: tuple[str, Mapping[Figure, int]]) -> bool:
    return not any(one[1].values())


def _without_gaps(months: Mapping[str, Mapping[Figure, int]]) -> dict[str, Mapping[Figure, int]]:
    if not months:
        return {}
    first, last = min(months), max(months)
    begin, end = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last))
    names = [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(begin, end + 1)]
    return {name: months.get(name, {}) for name in names}
