"""Which rule row speaks of a category, and is it in force on a day?"""

from datetime import date

import pytest

from wangge.rules.validity import in_force, speaks_of

FIRST, LAST = date(2026, 3, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("pattern", "speaks"),
    [
        ("*", True),
        ("zz:part:02*", True),
        ("zz:part:0201", True),
        ("zz:part:0202", False),
        ("zz:part:02", False),
    ],
)
def test_a_pattern_is_a_key_or_a_beginning_with_a_star(pattern: str, speaks: bool) -> None:
    assert speaks_of(pattern, "zz:part:0201") is speaks


@pytest.mark.parametrize(
    ("from_on", "until_on", "on", "holds"),
    [
        (None, None, FIRST, True),
        (FIRST, LAST, FIRST, True),
        (FIRST, LAST, LAST, False),
        (FIRST, None, date(2026, 2, 28), False),
        (None, LAST, date(2026, 5, 31), True),
    ],
)
def test_a_row_holds_from_its_first_day_until_the_day_before_its_end(
    from_on: date | None, until_on: date | None, on: date, holds: bool
) -> None:
    assert in_force(from_on, until_on, on) is holds
