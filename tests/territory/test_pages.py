"""Claims about the pages of territory, from three chairs: my county, another county, a stranger."""

import json
from dataclasses import dataclass

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tests.builders import COUNTY, GRIDS, STREET, inside, make_office
from tests.territory.drawing import COMMUNITY, DAY, NOW, enter, make_town, square
from wangge.people.access import _ACCOUNT, _EPOCH, _POST
from wangge.people.policies import Hat
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.territory import views
from wangge.territory.services.publishing import publish_plan

pytestmark = pytest.mark.django_db


@dataclass
class Wearer:
    county: str


def asked(address: str, county: str) -> HttpRequest:
    request = RequestFactory().get(address)
    request.hat = Wearer(county)  # type: ignore[attr-defined]
    return request


def body(response: HttpResponse) -> dict[str, object]:
    return dict(json.loads(response.content))


def codes(response: HttpResponse) -> list[str]:
    return [feature["properties"]["code"] for feature in json.loads(response.content)["features"]]


def test_outlines_go_level_by_level_and_within_a_unit() -> None:
    make_town()
    publish_plan("town", DAY, now=NOW)

    def outlines(query: str) -> list[str]:
        return codes(views.outlines(asked(f"/territory/outlines.json?{query}", "410105")))

    grids = [f"{COMMUNITY}000", f"{COMMUNITY}001"]
    assert outlines("") == [COMMUNITY]
    assert outlines("within=410105") == [COMMUNITY]
    assert outlines("level=grid") == grids
    assert outlines(f"within={COMMUNITY}") == grids
    assert outlines(f"level=grid&within={COMMUNITY}") == grids
    assert outlines("level=grid&within=410105001") == []
    assert outlines(f"unit={COMMUNITY}") == [COMMUNITY]
    with pytest.raises(Refused, match=r"territory.unknown_level"):
        outlines("level=planet")


def test_outlines_are_asked_again_only_when_the_version_changed() -> None:
    make_town()
    publish_plan("town", DAY, now=NOW)
    first = views.outlines(asked("/territory/outlines.json", "410105"))

    again = asked("/territory/outlines.json", "410105")
    again.META["HTTP_IF_NONE_MATCH"] = first["ETag"]

    assert views.outlines(again).status_code == 304


def test_another_county_and_a_stranger_see_nothing_of_a_plan() -> None:
    make_town()
    publish_plan("town", DAY, now=NOW)

    with pytest.raises(Refused, match=r"territory.unknown_plan"):
        views.outlines(asked("/territory/outlines.json?plan=town", "us-boston"))
    with pytest.raises(Refused, match=r"territory.log_in"):
        views.outlines(RequestFactory().get("/territory/outlines.json"))
    assert views.index(RequestFactory().get("/territory/")).status_code == 302


def test_the_faults_of_a_draft_are_drawn() -> None:
    make_town()
    enter("town", Level.GRID, [(f"{COMMUNITY}001", "", square(0.9, 0, columns=1.1))])
    from wangge.territory.services.checking import check_plan

    check_plan("town")

    answer = body(views.faults(asked("/territory/faults.json?plan=town", "410105")))

    (feature,) = answer["features"]  # type: ignore[misc]
    assert feature["properties"]["kind"] == "overlap"  # type: ignore[index]


def sit(client: Client, hat: Hat) -> Client:
    session = client.session
    session[_ACCOUNT], session[_EPOCH], session[_POST] = hat.account_id.hex, 0, hat.post_id.hex
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client


def test_the_page_lists_plans_units_and_the_coverage_report(client: Client) -> None:
    sit(client, make_office().worker)

    page = client.get("/territory/").content.decode()
    below = client.get(f"/territory/?plan=test&unit={STREET}").content.decode()

    assert "花园路街道" in page
    assert "每一处都只归一个单元" in page
    assert "第一社区" in below


def test_one_point_by_http(client: Client) -> None:
    sit(client, make_office().worker)
    lon, lat = inside(GRIDS[0])

    answer = client.get("/api/territory/locate", {"lon": lon, "lat": lat, "accuracy_m": 5})
    border = client.get("/api/territory/locate", {"lon": lon + 0.005, "lat": lat, "accuracy_m": 1})
    swapped = client.get("/api/territory/locate", {"lon": lat, "lat": lon})

    assert answer.json() | {"version": 0} == {
        "verdict": "inside", "unit": GRIDS[0], "path": "金水区 › 花园路街道 › 第一社区 › 第1网格",
        "candidates": [], "plan": "test", "version": 0, "crs": "EPSG:4326",
    }  # fmt: skip
    assert {one["code"] for one in border.json()["candidates"]} == {GRIDS[0], GRIDS[1]}
    assert (swapped.status_code, swapped.json()["code"]) == (422, "territory.swapped")


def test_a_stranger_locates_nothing(client: Client) -> None:
    answer = client.get("/api/territory/locate", {"lon": 113.68, "lat": 34.78})

    assert (answer.status_code, answer.json()["code"]) == (401, "territory.log_in")


def test_the_page_of_a_county_without_a_plan_says_what_to_do() -> None:
    make_town()

    with pytest.raises(Refused, match=r"territory.no_plan"):
        views.outlines(asked("/territory/outlines.json", COUNTY))
