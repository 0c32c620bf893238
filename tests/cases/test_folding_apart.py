"""Do several processes come to the same counters as one, and does the worker take in one go what has piled up?"""

from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests.builders import COUNTY
from tests.cases.histories import NUMBERS, fold, make_busy_office, take_in
from wangge.cases.queries.desk import desk
from wangge.cases.queries.summing import Sums
from wangge.cases.services.folding import FAR_LEAST, check_figures, summed, told
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.beside import worked_beside
from wangge.foundation.sequencing import cursor_position, follow, head_position, sequence
from wangge.rules.figures import CONSUMER, CellKey


@pytest.mark.django_db(transaction=True)
def test_two_processes_come_to_the_same_sums_as_one() -> None:
    make_busy_office()
    take_in([number * 104_729 % NUMBERS for number in range(150)])
    while fold(500, 500):
        pass
    head = head_position(COUNTY)
    [alone] = summed(COUNTY, 0, head)

    together = Sums(desk(COUNTY).calendar.zone)
    for half in worked_beside(f"{told.__module__}:told", [(COUNTY, 0, 70), (COUNTY, 70, head)]):
        together.add_told(half)

    assert together.changes() == alone.changes()
    assert len(alone.changes()) > 100


@pytest.mark.django_db(transaction=True)
def test_a_process_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="no_such_function"):
        list(worked_beside(f"{told.__module__}:no_such_function", [()]))


@pytest.mark.django_db
def test_what_has_piled_up_is_folded_in_one_go_on_postgresql_and_batch_by_batch_on_sqlite() -> None:
    make_busy_office()
    take_in([number * 104_729 % NUMBERS for number in range(FAR_LEAST * 3 // 5)])
    while sequence(COUNTY, 1000):
        pass
    head = head_position(COUNTY)
    assert head >= FAR_LEAST

    taken = follow(COUNTY, CONSUMERS[0], 100)

    assert taken == cursor_position(COUNTY, CONSUMER) == (head if connection.vendor == "postgresql" else 100)
    assert check_figures(COUNTY) == []


def test_sums_that_are_full_are_written_and_begun_anew() -> None:
    sums, key = Sums(ZoneInfo("Asia/Shanghai")), CellKey("found", "410105", "", "2024-02")
    for _ in range(3):
        sums.take(key, -1)
    sums.changes()

    assert sums.is_full(0)
    assert not sums.is_full(1)
    assert sums.changes() == {key: 3}
