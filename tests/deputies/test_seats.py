"""A place finds its deputies of every level; a person keeps away from what is their own unit's."""

from datetime import date
from uuid import UUID

import pytest

from tests.builders import COMMUNITIES, COUNTY, GRIDS, NOW, SINCE, STREET, add_hat, make_hat, make_office
from wangge.deputies.policies import recused
from wangge.deputies.queries.seats import (
    by_work_unit,
    deputies_in_force,
    deputy_of,
    seats_at,
    seats_of,
    units_of,
)
from wangge.deputies.services.seats import (
    ConstituencyWish,
    draw_constituency,
    end_seat,
    found_congress,
    give_seat,
    keep_deputy,
    open_station,
)
from wangge.foundation.refusals import told
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.seats import Basis, CongressLevel

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def district(*units: str, code: str = "1", seats: int = 2) -> tuple[UUID, UUID]:
    """A term of the district's congress with one residential constituency: (term, constituency)."""
    _, term = found_congress(COUNTY, COUNTY, "金水区人民代表大会", term=11, from_on=SINCE, now=NOW)
    wish = ConstituencyWish(code, f"第{code}选区", Basis.RESIDENTIAL, seats, units=units or (COMMUNITIES[0],))
    return term, draw_constituency(COUNTY, term, wish, now=NOW)


def city() -> UUID:
    _, term = found_congress(COUNTY, "4101", "市人民代表大会", term=15, from_on=SINCE, now=NOW)
    return draw_constituency(
        COUNTY, term, ConstituencyWish("jinshui", "金水区选举单位", Basis.ELECTING, 30), now=NOW
    )


def code_of(refused: "pytest.ExceptionInfo[Refused]") -> str:
    return refused.value.code


def test_a_grid_finds_the_deputies_of_its_constituency_and_the_upper_ones_of_its_station() -> None:
    make_office()
    _, east = district()
    upper, station = city(), open_station(COUNTY, STREET, "花园路代表之家", from_on=SINCE, now=NOW)
    own, high = keep_deputy(COUNTY, "甲代表", now=NOW), keep_deputy(COUNTY, "乙代表", now=NOW)
    give_seat(COUNTY, own, east, from_on=SINCE, station=station, now=NOW)
    give_seat(COUNTY, high, upper, from_on=SINCE, station=station, now=NOW)

    inside, outside = seats_at(COUNTY, GRIDS[0], TODAY), seats_at(COUNTY, GRIDS[3], TODAY)

    assert [(one.name, one.level, one.basis) for one in inside] == [
        ("乙代表", CongressLevel.CITY, Basis.ELECTING), ("甲代表", CongressLevel.DISTRICT, Basis.RESIDENTIAL),
    ]  # fmt: skip
    assert [one.name for one in outside] == ["乙代表"]
    assert units_of(COUNTY, own, TODAY) == (COMMUNITIES[0],)
    assert units_of(COUNTY, high, TODAY) == (STREET,)


def test_a_deputy_elected_by_the_congress_below_stands_for_the_county_until_a_station_is_theirs() -> None:
    make_office()
    upper, high = city(), keep_deputy(COUNTY, "乙代表", now=NOW)
    give_seat(COUNTY, high, upper, from_on=SINCE, now=NOW)

    assert units_of(COUNTY, high, TODAY) == (COUNTY,)


def test_a_work_unit_finds_its_deputies_by_name_and_no_place_does() -> None:
    make_office()
    _, term = found_congress(COUNTY, COUNTY, "区人大", term=11, from_on=SINCE, now=NOW)
    wish = ConstituencyWish("9", "第九选区", Basis.WORK_UNIT, 1, work_units=("第二棉纺厂",))
    mill = draw_constituency(COUNTY, term, wish, now=NOW)
    give_seat(COUNTY, keep_deputy(COUNTY, "丙代表", now=NOW), mill, from_on=SINCE, now=NOW)

    assert [one.name for one in by_work_unit(COUNTY, "棉纺", TODAY)] == ["丙代表"]
    assert by_work_unit(COUNTY, "棉", TODAY) == []
    assert seats_at(COUNTY, GRIDS[0], TODAY) == []


@pytest.mark.parametrize("unit", [COMMUNITIES[0], GRIDS[0], STREET])
def test_two_residential_constituencies_of_one_term_may_not_share_a_corner(unit: str) -> None:
    make_office()
    term, _ = district()
    wish = ConstituencyWish("2", "第二选区", Basis.RESIDENTIAL, 2, units=(unit,))

    with pytest.raises(Refused) as refused:
        draw_constituency(COUNTY, term, wish, now=NOW)

    assert code_of(refused) == "deputy.constituency_overlap"
    assert "选举法第二十五条" in told(refused.value, "zh").sentence


def test_seats_of_a_city_and_its_district_go_together_and_those_of_two_districts_do_not() -> None:
    make_office()
    _, east = district()
    upper = city()
    _, term = found_congress(COUNTY, "410106", "邻区人大", term=11, from_on=SINCE, now=NOW)
    other = draw_constituency(COUNTY, term, ConstituencyWish("1", "邻区选区", Basis.WORK_UNIT, 1), now=NOW)
    person = keep_deputy(COUNTY, "甲代表", now=NOW)
    give_seat(COUNTY, person, east, from_on=SINCE, now=NOW)
    give_seat(COUNTY, person, upper, from_on=SINCE, now=NOW)

    with pytest.raises(Refused) as refused:
        give_seat(COUNTY, person, other, from_on=SINCE, now=NOW)

    assert code_of(refused) == "deputy.unrelated_seats"
    assert "选举法第四十八条" in told(refused.value, "zh").sentence
    assert len(seats_of(COUNTY, person, TODAY)) == 2


def test_no_constituency_elects_more_than_three_and_none_gives_more_seats_than_it_has() -> None:
    make_office()
    _, east = district(seats=1)
    give_seat(COUNTY, keep_deputy(COUNTY, "甲代表", now=NOW), east, from_on=SINCE, now=NOW)

    with pytest.raises(Refused) as taken:
        give_seat(COUNTY, keep_deputy(COUNTY, "乙代表", now=NOW), east, from_on=SINCE, now=NOW)
    with pytest.raises(Refused) as many:
        district(COMMUNITIES[1], code="2", seats=4)

    assert (code_of(taken), code_of(many)) == ("deputy.seat_taken", "deputy.bad_seats")


def test_a_street_has_no_congress_and_voters_do_not_elect_a_citys_deputies() -> None:
    make_office()
    _, term = found_congress(COUNTY, "4101", "市人大", term=15, from_on=SINCE, now=NOW)

    with pytest.raises(Refused) as street:
        found_congress(COUNTY, "41010500", "街道人大", term=1, from_on=SINCE, now=NOW)
    with pytest.raises(Refused) as basis:
        draw_constituency(COUNTY, term, ConstituencyWish("1", "一", Basis.RESIDENTIAL, 1), now=NOW)

    assert (code_of(street), code_of(basis)) == ("deputy.bad_area", "deputy.bad_basis")


def test_a_former_deputy_is_kept_and_not_offered() -> None:
    make_office()
    _, east = district()
    person = keep_deputy(COUNTY, "甲代表", now=NOW)
    seat = give_seat(COUNTY, person, east, from_on=SINCE, now=NOW)

    end_seat(COUNTY, seat, until_on=TODAY, now=NOW)

    assert seats_at(COUNTY, GRIDS[0], TODAY) == []
    assert deputies_in_force(COUNTY, TODAY) == []
    assert [one.until_on for one in seats_of(COUNTY, person)] == [TODAY]
    assert len(seats_at(COUNTY, GRIDS[0], date(2024, 3, 4))) == 1


def test_one_person_with_two_seats_and_a_street_post_keeps_away_from_the_street_and_from_their_department() -> (
    None
):
    make_office()
    hat = make_hat("many-hats", PostKind.DEPUTY, COUNTY)
    add_hat(hat.account_id, PostKind.ACCOUNTABLE, STREET)
    add_hat(hat.account_id, PostKind.DEPARTMENT_HEAD, COUNTY, department="water")
    _, east = district()
    person = keep_deputy(COUNTY, "多职代表", account=hat.account_id, now=NOW)
    give_seat(COUNTY, person, east, from_on=SINCE, now=NOW)
    give_seat(COUNTY, person, city(), from_on=SINCE, now=NOW)

    found = deputy_of(hat)

    assert found is not None
    assert found.id == person
    assert recused(COUNTY, person, department="water", on=TODAY)
    assert recused(COUNTY, person, unit=STREET, on=TODAY)
    assert not recused(COUNTY, person, department="parks", unit=COMMUNITIES[0], on=TODAY)
