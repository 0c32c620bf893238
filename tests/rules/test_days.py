"""Days and moments that somebody writes are days of our time, or none."""

from datetime import date, datetime

import pytest

from wangge.rules.days import FIRST_YEAR, LAST_YEAR, day_said, moment_said


def test_a_day_and_a_moment_are_read_as_they_are_written() -> None:
    assert day_said("2024-02-29") == date(2024, 2, 29)
    assert moment_said("2024-02-29T10:30") == datetime(2024, 2, 29, 10, 30)  # noqa: DTZ001 - none was written
    assert day_said(f"{FIRST_YEAR}-01-01").year == FIRST_YEAR
    assert day_said(f"{LAST_YEAR}-12-31").year == LAST_YEAR


@pytest.mark.parametrize(
    "text", ["", "2024-02-30", "0001-01-01", "9999-12-31", "1899-12-31", "2200-01-01", "²", "x"]
)
def test_no_day_and_a_year_that_nobody_means_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"isoformat|out of range|anybody means"):
        day_said(text)
    with pytest.raises(ValueError, match=r"isoformat|out of range|anybody means"):
        moment_said(f"{text}T10:00" if text else text)
