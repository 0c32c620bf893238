"""A deputy's board counts exactly the public list of the same places at the same position, during the term only."""

from threading import Event as Signal
from threading import Thread
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.builders import (
    COMMUNITIES,
    COUNTY,
    COVER,
    GRIDS,
    NOW,
    SINCE,
    STREET,
    a_report,
    make_hat,
    make_office,
)
from tests.cases.histories import ACTS, NUMBERS, act, make_busy_office, take_in
from tests.suggestions.council import make_council
from wangge.cases.models import Case
from wangge.cases.queries.board import Load, Places, board, listed
from wangge.cases.queries.desk import desk
from wangge.cases.services.intake import report_case
from wangge.deputies.queries.seats import seats_of
from wangge.deputies.services.seats import (
    ConstituencyWish,
    draw_constituency,
    end_seat,
    found_congress,
    give_seat,
    keep_deputy,
)
from wangge.foundation.sequencing import head_position, sequence
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.seats import Basis
from wangge.suggestions.queries.board import board_of

pytestmark = pytest.mark.django_db
ALL = (COUNTY,)


def ids(places: tuple[str, ...], load: Load, as_of: int | None = None) -> list[UUID]:
    return [one.id for one in listed(Places(COUNTY, places), load, as_of=as_of, size=10_000).lines]


def counted(places: tuple[str, ...]) -> dict[Load, int]:
    return board(Places(COUNTY, places)).counts


def place_all() -> None:
    while sequence(COUNTY):
        pass


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(0, NUMBERS - 1), max_size=4), st.lists(st.integers(0, ACTS - 1), max_size=4),
    st.lists(st.integers(0, ACTS - 1), min_size=1, max_size=4),
)  # fmt: skip
@example(past=[2088], before=[], after=[927261, 426])  # ended, opened again, moved into another grid
def test_whatever_happens_later_the_list_of_a_position_stays_the_one_that_was_counted(
    db: None, past: list[int], before: list[int], after: list[int]
) -> None:
    with transaction.atomic():
        office = make_busy_office()
        take_in(past)
        for number in before:
            act(office, number)
        place_all()
        position = head_position(COUNTY)
        for places in (ALL, (STREET,), COMMUNITIES, GRIDS[:2]):
            then = {load: ids(places, load) for load in Load}
            told = counted(places)
            assert {load: len(found) for load, found in then.items()} == told

        kept = {places: {load: ids(places, load) for load in Load} for places in (ALL, GRIDS[:2])}
        for number in after:
            act(office, number)
        for placed in (False, True):
            if placed:
                place_all()
            for places, then in kept.items():
                assert {load: ids(places, load, position) for load in Load} == then
        transaction.set_rollback(True)


def test_a_matter_that_points_at_people_is_in_neither_board_nor_list() -> None:
    office = make_office()
    [sealed] = list(desk(COUNTY).matter_only)[:1]
    report_case(office.worker, a_report(category=sealed), now=NOW)
    open_case = report_case(office.worker, a_report(category=COVER), now=NOW).case_id
    place_all()

    assert counted(ALL)[Load.WAITING] == 1
    assert ids(ALL, Load.WAITING) == [open_case]


def test_the_board_is_the_deputys_during_the_term_and_each_number_opens_its_list(client: Client) -> None:
    council = make_council(password="correct horse")
    case = report_case(council.office.worker, a_report(GRIDS[0]), now=NOW).case_id
    report_case(council.office.neighbour, a_report(GRIDS[3]), now=NOW)
    place_all()

    found = board_of(council.hats[0], today=NOW.date())

    assert found.places == (GRIDS[0],)
    assert found.whole.counts[Load.WAITING] == 1
    page = client.get(f"/suggestions/public/{COUNTY}/cases/", {"units": GRIDS[0], "load": "waiting"})
    number = Case.objects.get(pk=case).number
    assert page.status_code == 200
    assert page.content.decode().count(number) == 1
    [seat] = seats_of(COUNTY, council.deputies[0], NOW.date())
    end_seat(COUNTY, seat.id, until_on=NOW.date(), now=NOW)
    with pytest.raises(Refused) as refused:
        board_of(council.hats[0], today=NOW.date())
    assert refused.value.code == "board.no_seat"
    with pytest.raises(Refused) as refused:
        board_of(council.office.worker, today=NOW.date())
    assert refused.value.code == "board.not_yours"


def test_the_board_of_a_seat_without_a_place_says_so_and_counts_nothing(client: Client) -> None:
    office = make_office()
    _, term = found_congress(COUNTY, COUNTY, "区人大", term=11, from_on=SINCE, now=NOW)
    wish = ConstituencyWish("9", "第九选区", Basis.WORK_UNIT, 1, work_units=("第二棉纺厂",))
    hat = make_hat("mill", PostKind.DEPUTY, COUNTY, password="correct horse")
    key = keep_deputy(COUNTY, "丁代表", account=hat.account_id, now=NOW)
    give_seat(COUNTY, key, draw_constituency(COUNTY, term, wish, now=NOW), from_on=SINCE, now=NOW)
    report_case(office.worker, a_report(GRIDS[0]), now=NOW)
    place_all()
    client.post("/login/", {"login": "mill", "password": "correct horse"})

    page = client.get("/suggestions/board/")

    assert set(board_of(hat, today=NOW.date()).whole.counts.values()) == {0}
    assert page.status_code == 200
    assert "单位选区" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_number_and_its_list_agree_while_a_writer_runs() -> None:
    office, stop = make_office(), Signal()
    done: list[int] = []

    def write() -> None:
        try:
            while not stop.is_set() and len(done) < 40:
                report_case(office.worker, a_report(GRIDS[len(done) % 4]), now=NOW)
                done.append(1)
                if len(done) % 3 == 0:
                    sequence(COUNTY, 2)
        finally:
            connection.close()

    writer = Thread(target=write)
    writer.start()
    agreed = []
    try:
        while len(agreed) < 15 or not done:
            told = board(Places(COUNTY, ALL))
            agreed.append(len(ids(ALL, Load.WAITING, told.as_of)) == told.counts[Load.WAITING])
    finally:
        stop.set()
        writer.join()

    assert agreed == [True] * len(agreed)
