"""The daily order file: each order once, each ordinary one a case, a bad row refused alone."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.builders import COUNTY, COVER, NOW, STREET, Office, make_office
from tests.reporters.orders import MAP, PHONE, a_file, an_order, order_of, take, taken_order
from wangge.cases.queries.brief import cases_by_id
from wangge.cases.services.reference import NewCategory, register_categories
from wangge.foundation.history import events_of
from wangge.reporters.models import HotlineOrder, OrderWords
from wangge.reporters.services.hotline_intake import RejectedOrder
from wangge.reporters.services.hotline_setup import set_terms
from wangge.reporters.services.sealing import contact_key, unseal
from wangge.rules.desk_terms import read_terms
from wangge.rules.errors import Refused
from wangge.rules.order_mapping import read_order_map

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["orders.csv", "orders.xlsx"])
def test_each_order_of_a_file_becomes_a_case_that_knows_its_order(tmp_path: Path, name: str) -> None:
    office = make_office()

    found = take(office.clerk, a_file(tmp_path, [an_order("ZZ0001"), an_order("ZZ0002")], name))

    assert (found.read, found.taken, found.already, found.rejected) == (2, 2, 0, 0)
    order = order_of("ZZ0002")
    case = cases_by_id(COUNTY, [order.case], now=NOW)[order.case]  # type: ignore[list-item, index]
    assert (case.channel, case.words, case.place) == ("hotline", "路口上水井盖破损，差点崴脚", "花园路口")
    assert case.reported_at == datetime(2024, 3, 5, 2, tzinfo=UTC)
    assert (order.kind, order.category, order.desk) == ("complaint", COVER, STREET)


def test_a_file_taken_in_twice_changes_nothing(tmp_path: Path) -> None:
    office = make_office()
    file = a_file(tmp_path, [an_order("ZZ0001"), an_order("ZZ0002")])
    take(office.clerk, file)

    again = take(office.clerk, file, now=NOW + timedelta(days=1))

    assert (again.taken, again.already) == (0, 2)
    assert HotlineOrder.objects.count() == 2
    assert order_of().taken_at == NOW


def test_another_content_under_a_taken_number_is_refused_and_overwrites_nothing(tmp_path: Path) -> None:
    office = make_office()
    take(office.clerk, a_file(tmp_path, [an_order()]))
    rejected: list[RejectedOrder] = []

    take(office.clerk, a_file(tmp_path, [an_order(诉求内容="换了内容")]), rejected=rejected)

    assert [(one.line, one.ref, one.why.code) for one in rejected] == [(2, "ZZ0001", "hotline.order_changed")]
    assert OrderWords.objects.get().words == "路口上水井盖破损，差点崴脚"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"工单编号": ""}, "import.bad_id", "工单编号"),
        ({"工单编号": "Z" * 61}, "import.bad_id", "工单编号"),
        ({"来电时间": "昨天"}, "import.bad_time", "来电时间"),
        ({"来电时间": ""}, "import.no_time", "来电时间"),
        ({"事项": "9999"}, "import.unknown_category", "事项"),
        ({"诉求类型": "表扬"}, "", ""),  # a word that the mapping does not list is an ordinary request
        ({"经度": "东"}, "import.bad_number", "经度"),
        ({"首接单位": "不存在的局"}, "", ""),
    ],
)
def test_a_bad_row_is_refused_alone_with_its_row_and_reason(
    tmp_path: Path, change: dict[str, str], code: str, field: str
) -> None:
    office = make_office()
    rejected: list[RejectedOrder] = []

    found = take(
        office.clerk,
        a_file(tmp_path, [an_order("A1"), an_order() | change, an_order("A3")]),
        rejected=rejected,
    )

    told = [(one.line, one.why.code, one.why.facts.get("field")) for one in rejected]
    assert told == ([(3, code, field)] if code else [])
    assert found.taken == 3 - len(told)


def test_the_callers_number_rests_only_sealed_and_hashed(tmp_path: Path) -> None:
    office = make_office()

    order = HotlineOrder.objects.get(pk=taken_order(office, tmp_path))

    assert unseal(order.caller_sealed) == PHONE
    assert order.caller_key == contact_key(COUNTY, "+86 139-0371-2345")
    digits = PHONE.replace(" ", "")
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            text = repr(cursor.fetchall())
        assert PHONE not in text, table
        assert digits not in text, table


@pytest.mark.parametrize("caller", ["", "未知", "匿名"])
def test_a_caller_without_a_number_is_one_without_a_contact(tmp_path: Path, caller: str) -> None:
    office = make_office()

    order = HotlineOrder.objects.get(pk=taken_order(office, tmp_path, 来电号码=caller))

    assert (order.caller_sealed, order.caller_key, order.call_result) == ("", "", "no_contact")


def test_the_limit_written_on_the_order_is_its_limit_and_else_the_term_of_its_kind(tmp_path: Path) -> None:
    office = make_office()
    orders = [an_order("A1", 办结时限="2024-03-08 17:00"), an_order("A2"), an_order("A3", 特殊渠道="紧急")]

    take(office.clerk, a_file(tmp_path, orders))

    written, ours, danger = (order_of(number) for number in ("A1", "A2", "A3"))
    assert (written.due_at, written.limit) == (datetime(2024, 3, 8, 9, tzinfo=UTC), "")
    # Five working days of eight hours from Tuesday at ten: next Tuesday at ten.
    assert (ours.due_at, ours.limit) == (datetime(2024, 3, 12, 2, tzinfo=UTC), "5 working_days")
    assert ours.limit_source == "Jinan 12345 ordinance 2018, article 24"
    assert (danger.due_at, danger.limit) == (NOW + timedelta(hours=2), "2 emergency_hours")


def test_a_changed_term_never_moves_the_limit_of_an_order_that_is_there(tmp_path: Path) -> None:
    office = make_office()
    take(office.clerk, a_file(tmp_path, [an_order("A1")]))
    row = {
        "term": "reply_complaint",
        "amount": "1",
        "unit": "working_days",
        "source": "city notice",
        "from": "",
        "until": "",
    }

    set_terms(COUNTY, read_terms([row], is_own=True))
    take(office.clerk, a_file(tmp_path, [an_order("A2")]))

    assert order_of("A1").due_at == datetime(2024, 3, 12, 2, tzinfo=UTC)
    assert (order_of("A2").due_at, order_of("A2").limit_source) == (
        datetime(2024, 3, 6, 2, tzinfo=UTC),
        "city notice",
    )


def test_a_special_route_makes_no_case_but_an_emergency_does(tmp_path: Path) -> None:
    office = make_office()

    take(office.clerk, a_file(tmp_path, [an_order("A1", 特殊渠道="法定"), an_order("A2", 特殊渠道="紧急")]))

    assert order_of("A1").case is None
    assert order_of("A2").case is not None


def test_an_order_that_points_at_people_has_no_point_below_its_community(tmp_path: Path) -> None:
    office = make_office()
    register_categories(
        [
            NewCategory(
                "CJ/T 214-2007", "part", "9901", "邻里", "邻里纠纷", "Dispute", "test", matter_only=True
            )
        ]
    )

    order = HotlineOrder.objects.get(pk=taken_order(office, tmp_path, 事项="9901"))

    case = cases_by_id(COUNTY, [order.case], now=NOW)[order.case]  # type: ignore[list-item, index]
    assert (case.lon, case.lat) == (None, None)
    assert case.unit == "第一社区"


def test_an_order_without_a_point_belongs_to_its_desks_unit(tmp_path: Path) -> None:
    office = make_office()

    order = HotlineOrder.objects.get(pk=taken_order(office, tmp_path, 经度="", 纬度=""))

    case = cases_by_id(COUNTY, [order.case], now=NOW)[order.case]  # type: ignore[list-item, index]
    assert (case.unit, case.located) == ("花园路街道", "named")


@pytest.mark.parametrize("who", ["worker", "handler", "leader", "overseer"])
def test_only_the_desk_takes_in_an_order_file(tmp_path: Path, who: str) -> None:
    office = make_office()

    with pytest.raises(Refused, match=r"hotline\.not_your_desk"):
        take(getattr(office, who), a_file(tmp_path, [an_order()]))

    assert not HotlineOrder.objects.exists()


def test_the_event_of_an_order_holds_codes_and_digests_and_no_words(tmp_path: Path) -> None:
    office: Office = make_office()

    [event] = events_of(COUNTY, taken_order(office, tmp_path))

    assert event.kind == "hotline.received"
    assert event.payload["kind"] == "complaint"
    text = repr(event.payload)
    assert "井盖" not in text
    # Whole, as written and as dialled: three of its digits may stand in any id.
    assert not [number for number in (PHONE, PHONE.replace(" ", "")) if number in text]


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ({"order": {"callr": "x"}}, "order.callr"),
        ({"order": {"kind": {"column": "x", "values": {"投诉": "grumble"}}}}, "order.kind"),
        ({"reply": {"state": "状态"}}, "reply.order"),
        ({"reply": {"order": "号", "mood": "心情"}}, "reply.mood"),
        ({"order": "caller"}, "order"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_refused_with_its_key(table: dict[str, object], field: str) -> None:
    with pytest.raises(Refused, match=r"mapping\.") as refused:
        read_order_map(MAP | table)

    assert refused.value.facts["field"] == field


def test_the_mapping_of_the_documents_can_be_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "hotline.md").read_text()
    block = page.split("```toml\n")[1].split("```")[0]

    assert read_order_map(tomllib.loads(block)).caller == "来电号码"
