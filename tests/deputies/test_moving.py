"""Within a term a place goes from one 选区 to another from a day on; none overlap, and what was before stays."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import COMMUNITIES, COUNTY, GRIDS, NOW, PASSWORD, SINCE, make_hat, make_office
from tests.deputies.walking import logged_in
from wangge.config.cli import main
from wangge.deputies.queries.matters import others_for
from wangge.deputies.queries.office_seats import terms_on
from wangge.deputies.queries.seats import constituency_units, parts_of, seats_at
from wangge.deputies.services.moving import Moved, move_unit
from wangge.deputies.services.seats import (
    ConstituencyWish,
    draw_constituency,
    found_congress,
    give_seat,
    keep_deputy,
)
from wangge.foundation.refusals import told
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.seats import Basis
from wangge.territory.queries import units

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 10)
BEFORE = DAY - timedelta(days=1)


def term_with(*held: tuple[str, ...]) -> tuple[UUID, list[UUID]]:
    """A term with a residential constituency and its deputy for each list of units."""
    _, term = found_congress(COUNTY, COUNTY, "金水区人民代表大会", term=11, from_on=SINCE, now=NOW)
    keys = []
    for number, own in enumerate(held, 1):
        wish = ConstituencyWish(str(number), f"第{number}选区", Basis.RESIDENTIAL, 1, units=own)
        keys.append(draw_constituency(COUNTY, term, wish, now=NOW))
        give_seat(COUNTY, keep_deputy(COUNTY, f"代表{number}", now=NOW), keys[-1], from_on=SINCE, now=NOW)
    return term, keys


def names_at(unit: str, on: date) -> list[str]:
    return [seat.name for seat in seats_at(COUNTY, unit, on)]


def test_from_its_day_on_the_other_constituency_represents_the_place_and_before_it_the_first() -> None:
    make_office()
    term, (_, second) = term_with((COMMUNITIES[0],), (COMMUNITIES[1],))

    done = move_unit(COUNTY, term, COMMUNITIES[0], second, from_on=DAY, now=NOW)

    assert (names_at(GRIDS[0], BEFORE), names_at(GRIDS[0], DAY)) == (["代表1"], ["代表2"])
    assert (done.source, done.target, done.gap, done.emptied) == ("第1选区", "第2选区", False, True)
    [row] = terms_on(COUNTY, DAY)
    assert {(one.on, one.constituency, one.begins) for one in row.changes} == {
        (DAY, "第1选区", False),
        (DAY, "第2选区", True),
    }


def test_of_a_wider_unit_the_rest_stays_where_it_was() -> None:
    make_office()
    community = next(row for row in units(COUNTY).values() if row.code == GRIDS[0]).path[-2]
    term, (first, second) = term_with((community,), ())

    move_unit(COUNTY, term, GRIDS[0], second, from_on=DAY, now=NOW)

    siblings = {code for code, row in units(COUNTY).items() if community in row.path[:-1]} - {GRIDS[0]}
    assert set(constituency_units(COUNTY, [first], DAY)[first]) == siblings
    assert names_at(GRIDS[0], DAY) == ["代表2"]
    assert all(names_at(code, DAY) == ["代表1"] for code in siblings)


def test_a_community_whose_grids_went_apart_offers_them_to_whoever_looks_for_a_deputy() -> None:
    make_office()
    term, (_, second) = term_with((COMMUNITIES[0],), (COMMUNITIES[1],))
    move_unit(COUNTY, term, GRIDS[0], second, from_on=DAY, now=NOW)
    first = next(one.deputy for one in seats_at(COUNTY, GRIDS[0], BEFORE))

    parts = [row.code for row in parts_of(COUNTY, COMMUNITIES[0], DAY)]
    offered = others_for(COUNTY, first, unit=COMMUNITIES[0], department="", on=DAY)

    assert GRIDS[0] in parts
    assert (parts_of(COUNTY, COMMUNITIES[0], BEFORE), parts_of(COUNTY, COMMUNITIES[1], DAY)) == ([], [])
    assert [seat.name for seat in offered] == ["代表2"]
    page = Client().get(reverse("deputies:find", args=[COUNTY]), {"unit": COMMUNITIES[0]})
    assert len(page.context["choices"]) == len(parts)


def test_a_place_whose_parts_belong_to_two_constituencies_would_overlap_and_is_refused_with_the_law() -> None:
    make_office()
    known = units(COUNTY)
    community = known[GRIDS[0]].path[-2]
    inside = sorted(code for code, row in known.items() if community in row.path[:-1])
    term, (_, _, third) = term_with((inside[0],), (inside[1],), ())

    with pytest.raises(Refused) as found:
        move_unit(COUNTY, term, community, third, from_on=DAY, now=NOW)

    assert found.value.code == "deputy.constituency_overlap"
    assert "选举法第二十五条" in told(found.value, "zh").sentence
    assert names_at(inside[0], DAY) == ["代表1"]


def test_a_later_change_is_not_overlapped_and_a_day_outside_of_the_term_is_refused() -> None:
    make_office()
    term, (first, second) = term_with((COMMUNITIES[0],), (COMMUNITIES[1],))
    move_unit(COUNTY, term, COMMUNITIES[0], second, from_on=DAY, now=NOW)

    def code(unit: str, target: UUID | None, on: date) -> str:
        with pytest.raises(Refused) as found:
            move_unit(COUNTY, term, unit, target, from_on=on, now=NOW)
        return found.value.code

    assert code(COMMUNITIES[0], None, BEFORE) == "deputy.constituency_overlap"
    assert code(COMMUNITIES[0], second, DAY + timedelta(days=9)) == "deputy.moved_already"
    assert code(COMMUNITIES[0], first, SINCE) == "deputy.move_day"
    assert code(COMMUNITIES[0], term, DAY) == "deputy.move_target"
    assert code("nowhere", first, DAY) == "deputy.unknown_unit"


def test_taken_out_it_leaves_a_gap_that_is_a_warning_and_the_command_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_office()
    term, _ = term_with((COMMUNITIES[0], COMMUNITIES[1]))

    assert main(["deputies", "move", COUNTY, COMMUNITIES[1], "--county", COUNTY, "--from", "2024-03-10"]) == 0

    assert "gap" in capsys.readouterr().out
    [row] = terms_on(COUNTY, DAY)
    assert COMMUNITIES[1] in {unit.code for unit in row.gaps}
    assert (
        main(
            [
                "deputies",
                "move",
                COUNTY,
                COMMUNITIES[1],
                "--to",
                "9",
                "--county",
                COUNTY,
                "--from",
                "2024-03-11",
            ]
        )
        == 2
    )
    back: Moved = move_unit(
        COUNTY, term, COMMUNITIES[1], row.constituencies[0].id, from_on=DAY + timedelta(days=1), now=NOW
    )
    assert (back.source, back.gap) == ("", False)


def test_the_congress_office_moves_it_on_the_page_and_reads_what_changed() -> None:
    make_office(password=PASSWORD)
    term, (_, second) = term_with((COMMUNITIES[0],), (COMMUNITIES[1],))
    clerk = logged_in(make_hat("clerk-m", PostKind.CONGRESS_CLERK, COUNTY, password=PASSWORD))
    form = {"term": term.hex, "unit": COMMUNITIES[0], "target": second.hex, "from_on": "2024-03-10"}

    answer = clerk.post("/deputies/office/seats/move", form)
    again = clerk.post("/deputies/office/seats/move", form)

    assert (answer.status_code, again.status_code) == (200, 409)
    assert "2024-03-10" in answer.content.decode()
    assert "holds no place any more" in answer.content.decode()
