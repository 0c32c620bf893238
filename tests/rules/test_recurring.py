"""A case comes back when its kind is found there again soon after it was solved, and counts once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from wangge.rules.errors import Refused
from wangge.rules.recurring import Again, Seen, came_back

DAY = timedelta(days=1)
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)


def seen(number: int, found: float, solved: float | None = None, *, reopened: int | None = None) -> Seen:
    at = None if solved is None else BEGIN + solved * DAY
    return Seen(UUID(int=number), BEGIN + found * DAY, at, reopened)


def back(*cases: Seen, within: int = 30) -> list[int]:
    return [case.int for case in came_back(cases, within)]


def test_found_again_within_the_window_after_a_solution_comes_back() -> None:
    assert back(seen(1, 0, 2), seen(2, 10), seen(3, 32), seen(4, 32.1)) == [2, 3]


def test_found_again_while_the_first_is_still_open_is_not_coming_back() -> None:
    assert back(seen(1, 0, 20), seen(2, 10), seen(3, 15, 16)) == []


def test_each_counts_once_however_many_were_solved_before() -> None:
    assert back(seen(1, 0, 1), seen(2, 2, 3), seen(3, 4, 5)) == [2, 3]


def test_opened_again_soon_after_its_own_solution_comes_back() -> None:
    assert back(seen(1, 0, 2, reopened=29), seen(2, 100, 101, reopened=30)) == [1]


def test_a_late_solution_of_an_older_case_counts_for_what_follows_it() -> None:
    assert back(seen(1, 0, 50), seen(2, 1, 2), seen(3, 55)) == [3]


@pytest.mark.parametrize("told", [(0, 30, 180), (2, 0, 180), (2, 30, 0), (2, 400, 180)])
def test_numbers_that_say_nothing_are_refused(told: tuple[int, int, int]) -> None:
    with pytest.raises(Refused) as refused:
        Again(*told)

    assert refused.value.code == "recurring.setting"
