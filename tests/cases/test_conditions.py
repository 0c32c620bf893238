"""Is the condition of a matter chosen at its report or its dispatch, and does it decide limit and danger?"""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import COUNTY, COVER, GRIDS, NOW, PASSWORD, SINCE, inside, make_office
from tests.cases.timing import CONDITIONS, COVER_IN_ONE_DAY, an_office, at, case_of, dispatched, filed, load
from wangge.cases.models import Case
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.foundation.ids import uuid7
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db


def test_the_condition_is_chosen_at_report_or_by_the_dispatcher() -> None:
    office = an_office()
    load([CONDITIONS, COVER_IN_ONE_DAY, "CJ/T 214-2007,part,0101,弹跳,4工作时,修复"], SINCE)

    dues = [case_of(dispatched(office, condition=number)).due_at for number in (None, 2)]
    reported = filed(office, condition=2)
    move_case(reported, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="water"))

    assert dues == [at(3, 6, 10), at(3, 5, 16)]
    assert case_of(reported).due_at == at(3, 5, 16)


def test_a_condition_that_the_category_does_not_have_is_refused() -> None:
    office = an_office()

    with pytest.raises(Refused, match=r"case\.unknown_condition"):
        dispatched(office, condition=7)


def test_danger_is_a_condition_in_emergency_hours() -> None:
    office = an_office()
    load([CONDITIONS, COVER_IN_ONE_DAY, "CJ/T 214-2007,part,0101,丢失,2紧急工作时,恢复"], SINCE)

    cases = [
        case_of(filed(office)),
        case_of(filed(office, condition=2)),
        case_of(dispatched(office, condition=2)),
    ]

    assert [case.danger for case in cases] == [False, True, True]
    assert cases[2].due_at == NOW + timedelta(hours=2)


def test_the_report_form_offers_the_conditions_of_a_category_with_their_limits(client: Client) -> None:
    make_office(password=PASSWORD)
    today = timezone.localdate()
    load([CONDITIONS, COVER_IN_ONE_DAY, "CJ/T 214-2007,part,0101,丢失,2紧急工作时,恢复"], today)
    client.post("/login/", {"login": "worker", "password": PASSWORD})

    offered = client.get("/cases/report/conditions", {"category": COVER}).content.decode()
    none = client.get("/cases/report/conditions", {"category": "CJ/T 214-2007:part:0102"}).content.decode()

    assert re.findall(r'name="condition" value="(\d)"', offered) == ["1", "2"]
    assert "丢失" in offered
    assert "2 紧急工作时" in offered
    assert "condition" not in none


def test_the_condition_chosen_in_the_form_is_kept_with_the_report(client: Client) -> None:
    make_office(password=PASSWORD)
    load([CONDITIONS, COVER_IN_ONE_DAY, "CJ/T 214-2007,part,0101,丢失,2紧急工作时,恢复"], SINCE)
    client.post("/login/", {"login": "worker", "password": PASSWORD})
    lon, lat = inside(GRIDS[0])

    client.post("/cases/report/", {
        "report_id": uuid7().hex, "category": COVER, "condition": "2", "words": "井盖不见了", "lon": lon, "lat": lat,
        "crs": "EPSG:4326",
    })  # fmt: skip

    case = Case.objects.get(county=COUNTY)
    assert (case.condition, case.danger) == (2, True)
