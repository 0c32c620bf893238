"""Which limits has a county: its own condition rows over those of the reference, step limits, seasons?"""

from itertools import groupby

from django.db.models import QuerySet

from wangge.cases.models import LimitRow, SeasonRow, StepLimit
from wangge.rules.deadlines import Limit, Unit, WorkingCalendar
from wangge.rules.limits import Condition, Days, LimitBook, SeasonRule, StepRule
from wangge.rules.seasons import Span
from wangge.rules.stages import Stage

REFERENCE = ""  # the county of rows that every county starts from


def limit_book(county: str, default: Limit, calendar: WorkingCalendar) -> LimitBook:
    """Return every limit row of a county, past and coming ones too. Three statements."""
    return LimitBook(
        calendar=calendar, default=default, conditions=_conditions(county), steps=_steps(county),
        seasons=_seasons(county),
    )  # fmt: skip


def _conditions(county: str) -> dict[str, list[Condition]]:
    rows: QuerySet[LimitRow] = LimitRow.objects.filter(county__in=(REFERENCE, county)).order_by(
        "category", "number", "source", "county", "from_on", "stage_order"
    )
    found: dict[str, list[Condition]] = {}
    for (category, number, source, own, from_on), stages in groupby(
        rows, key=lambda row: (row.category, row.number, row.source, row.county, row.from_on)
    ):
        parts = list(stages)
        found.setdefault(category, []).append(
            Condition(
                number, parts[0].condition, tuple(map(_stage, parts)), source, Days(from_on, parts[0].until_on),
                is_own=own != REFERENCE,
            )
        )  # fmt: skip
    return found


def _stage(row: LimitRow) -> Stage:
    return Stage(row.stage, Limit(row.amount, Unit(row.unit), row.season), row.closing_condition)


def _steps(county: str) -> list[StepRule]:
    return [
        StepRule(
            row.preset,
            row.state,
            row.category,
            Limit(row.amount, Unit(row.unit)),
            Days(row.from_on, row.until_on),
        )
        for row in StepLimit.objects.filter(county=county).order_by("from_on", "id")
    ]


def _seasons(county: str) -> list[SeasonRule]:
    return [
        SeasonRule(
            row.name, Span((row.from_month, row.from_day), (row.until_month, row.until_day)),
            Days(row.from_on, row.until_on), is_own=row.county != REFERENCE,
        )
        for row in SeasonRow.objects.filter(county__in=(REFERENCE, county)).order_by("name", "from_month", "from_day")
    ]  # fmt: skip
