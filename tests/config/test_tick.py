"""What does one tick do, whatever fails in it?"""

from datetime import datetime

import pytest

from tests.accountability.test_notices import LATE, late_case
from tests.builders import COUNTY, SINCE, make_office
from wangge.accountability.models import Notice
from wangge.accountability.services.notices import notice_all
from wangge.accountability.services.rules import set_up
from wangge.config.commands.tick import HOUR, tick

pytestmark = pytest.mark.django_db


def fail(*, now: datetime) -> int:
    raise ZeroDivisionError(now)


def test_a_job_that_fails_is_told_after_all_others_had_their_turn() -> None:
    done = list[datetime]()

    def work(*, now: datetime) -> int:
        done.append(now)
        return 1

    with pytest.raises(ExceptionGroup):
        tick(LATE, jobs=(fail, work))

    assert done == [LATE]


def test_late_cases_are_looked_through_once_an_hour() -> None:
    office = make_office()
    set_up(COUNTY, from_on=SINCE)
    tick(LATE, jobs=(notice_all,))
    late_case(office)

    tick(LATE + HOUR / 2, jobs=(notice_all,))
    early = Notice.objects.count()
    tick(LATE + HOUR, jobs=(notice_all,))

    assert (early, Notice.objects.count()) == (0, 1)
