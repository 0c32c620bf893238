"""A leader's places are drawn on the day; what was found becomes a case, and the next visit opens with it."""

from datetime import timedelta

import pytest

from tests.builders import COUNTY, COVER, GRIDS, NOW, STREET, inside, make_hat, make_office
from wangge.cases.models import Case
from wangge.cases.services.intake import Report, report_case
from wangge.deputies.models import LeaderVisit
from wangge.deputies.queries.leading import counts, drawn_again, kept_before, places_of, visit
from wangge.deputies.services.leading import find_matter, go_out, see_place
from wangge.foundation.ids import uuid7
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.groups import Kept
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db


def leader() -> Hat:
    make_office()
    return make_hat("head", PostKind.ACCOUNTABLE, STREET)


def test_places_come_from_the_register_and_anybody_can_draw_them_again() -> None:
    hat = leader()

    key = go_out(STREET, hat=hat, now=NOW)

    places = places_of(COUNTY, key, now=NOW)
    assert {one.unit for one in places} == set(GRIDS)
    assert drawn_again(COUNTY, key)
    LeaderVisit.objects.update(seed="0" * 32, digest="1" * 64)
    assert not drawn_again(COUNTY, key)


def test_a_day_has_one_draw_and_a_leader_only_their_own_unit() -> None:
    hat = leader()
    go_out(STREET, hat=hat, now=NOW)
    other = make_hat("other", PostKind.ACCOUNTABLE, GRIDS[0])
    worker = make_hat("walker", PostKind.GRID_WORKER, STREET)

    for who, code in (
        (hat, "leader.drawn_already"),
        (other, "leader.not_yours"),
        (worker, "leader.not_yours"),
    ):
        with pytest.raises(Refused) as refused:
            go_out(STREET, hat=who, now=NOW + timedelta(hours=1))
        assert refused.value.code == code


def test_a_register_without_open_rounds_or_solved_cases_has_nothing_to_draw() -> None:
    hat, worker = leader(), make_hat("walker", PostKind.GRID_WORKER, GRIDS[0])
    lon, lat = inside(GRIDS[0])
    seen = Report(
        uuid7(NOW), COVER, at=NOW, channel="grid", words="x", lon=lon, lat=lat, promised=("a" * 64,)
    )
    report_case(worker, seen, now=NOW)

    with pytest.raises(Refused, match=r"leader\.nothing_to_draw"):
        go_out(GRIDS[0], hat=hat, now=NOW + timedelta(hours=1))


def test_what_is_found_becomes_a_case_and_the_next_visit_opens_with_it() -> None:
    hat = leader()
    first = go_out(STREET, hat=hat, now=NOW)
    place, empty = places_of(COUNTY, first, now=NOW)[:2]
    found = find_matter(place.id, COVER, "井盖破损", hat=hat, now=NOW)
    see_place(empty.id, hat=hat, now=NOW)
    late = NOW + timedelta(days=2)
    Case.objects.filter(pk=found).update(due_at=NOW + timedelta(days=1))

    second = go_out(STREET, hat=hat, now=late)

    row = visit(COUNTY, second, hat.post_id)
    [told] = kept_before(COUNTY, STREET, row.at, now=late)
    assert (told.case.id, told.kept) == (found, Kept.NOT_KEPT)
    assert kept_before(COUNTY, STREET, NOW, now=NOW) == []
    Case.objects.filter(pk=found).update(ended_at=late)
    again = kept_before(COUNTY, STREET, row.at, now=late)
    assert counts(again) == {Kept.KEPT: 1, Kept.NOT_KEPT: 0, Kept.RUNNING: 0}
    assert Case.objects.get(pk=found).channel == "superior"
    seen = {one.order: bool(one.seen_at) for one in places_of(COUNTY, first, now=NOW)}
    assert (seen[place.order], seen[empty.order]) == (True, True)


def test_another_leaders_visit_stays_closed() -> None:
    hat = leader()
    key = go_out(STREET, hat=hat, now=NOW)
    stranger = make_hat("second", PostKind.ACCOUNTABLE, STREET)
    place = places_of(COUNTY, key, now=NOW)[0]

    with pytest.raises(Refused, match=r"leader\.not_yours"):
        find_matter(place.id, COVER, "x", hat=stranger, now=NOW)
    with pytest.raises(Refused, match=r"row\.unknown"):
        visit(COUNTY, key, stranger.post_id)
