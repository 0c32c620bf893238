"""How are moments, time left, lights, counts and rates written?"""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from wangge.foundation.templatetags import wangge as words
from wangge.rules.deadlines import Unit

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def chinese() -> object:
    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        yield


@pytest.mark.parametrize(
    ("left", "unit", "said"),
    [
        (timedelta(hours=3), Unit.OFFICE_HOURS, "还剩 3 小时(工作时)"),
        (timedelta(hours=3), Unit.EMERGENCY_HOURS, "还剩 3 小时"),
        (timedelta(hours=17), Unit.WORKING_DAYS, "还剩 2 个工作日"),
        (timedelta(minutes=40), Unit.EMERGENCY_HOURS, "还剩 40 分钟"),
        (timedelta(seconds=20), Unit.EMERGENCY_HOURS, "还剩不到 1 分钟"),
        (timedelta(seconds=-20), Unit.OFFICE_HOURS, "刚刚超期"),
        (timedelta(days=-2, hours=-5), Unit.CALENDAR_DAYS, "超期 2 天"),
        (timedelta(hours=-3), Unit.OFFICE_HOURS, "超期 3 小时(工作时)"),
        (None, Unit.OFFICE_HOURS, ""),
    ],
)
def test_time_left_reads_as_a_person_says_it(left: timedelta | None, unit: Unit, said: str) -> None:
    assert words.time_left(left, unit) == said


def test_time_left_speaks_english_on_an_english_page() -> None:
    with translation.override("en"):
        said = [words.time_left(timedelta(hours=1)), words.time_left(timedelta(days=-2))]

    assert said == ["1 hour left", "overdue by 2 days"]


def test_a_moment_is_written_in_the_readers_zone() -> None:
    assert words.clock(NOW) == "2026-11-22 14:05"
    assert words.day(datetime(2026, 11, 22, 17, tzinfo=UTC)) == "2026-11-23"


@pytest.mark.parametrize(
    ("distance", "said"),
    [(timedelta(hours=-3), "3 小时前"), (timedelta(days=2), "2 天后"), (timedelta(seconds=-5), "刚刚")],
)
def test_a_distance_from_now_stands_beside_a_moment(distance: timedelta, said: str) -> None:
    assert words.ago(NOW + distance, NOW) == said


def test_a_light_is_a_shape_a_colour_and_a_word() -> None:
    assert words.light("red") == (
        '<span class="light light-red"><span class="light-shape" aria-hidden="true">◆</span> 超期</span>'
    )
    assert words.light("") == "–"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (2328, 4556, "51.1 %"),
        (1, 3, "33.3 %"),
        (1, 8, "12.5 %"),
        (1, 2000, "0.1 %"),
        (0, 0, "–"),
        (5, 5, "100.0 %"),
    ],
)
def test_a_share_has_one_decimal_half_up_and_needs_a_whole(part: int, whole: int, said: str) -> None:
    assert words.percent(part, whole) == said


def test_a_rate_shows_both_numbers_and_each_opens_its_rows() -> None:
    said = words.rate(2328, 4556, "/solved?a=1&b=2", "/found")

    assert said == (
        '<span class="rate"><a class="figure" href="/solved?a=1&amp;b=2">2,328</a>'
        ' <span class="rate-of">/</span> <a class="figure" href="/found">4,556</a>'
        ' <span class="rate-of">=</span> <b class="figure">51.1 %</b></span>'
    )


def test_a_count_without_rows_to_open_is_no_link() -> None:
    assert words.count(4556) == '<span class="figure">4,556</span>'
    assert words.count(None, "/found") == '<span class="figure">–</span>'


def test_a_long_duration_keeps_its_hours_and_a_very_long_one_does_not() -> None:
    assert words.span(timedelta(days=3, hours=4)) == "3 天 4 小时"
    assert words.span(timedelta(days=30, hours=4)) == "30 天"
    assert words.span(None) == "–"


@pytest.mark.parametrize(("length", "said"), [(12.4, "12 m"), (1400.0, "1.4 km"), (None, "–")])
def test_a_distance_on_the_ground_is_told_in_metres_or_kilometres(length: float | None, said: str) -> None:
    assert words.metres(length) == said
