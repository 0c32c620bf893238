"""A 12345 centre's order file and its mapping; every default is fixed."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from tests.builders import NOW, Office
from wangge.cases.importing.sources import rows
from wangge.people.hats import Hat
from wangge.reporters.models import HotlineOrder
from wangge.reporters.services.hotline_intake import RejectedOrder, Taken, take_orders
from wangge.rules.order_mapping import OrderMap, read_order_map

HEAD = (
    "工单编号", "来电时间", "来电号码", "诉求类型", "诉求内容", "地址", "事项", "办结时限", "首接单位", "特殊渠道",
    "关联工单", "经度", "纬度",
)  # fmt: skip
MAP: dict[str, object] = {
    "source": {"name": "zz-12345"},
    "fields": {"id": "工单编号", "words": ["诉求内容"], "place": ["地址"]},
    "times": {"reported_at": "来电时间", "due_at": "办结时限", "format": "%Y-%m-%d %H:%M", "zone": "Asia/Shanghai"},
    "category": {"scheme": "CJ/T 214-2007", "kind": "part", "column": "事项", "by": "code"},
    "position": {"lon": "经度", "lat": "纬度", "crs": "EPSG:4490"},
    "department": {"column": "首接单位", "values": {"水务局": "water", "园林局": "parks"}},
    "order": {
        "caller": "来电号码", "repeat_of": "关联工单",
        "kind": {"column": "诉求类型", "values": {"咨询": "consult", "求助": "help", "投诉": "complaint",
                                              "举报": "tip", "建议": "suggestion"}},
        "route": {"column": "特殊渠道", "values": {"紧急": "emergency", "法定": "legal_channel"}},
    },
    "reply": {
        "order": "工单编号", "case": "案卷号", "state": "办理状态", "result": "办理结果", "words": "答复内容",
        "who": "承办单位", "at": "答复时间",
        "values": {"in_hand": "办理中", "replied": "已答复", "advised": "已告知", "sent_back": "返工中",
                  "solved": "已解决", "legal_channel": "法定渠道"},
    },
}  # fmt: skip
PHONE = "139 0371 2345"


def mapping() -> OrderMap:
    return read_order_map(MAP)


def an_order(number: str = "ZZ0001", **changes: str) -> dict[str, str]:
    """One row of the file: a damaged cover, called in on Tuesday at ten."""
    plain = {
        "工单编号": number, "来电时间": "2024-03-05 10:00", "来电号码": PHONE, "诉求类型": "投诉",
        "诉求内容": "路口上水井盖破损，差点崴脚", "地址": "花园路口", "事项": "0101", "办结时限": "", "首接单位": "",
        "特殊渠道": "", "关联工单": "", "经度": "113.685", "纬度": "34.785",
    }  # fmt: skip
    return plain | changes


def a_file(folder: Path, orders: Sequence[dict[str, str]], name: str = "orders.csv") -> Path:
    """Write an order file as the centre sends it, CSV or XLSX."""
    file = folder / name
    if file.suffix == ".xlsx":
        from openpyxl import Workbook

        book = Workbook()
        for line in [HEAD, *([order[column] for column in HEAD] for order in orders)]:
            book.active.append(list(line))
        book.save(file)
        return file
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, HEAD)
        writer.writeheader()
        writer.writerows(orders)
    return file


def take(hat: Hat, file: Path, *, now: datetime = NOW, rejected: list[RejectedOrder] | None = None) -> Taken:
    """Take in a file as the desk does."""
    told = mapping()
    kept = rejected if rejected is not None else []
    return take_orders(hat, rows(file, told.request, told.columns), told, now=now, reject=kept.append)


def taken_order(office: Office, folder: Path, *, now: datetime = NOW, **changes: str) -> UUID:
    """Take in one order and return its id."""
    order = an_order(**changes)
    take(office.clerk, a_file(folder, [order]), now=now)
    return order_of(order["工单编号"]).id


def order_of(number: str = "ZZ0001") -> HotlineOrder:
    return HotlineOrder.objects.get(number=number)
