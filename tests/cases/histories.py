"""Random histories of the small street: what a source told, and what people did since.

A drawn number says one past case, by one choice after another (mixed radix); zero is the plainest.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from tests.builders import (
    COMMUNITIES,
    COUNTY,
    COVER,
    GRIDS,
    NOW,
    STREET,
    Office,
    a_report,
    checker_of,
    inside,
    make_office,
)
from tests.pasts import a_past
from wangge.cases.models import Case, Setup
from wangge.cases.queries.desk import forget_desks
from wangge.cases.services.brought import Brought
from wangge.cases.services.clocks import mark_overdue
from wangge.cases.services.history import HistoricCase, take_in_history
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import move_case
from wangge.cases.services.placing import confirm_place
from wangge.cases.services.reference import choose_preset
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.sequencing import consume, sequence
from wangge.people.services.posts import add_department
from wangge.rules.powers import UpCause

Choice = TypeVar("Choice")
UNITS = (*GRIDS, *COMMUNITIES, STREET, "")
PLACES = (COUNTY, STREET, *COMMUNITIES, *GRIDS)
KINDS = (COVER, "CJ/T 214-2007:part:0102", "CJ/T 214-2007:event:0101", "zz-ledger:event:0101")
OUTCOMES = ("solved", "", "settled", "not_solved", "refused", "duplicate")
DEPARTMENTS = ("office", "village", "water", "")
TOOK = (0, 1, 59, 3600, 86_400, 86_400 * 3 + 7, 86_400 * 40, 86_400 * 200)  # seconds
PROMISED = (None, 86_400 * 2, 3600, 86_400 * 40, 0)  # seconds after the report
TRIAL_UNTIL = date(2024, 2, 1)
# Local midnights of Zhengzhou around which months and years turn, and a leap day.
TURNS = tuple(
    datetime(2023, 11, 30, 16, tzinfo=UTC) + timedelta(days=days) for days in (0, 31, 62, 90, 91, 1, 17)
)
AROUND = (-1, 0, 1, 3600, 86_399)  # seconds
NUMBERS = 8 * 4 * 6 * 4 * 8 * 5 * 7 * 5 * 6


def make_busy_office(*, password: str = "") -> Office:
    """The small street with departments of every level, in trial mode until February 2024."""
    office = make_office(password=password)
    add_department(county=COUNTY, code="office", name="街道办", unit=STREET)
    add_department(county=COUNTY, code="village", name="居委会", unit=COMMUNITIES[0])
    Setup.objects.filter(county=COUNTY).update(trial_until=TRIAL_UNTIL)
    choose_preset(COUNTY, "zhengzhou", 1, from_on=NOW.date() + timedelta(days=1))
    forget_desks()
    return office


class Dice:
    """One number, from which one choice after another is taken."""

    def __init__(self, number: int) -> None:
        self.number = number

    def of(self, choices: Sequence[Choice]) -> Choice:
        """Take the next choice."""
        self.number, chosen = divmod(self.number, len(choices))
        return choices[chosen]


def past_of(number: int, ref: str) -> HistoricCase:
    """Return the past case that a number says."""
    dice = Dice(number)
    unit, outcome = dice.of(UNITS), dice.of(OUTCOMES)
    reported = dice.of(TURNS) + timedelta(seconds=dice.of(AROUND))
    took, promised = timedelta(seconds=dice.of(TOOK)), dice.of(PROMISED)
    lon, lat = inside(unit) if unit in GRIDS else (None, None)
    return a_past(
        ref, unit=unit, category=dice.of(KINDS), outcome=outcome, department=dice.of(DEPARTMENTS),
        level=dice.of((0, 5, 4, 3, 2, 0)), reported_at=reported, closed_at=reported + took if outcome else None,
        due_at=None if promised is None else reported + timedelta(seconds=promised),
        lon_e7=round(lon * 1e7) if lon else None, lat_e7=round(lat * 1e7) if lat else None,
    )  # fmt: skip


def take_in(numbers: Sequence[int], *, begin: int = 0) -> None:
    """Take in the past that the numbers say, in two chunks."""
    past = [past_of(number, f"{begin + place}") for place, number in enumerate(numbers)]
    half = len(past) // 2
    for chunk in (past[:half], past[half:]):
        take_in_history(COUNTY, chunk, now=NOW)


def act(office: Office, number: int) -> None:
    """Do one of the things that people do, as the number says."""
    dice = Dice(number)
    doing = dice.of((
        report, settle, close, close, refuse, tick, move, move, report_in_trial, reopen, end_otherwise, go_up,
    ))  # fmt: skip
    doing(office, dice)


ACTS = 12 * 4 * 4 * 5 * 1000


def report(office: Office, dice: Dice) -> UUID:
    said = a_report(dice.of(GRIDS), category=dice.of(KINDS))
    return report_case(office.worker, said, now=NOW).case_id


def settle(office: Office, dice: Dice) -> None:
    said = a_report(dice.of(GRIDS), category=dice.of(KINDS), result="已清理")
    report_case(office.worker, said, now=NOW)


def report_in_trial(office: Office, dice: Dice) -> None:
    said = a_report(dice.of(GRIDS), category=dice.of(KINDS), at=datetime(2024, 1, 31, 15, tzinfo=UTC))
    close_it(office, report_case(office.worker, said, now=NOW).case_id, timedelta(days=30))


def close(office: Office, dice: Dice) -> None:
    close_it(
        office, report(office, dice), dice.of((timedelta(minutes=5), timedelta(hours=2), timedelta(days=9)))
    )


def close_it(office: Office, case: UUID, step: timedelta, *, begin: datetime = NOW, skip: int = 0) -> None:
    """Take a case from its report to its end, `step` for each act."""
    acts = [
        ("file", office.leader, Brought()), ("dispatch", office.dispatcher, Brought(department="water")),
        ("sign", office.handler, Brought()), ("feed_back", office.handler, Brought(words="已修好")),
        ("pass", office.worker, Brought()), ("close", office.leader, Brought()),
    ]  # fmt: skip
    for number, (name, hat, brought) in enumerate(acts[skip:], 1):
        acting = checker_of(office, case) if name == "pass" else hat
        move_case(case, name, hat=acting, now=begin + number * step, brought=brought)


def refuse(office: Office, dice: Dice) -> None:
    move_case(report(office, dice), "refuse", hat=office.leader, now=NOW, brought=Brought(words="不属于本级"))


def reopen(office: Office, dice: Dice) -> None:
    """Open any ended case again, soon or late, and leave it open or close it once more."""
    days = timedelta(days=dice.of((0, 29, 31, 200)))
    ended = Case.objects.filter(county=COUNTY, street=STREET, ended_at__isnull=False).order_by("id")
    if not ended:
        return
    case, at = dice.of(list(ended.values_list("id", flat=True))), NOW + days
    brought = Brought(words="又坏了")
    move_case(case, "reopen", hat=office.overseer, now=at, brought=brought)
    if dice.of((True, False)):
        close_it(office, case, timedelta(hours=1), begin=at, skip=1)


def end_otherwise(office: Office, dice: Dice) -> None:
    """End a case as void, advised, merged, or honestly unsolved."""
    other, case = report(office, dice), report(office, dice)
    how = dice.of(("advise", "void", "merge", "cannot", "refuse"))
    words = Brought(words="见说明", target=Case.objects.get(pk=other).number)
    if how in {"void", "cannot"}:
        move_case(case, "file", hat=office.leader, now=NOW)
    if how == "cannot":
        move_case(case, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="water"))
        move_case(case, "cannot", hat=office.handler, now=NOW, brought=words)
        how = "grant_cannot"
    move_case(case, how, hat=office.leader, now=NOW, brought=words)


def go_up(office: Office, dice: Dice) -> None:
    """Report by the loop in which the block holds a matter first, and send it up."""
    at = NOW + timedelta(days=1)
    said = a_report(GRIDS[0], category=dice.of(KINDS), at=at)
    case = report_case(office.worker, said, now=at).case_id
    brought = Brought(words="超出权限", cause=dice.of(tuple(UpCause)))
    for _ in range(dice.of((0, 1, 1, 1))):
        move_case(case, dice.of(("report_up", "submit")), hat=office.worker, now=at, brought=brought)


def tick(_office: Office, dice: Dice) -> None:
    mark_overdue(now=NOW + timedelta(days=dice.of((0, 1, 100))))


def move(office: Office, dice: Dice) -> None:
    """Confirm another place for any case, be it open, late or long closed."""
    unit, kind = dice.of(GRIDS), dice.of(KINDS)
    cases = Case.objects.filter(county=COUNTY, category=kind).order_by("id").values_list("id", flat=True)
    if cases:
        confirm_place(dice.of(list(cases)), unit, hat=office.administrator, now=NOW)


def fold(placed: int, folded: int) -> int:
    """Place and fold one batch each; return how many events that were."""
    return sequence(COUNTY, placed) + sum(consume(COUNTY, consumer, folded) for consumer in CONSUMERS)
