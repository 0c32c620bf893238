"""From which words may a model learn, and which kinds may it suggest?

Words of matters that point at people are never read (rulings.md): `open_kinds` leaves them out, and the
kinds themselves are never suggested.
"""

from collections.abc import Iterator
from datetime import datetime

from wangge.cases.models import Case, CaseText
from wangge.cases.queries.desk import desk
from wangge.cases.queries.exposure import open_kinds

BATCH = 500
ENDS_UNTOLD = ("void", "refused")  # taken back or not accepted: maybe under the wrong kind


def told_cases(county: str, *, since: datetime | None = None) -> Iterator[tuple[str, str]]:
    """Yield (words, category) of a county's cases in the order of time, since a moment where one is named."""
    wanted = suggested_kinds(county)
    rows = Case.objects.filter(open_kinds(county), county=county).exclude(end__in=ENDS_UNTOLD)
    if since is not None:
        rows = rows.filter(reported_at__gte=since)
    batch: list[tuple[object, str]] = []
    for case, category in (
        rows.order_by("reported_at", "id").values_list("id", "category").iterator(chunk_size=5000)
    ):
        if category in wanted:
            batch.append((case, category))
        if len(batch) == BATCH:
            yield from _worded(county, batch)
            batch = []
    yield from _worded(county, batch)


def kind_names(county: str) -> list[tuple[str, str]]:
    """Return (name, category) of every kind that may be suggested: the names are lessons, too."""
    known = desk(county).categories
    return [(known[key].zh, key) for key in sorted(suggested_kinds(county))]


def suggested_kinds(county: str) -> frozenset[str]:
    """Return the kinds that may be suggested from words."""
    return frozenset(key for key, row in desk(county).categories.items() if not row.matter_only)


def _worded(county: str, batch: list[tuple[object, str]]) -> Iterator[tuple[str, str]]:
    ids = [case for case, _ in batch]
    words = (
        dict(CaseText.objects.filter(county=county, case__in=ids).values_list("case", "words")) if ids else {}
    )
    for case, category in batch:
        if words.get(case, "").strip():  # type: ignore[call-overload]
            yield words[case], category  # type: ignore[index]
