"""Quiet hours: over midnight too, and danger never waits."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from wangge.rules.errors import Refused
from wangge.rules.quiet import USUAL, Quiet

ZONE = ZoneInfo("Asia/Shanghai")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 3, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (local(5, 20, 59), local(5, 20, 59)),
        (local(5, 21), local(6, 7)),
        (local(5, 23, 59), local(6, 7)),
        (local(6, 3), local(6, 7)),
        (local(6, 7), local(6, 7)),
    ],
)
def test_what_happens_at_night_is_told_in_the_morning(now: datetime, told: datetime) -> None:
    assert USUAL.tell_at(now.astimezone(UTC), ZONE, danger=False) == told
    assert USUAL.tell_at(now.astimezone(UTC), ZONE, danger=True) == now


def test_hours_within_one_day_end_on_that_day() -> None:
    noon = Quiet.read("12:00-14:00")

    assert noon.tell_at(local(5, 12, 30), ZONE, danger=False) == local(5, 14)
    assert noon.tell_at(local(5, 14), ZONE, danger=False) == local(5, 14)


@pytest.mark.parametrize("text", ["", "21-7", "25:00-07:00", "21:00", "21:00-07:61"])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        Quiet.read(text)

    assert refused.value.code == "quiet.unreadable"
