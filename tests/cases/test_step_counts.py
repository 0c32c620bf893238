"""Is every step of the loop counted as the act that it was: by department and post kind, in time or late?"""

from datetime import timedelta

import pytest

from tests.builders import Office, make_office
from tests.cases.walking import Walk
from wangge.cases.queries.desk import desk
from wangge.cases.queries.marks import mark_rows, step_counts
from wangge.rules.marks import STEP_OF, STEP_RATES, STEPS, MarkKind
from wangge.rules.periods import Period

pytestmark = pytest.mark.django_db
ALL = Period()


@pytest.fixture
def office() -> Office:
    return make_office()


def counts(office: Office, *, by: str = "department") -> dict[tuple[str, str], tuple[int, int]]:
    zone = desk(office.administrator.county).calendar.zone
    return dict(step_counts(office.administrator, "", ALL, zone, by=by))


def test_each_step_counts_for_the_department_and_for_the_kind_of_post_that_did_it(office: Office) -> None:
    walk = Walk(office).to("closed")

    department = walk.case.department
    taken = {kind for (own, kind), n in counts(office).items() if own == department and n == (1, 1)}

    steps = {MarkKind.DISPATCHED, MarkKind.HANDLED, MarkKind.CHECKED, MarkKind.CLOSED}
    assert steps <= taken
    assert counts(office, by="post")["handler", "handled"] == (1, 1)


def test_a_step_done_after_its_wait_ended_counts_as_done_and_not_as_in_time(office: Office) -> None:
    walk = Walk(office).to("filed")
    assert walk.case.wait_until is not None

    walk.at = walk.case.wait_until + timedelta(hours=1)
    walk.act("dispatch", department="water")

    [(n, timely)] = [found for (_, kind), found in counts(office).items() if kind == "dispatched"]
    assert (n, timely) == (1, 0)


def test_every_number_of_acts_opens_as_many_acts(office: Office) -> None:
    for _ in range(2):
        Walk(office).to("closed")
    Walk(office).to("handling")
    zone = desk(office.administrator.county).calendar.zone

    for (department, kind), (n, timely) in counts(office).items():
        for in_time, expected in ((False, n), (True, timely)):
            rows, _ = mark_rows(
                office.administrator,
                "",
                ALL,
                zone,
                kinds=[MarkKind(kind)],
                department=department,
                in_time=in_time,
            )
            assert len(rows) == expected


def test_every_rate_names_acts_that_are_counted() -> None:
    for rate in STEP_RATES:
        assert rate.under in STEPS
        assert rate.over in MarkKind
    assert set(STEP_OF.values()) == set(STEPS)
