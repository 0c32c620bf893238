"""A matter comes in: located, routed, clocked and written down in one transaction.

Intake takes a list; one report is a list of one.
"""

from collections.abc import Sequence
from datetime import datetime

from wangge.cases.services.batches import enter_all, enter_one
from wangge.cases.services.drafting import Receipt, Report
from wangge.people.hats import Hat
from wangge.rules.errors import Refused

__all__ = ["Receipt", "Report", "report_case", "report_cases"]


def report_case(hat: Hat, report: Report, *, now: datetime) -> Receipt:
    """Take in one report, or refuse it."""
    return enter_one(hat, report, now=now)


def report_cases(hat: Hat, reports: Sequence[Report], *, now: datetime) -> list[Receipt | Refused]:
    """Take in reports in the order given; a bad one is refused alone and never blocks the others.

    The same id with the same content gets its first receipt again; with other content it is
    refused (`case.id_taken`) and nothing is overwritten.
    """
    outcomes = enter_all(hat, reports, now=now)
    return [outcome for outcome in outcomes if isinstance(outcome, Receipt | Refused)]
