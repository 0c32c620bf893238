"""What did the rounds find before the day of loading, and what became of it?"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta

from wangge.cases.queries.desk import Desk, desk
from wangge.cases.services.history import HistoricCase, take_in_history
from wangge.cases.services.reference import category_key
from wangge.config.demo.huayuanlu.crowding import crowded
from wangge.rules.deadlines import Limit, Unit

STREAM = "huayuanlu-rounds"
HOUR = 3_600_000_000  # microseconds
CLOSING = time(18)
CHUNK = 1000


def take_in_past(
    county: str, rows: Iterable[Mapping[str, str]], *, now: datetime, advance: Callable[[int], None]
) -> int:
    """Take in the past cases, dated back from `now`; return how many were new."""
    known, taken = desk(county), 0
    past = [_told(row, known, now) for row in crowded(rows)]
    for first in range(0, len(past), CHUNK):
        chunk = past[first : first + CHUNK]
        taken += take_in_history(county, chunk, now=now).taken
        advance(len(chunk))
    return taken


def spend(start: datetime, limit: Limit, share: float, known: Desk) -> datetime:
    """Return when a share of a limit is spent, counted from `start` in the limit's own unit."""
    if limit.unit is Unit.EMERGENCY_HOURS:
        return start + share * timedelta(hours=limit.amount)
    if limit.unit is Unit.CALENDAR_DAYS:
        return start + share * timedelta(days=limit.amount)
    one = HOUR if limit.unit is Unit.OFFICE_HOURS else known.calendar.day_length
    return known.calendar.office_time_later(start, round(share * limit.amount * one))


def _told(row: Mapping[str, str], known: Desk, now: datetime) -> HistoricCase:
    category = category_key("zz-ledger", "event", row["item"])
    today = datetime.combine(now.astimezone(known.calendar.zone), time.min, known.calendar.zone)
    reported_at = today - timedelta(days=int(row["day"])) + timedelta(minutes=int(row["minute"]))
    closed_at, due_at = _clock(row, category, reported_at, known, now)
    lon, lat = row["lon"], row["lat"]
    return HistoricCase(
        stream=STREAM, source_ref=row["ref"], category=category, unit=row["unit"],
        located="inside" if lon else "named", provisional=False, candidates=(),
        lon_e7=round(float(lon) * 1e7) if lon else None, lat_e7=round(float(lat) * 1e7) if lat else None,
        accuracy_m=5 if lon else 0, reported_at=reported_at, closed_at=closed_at, due_at=due_at,
        outcome=row["outcome"], words=row["words"], place=row["place"], channel="grid", department="",
    )  # fmt: skip


def _clock(
    row: Mapping[str, str], category: str, reported_at: datetime, known: Desk, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Return when a case ended and when it was due."""
    if row["outcome"] == "settled":
        return reported_at, None
    limit = known.limit_for(category, None, known.today(reported_at))
    if not row["outcome"]:
        # What is open has the day that the clean-up gave it, not the limit of a single report.
        day = now.astimezone(known.calendar.zone).date() + timedelta(days=int(row["due_day"]))
        return None, datetime.combine(day, CLOSING, known.calendar.zone)
    ended_at = spend(reported_at, limit, float(row["spent"]), known)
    if ended_at >= now:  # a long holiday lies between: it still ended before today
        ended_at = reported_at + (now - reported_at) / 2
    return ended_at, known.due(reported_at, limit)
