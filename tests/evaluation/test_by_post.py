"""A kind of post is scored by what all who hold it did together, and never where the figure would be a few people's."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import COUNTY, NOW, PASSWORD, STREET, Office, make_hat, make_office
from tests.cases.walking import Walk
from wangge.cases.models import Mark
from wangge.evaluation.models import Result
from wangge.evaluation.queries.sheets import SheetRow, presets, preview, sheet_by_id
from wangge.evaluation.services.freezing import freeze
from wangge.evaluation.services.objecting import decide_objection, object_to
from wangge.evaluation.services.sheets import draft_sheet, publish_sheet
from wangge.rules.errors import Refused
from wangge.rules.marks import STEPS
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
MARCH, LATER = "2024-03", NOW + timedelta(days=40)


def dispatched(holders: int = 5) -> tuple[Office, Walk, SheetRow]:
    """Two closed cases, so many dispatchers, and the packaged sheet in force."""
    office = make_office(password=PASSWORD)
    for number in range(holders - 1):
        make_hat(f"dispatcher{number}", PostKind.DISPATCHER, STREET)
    first = Walk(office).to("closed")
    Walk(office).to("closed")
    hat = office.administrator
    sheet = draft_sheet(presets()["zhengzhou_post"], hat=hat)
    publish_sheet(sheet, from_on=NOW.date().replace(day=1), hat=hat, now=NOW)
    return office, first, sheet_by_id(COUNTY, sheet)


def test_the_steps_of_a_kind_of_post_are_those_of_all_who_hold_it() -> None:
    office, _, row = dispatched()

    found = preview(office.administrator, row, "dispatcher", MARCH, now=LATER)

    done = Mark.objects.filter(post="dispatcher", kind__in=STEPS)
    assert found.counts == {"acts": done.count(), "acts_in_time": done.filter(in_time=True).count()}
    assert found.counts["acts"] > 0
    assert found.burden == {"posts": 5}


def test_a_kind_of_post_that_four_people_hold_has_no_figure() -> None:
    office, _, row = dispatched(holders=4)

    with pytest.raises(Refused) as refused:
        preview(office.administrator, row, "dispatcher", MARCH, now=LATER)
    client = Client()
    client.post("/login/", {"login": "administrator", "password": PASSWORD})
    page = client.get("/cases/steps/", {"kind": "steps", "post": "dispatcher"})

    assert refused.value.code == "case.too_few_posts"
    assert page.status_code == 422


def test_the_number_opens_as_many_acts_by_case_and_names_nobody() -> None:
    office, _, row = dispatched()
    client = Client()
    client.post("/login/", {"login": "administrator", "password": PASSWORD})
    found = preview(office.administrator, row, "dispatcher", MARCH, now=LATER)

    sheet = client.get(
        f"/evaluation/sheets/{row.hex}/", {"unit": "dispatcher", "period": MARCH}
    ).content.decode()
    page = client.get("/cases/steps/", {"kind": "steps", "post": "dispatcher", "period": MARCH})

    assert f"post=dispatcher&amp;period={MARCH}" in sheet
    assert len(page.context["opened"]["rows"]) == found.counts["acts"]
    assert "Dispatcher0" not in page.content.decode()


def test_an_objection_of_the_post_takes_all_steps_of_the_case_out() -> None:
    office, walk, row = dispatched()
    chief = make_hat("chief", PostKind.OVERSEER, COUNTY)
    result = freeze(row.id, "dispatcher", MARCH, hat=office.administrator, now=LATER)
    before = json.loads(Result.objects.get(pk=result).document)["inputs"]

    objection = object_to(
        result, "steps_in_time", walk.case.number, "系统停机", hat=office.dispatcher, now=LATER
    )
    newest = decide_objection(objection, exclude=True, words="属实", hat=chief, now=LATER)

    after = json.loads(Result.objects.get(pk=newest).document)["inputs"]
    of_case = Mark.objects.filter(case=walk.id, post="dispatcher", kind__in=STEPS).count()
    assert of_case > 0
    assert before["acts"] - after["acts"] == of_case


def test_who_holds_the_kind_of_post_reads_its_result_and_objects_on_its_page() -> None:
    office, walk, row = dispatched()
    result = freeze(row.id, "dispatcher", MARCH, hat=office.administrator, now=timezone.now())
    client = Client()
    client.post("/login/", {"login": "dispatcher", "password": PASSWORD})

    page = client.get(f"/evaluation/results/{result.hex}/")
    said = {"line": "steps_in_time", "number": walk.case.number, "reason": "系统停机"}
    objected = client.post(f"/evaluation/results/{result.hex}/object", said)
    client.post("/login/", {"login": "clerk", "password": PASSWORD})
    other = client.get(f"/evaluation/results/{result.hex}/")

    assert (page.status_code, objected.status_code, other.status_code) == (200, 302, 404)
    assert "post=dispatcher" not in page.text  # its own lists are narrower than what the county counts
    assert client.get("/evaluation/").status_code == 200
