"""Before it is sent: whose place, whose work, until when, is it this one; each part by itself, null where untold."""

from typing import Any

import pytest

from tests.builders import COVER, GRIDS, NOW, Office, a_report, inside
from tests.field.phones import Phone
from wangge.cases.services.intake import report_case
from wangge.field.queries.asking import Question, asked

pytestmark = pytest.mark.django_db


def ask(office: Office, grid: str = GRIDS[0], **changes: Any) -> dict[str, Any]:
    lon, lat = inside(grid)
    plain = {"category": COVER, "lon": lon, "lat": lat, "accuracy_m": 10.0, "crs": "EPSG:4326", "words": ""}
    return asked(office.worker, Question(**{**plain, **changes}), now=NOW)


def test_a_point_in_a_grid_is_told_with_who_answers_and_until_when(office: Office) -> None:
    told = ask(office)

    assert told["place"] == {"verdict": "inside", "unit": GRIDS[0], "unit_name": "第1网格", "candidates": []}
    assert told["department"] == {"code": "water", "name": "水务局"}
    assert told["limit"]
    assert (told["near"], told["chips"]) == ([], [])


def test_a_point_at_a_border_names_both_grids_and_chooses_none(office: Office) -> None:
    lon, _ = inside(GRIDS[0])

    place = ask(office, lon=lon + 0.005)["place"]

    assert (place["verdict"], place["unit"]) == ("border", "")
    assert {one["code"] for one in place["candidates"]} == {GRIDS[0], GRIDS[1]}
    assert all(one["name"] for one in place["candidates"])


def test_what_lies_near_is_offered_with_words_only_where_they_may_be_read(office: Office) -> None:
    own = report_case(office.worker, a_report(), now=NOW)

    near = ask(office)["near"]

    assert [(one["id"], one["number"], one["words"]) for one in near] == [
        (str(own.case_id), own.number, "路口上水井盖破损")
    ]
    assert near[0]["metres"] == 0


def test_nothing_is_asked_about_a_kind_that_points_at_people(office: Office) -> None:
    sealed = next(key for key, row in _kinds(office).items() if row.matter_only)
    report_case(office.worker, a_report(category=sealed, words="两家争吵", place=""), now=NOW)

    told = ask(office, category=sealed)

    assert told["near"] == []
    assert told["place"]["unit"] == "410105002001"


@pytest.mark.parametrize(
    ("changes", "untold"),
    [
        ({"category": ""}, {"department", "limit", "near"}),
        ({"category": "no:such:kind"}, {"department", "limit", "near"}),
        ({"lon": None}, {"place", "department", "near"}),
        ({"lon": 999.0}, {"place", "department"}),
    ],
)
def test_a_part_that_cannot_be_told_is_null_and_the_others_stand(
    office: Office, changes: dict[str, Any], untold: set[str]
) -> None:
    told = ask(office, **changes)

    assert {name for name, part in told.items() if part is None} == untold


def test_nought_nought_lies_outside(office: Office) -> None:
    assert ask(office, lon=0.0, lat=0.0)["place"]["verdict"] == "outside"


def test_a_point_in_a_system_that_is_not_declared_is_refused_by_the_address(office: Office) -> None:
    lon, lat = inside(GRIDS[0])
    phone = Phone("worker")

    def post(body: Any) -> Any:
        return phone.client.post("/field/ask", body, content_type="application/json")

    undeclared = post({"category": COVER, "lon": lon, "lat": lat, "crs": ""})
    garbled = post("not json")
    good = post({"category": COVER, "lon": lon, "lat": lat, "crs": "EPSG:4490", "accuracy_m": 5})

    assert (undeclared.status_code, undeclared.json()["code"]) == (422, "case.unknown_system")
    assert garbled.json()["code"] == "field.unreadable"
    assert good.json()["place"]["unit"] == GRIDS[0]


def _kinds(office: Office) -> Any:
    from wangge.cases.queries.desk import desk

    return desk(office.worker.county).categories
