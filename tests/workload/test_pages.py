"""The same from the chair: what a department, an overseer and a grid worker see and do by page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import COUNTY, PASSWORD, STREET, make_office
from wangge.people.hats import Hat
from wangge.workload.models import Suggestion, Task

pytestmark = pytest.mark.django_db


def at(hat: Hat) -> Client:
    """A browser in which somebody has logged in."""
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def a_wish(**changes: str) -> dict[str, str]:
    """A form as a department types it."""
    plain = {
        "kind": "form", "title": "燃气报警器排查", "department": "water", "unit": STREET, "basis": "城镇燃气管理条例",
        "purpose": "掌握安装情况", "already": "地点已有", "until_on": f"{timezone.localdate() + timedelta(days=90)}",
        "fields": "报警器是否安装\n厂家", "minutes": "13", "rhythm": "monthly",
    }  # fmt: skip
    return plain | changes


def test_a_department_is_shown_which_fields_are_held_before_it_hands_in() -> None:
    office = make_office(password=PASSWORD)

    page = (
        at(office.handler)
        .post("/workload/tasks/new/", a_wish(fields="问题地点\n厂家", look="1"))
        .content.decode()
    )

    assert "系统已有：地点" in page
    assert "没有相近的已有字段" in page
    assert Task.objects.count() == 0


def test_a_wish_without_ground_is_refused_on_its_page_and_what_was_typed_stays() -> None:
    office = make_office(password=PASSWORD)

    answer = at(office.handler).post("/workload/tasks/new/", a_wish(basis=""))

    assert answer.status_code == 422
    assert "缺少必填内容" in answer.content.decode()
    assert "燃气报警器排查" in answer.content.decode()


def test_an_overseer_admits_by_page_and_every_grid_worker_sees_ground_and_decision() -> None:
    office = make_office(password=PASSWORD)
    address = at(office.handler).post("/workload/tasks/new/", a_wish())["Location"]

    at(office.overseer).post(f"{address}admit", {"words": "依据充分，期限明确"})

    seen = at(office.worker).get(address).content.decode()
    assert "已准入" in seen
    assert "城镇燃气管理条例" in seen
    assert "依据充分，期限明确" in seen
    assert f"{address}admit" not in seen


def test_the_needle_shows_what_fell_and_each_figure_opens_its_forms() -> None:
    office = make_office(password=PASSWORD)
    address = at(office.handler).post("/workload/tasks/new/", a_wish())["Location"]
    at(office.overseer).post(f"{address}admit", {"words": "同意"})
    before = at(office.worker).get(f"/workload/?unit={STREET}").content.decode()

    at(office.overseer).post(f"{address}off", {"words": "改由系统汇总"})

    after = at(office.worker).get(f"/workload/?unit={STREET}").content.decode()
    listed = f"/workload/tasks/?on={timezone.localdate()}&amp;unit={STREET}"
    assert f'<a class="head-value" href="{listed}">3</a>' in before
    assert f'<a class="head-value" href="{listed}">0</a>' in after


def test_a_figures_list_holds_the_forms_it_counted() -> None:
    office = make_office(password=PASSWORD)
    address = at(office.handler).post("/workload/tasks/new/", a_wish())["Location"]
    at(office.overseer).post(f"{address}admit", {"words": "同意"})

    rows = (
        at(office.worker).get(f"/workload/tasks/?on={timezone.localdate()}&department=water").content.decode()
    )
    none = (
        at(office.worker).get(f"/workload/tasks/?on={timezone.localdate()}&department=parks").content.decode()
    )

    assert "燃气报警器排查" in rows
    assert "燃气报警器排查" not in none


def test_a_worker_speaks_without_a_name_and_reads_the_answer() -> None:
    office = make_office(password=PASSWORD)
    worker = at(office.worker)
    worker.post("/workload/said/", {"words": "同一件事填三张表", "anonymous": "1"})
    said = Suggestion.objects.get(county=COUNTY)

    at(office.overseer).post("/workload/said/", {"to": said.id.hex, "words": "已停用两张。"})

    page = worker.get("/workload/said/").content.decode()
    assert "未署名" in page
    assert "已停用两张。" in page
    assert said.account is None


def test_an_empty_answer_is_refused_and_the_page_stays() -> None:
    office = make_office(password=PASSWORD)
    at(office.worker).post("/workload/said/", {"words": "同一件事填三张表"})
    said = Suggestion.objects.get(county=COUNTY)

    answer = at(office.overseer).post("/workload/said/", {"to": said.id.hex, "words": " "})

    assert answer.status_code == 422
    assert "还没有写内容" in answer.content.decode()


def test_what_waits_stands_on_the_overseers_work_page_only() -> None:
    office = make_office(password=PASSWORD)
    at(office.worker).post("/workload/said/", {"words": "同一件事填三张表"})

    mine, theirs = (
        " ".join(at(hat).get("/cases/waiting/").content.decode().split())
        for hat in (office.overseer, office.worker)
    )

    assert '吐槽 <b class="figure">1</b>' in mine
    assert '吐槽 <b class="figure">' not in theirs
    assert "/workload/said/" in theirs


@pytest.mark.parametrize(
    "path", ["/workload/", "/workload/tasks/", "/workload/tasks/new/", "/workload/said/"]
)
def test_a_page_opens_in_both_languages(path: str) -> None:
    office = make_office(password=PASSWORD)
    client = at(office.overseer)
    assert client.get(path).status_code == 200

    client.post("/language/", {"language": "en"})

    assert client.get(path).status_code == 200


def test_an_address_of_nothing_is_refused() -> None:
    office = make_office(password=PASSWORD)
    client = at(office.worker)

    assert client.get("/workload/tasks/nothing/").status_code == 404
    assert client.get("/workload/?unit=nowhere").status_code == 404
