"""是这一件吗? What is near, like and fresh is offered; what points at people never; nobody is ever held up."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from tests.builders import COUNTY, COVER, GRIDS, NOW, Office, a_report, inside, make_office
from wangge.cases.models import Case, Voice
from wangge.cases.queries.nearby import Seen, forget_merges, nearby
from wangge.cases.queries.page import dossier
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import add_voice, move_case
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db

SEWER = "CJ/T 214-2007:part:0102"  # another cover: the names share a part
TREE = "CJ/T 214-2007:part:0402"
SHED = "CJ/T 214-2007:event:0101"
QUARREL = "zz-ledger:event:0501"
METRE = 1 / 111_195  # degrees of latitude
LON, LAT = inside(GRIDS[0])


@pytest.fixture
def office() -> Iterator[Office]:
    forget_merges()
    yield make_office()
    forget_merges()


def seen(category: str = COVER, *, north: float = 0.0, words: str = "") -> Seen:
    return Seen(category, LON, LAT + north * METRE, words)


def reported(office: Office, *, ago: timedelta = timedelta(hours=2), **changes: object) -> UUID:
    return report_case(office.worker, a_report(at=NOW - ago, **changes), now=NOW - ago).case_id


def test_a_second_reporter_of_the_same_cover_is_asked_whether_it_is_this_one(office: Office) -> None:
    case = reported(office)

    offered = nearby(office.neighbour, seen(north=8), now=NOW)

    assert [(one.id, one.metres) for one in offered] == [(case, 8)]
    assert offered[0].ended_at is None


def test_nobody_is_asked_about_what_lies_far_is_of_an_unlike_kind_or_very_old(office: Office) -> None:
    reported(office, ago=timedelta(days=200))
    reported(office, lat=LAT + 400 * METRE)
    reported(office, category=TREE)

    assert nearby(office.worker, seen(), now=NOW) == []


def test_at_most_three_are_offered_and_the_nearest_of_equals_comes_first(office: Office) -> None:
    for metres in (40, 2, 30, 20):
        reported(office, lat=LAT + metres * METRE)

    assert [one.metres for one in nearby(office.worker, seen(), now=NOW)] == [2, 20, 30]


def test_words_in_common_bring_the_like_one_to_the_front(office: Office) -> None:
    reported(office, words="人行道上的井盖被车压裂")
    like = reported(office, words="学校门口井盖丢失,孩子要绕行")

    offered = nearby(office.worker, seen(words="学校门口的井盖丢失了"), now=NOW)

    assert offered[0].id == like


def test_a_case_just_closed_is_offered_too_and_says_so(office: Office) -> None:
    case = reported(office, result="已恢复")

    offered = nearby(office.worker, seen(), now=NOW)

    assert [one.id for one in offered] == [case]
    assert offered[0].ended_at is not None
    assert nearby(office.worker, seen(), now=NOW + timedelta(days=30)) == []


def test_a_case_that_was_refused_is_not_offered(office: Office) -> None:
    case = reported(office)
    move_case(case, "refuse", hat=office.leader, now=NOW, brought=Brought(words="不属于受理范围"))

    assert nearby(office.worker, seen(), now=NOW) == []


@pytest.mark.parametrize("kind", [QUARREL, SHED])
def test_matters_that_point_at_people_and_kinds_off_the_street_are_never_asked_about(
    office: Office, kind: str
) -> None:
    reported(office, category=kind)
    reported(office, category=kind, ago=timedelta(minutes=1))

    assert nearby(office.worker, seen(kind), now=NOW) == []
    assert nearby(office.worker, seen(COVER), now=NOW) == []


def test_an_unknown_kind_is_no_question_and_no_fault(office: Office) -> None:
    assert nearby(office.worker, seen("no:such:kind"), now=NOW) == []


def test_a_kind_with_a_name_alike_is_offered_when_it_lies_at_the_very_spot(office: Office) -> None:
    sewer = reported(office, category=SEWER)

    assert [one.id for one in nearby(office.worker, seen(north=5), now=NOW)] == [sewer]
    assert nearby(office.worker, seen(north=150), now=NOW) == []


def test_an_unlike_kind_is_offered_once_such_kinds_turned_out_to_be_one(office: Office) -> None:
    tree = reported(office, category=TREE)
    assert nearby(office.worker, seen(north=5), now=NOW) == []
    for number in range(12):
        _merged(office, tree, number)
    forget_merges()

    assert [one.id for one in nearby(office.worker, seen(north=5), now=NOW)] == [tree]


def _merged(office: Office, target: UUID, number: int) -> None:
    twin = reported(office, ago=timedelta(days=20 + number))
    Case.objects.filter(county=COUNTY, pk=twin).update(
        parent=target, end="duplicate", ended_at=NOW - timedelta(days=19), state="duplicate"
    )


def test_a_neighbour_who_may_not_see_the_case_learns_neither_words_nor_photo(office: Office) -> None:
    reported(office)

    offered = nearby(office.neighbour, seen(), now=NOW)

    assert [(one.is_in_sight, one.words, one.place, one.photo) for one in offered] == [(False, "", "", "")]


def test_i_saw_it_too_adds_one_voice_and_its_event_and_moves_nothing_else(office: Office) -> None:
    case = reported(office)
    before = Case.objects.get(pk=case)

    voiced = add_voice(office.neighbour, case, now=NOW)

    after = Case.objects.get(pk=case)
    assert (voiced.is_new, voiced.voices, after.voices) == (True, 1, 1)
    assert (after.state, after.wait_until, after.due_at) == (before.state, before.wait_until, before.due_at)
    assert [event.kind for event in dossier(office.overseer, case, now=NOW).history][-1] == "case.voiced"


def test_an_account_is_counted_once_however_often_it_says_so(office: Office) -> None:
    case = reported(office)

    first, again = (add_voice(office.neighbour, case, now=NOW) for _ in range(2))

    assert (first.is_new, again.is_new, again.voices) == (True, False, 1)
    assert Voice.objects.filter(county=COUNTY, case=case).count() == 1


def test_a_voice_for_a_duplicate_goes_to_the_case_that_goes_on(office: Office) -> None:
    case = reported(office)
    _merged(office, case, 1)
    twin = Case.objects.get(county=COUNTY, parent=case)

    assert add_voice(office.neighbour, twin.id, now=NOW).case_id == case


@pytest.mark.parametrize("kind", [QUARREL, SHED])
def test_a_kind_that_is_never_offered_takes_no_voice(office: Office, kind: str) -> None:
    case = reported(office, category=kind)

    with pytest.raises(Refused) as refused:
        add_voice(office.neighbour, case, now=NOW)

    assert refused.value.code == "row.unknown"
    assert Voice.objects.count() == 0


def test_whoever_is_asked_may_still_report_and_nothing_is_merged_by_itself(office: Office) -> None:
    case = reported(office)

    receipt = report_case(office.worker, replace(a_report(), words="还是这里"), now=NOW)

    assert receipt.case_id != case
    assert Case.objects.get(pk=receipt.case_id).parent is None
