"""Cases with clocks: reported, filed, dispatched at a moment; rules loaded from a day on."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.builders import COUNTY, NOW, Office, a_report, make_office
from wangge.cases.limit_tables import read_limit_table
from wangge.cases.models import Case
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import report_case
from wangge.cases.services.limits import load_limits
from wangge.cases.services.moving import move_case
from wangge.cases.services.reference import set_up_county

SHANGHAI = ZoneInfo("Asia/Shanghai")
GB = "GB/T 30428.2-2013"
SHED, TREE, BURNING = f"{GB}:event:0101", f"{GB}:part:0402", f"{GB}:event:0120"
CONDITIONS = "scheme,kind,code,condition,limit,closing_condition"
COVER_IN_ONE_DAY = "CJ/T 214-2007,part,0101,破损,1工作日,修复"
TODAY, TOMORROW = date(2024, 3, 5), date(2024, 3, 6)


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2024) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


def an_office() -> Office:
    office = make_office()
    set_up_county(COUNTY, zh="金水区", en="Jinshui", schemes=["CJ/T 214-2007", "zz-ledger", GB])
    return office


def filed(office: Office, *, now: datetime = NOW, **report: object) -> UUID:
    case_id = report_case(office.worker, a_report(at=now, **report), now=now).case_id
    move_case(case_id, "file", hat=office.leader, now=now)
    return case_id


def dispatched(
    office: Office,
    *,
    now: datetime = NOW,
    condition: int | None = None,
    signed: bool = False,
    **report: object,
) -> UUID:
    case_id = filed(office, now=now, **report)
    brought = Brought(department="water", condition=condition)
    move_case(case_id, "dispatch", hat=office.dispatcher, now=now, brought=brought)
    if signed:
        move_case(case_id, "sign", hat=office.handler, now=now)
    return case_id


def case_of(case_id: UUID) -> Case:
    return Case.objects.get(county=COUNTY, pk=case_id)


def load(lines: Iterable[str], from_on: date) -> None:
    load_limits(COUNTY, read_limit_table(lines), from_on=from_on, source="invented for this test")
