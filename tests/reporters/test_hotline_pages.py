"""The pages of the 12345 desk, from the chairs of clerk, unit, judge and stranger."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.builders import COUNTY, NOW, PASSWORD, Office, make_office
from tests.reporters.orders import MAP, PHONE, a_file, an_order, order_of, take
from tests.reporters.test_hotline_acts import dispatched
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.cases.services.redacting import redact_words
from wangge.foundation.models import Event
from wangge.people.hats import Hat
from wangge.reporters.models import HotlineOrder
from wangge.reporters.services.hotline_setup import save_order_map, set_terms
from wangge.rules.desk_terms import read_terms

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Asia/Shanghai")


def at(hat: Hat) -> Client:
    """A browser in which somebody has logged in."""
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def received(days_ago: float = 0) -> str:
    return f"{datetime.now(ZONE) - timedelta(days=days_ago):%Y-%m-%d %H:%M}"


def an_old_order(office: Office, folder: Path, **changes: str) -> UUID:
    """One order whose limit passed a month ago."""
    plain = {"来电时间": received(60), "办结时限": received(30)} | changes
    take(office.clerk, a_file(folder, [an_order(**plain)]), now=timezone.now() - timedelta(days=60))
    return order_of().id


def test_the_clerk_takes_a_file_in_by_page_and_reads_what_became_of_it(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    save_order_map(COUNTY, MAP, now=NOW)
    orders = [an_order("A1", 来电时间=received()), an_order("A2", 来电时间=received(), 事项="9999")]
    clerk = at(office.clerk)

    with a_file(tmp_path, orders, "orders.xlsx").open("rb") as file:
        page = clerk.post("/hotline/take", {"orders": file}).content.decode()

    assert "读取 2 张工单：新收 1 张" in page
    assert "第 3 行" in page
    assert f"/hotline/{order_of('A1').id.hex}/" in clerk.get("/hotline/").content.decode()


def test_an_emergency_is_the_first_row_of_the_desk_and_says_what_to_do(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    orders = [an_order("A1", 来电时间=received()), an_order("A2", 来电时间=received(0.01), 特殊渠道="紧急")]
    take(office.clerk, a_file(tmp_path, orders), now=timezone.now())
    clerk = at(office.clerk)

    page = clerk.get("/hotline/").content.decode()
    assert page.index(order_of("A2").id.hex) < page.index(order_of("A1").id.hex)
    assert "立即转接" in page
    order = clerk.get(f"/hotline/{order_of('A2').id.hex}/").content.decode()
    assert "119 消防" in order
    clerk.post(f"/hotline/{order_of('A2').id.hex}/acts/route-emergency", {"emergency": "119"})

    assert order_of("A2").emergency == "119"
    assert "转接时间" in clerk.get(f"/hotline/{order_of('A2').id.hex}/").content.decode()


def test_the_call_back_is_written_down_on_the_page_and_the_rates_show_it(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    order_id = an_old_order(office, tmp_path)
    clerk = at(office.clerk)
    assert order_id.hex in clerk.get("/hotline/calls/").content.decode()

    refused = clerk.post(
        f"/hotline/{order_id.hex}/acts/call-reached", {"responded": "yes", "words": "还没修"}
    )
    done = clerk.post(
        f"/hotline/{order_id.hex}/acts/call-reached",
        {"responded": "yes", "solved": "no", "satisfied": "no", "means": "phone", "words": "还没修"},
    )

    assert (refused.status_code, done.status_code) == (422, 302)
    assert "还没修" in refused.content.decode()  # nothing typed is lost
    assert order_id.hex not in clerk.get("/hotline/calls/").content.decode()
    rates = clerk.get("/hotline/rates/").content.decode()
    assert "100.0 %" in rates  # response
    assert "0.0 %" in rates  # solution


def test_every_number_of_the_rates_opens_its_list(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    order_id = an_old_order(office, tmp_path)
    clerk = at(office.clerk)

    page = clerk.get("/hotline/rates/").content.decode()

    links = re.findall(r'<a class="figure" href="([^"]+)">(\d+)</a>', page)
    assert len(links) >= 8
    for address, number in links:
        listed = clerk.get(address.replace("&amp;", "&")).content.decode()
        assert listed.count('class="work-row"') == int(number), address
    assert order_id.hex in clerk.get("/hotline/rates/waiting/").content.decode()


def test_the_number_is_shown_once_to_the_clerk_and_never_to_the_unit(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    order_id = an_old_order(office, tmp_path, 首接单位="水务局")
    dispatched(office, order_id)
    clerk, unit = at(office.clerk), at(office.handler)

    shown = clerk.post(f"/hotline/{order_id.hex}/acts/open_contact")
    refused = unit.post(f"/hotline/{order_id.hex}/acts/open_contact")

    assert PHONE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert refused.status_code == 403
    for client in (clerk, unit):
        assert PHONE not in client.get(f"/hotline/{order_id.hex}/").content.decode()


def test_the_unit_replies_with_the_words_of_its_own_feedback_filled_in(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    order_id = an_old_order(office, tmp_path, 首接单位="水务局")
    case = dispatched(office, order_id)
    now = timezone.now()
    move_case(case, "sign", hat=office.handler, now=now)
    move_case(case, "feed_back", hat=office.handler, now=now, brought=Brought(words="已更换新井盖"))
    unit = at(office.handler)

    page = unit.get(f"/hotline/{order_id.hex}/").content.decode()
    unit.post(f"/hotline/{order_id.hex}/acts/reply", {"words": "已更换新井盖，请查看"})

    assert re.search(r"<textarea[^>]*>已更换新井盖</textarea>", page)
    assert "已更换新井盖，请查看" in unit.get(f"/hotline/{order_id.hex}/").content.decode()


def test_the_unit_reads_the_redacted_words_and_the_desk_the_original(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    order_id = an_old_order(office, tmp_path, 首接单位="水务局", 诉求内容="我是三楼的，井盖破了")
    case = dispatched(office, order_id)
    redact_words(case, "井盖破了", "花园路口", hat=office.dispatcher, now=timezone.now())

    assert "三楼" not in at(office.handler).get(f"/hotline/{order_id.hex}/").content.decode()
    assert "三楼" in at(office.clerk).get(f"/hotline/{order_id.hex}/").content.decode()


def test_a_stranger_sees_no_order_and_no_desk(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    order_id = an_old_order(office, tmp_path)
    dispatched(office, order_id)
    stranger, nobody = at(office.stranger), Client()

    assert stranger.get(f"/hotline/{order_id.hex}/").status_code == 404
    assert order_id.hex not in stranger.get("/hotline/?show=newest").content.decode()
    for address in ("/hotline/calls/", "/hotline/caller/", "/hotline/replies.csv"):
        assert stranger.get(address).status_code in {403, 404}, address
    assert nobody.get(f"/hotline/{order_id.hex}/").status_code == 302


def test_who_is_calling_shows_the_open_matters_by_post_only_and_logs_the_look(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    order_id = an_old_order(office, tmp_path)
    clerk = at(office.clerk)

    by_address = clerk.get("/hotline/caller/", {"caller": PHONE}).content.decode()
    found = clerk.post("/hotline/caller/", {"caller": PHONE})
    none = clerk.post("/hotline/caller/", {"caller": "13700000000"}).content.decode()
    bad = clerk.post("/hotline/caller/", {"caller": "电话"})

    assert order_id.hex not in by_address
    assert order_id.hex in found.content.decode()
    assert PHONE not in found.content.decode()
    assert "no-store" in found["Cache-Control"]
    assert "没有未办结的事项" in none
    assert bad.status_code == 422
    looked = Event.objects.filter(kind="hotline.looked_up")
    assert [json.loads(event.payload)["orders"] for event in looked.order_by("seq")] == [[order_id.hex], []]


def test_the_judge_rules_and_another_decides_on_the_page(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    order_id = an_old_order(office, tmp_path)
    address = f"/hotline/{order_id.hex}/acts"

    assert at(office.leader).post(f"{address}/rule", {"words": "没有依据"}).status_code == 302
    assert at(office.clerk).post(f"{address}/appeal_ruling", {"words": "有票据"}).status_code == 302
    assert (
        at(office.leader).post(f"{address}/decide_ruling", {"outcome": "upheld", "words": "x"}).status_code
        == 403
    )
    assert (
        at(office.overseer)
        .post(f"{address}/decide_ruling", {"outcome": "lifted", "words": "票据属实"})
        .status_code
        == 302
    )

    assert HotlineOrder.objects.get(pk=order_id).ruling == "lifted"
    assert order_id.hex not in at(office.overseer).get("/hotline/appeals/").content.decode()


def test_more_time_is_read_as_local_time(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    take(
        office.clerk,
        a_file(tmp_path, [an_order(来电时间=received(), 办结时限=received(-1))]),
        now=timezone.now(),
    )
    until = (datetime.now(ZONE) + timedelta(days=9)).replace(hour=17, minute=0, second=0, microsecond=0)

    address = f"/hotline/{order_of().id.hex}/acts/extend"
    bad = at(office.leader).post(address, {"until": "soon", "words": "等配件"})
    at(office.leader).post(address, {"until": f"{until:%Y-%m-%dT%H:%M}", "words": "等配件"})

    assert bad.status_code == 422
    assert order_of().due_at == until


def test_the_reply_file_of_the_page_is_that_of_the_command(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    save_order_map(COUNTY, MAP, now=NOW)
    an_old_order(office, tmp_path)
    clerk = at(office.clerk)

    first, second = (clerk.get("/hotline/replies.xlsx").content for _ in range(2))
    text = clerk.get("/hotline/replies.csv").content.decode("utf-8-sig")

    assert first == second
    assert text.splitlines()[0] == "工单编号,案卷号,办理状态,办理结果,答复内容,承办单位,答复时间"
    assert text.splitlines()[1].startswith("ZZ0001,")
    assert clerk.get("/hotline/replies.pdf").status_code == 422


def test_a_page_of_orders_asks_as_much_of_the_database_for_three_as_for_one(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    clerk = at(office.clerk)
    counts = []
    for numbers in (["A1"], ["A2", "A3"]):
        take(
            office.clerk,
            a_file(tmp_path, [an_order(n, 来电时间=received()) for n in numbers]),
            now=timezone.now(),
        )
        clerk.get("/hotline/")
        with CaptureQueriesContext(connection) as captured:
            clerk.get("/hotline/")
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_countys_own_term_shows_with_its_source(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    row = {
        "term": "reply_complaint",
        "amount": "3",
        "unit": "working_days",
        "source": "市政府第七号通知",
        "from": "",
        "until": "",
    }
    set_terms(COUNTY, read_terms([row], is_own=True))
    take(office.clerk, a_file(tmp_path, [an_order(来电时间=received())]), now=timezone.now())

    page = at(office.clerk).get(f"/hotline/{order_of().id.hex}/").content.decode()

    assert "3 工作日" in page
    assert "市政府第七号通知" in page


def test_the_pages_speak_english_too(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    order_id = an_old_order(office, tmp_path)
    clerk = at(office.clerk)
    clerk.post("/language/", {"language": "en"})

    for address in ("/hotline/", "/hotline/?show=newest", "/hotline/calls/", "/hotline/caller/", "/hotline/rates/",
                    "/hotline/rates/expired/", f"/hotline/{order_id.hex}/"):  # fmt: skip
        assert "12345" in clerk.get(address).content.decode(), address


def test_the_case_leads_to_the_order_that_brought_it(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    order_id = an_old_order(office, tmp_path)
    case = dispatched(office, order_id)

    for hat in (office.clerk, office.handler):
        assert f"/hotline/{order_id.hex}/" in at(hat).get(f"/cases/{case.hex}/").content.decode()
    assert order_id.hex not in at(office.worker).get(f"/cases/{case.hex}/").content.decode()


def test_a_page_of_an_order_opens_in_a_year_without_a_day_list(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    an_old_order(office, tmp_path)
    far = datetime(2031, 12, 31, 9, tzinfo=ZONE)
    HotlineOrder.objects.update(
        due_at=far, missed=1, missed_at=far, ruled_at=far, sent_back_at=far, appealed_at=far
    )

    for address in ("/hotline/?show=newest", f"/hotline/{order_of().id.hex}/"):
        assert at(office.clerk).get(address).status_code == 200, address


def test_a_long_list_is_read_page_by_page_and_misses_none(tmp_path: Path) -> None:
    office = make_office(password=PASSWORD)
    numbers = [f"L{n:03d}" for n in range(120)]
    take(
        office.clerk,
        a_file(tmp_path, [an_order(n, 来电时间=received()) for n in numbers]),
        now=timezone.now(),
    )
    clerk, address, seen = at(office.clerk), "/hotline/", list[str]()

    while address:
        page = clerk.get(address)
        seen += [str(row["number"]) for row in page.context["rows"]]
        address = page.context["next_url"]

    assert sorted(seen) == numbers
    assert clerk.get("/hotline/?after=nonsense").status_code == 422
