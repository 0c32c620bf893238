"""What are the figures of a place, a kind and a period, and as of which moment?

A page figure is the stored counters plus the same fold over the tail not yet folded. One
statement reads counters and cursor together, so they always fit; the tail is append-only.
"""

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.cases.queries.sets import TAIL_MOST
from wangge.cases.queries.summing import Sums
from wangge.foundation.sequencing import Placed, placed_after
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules import periods
from wangge.rules.durations import quantile
from wangge.rules.errors import Refused
from wangge.rules.figures import (
    ALL_TIME,
    ANY_KIND,
    APART,
    CONSUMER,
    STOCKS,
    TOOK,
    CellKey,
    Dimension,
    Figure,
    apart,
    begin_of,
    code_of,
    margins_of,
)
from wangge.rules.periods import Period

UNIT, KIND, MONTH, BUCKET = "unit", "kind", "month", "bucket"
_SIZES = {periods.MONTH: "month", periods.DAY: "day"}


@dataclass(frozen=True, slots=True)
class Slice:
    """One question to the counters: these figures at these places, summed, told apart by one dimension."""

    figures: tuple[str, ...]
    places: tuple[str, ...]
    kind: str | None  # None: every kind, told apart
    period: Period
    by: str  # UNIT, KIND, MONTH or BUCKET
    dimension: Dimension = Dimension.KIND  # what `kind` is a value of: a category, a department, a source

    def __post_init__(self) -> None:
        for figure in self.figures:
            self._refuse_undeclared(figure)

    def _refuse_undeclared(self, figure: str) -> None:
        by = None if self.kind == ANY_KIND else self.dimension
        margins = [margin for margin in margins_of(figure) if margin.by == by]
        if figure == TOOK and len(self.places) > 1:
            margins = [margin for margin in margins if margin.place == "unit"]
        counted = {margin.period for margin in margins}
        wanted = {"all"} if figure in STOCKS else {_SIZES[span.size] for span in self.period.spans()}
        if not wanted <= counted:
            asked = "/".join((by or "unit", self.period.text or "all"))
            raise Refused("figure.no_margin", figure=figure, asked=asked, field="period")

    def holds(self, key: CellKey) -> bool:
        """Say whether a counter belongs to the slice."""
        return (
            key.figure in self.figures
            and key.place in self.places
            and (self._tells(key.kind) if self.kind is None else key.kind == apart(self.dimension, self.kind))
            and self._holds_period(key)
        )

    def told_apart(self, key: CellKey) -> str:
        """Return what the slice tells a counter apart by."""
        return {UNIT: key.place, KIND: code_of(key.kind), MONTH: key.period, BUCKET: str(key.bucket)}[self.by]

    def _tells(self, kind: str) -> bool:
        if self.dimension is Dimension.KIND:
            return kind != ANY_KIND and not kind.startswith(APART)
        return kind.startswith(begin_of(self.dimension))

    def _holds_period(self, key: CellKey) -> bool:
        if key.figure in STOCKS:
            return key.period == ALL_TIME
        return any(span.holds(key.period) for span in self.period.spans())

    def sql(self, number: int, county: str, width: int) -> tuple[str, list[str | int]]:
        """Return a SELECT of (number, told_apart, n of each figure), filled up to `width` figures, and its values."""
        told = {UNIT: "place", KIND: "kind", MONTH: "period", BUCKET: "CAST(bucket AS varchar(6))"}[self.by]
        where = ["county = %s", _among("place", self.places)]
        values: list[str | int] = [county, *self.places]
        if self.kind is None:
            begin = begin_of(self.dimension)
            any_kind = f"kind <> '' AND SUBSTR(kind, 1, 1) <> '{APART}'"
            where.append(f"SUBSTR(kind, 1, {len(begin)}) = %s" if begin else any_kind)
            values += [begin] if begin else []
        else:
            where.append("kind = %s")
            values.append(apart(self.dimension, self.kind))
        is_of_durations = self.figures == (TOOK,)
        sized = "LENGTH(period)" if is_of_durations else "size"
        spans = self.period.spans()
        periods = [f"({sized} = %s AND period >= %s AND period <= %s)" for _ in spans]
        values += [said for span in spans for said in (span.size, span.first, span.last)]
        if any(figure in STOCKS for figure in self.figures):
            periods.append(f"{sized} = {len(ALL_TIME)}")
        where.append(f"({' OR '.join(periods)})")
        sums = ["SUM(n)"] if is_of_durations else [f'SUM("{figure}")' for figure in self.figures]
        read = ", ".join([*sums, *["0"] * (width - len(sums))])
        table = "cases_durationcounter" if is_of_durations else "cases_counterrow"
        return (
            f"SELECT {number}, {told}, {read} FROM {table} WHERE {' AND '.join(where)} GROUP BY {told}",
            values,
        )


@dataclass(slots=True)
class Counts:
    """What a set of slices says, and as of which position of the county's order and which moment."""

    as_of: int
    at: datetime
    is_live: bool  # False: more waits than a page folds, so this is older than now
    sums: list[Tally[tuple[str, str]]] = field(default_factory=list)

    def n(self, number: int, figure: str, told_apart: str) -> int:
        """Return one count of slice `number`."""
        return self.sums[number][figure, told_apart]

    def total(self, number: int, figure: str) -> int:
        """Return a figure of slice `number`, everything together."""
        return sum(n for (name, _), n in self.sums[number].items() if name == figure)


def read_counts(county: str, slices: Sequence[Slice]) -> Counts:
    """Answer all slices in two statements: counters with the cursor, then the unfolded tail."""
    position, sums = _stored(county, slices)
    tail = list(placed_after(county, position, TAIL_MOST + 1))
    is_live = len(tail) <= TAIL_MOST
    counts = Counts(position, timezone.now(), is_live, sums)
    if not is_live:
        counts.at = tail[0].recorded_at
        return counts
    _add_tail(county, slices, sums, tail)
    counts.as_of = tail[-1].position if tail else position
    return counts


def count(
    county: str,
    figure: Figure,
    *,
    unit: str,
    kind: str,
    period: Period,
    department: str = "",
    source: str = "",
) -> tuple[int, int]:
    """Return one figure and the position it is as of; refuse `figure.no_margin` where more than one thing is named."""
    named = {Dimension.KIND: kind, Dimension.DEPARTMENT: department, Dimension.SOURCE: source}
    told = [(by, code) for by, code in named.items() if code] or [(Dimension.KIND, ANY_KIND)]
    if len(told) > 1:
        asked = "/".join(by for by, _code in told)
        raise Refused("figure.no_margin", figure=figure, asked=asked, field="period")
    [(by, code)] = told
    counts = read_counts(county, [Slice((figure,), (unit,), code, period, UNIT, by)])
    return counts.total(0, figure), counts.as_of


def watched_counts(hat: Hat) -> tuple[int, int]:
    """Return how many cases are open in what a hat sees of the territory, and how many of them are past their limit."""
    unit = sees(hat).unit or hat.county
    counts = read_counts(hat.county, [Slice((Figure.OPEN, Figure.LATE), (unit,), ANY_KIND, Period(), UNIT)])
    return counts.total(0, Figure.OPEN), counts.total(0, Figure.LATE)


def median_and_p90(counts: Counts, number: int) -> tuple[int | None, int | None]:
    """Return the median and 90th percentile of handling time in seconds, at most 2 % off."""
    buckets = {int(bucket): n for (_, bucket), n in counts.sums[number].items() if n > 0}
    return quantile(buckets, 0.5), quantile(buckets, 0.9)


def _stored(county: str, slices: Sequence[Slice]) -> tuple[int, list[Tally[tuple[str, str]]]]:
    read = "SELECT position FROM foundation_cursor WHERE county = %s AND consumer = %s"
    width = max((len(one.figures) for one in slices), default=1)
    parts = [f"SELECT -1 AS slice, '' AS told_apart, COALESCE(({read}), 0) AS n" + ", 0" * (width - 1)]
    values: list[str | int] = [county, CONSUMER]
    for number, one in enumerate(slices):
        sql, own = one.sql(number, county, width)
        parts.append(sql)
        values += own
    position, sums = 0, [Tally[tuple[str, str]]() for _ in slices]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        for number, told_apart, *counts in cursor.fetchall():
            if number < 0:
                position = int(counts[0])
                continue
            told = code_of(told_apart) if slices[number].by == KIND else told_apart
            for figure, n in zip(slices[number].figures, counts, strict=False):
                if n:
                    sums[number][figure, told] += int(n)
    return position, sums


def _add_tail(
    county: str, slices: Sequence[Slice], sums: list[Tally[tuple[str, str]]], tail: Sequence[Placed]
) -> None:
    changes = Sums(desk(county).calendar.zone)
    changes.add(tail)
    for key, by in changes.changes().items():
        for number, one in enumerate(slices):
            if one.holds(key):
                sums[number][key.figure, one.told_apart(key)] += by


def _among(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(['%s'] * len(values))})"
