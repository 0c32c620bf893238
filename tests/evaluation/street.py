"""A street with a month of cases behind it, a published sheet, and who speaks for the street."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.builders import COMMUNITIES, COUNTY, GRIDS, NOW, STREET, Office, make_hat, make_office
from tests.pasts import a_past
from wangge.cases.services.history import take_in_history
from wangge.config.subscriptions import CONSUMERS
from wangge.evaluation.services.sheets import draft_sheet, publish_sheet
from wangge.foundation.sequencing import consume, sequence
from wangge.people.hats import Hat
from wangge.rules.posts import PostKind

FEBRUARY = "2024-02"
REPORTED = datetime(2024, 2, 6, 2, tzinfo=UTC)
SHEET: dict[str, Any] = {
    "code": "street", "zh": "街道月评", "en": "Street, by month", "scope": "street", "span": "month", "source": "test",
    "window_days": 10,
    "lines": [
        {"code": "on_time", "zh": "按期", "en": "In time", "weight": 60, "way": "linear",
         "formula": "on_time / (on_time + overdue)"},
        {"code": "solved", "zh": "结案", "en": "Closed", "weight": 30, "way": "linear",
         "formula": "found_solved / found"},
        {"code": "calls", "zh": "满意", "en": "Content", "weight": 10, "way": "linear",
         "formula": "called_satisfied / called"},
    ],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Street:
    """The office, who speaks for the street, and its published sheet."""

    office: Office
    speaker: Hat
    sheet: UUID


def make_cases() -> None:
    """Ten of February: six in time, two late, two never solved; the first has the number of the first."""
    due = REPORTED + timedelta(days=2)
    past = []
    for number in range(10):
        took = timedelta(days=1 if number < 6 else 5)
        solved = number < 8
        past.append(
            a_past(
                f"{number}", unit=GRIDS[number % 4], reported_at=REPORTED, due_at=due if solved else None,
                closed_at=REPORTED + took if solved else None, outcome="solved" if solved else "", department="water",
            )
        )  # fmt: skip
    take_in_history(COUNTY, past, now=NOW)
    sequence(COUNTY)
    for consumer in CONSUMERS:
        consume(COUNTY, consumer)


def make_street(**changes: Any) -> Street:
    """Everything, with a sheet in force since the beginning of 2024."""
    office = make_office()
    speaker = make_hat("speaker", PostKind.ACCOUNTABLE, STREET)
    for number, unit in enumerate((*GRIDS, *COMMUNITIES)):
        make_hat(f"owner{number}", PostKind.DIRECT_OWNER, unit)
    make_cases()
    sheet = draft_sheet({**SHEET, **changes}, hat=office.administrator)
    publish_sheet(sheet, from_on=date(2024, 1, 1), hat=office.administrator, now=NOW)
    return Street(office, speaker, sheet)
