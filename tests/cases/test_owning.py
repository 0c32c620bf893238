"""A matter of things goes to who keeps the thing, and the answer says by which rung."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import COMMUNITIES, COUNTY, COVER, GRIDS, NOW, Office, a_report, inside, make_office
from tests.cases.walking import Walk
from tests.territory.things import a_thing, take_in, thing
from wangge.cases.models import Case, RoutingRow
from wangge.cases.queries.owning import cases_of_asset, who_owns
from wangge.cases.queries.page import dossier
from wangge.cases.services.intake import report_case
from wangge.cases.services.reference import rules_changed, set_routes
from wangge.foundation.ids import uuid7
from wangge.people.services.posts import add_department
from wangge.rules.errors import Refused
from wangge.rules.ownership import Passed, Rung
from wangge.rules.routing import Route
from wangge.territory.services.assets import Standing, map_units

pytestmark = pytest.mark.django_db

EVENT = "CJ/T 214-2007:event:0110"


@pytest.fixture
def office() -> Office:
    made = make_office()
    for code in ("company", "housing", "doudi"):
        add_department(county=COUNTY, code=code, name=code.title(), unit=COUNTY)
    return made


def stand(**departments: str) -> None:
    """Say which department stands for which unit of the register."""
    rows = [Standing(unit, department) for unit, department in departments.items()]
    map_units(
        COUNTY,
        rows,
        departments=["company", "housing", "doudi", "water", "parks"],
        source="test",
        from_on=None,
    )


def reported(office: Office, asset: UUID | None, **changes: object) -> Case:
    """The case of a report about a thing."""
    receipt = report_case(office.worker, a_report(asset=asset, **changes), now=NOW)
    return Case.objects.get(county=COUNTY, pk=receipt.case_id)


def test_a_case_goes_to_the_unit_that_maintains_the_thing(office: Office, tmp_path: Path) -> None:
    take_in(tmp_path, a_thing())
    stand(gongshui="company", zhujian="housing")

    case = reported(office, thing().id)

    assert (case.department, case.owner_by, case.asset, case.route) == (
        "company",
        "maintainer",
        thing().id,
        None,
    )


def test_where_nobody_stands_for_maintainer_and_owner_the_authority_answers(
    office: Office, tmp_path: Path
) -> None:
    take_in(tmp_path, a_thing())
    stand(zhujian="housing")

    case = reported(office, thing().id)

    assert (case.department, case.owner_by) == ("housing", "authority")


def test_where_nobody_of_the_record_is_ours_the_territory_answers_by_its_row(
    office: Office, tmp_path: Path
) -> None:
    take_in(tmp_path, a_thing())

    case = reported(office, thing().id)

    assert (case.department, case.owner_by) == ("water", "territory")
    assert case.route is not None


def test_a_thing_without_owner_goes_to_its_duty_bearer(office: Office, tmp_path: Path) -> None:
    take_in(
        tmp_path, a_thing(kind="0114", DeptCode2="", DeptName2="", DeptCode3="", DeptName3="", duty="doudi")
    )

    case = reported(office, thing(kind="0114").id, category="CJ/T 214-2007:part:0114")

    assert (case.department, case.owner_by) == ("doudi", "duty")


def test_none_of_these_leaves_the_case_to_the_territory(office: Office, tmp_path: Path) -> None:
    take_in(tmp_path, a_thing())
    stand(gongshui="company")

    case = reported(office, None)

    assert (case.department, case.owner_by, case.asset) == ("water", "territory", None)


def test_an_event_about_a_thing_goes_to_the_territory_first(office: Office, tmp_path: Path) -> None:
    take_in(tmp_path, a_thing())
    stand(gongshui="company")

    case = reported(office, thing().id, category=EVENT)

    assert (case.department, case.owner_by) == ("parks", "territory")


def test_an_event_that_no_territory_answers_for_goes_to_the_owner_of_the_thing(
    office: Office, tmp_path: Path
) -> None:
    take_in(tmp_path, a_thing())
    stand(gongshui="company")
    set_routes(COUNTY, [Route("", 1, "CJ/T 214-2007:part:*", "", "water")], source="test")

    case = reported(office, thing().id, category=EVENT)

    assert (case.department, case.owner_by) == ("company", "maintainer")


def test_a_thing_that_is_not_there_or_of_another_kind_is_refused(office: Office, tmp_path: Path) -> None:
    take_in(tmp_path, a_thing(kind="0118"))

    with pytest.raises(Refused, match=r"case\.unknown_asset"):
        reported(office, uuid7())
    with pytest.raises(Refused, match=r"case\.asset_of_other_kind"):
        reported(office, thing(kind="0118").id, category=COVER)


def test_the_event_of_the_report_tells_the_thing_and_the_rung(office: Office, tmp_path: Path) -> None:
    take_in(tmp_path, a_thing())
    stand(gongshui="company")
    case = reported(office, thing().id)

    first = dossier(office.leader, case.id, now=NOW).history[0]

    assert (first.payload["asset"], first.payload["owner_by"]) == (thing().id.hex, "maintainer")


def test_who_owns_this_answers_keepers_rulings_and_rules_at_once(office: Office, tmp_path: Path) -> None:
    take_in(tmp_path, a_thing(), a_thing(2, north_m=20))
    stand(gongshui="company")
    old = reported(office, thing().id)
    rule(old, "parks", from_days_ago=30)

    found = who_owns(
        COUNTY, office.worker, category=COVER, asset=thing().id, lon=None, lat=None, on=NOW.date()
    )

    assert found.asset is not None
    assert found.owned is not None
    assert [(one.rung, one.unit, one.passed) for one in found.owned.keepers] == [
        (Rung.MAINTAINER, "gongshui", None), (Rung.OWNER, "chengtou", Passed.STRANGER),
        (Rung.AUTHORITY, "zhujian", Passed.STRANGER),
    ]  # fmt: skip
    assert (found.answer.department, found.answer.rung) == ("parks", Rung.RULING)
    assert [(row.department, row.number, row.about_thing) for row in found.rulings] == [
        ("parks", old.number, True)
    ]
    assert [row.department for row in found.rules] == ["water", "parks"]


def test_a_ruling_about_one_cover_does_not_decide_for_the_next_one_that_has_a_keeper(
    office: Office, tmp_path: Path
) -> None:
    take_in(tmp_path, a_thing(), a_thing(2, north_m=20))
    stand(gongshui="company")
    rule(reported(office, thing().id), "parks", from_days_ago=30)

    again, other = reported(office, thing().id), reported(office, thing(2).id)

    assert (again.department, again.owner_by) == ("parks", "ruling")
    assert (other.department, other.owner_by) == ("company", "maintainer")


def test_a_ruling_that_has_ended_is_told_and_decides_nothing(office: Office, tmp_path: Path) -> None:
    take_in(tmp_path, a_thing())
    stand(gongshui="company")
    rule(reported(office, thing().id), "parks", from_days_ago=30, until_days_ago=1)

    found = who_owns(
        COUNTY, office.worker, category=COVER, asset=thing().id, lon=None, lat=None, on=NOW.date()
    )

    assert found.answer.rung is Rung.MAINTAINER
    assert [row.holds(NOW.date()) for row in found.rulings] == [False]


def test_a_place_without_a_thing_is_answered_by_its_rules(office: Office) -> None:
    lon, lat = inside(GRIDS[3])

    found = who_owns(COUNTY, office.worker, category=COVER, asset=None, lon=lon, lat=lat, on=NOW.date())

    assert (found.answer.department, found.answer.rung) == ("water", Rung.TERRITORY)
    assert found.path[-1] == GRIDS[3]
    assert COMMUNITIES[1] in found.path


def test_a_past_ruling_tells_no_case_number_to_who_may_not_see_the_case(
    office: Office, tmp_path: Path
) -> None:
    take_in(tmp_path, a_thing())
    rule(reported(office, thing().id), "parks", from_days_ago=30)

    seen = who_owns(
        COUNTY, office.neighbour, category=COVER, asset=thing().id, lon=None, lat=None, on=NOW.date()
    )

    assert [row.number for row in seen.rulings] == [""]
    assert cases_of_asset(office.neighbour, thing().id, now=NOW) == []
    assert len(cases_of_asset(office.leader, thing().id, now=NOW)) == 1


def test_a_ruling_on_a_case_about_a_thing_sends_the_next_case_about_it_there_by_itself(
    office: Office, tmp_path: Path
) -> None:
    take_in(tmp_path, a_thing())
    walk = Walk(office, asset=thing().id).to("handling")
    walk.act("return")
    walk.act("deny_return")
    walk.act("return_again")
    walk.act("rule", department="parks")

    again = report_case(office.worker, a_report(asset=thing().id, at=walk.at), now=walk.at)

    case = Case.objects.get(county=COUNTY, pk=again.case_id)
    assert (case.department, case.owner_by) == ("parks", "ruling")
    answer = who_owns(
        COUNTY, office.leader, category="", asset=thing().id, lon=None, lat=None, on=walk.at.date()
    )
    assert [row.number for row in answer.rulings] == [walk.case.number]


def rule(case: Case, department: str, *, from_days_ago: int, until_days_ago: int | None = None) -> None:
    """Write the row that a ruling in this case leaves behind."""
    today = NOW.date()
    RoutingRow.objects.create(
        county=COUNTY, order=0, category=case.category, unit=case.unit, department=department, source="裁定",
        ruling=case.id, from_on=today - timedelta(days=from_days_ago),
        until_on=None if until_days_ago is None else today - timedelta(days=until_days_ago),
    )  # fmt: skip
    rules_changed(COUNTY)
