"""What do the demo street's things notice? A dozen devices, some alarms that wait, one judged, one device silent."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from wangge.alarms.queries.groups import waiting
from wangge.alarms.services.devices import IMPORT_COLUMNS, import_devices, mark_silent
from wangge.alarms.services.judging import judge_as_nothing
from wangge.alarms.services.taking import Arrival, take
from wangge.alarms.services.warning import take_cap
from wangge.cases.queries.desk import desk
from wangge.foundation.locking import writing
from wangge.people.hats import Hat
from wangge.people.queries import account_by_login, hats
from wangge.rules.alarm_messages import Told, read_body
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.territory.queries import UnitRow, units

# Code, kind, place, department, alarm from, worse from, minutes between two words of it at most. All invented.
DEVICES = (
    ("HYL-W1", "water_level", "下穿通道水位计", "gongshui", 15, 30, 60),
    ("HYL-W2", "water_level", "泵站集水池水位计", "gongshui", 40, 60, 60),
    ("HYL-S1", "smoke", "三号楼楼道烟感", "", "", "", 1440),
    ("HYL-S2", "smoke", "农贸市场烟感", "", "", "", 1440),
    ("HYL-T1", "tilt", "老院围墙倾角仪", "zhujian", 2, 5, 720),
    ("HYL-T2", "tilt", "户外广告架倾角仪", "chengguan", 2, 5, 720),
    ("HYL-M1", "manhole", "北环路东口井盖", "gongshui", "", "", 1440),
    ("HYL-M2", "manhole", "纬五路中段井盖", "gongshui", "", "", 1440),
    ("HYL-B1", "bin", "六院大门垃圾箱", "", 80, 100, 720),
    ("HYL-B2", "bin", "公交站旁垃圾箱", "", 80, 100, 720),
    ("HYL-F1", "fire_lane", "四号楼消防通道", "", "", "", 720),
    ("HYL-F2", "fire_lane", "商场后侧消防通道", "", "", "", 720),
)
# Device, kind of message, minutes before now, and what it says.
SAID: Sequence[tuple[str, str, int, Mapping[str, object]]] = (
    ("HYL-S2", "alarm", 130, {"state": "raised"}),
    ("HYL-W1", "reading", 95, {"value": 18.5}),
    ("HYL-W1", "reading", 65, {"value": 33.0}),
    ("HYL-W1", "reading", 35, {"value": 36.5}),
    ("HYL-F1", "alarm", 50, {"state": "raised"}),
    ("HYL-F1", "alarm", 44, {"state": "raised"}),
    ("HYL-B2", "reading", 25, {"value": 92.0}),
    ("HYL-M1", "alarm", 20, {"state": "raised"}),
    ("HYL-M1", "alarm", 18, {"state": "cleared"}),
    ("HYL-M1", "alarm", 16, {"state": "raised"}),
    ("HYL-M1", "alarm", 14, {"state": "cleared"}),
    ("HYL-M1", "alarm", 12, {"state": "raised"}),
    ("HYL-M1", "alarm", 10, {"state": "cleared"}),
    ("HYL-M1", "alarm", 8, {"state": "raised"}),
    ("HYL-T2", "alarm", 15, {"state": "raised"}),  # said once: not believed yet
    ("HYL-S1", "alarm", 4, {"state": "raised"}),
)
SILENT, SILENT_MINUTES = "HYL-W2", 190
UNKNOWN = "HYL-X9"
JUDGED = "HYL-S2"
CAP = """<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>DEMO-{stamp}</identifier><sender>demo@example.org</sender><sent>{sent}</sent><status>Exercise</status>
<msgType>Alert</msgType><scope>Public</scope><info><category>Met</category><event>暴雨</event>
<urgency>Expected</urgency><severity>Moderate</severity><certainty>Likely</certainty>
<headline>暴雨黄色预警（演练）</headline><area><areaDesc>花园路</areaDesc>
<geocode><valueName>GB/T 2260</valueName><value>{street}</value></geocode></area></info></alert>"""


def let_things_speak(county: str, *, now: datetime) -> None:
    """Register the devices and let them speak, once; what is there already stays."""
    with writing():
        if not import_devices(county, _register(county), now=now).new:
            return
        for code in sorted({device[0] for device in DEVICES} - {SILENT}):
            _take(county, [_said(code, "beat", now, {})], now)
        quiet = now - timedelta(minutes=SILENT_MINUTES)
        _take(county, [_said(SILENT, "beat", quiet, {})], quiet)
        for number, (code, kind, minutes, told) in enumerate(SAID):
            at = now - timedelta(minutes=minutes)
            _take(county, [_said(code, kind, at, {"id": f"demo-{number}", **told})], at)
        _take(county, [_said(UNKNOWN, "alarm", now, {"id": "demo-x", "state": "raised"})], now)
        mark_silent(now=now)
        street = next(row.code for row in units(county).values() if row.level == Level.STREET)
        sent = now - timedelta(minutes=10)
        take_cap(
            county,
            "demo",
            CAP.format(stamp=f"{now:%Y%m%d}", sent=sent.isoformat(), street=street).encode(),
            now=now,
        )
        _judge_one(county, now=now)


def _judge_one(county: str, *, now: datetime) -> None:
    account = account_by_login("hyl-duty")
    hat: Hat | None = next(iter(hats(account.id, on=desk(county).today(now))), None) if account else None
    if hat is None:
        return
    row = next((one for one in waiting(hat) if one.device == JUDGED), None)
    if row is not None:
        told = now - timedelta(minutes=100)
        judge_as_nothing(row.group.id, "seen_well", "摊位油烟，已到场看过，无明火", hat=hat, now=told)


def _register(county: str) -> list[str]:
    grids: Sequence[UnitRow] = sorted(
        (row for row in units(county).values() if row.level == Level.GRID and row.point),
        key=lambda row: row.code,
    )
    lines = [",".join(IMPORT_COLUMNS)]
    for number, (code, kind, place, department, warns, endangers, minutes) in enumerate(DEVICES):
        grid = grids[number * len(grids) // len(DEVICES)]
        lon, lat = grid.point or (0.0, 0.0)
        lines.append(
            f"{code},{kind},{place},{lon},{lat},{grid.code},{department},{warns},{endangers},{minutes}"
        )
    return lines


def _said(code: str, kind: str, at: datetime, told: Mapping[str, object]) -> Arrival:
    read: Told | Refused = read_body(kind, json.dumps({"at": at.isoformat(), **told}).encode())
    return Arrival("demo", code, read)


def _take(county: str, arrivals: list[Arrival], now: datetime) -> None:
    take(county, arrivals, now=now)
