"""Devices of the test street, and what they say."""

import json
from datetime import datetime, timedelta
from typing import Any

from tests.builders import COUNTY, GRIDS, NOW, inside
from wangge.alarms.models import Group
from wangge.alarms.services.devices import Registered, import_devices
from wangge.alarms.services.taking import Arrival, Became, take
from wangge.rules.alarm_messages import read_body
from wangge.rules.errors import Refused

HEAD = "code,kind,place,lon,lat,unit,department,warns,endangers,period_minutes"


def install(code: str = "W-1", kind: str = "water_level", grid: str = GRIDS[0], *, department: str = "water",
            warns: str = "", endangers: str = "", minutes: str = "60", now: datetime = NOW) -> Registered:  # fmt: skip
    """Register one device in the middle of a grid."""
    lon, lat = inside(grid)
    line = f"{code},{kind},花园路涵洞,{lon},{lat},,{department},{warns},{endangers},{minutes}"
    return import_devices(COUNTY, [HEAD, line], now=now)


def install_many(count: int, kind: str = "water_level", grid: str = GRIDS[0]) -> None:
    """Register D-0, D-1, ... in one grid."""
    lon, lat = inside(grid)
    rows = [f"D-{number},{kind},泵站{number},{lon},{lat},,,,,60" for number in range(count)]
    import_devices(COUNTY, [HEAD, *rows], now=NOW)


def said(device: str = "W-1", kind: str = "alarm", *, source: str = "mqtt", **keys: Any) -> Arrival:
    """What a door makes of one message."""
    try:
        return Arrival(source, device, read_body(kind, json.dumps(keys).encode()))
    except Refused as refused:
        return Arrival(source, device, refused)


def raised(
    device: str = "W-1", number: int = 1, *, after: float = 0.0, state: str = "raised", **keys: Any
) -> Arrival:
    """An alarm, so many seconds after NOW."""
    at = NOW + timedelta(seconds=after)
    return said(device, id=f"{device}-{number}", at=at.isoformat(), state=state, **keys)


def taken(*arrivals: Arrival, now: datetime = NOW) -> list[Became | Refused]:
    """Take a batch in."""
    return take(COUNTY, arrivals, now=now)


def groups() -> list[Group]:
    """The groups that wait, the oldest first."""
    return list(Group.objects.filter(state="open").order_by("first_at", "id"))
