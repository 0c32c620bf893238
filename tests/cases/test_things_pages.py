"""The pages of things from three chairs: who finds, who handles, who works in another grid."""

import json
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from PIL import Image

from tests.builders import COUNTY, COVER, GRIDS, NOW, PASSWORD, Office, a_report, inside, make_office
from tests.territory.things import COVER_KIND, a_thing, cover_code, take_in, thing
from wangge.cases.models import Case
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import move_case
from wangge.foundation.ids import uuid7
from wangge.people.hats import Hat
from wangge.people.services.posts import add_department
from wangge.territory.services.assets import Standing, map_units

pytestmark = pytest.mark.django_db

PLACE = dict(zip(("lon", "lat"), (str(degrees) for degrees in inside(GRIDS[0])), strict=True))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = make_office(password=PASSWORD)
    add_department(county=COUNTY, code="company", name="自来水公司养护所", unit=COUNTY)
    photos = tmp_path / "photos"
    photos.mkdir()
    Image.new("RGB", (64, 48), "#888").save(photos / "cover.jpg")
    take_in(
        tmp_path, a_thing(photo="cover.jpg"), a_thing(2, north_m=30, photo=""), a_thing(3, north_m=500, photo=""),
        photos=photos,
    )  # fmt: skip
    map_units(
        COUNTY,
        [Standing("gongshui", "company")],
        departments=["company"],
        source="test",
        from_on=date(2012, 1, 1),
    )
    return made


def wearing(hat: Hat) -> Client:
    """A browser of a person who has logged in; each here has one post."""
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def test_the_form_offers_the_nearest_covers_with_photo_distance_and_none_of_these(office: Office) -> None:
    page = wearing(office.worker).get("/cases/things/near", {"category": COVER, **PLACE}).content.decode()

    assert page.index(cover_code(1)) < page.index(cover_code(2))
    assert cover_code(3) not in page
    assert "自来水公司养护所" in page
    assert f"/cases/things/{thing().id.hex}/photo/small" in page
    assert 'value="none"' in page
    assert page.count(" checked") == 1


def test_the_form_offers_nothing_for_a_kind_that_is_no_thing(office: Office) -> None:
    client = wearing(office.worker)

    page = client.get(
        "/cases/things/near", {"category": "CJ/T 214-2007:event:0110", **PLACE}
    ).content.decode()

    assert page.strip() == ""


def test_the_cover_chosen_in_the_form_stands_on_the_case_page_with_the_rung_that_decided(
    office: Office,
) -> None:
    client = wearing(office.worker)
    told = {
        "report_id": uuid7().hex, "category": COVER, "words": "井盖破损", "crs": "EPSG:4326", "accuracy_m": "0",
        "place": "", "asset": thing().id.hex, **PLACE,
    }  # fmt: skip

    sent = client.post("/cases/report/", told)
    page = client.get(sent["Location"]).content.decode()

    case = Case.objects.get(county=COUNTY)
    assert (case.asset, case.department, case.owner_by) == (thing().id, "company", "maintainer")
    assert cover_code(1) in page
    assert "养护单位" in page


def test_none_of_these_is_an_answer(office: Office) -> None:
    client = wearing(office.worker)
    told = {
        "report_id": uuid7().hex, "category": COVER, "words": "井盖破损", "crs": "EPSG:4326", "accuracy_m": "0",
        "place": "", "asset": "none", **PLACE,
    }  # fmt: skip

    client.post("/cases/report/", told)

    assert Case.objects.get(county=COUNTY).asset is None


def test_once_a_dispatcher_sent_it_elsewhere_the_page_claims_no_rung(office: Office) -> None:
    case = report_case(office.worker, a_report(asset=thing().id), now=NOW).case_id
    move_case(case, "file", hat=office.leader, now=NOW)
    move_case(case, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="water"))

    page = wearing(office.leader).get(f"/cases/{case.hex}/").content.decode()

    assert cover_code(1) in page
    assert "养护单位" not in page


def test_a_department_that_handles_sees_the_thing_and_its_own_cases_only(office: Office) -> None:
    mine = dispatched(office, "water")
    dispatched(office, "parks")

    page = wearing(office.handler).get(f"/cases/things/{thing().id.hex}/").content.decode()

    numbers = {one.id: one.number for one in Case.objects.filter(county=COUNTY)}
    assert [number for key, number in numbers.items() if number in page] == [numbers[mine]]
    assert "自来水公司" in page


def test_a_worker_of_another_grid_sees_the_thing_but_not_its_cases(office: Office) -> None:
    dispatched(office, "water")

    page = wearing(office.neighbour).get(f"/cases/things/{thing().id.hex}/").content.decode()

    assert cover_code(1) in page
    assert Case.objects.get(county=COUNTY).number not in page


def dispatched(office: Office, department: str) -> UUID:
    """A case about the first cover, sent to a department."""
    case = report_case(office.worker, a_report(asset=thing().id), now=NOW).case_id
    move_case(case, "file", hat=office.leader, now=NOW)
    move_case(case, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department=department))
    return case


def test_who_owns_this_is_answered_on_one_page_by_place_or_by_identifier(office: Office) -> None:
    client = wearing(office.worker)

    by_place = client.get("/cases/owner/", {"kind": COVER, **PLACE}).content.decode()
    by_code = client.get("/cases/owner/", {"code": cover_code(2)}).content.decode()

    for page in (by_place, by_code):
        assert "自来水公司养护所" in page
        assert "城投公司" in page
    assert cover_code(2) in by_place


def test_a_place_without_things_is_answered_by_its_rules(office: Office) -> None:
    lon, lat = inside(GRIDS[3])

    page = (
        wearing(office.worker).get("/cases/owner/", {"kind": COVER, "lon": lon, "lat": lat}).content.decode()
    )

    assert "水务局" in page


def test_the_register_narrows_by_kind_and_owner_and_its_map_says_the_same(
    office: Office, tmp_path: Path
) -> None:
    take_in(tmp_path, a_thing(4, DeptCode2="", DeptName2="", north_m=60))
    client = wearing(office.worker)
    lon, lat = inside(GRIDS[0])
    box = f"{lon - 0.002},{lat - 0.002},{lon + 0.002},{lat + 0.002}"

    page = client.get("/cases/things/", {"kind": COVER_KIND, "owner_state": "unknown"}).content.decode()
    drawn = client.get("/cases/things/layer", {"owner_state": "unknown", "bbox": box, "zoom": "17"}).json()

    assert cover_code(4) in page
    assert cover_code(1) not in page
    assert [one["url"] for one in drawn["things"]] == [f"/cases/things/{thing(4).id.hex}/"]


def test_a_phone_asks_for_near_things_and_their_owner_in_json(office: Office) -> None:
    client = wearing(office.worker)

    near = client.get("/api/things/near", {"category": COVER, **PLACE}).json()
    answer = client.get("/api/things/owner", {"asset": near[0]["asset"]}).json()

    assert [(one["code"], one["metres"], one["decided_by"]) for one in near] == [
        (cover_code(1), 0, "maintainer"), (cover_code(2), 30, "maintainer"),
    ]  # fmt: skip
    assert (answer["department"], answer["decided_by"]) == ("company", "maintainer")
    assert [one["rung"] for one in answer["keepers"]] == ["maintainer", "owner", "authority"]
    assert [one["department"] for one in answer["rules"]] == ["water", "parks"]


def test_a_phone_reports_a_thing_in_json(office: Office) -> None:
    report = {
        "id": str(uuid7()), "category": COVER, "at": NOW.isoformat(), "words": "井盖破损", "asset": str(thing().id),
        "lon": inside(GRIDS[0])[0], "lat": inside(GRIDS[0])[1],
    }  # fmt: skip

    answer = wearing(office.worker).post(
        "/api/cases/reports", json.dumps({"reports": [report]}), content_type="application/json"
    )

    assert answer.json()["outcomes"][0]["department"] == "company"


def test_the_photo_of_a_thing_opens_and_of_an_unknown_one_does_not(office: Office) -> None:
    client = wearing(office.neighbour)

    assert client.get(f"/cases/things/{thing().id.hex}/photo/small").status_code == 200
    assert client.get(f"/cases/things/{thing(2).id.hex}/photo/small").status_code == 404
    assert client.get("/cases/things/nothing/").status_code == 404


@pytest.mark.parametrize("query", ["state=red", "owner_state=x", "code=abc", "unit=nowhere"])
def test_a_filter_that_is_none_is_refused(office: Office, query: str) -> None:
    assert wearing(office.worker).get(f"/cases/things/?{query}").status_code == 422


def test_a_stranger_is_led_to_the_log_in(office: Office) -> None:
    assert Client().get("/cases/things/").status_code == 302
    assert Client().get("/api/things/owner", {"code": cover_code()}).status_code in {401, 403}


def test_the_map_of_cases_draws_the_things_of_a_kind(office: Office) -> None:
    client = wearing(office.leader)

    plain, drawn = (
        client.get("/cases/map/", query).content.decode() for query in ({}, {"things": COVER_KIND})
    )

    assert "data-things" not in plain
    assert "things%3DCJ" in plain or "things=CJ" in plain
    assert 'data-things="/cases/things/layer?kind=CJ' in drawn
