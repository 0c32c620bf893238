"""A street with a week of cases behind it, its weekly bulletin, and who gets it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tests.builders import COUNTY, GRIDS, SINCE, STREET, Office, make_hat, make_office
from tests.pasts import a_past
from wangge.bulletins.services.series import begin_series, send_to
from wangge.cases.services.history import take_in_history
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.sequencing import consume, sequence
from wangge.people.hats import Hat
from wangge.rules.bulletins import Cadence
from wangge.rules.posts import PostKind

WEEK, LAST, YEAR = "2024-W09", "2024-W08", "2023-W09"
TUESDAY = datetime(2024, 2, 27, 2, tzinfo=UTC)  # in that week; ten in the morning in Zhengzhou
SUNDAY = datetime(2024, 3, 3, 2, tzinfo=UTC)
MONDAY = datetime(2024, 3, 4, 1, tzinfo=UTC)  # nine in the morning after the week
EARLY = datetime(2024, 3, 3, 20, tzinfo=UTC)  # four in the morning of that Monday


@dataclass(frozen=True, slots=True)
class Newsroom:
    """The office, who answers for the street, and a series with two kinds of readers."""

    office: Office
    owner: Hat


def make_cases(n: int = 6, *, at: datetime = TUESDAY, first: int = 0) -> None:
    """So many cases of one week: one in two is solved after a day, the others are open."""
    take_in_history(
        COUNTY,
        [
            a_past(
                f"{first + number}", unit=GRIDS[number % 2], reported_at=at,
                due_at=at + timedelta(days=2) if number % 2 else None,
                closed_at=at + timedelta(days=1) if number % 2 else None, outcome="solved" if number % 2 else "",
                department="water",
            )
            for number in range(n)
        ],
        now=at + timedelta(days=2),
    )  # fmt: skip
    settle()


def settle() -> None:
    """Give every event its place and let everybody hear of it."""
    sequence(COUNTY)
    for consumer in CONSUMERS:
        consume(COUNTY, consumer)


def make_newsroom(*, password: str = "") -> Newsroom:
    """Everything: cases of the week and of the week before, the series, its readers."""
    office = make_office(password=password)
    owner = make_hat("owner", PostKind.ACCOUNTABLE, STREET, password=password)
    make_cases()
    make_cases(2, at=TUESDAY - timedelta(days=7), first=100)
    begin_series(COUNTY, STREET, Cadence.WEEK, from_on=date(2024, 1, 1), source="test")
    send_to(
        COUNTY, STREET, Cadence.WEEK, post=PostKind.ACCOUNTABLE, at_unit=STREET, from_on=SINCE, source="test"
    )
    send_to(
        COUNTY, STREET, Cadence.WEEK, post=PostKind.HANDLER, department="water", from_on=SINCE, source="test"
    )
    return Newsroom(office, owner)
