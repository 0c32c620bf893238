"""News: each change of my reports and tasks, by position, own acts included, and what left my hands."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import COUNTY, GRIDS, NOW, Office, a_report, make_office
from tests.cases.walking import Walk
from wangge.cases.services.intake import report_case
from wangge.config.subscriptions import CONSUMERS
from wangge.field.queries import news as news_module
from wangge.field.queries.cards import my_cards
from wangge.field.queries.news import news
from wangge.foundation.sequencing import head_position
from wangge.foundation.worker import work_off
from wangge.people.hats import Hat

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def office() -> Office:
    made = make_office()
    work_off(CONSUMERS)
    return made


def told(hat: Hat, since: int) -> list[tuple[str, str]]:
    """What comes to a hat after a position, as (case, whose it is; "gone" for what left)."""
    work_off(CONSUMERS)
    return [(card["id"], card.get("mine", "gone")) for card in news(hat, since, LATER).cards]


def test_a_phone_without_a_position_begins_at_the_end(office: Office) -> None:
    Walk(office)
    work_off(CONSUMERS)

    first = news(office.worker, None, LATER)
    ahead = news(office.worker, first.position + 5, LATER)

    assert first == ahead == ([], head_position(COUNTY), False)


def test_each_change_reaches_its_finder_with_who_has_it_and_until_when(office: Office) -> None:
    walk = Walk(office)
    work_off(CONSUMERS)
    since = head_position(COUNTY)
    walk.to("dispatched")
    work_off(CONSUMERS)

    found = news(office.worker, since, LATER)

    assert [card["id"] for card in found.cards] == [str(walk.id)]
    assert (found.cards[0]["holder"], found.cards[0]["seq"]) == ("水务局", walk.case.seq)
    assert found.cards[0]["due_at"] is not None
    assert news(office.worker, found.position, LATER).cards == []


def test_own_acts_are_told_so_that_all_phones_agree(office: Office) -> None:
    since = head_position(COUNTY)
    walk = Walk(office)

    assert told(office.worker, since) == [(str(walk.id), "reported")]


def test_a_task_comes_to_whom_it_waits_for_and_leaves_whom_it_left(office: Office) -> None:
    walk = Walk(office).to("filed")
    work_off(CONSUMERS)
    since = head_position(COUNTY)
    walk.to("dispatched")

    assert told(office.handler, since) == [(str(walk.id), "task")]
    assert told(office.dispatcher, since)[0][0] == str(walk.id)
    assert told(office.stranger, since) == []
    assert told(office.neighbour, since) == []


def test_what_went_to_another_department_is_gone_from_the_first_ones_phone(office: Office) -> None:
    walk = Walk(office).to("handling")
    work_off(CONSUMERS)
    since = head_position(COUNTY)
    walk.act("return")
    walk.act("grant_return")
    walk.act("dispatch", department="parks")

    assert told(office.handler, since) == [(str(walk.id), "gone")]
    assert told(office.stranger, since) == [(str(walk.id), "task")]


def test_everything_comes_in_pieces_and_nothing_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news_module, "SCANNED_MOST", 3)
    since = head_position(COUNTY)
    ids = [Walk(office).id for _ in range(7)]
    work_off(CONSUMERS)

    seen: list[str] = []
    pieces = []
    more = True
    while more:
        found = news(office.worker, since, LATER)
        assert found.position > since
        since, more = found.position, found.more
        seen += [card["id"] for card in found.cards]
        pieces.append(len(found.cards))

    assert seen == [str(one) for one in ids]
    assert max(pieces) <= 3


def test_more_than_a_page_of_cards_waits_for_the_next_piece(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news_module, "CARDS_MOST", 2)
    since = head_position(COUNTY)
    for _ in range(5):
        Walk(office)
    work_off(CONSUMERS)

    found = news(office.worker, since, LATER)

    assert 1 <= len(found.cards) <= 2
    assert found.more


def test_a_phone_that_was_away_too_long_is_told_how_everything_stands(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news_module, "ANEW_FROM", 2)
    for _ in range(4):
        Walk(office)
    work_off(CONSUMERS)

    found = news(office.worker, 0, LATER)

    assert found.cards == my_cards(office.worker, now=LATER)
    assert (found.position, found.more) == (head_position(COUNTY), False)


def test_a_neighbours_report_and_a_strangers_act_are_no_news_of_mine(office: Office) -> None:
    since = head_position(COUNTY)
    report_case(office.neighbour, a_report(GRIDS[3]), now=NOW)

    assert told(office.worker, since) == []


def test_the_closing_photo_comes_with_the_last_news(office: Office) -> None:
    from tests.pictures import a_photo

    walk = Walk(office).to("handling")
    walk.act("feed_back", photos=(a_photo(),))
    work_off(CONSUMERS)
    since = head_position(COUNTY)
    walk.to("closed")
    work_off(CONSUMERS)

    card: dict[str, Any] = news(office.worker, since, LATER).cards[0]

    assert (card["end"], [photo["stage"] for photo in card["photos"]]) == ("已解决", ["after"])
    assert [act["label"] for act in card["acts"]] == ["没修好"]
