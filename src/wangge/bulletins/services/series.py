"""Who says which bulletins a county has and who gets them? Dated rows; a later row ends the one before."""

from datetime import date

from wangge.bulletins.models import Reader, Series
from wangge.cases.queries.desk import desk
from wangge.foundation.locking import writing
from wangge.rules.bulletins import Cadence
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.posts import APPOINTED, OF_DEPARTMENT, PostKind
from wangge.territory.queries import units

HOUR, REMIND_DAYS = 7, 3  # our assumption where a county says nothing
ASSUMED = "our assumption"


def begin_series(
    county: str, unit: str, cadence: Cadence, *, from_on: date, hour: int = HOUR, remind_days: int = REMIND_DAYS,
    source: str = ASSUMED,
) -> None:  # fmt: skip
    """Let a unit have its bulletin from a day on. Refuses `bulletin.other_unit`, `bulletin.unreadable_row`."""
    row = units(county).get(unit)
    level = row.level if row else Level.DISTRICT if unit == county else None
    if level not in {Level.DISTRICT, Level.STREET}:
        raise Refused("bulletin.other_unit", field="unit", unit=unit[:40])
    if not 0 <= hour < 24 or not 0 <= remind_days <= 30:
        raise Refused("bulletin.unreadable_row", field="hour", value=f"{hour}/{remind_days}")
    with writing():
        before = Series.objects.filter(county=county, unit=unit, cadence=cadence, until_on=None)
        before.filter(from_on__lt=from_on).update(until_on=from_on)
        Series.objects.update_or_create(
            county=county, unit=unit, cadence=cadence, from_on=from_on,
            defaults={"hour": hour, "remind_days": remind_days, "source": source, "until_on": None},
        )  # fmt: skip


def send_to(
    county: str, unit: str, cadence: Cadence, *, post: PostKind, at_unit: str = "", department: str = "",
    from_on: date, source: str = ASSUMED,
) -> None:  # fmt: skip
    """Send a unit's bulletin to the holders of a kind of post of a unit or department from a day on.

    Refuses `bulletin.unreadable_row` for what does not exist.
    """
    known = at_unit in units(county) or at_unit == county
    if bool(at_unit) == bool(department) or (at_unit and not known):
        raise Refused("bulletin.unreadable_row", field="at_unit", value=at_unit[:40])
    if department and (department not in desk(county).departments or post not in OF_DEPARTMENT):
        raise Refused("bulletin.unreadable_row", field="department", value=department[:40])
    if post not in APPOINTED or (at_unit and post in OF_DEPARTMENT):
        raise Refused("bulletin.unreadable_row", field="post", value=str(post)[:40])
    with writing():
        stop_sending(
            county, unit, cadence, post=post, at_unit=at_unit, department=department, until_on=from_on
        )
        Reader.objects.update_or_create(
            county=county, unit=unit, cadence=cadence, at_unit=at_unit, department=department, post=post,
            from_on=from_on, defaults={"source": source, "until_on": None},
        )  # fmt: skip


def stop_sending(
    county: str, unit: str, cadence: Cadence, *, post: PostKind, at_unit: str = "", department: str = "", until_on: date
) -> int:  # fmt: skip
    """End such a row on a day; return how many were ended."""
    with writing():
        rows = Reader.objects.filter(
            county=county, unit=unit, cadence=cadence, at_unit=at_unit, department=department, post=post, until_on=None
        )  # fmt: skip
        return rows.update(until_on=until_on)
