"""How many cases of each community and month show a pattern that a question might be asked about?

Grouped by community and month only: no column of an account, a post or a device is read, and matters that point
at people are left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from wangge.cases.models import Case, Check
from wangge.cases.queries.desk import desk
from wangge.cases.queries.exposure import open_kinds
from wangge.rules.gaming import Count, Pattern
from wangge.rules.lots import Purpose

WINDOW = timedelta(
    days=30
)  # ours: reported again so soon after it was closed (rulings.md: 30-day reopen rate)
LAST_PART = 0.05  # ours: of a limit
CHUNK = 5000  # rows read at once: a year of a large county does not fit into memory


def month_patterns(county: str, start: datetime, end: datetime) -> Mapping[tuple[Pattern, str, str], Count]:
    """Return (pattern, community, month) -> count of what ended, was checked or was found from `start` to `end`."""
    found: dict[tuple[Pattern, str, str], list[int]] = defaultdict(lambda: [0, 0])
    zone = desk(county).calendar.zone

    def add(pattern: Pattern, unit: str, at: datetime, *, hit: bool) -> None:
        one = found[pattern, unit, f"{at.astimezone(zone):%Y-%m}"]
        one[0] += 1
        one[1] += hit

    for unit, _case, solved, again, due, begun in _solved(county, start, end):
        add(Pattern.BACK_AGAIN, unit, solved, hit=again)
        if due and begun:
            add(Pattern.AT_DEADLINE, unit, solved, hit=_is_last(begun, solved, due))
    for unit, _case, at, agrees in _checked(county, start, end):
        add(Pattern.ALWAYS_AGREE, unit, at, hit=agrees)
    for unit, _case, at, settled in _own(county, start, end):
        add(Pattern.OWN_TRIFLES, unit, at, hit=settled)
    return {key: Count(n, hits) for key, (n, hits) in found.items()}


def pattern_cases(county: str, pattern: Pattern, unit: str, start: datetime, end: datetime) -> list[UUID]:
    """Return the cases that show a pattern, by their keys, which tell nobody who did what in which order."""
    if pattern in {Pattern.BACK_AGAIN, Pattern.AT_DEADLINE}:
        rows = _solved(county, start, end, unit)
        return sorted(
            case
            for _unit, case, solved, again, due, begun in rows
            if (again if pattern is Pattern.BACK_AGAIN else due and begun and _is_last(begun, solved, due))
        )
    shown = _checked if pattern is Pattern.ALWAYS_AGREE else _own
    return sorted({case for _unit, case, _at, hit in shown(county, start, end, unit) if hit})


def _is_last(begun: datetime, solved: datetime, due: datetime) -> bool:
    return due - (due - begun) * LAST_PART <= solved <= due


def _kept(county: str, unit: str) -> QuerySet[Case]:
    rows = Case.objects.filter(open_kinds(county), county=county, trial=False, is_part=False).exclude(
        community=""
    )
    return rows.filter(community=unit) if unit else rows


def _solved(
    county: str, start: datetime, end: datetime, unit: str = ""
) -> Iterator[tuple[str, UUID, datetime, bool, datetime | None, datetime | None]]:
    same = Case.objects.filter(
        county=county, cell=OuterRef("cell"), category=OuterRef("category"), reported_at__gt=OuterRef("solved_at"),
        reported_at__lt=OuterRef("solved_at") + WINDOW,
    ).exclude(cell="").exclude(pk=OuterRef("pk"))  # fmt: skip
    reopened = Q(reopened_in_days__lt=WINDOW.days)
    rows = _kept(county, unit).filter(solved_at__gte=start, solved_at__lt=end)
    told = rows.annotate(again=Q(Exists(same)) | Q(reopened, reopened_in_days__isnull=False)).values_list(
        "community", "id", "solved_at", "again", "due_at", "dispatched_at"
    )
    for place, case, at, again, due, begun in told.iterator(CHUNK):
        if at:
            yield place, case, at, bool(again), due, begun


def _checked(
    county: str, start: datetime, end: datetime, unit: str = ""
) -> Iterator[tuple[str, UUID, datetime, bool]]:
    place = _kept(county, unit).filter(pk=OuterRef("case")).values("community")
    checks = Check.objects.filter(county=county, purpose=Purpose.DONE, found_at__gte=start, found_at__lt=end)
    told = checks.exclude(finding="").annotate(place=Subquery(place)).exclude(place=None)
    for where, case, at, finding in told.values_list("place", "case", "found_at", "finding").iterator(CHUNK):
        if at:
            yield where, case, at, finding == "done"


def _own(
    county: str, start: datetime, end: datetime, unit: str = ""
) -> Iterator[tuple[str, UUID, datetime, bool]]:
    rows = _kept(county, unit).filter(channel="grid", reported_at__gte=start, reported_at__lt=end)
    for place, case, at, ended in rows.values_list("community", "id", "reported_at", "end").iterator(CHUNK):
        yield place, case, at, ended == "settled"
