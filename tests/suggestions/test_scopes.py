"""A unit names where its measure should be felt; each unit its own, and nobody moves a target after the count."""

from datetime import date, datetime

import pytest

from tests.builders import COUNTY, COVER, GRIDS, NOW
from tests.suggestions.council import DAY, Way, make_council
from tests.suggestions.test_joined import code_of, reports
from wangge.cases.queries.desk import desk
from wangge.rules.suggestions import Cause, Role
from wangge.suggestions.queries.outcome import outcomes_of, place_of
from wangge.suggestions.queries.papers import paper
from wangge.suggestions.services import handing, outcome, rounds

pytestmark = pytest.mark.django_db


def test_a_scope_is_the_units_own_and_names_places_kinds_and_days_that_can_be_counted() -> None:
    council = make_council()
    way = Way(council).accepted()
    due, handler = NOW.date() + 30 * DAY, way.office.handler

    def name(units: list[str], kinds: list[str], days: int = 30, hat: object = handler) -> str:
        return code_of(lambda: outcome.name_scope(
            way.id, units, kinds, target=1, due_on=due, days=days, hat=hat, now=way.at  # type: ignore[arg-type]
        ))  # fmt: skip

    sealed = next(iter(desk(COUNTY).matter_only))
    assert name([GRIDS[0]], [COVER], hat=way.office.stranger) == "outcome.not_yours"
    assert name([], [COVER]) == "outcome.no_place"
    assert name([GRIDS[0]], [sealed]) == "outcome.no_kind"
    assert name([GRIDS[0]], [COVER], 3) == "outcome.bad_days"
    assert code_of(lambda: outcome.ask_check(way.id, hat=council.clerk, now=way.at)) == "outcome.no_reply"


def test_a_target_is_not_moved_once_its_day_has_passed_and_the_earlier_naming_stays_in_sight() -> None:
    council = make_council()
    way = Way(council).accepted()
    handler, due = way.office.handler, way.at.date() + 10 * DAY

    def name(target: int, due_on: date, at: datetime) -> None:
        outcome.name_scope(
            way.id, [GRIDS[0]], [COVER], target=target, due_on=due_on, days=30, hat=handler, now=at
        )

    name(1, due, way.at)
    name(2, due + DAY, way.at + DAY)
    late = way.at + 12 * DAY
    assert code_of(lambda: name(9, due + 60 * DAY, late)) == "outcome.scope_fixed"
    (found,) = outcomes_of(COUNTY, paper(COUNTY, way.id), today=late.date())
    assert (found.scope.target, [one.target for one in found.earlier]) == (2, [1])

    way.answered("A")
    again = way.later()
    rounds.open_second_round(COUNTY, way.id, Cause.FACTS, [], council.clerk, again)
    name(3, again.date() + 30 * DAY, again + DAY)
    assert outcomes_of(COUNTY, paper(COUNTY, way.id), today=late.date())[0].scope.target == 3


def test_units_that_answer_apart_have_their_own_places_and_their_own_grade() -> None:
    council = make_council(deputies=6)
    way = Way(council).handed(("water", Role.SEPARATE), ("parks", Role.SEPARATE))
    handing.accept(way.id, hat=way.office.handler, now=way.later())
    handing.accept(way.id, hat=way.office.stranger, now=way.later())
    due = way.at.date() + DAY
    for hat, grid in ((way.office.handler, GRIDS[0]), (way.office.stranger, GRIDS[1])):
        outcome.name_scope(way.id, [grid], [COVER], target=1, due_on=due, days=30, hat=hat, now=way.at)
    way.answered("A")
    reports(council, 6, at=way.at + 5 * DAY)
    later = way.at + 40 * DAY

    water, parks = outcomes_of(COUNTY, paper(COUNTY, way.id), today=later.date())
    assert (water.scope.department, water.scope.units, water.disagrees) == ("water", (GRIDS[0],), True)
    assert (parks.scope.department, parks.scope.units, parks.meaning) == ("parks", (GRIDS[1],), None)
    assert place_of(COUNTY, way.id) == (tuple(sorted(GRIDS[:2])), (COVER,))
    assert outcome.check_outcomes(now=later) == 1
    assert outcome.check_outcomes(now=later) == 0
