"""A slow, hanging, closed or speechless channel costs nobody else's message, and nothing goes out twice unmarked."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from tests.builders import COUNTY, NOW, Office, make_office
from tests.cases.walking import Walk
from tests.notifications.test_book import ONE
from wangge.cases.models import Case
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.worker import work_off
from wangge.notifications.models import Delivery, Notice, Watch
from wangge.notifications.queries.inbox import deliveries
from wangge.notifications.services import sending
from wangge.notifications.services.channels import close_channel, load_book, open_channel
from wangge.notifications.services.noting import note_unsigned
from wangge.notifications.services.sending import CLOSED, LANES, PER_LANE, PUT_OFF, UNSURE, send_due

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_ten_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def office() -> Office:
    return make_office()


def a_channel(name: str, address: str = "json://127.0.0.1/") -> UUID:
    return open_channel(COUNTY, name, "chat", address, department="water", now=NOW)


def waiting(
    channel: UUID, count: int = 1, event: str = "case.dispatched", *, is_digest: bool = False
) -> None:
    Delivery.objects.bulk_create(
        Delivery(
            county=COUNTY, channel=channel, event=event, subject=channel, made_at=NOW, due_at=NOW,
            facts={"number": f"N{number}", "occasion": "always"}, is_digest=is_digest,
        )
        for number in range(count)
    )  # fmt: skip


class Outside:
    """Somebody else's service: takes what is posted; at an address with "hang" it never answers while held."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.free = threading.Event()

    def post(self, address: str, text: str) -> str:
        if "hang" in address and not self.free.is_set():
            self.free.wait()
            return ""
        self.taken.append(text)
        return ""


def test_channels_that_hang_hold_up_no_other_and_are_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE_SECONDS", 0.2)
    outside = Outside()
    for number in range(LANES // 4):
        waiting(a_channel(f"h{number}", "json://hang/"), 2)
    waiting(a_channel("good"), 3)

    sent = send_due(now=NOW, post=outside.post)
    outside.free.set()

    assert (sent, len(outside.taken)) == (3, 3)
    assert Delivery.objects.filter(fault=UNSURE, tries=1).count() == LANES // 4
    assert Delivery.objects.filter(fault="", tries=0, due_at=NOW + PUT_OFF).count() == LANES // 4


def test_what_was_given_up_for_want_of_an_answer_says_that_it_may_be_the_second(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE_SECONDS", 0.2)
    outside = Outside()
    waiting(a_channel("h", "json://hang/"))
    send_due(now=NOW, post=outside.post)
    outside.free.set()

    sent = send_due(now=NOW + timedelta(minutes=1), post=outside.post)

    assert (sent, outside.taken[0].startswith("（可能重复）")) == (1, True)


def test_a_slow_channel_gets_each_message_once_however_long_all_of_them_take(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE_SECONDS", 1.0)
    taken, slow = [], threading.Event()

    def post(_address: str, text: str) -> str:
        slow.wait(0.1)  # far less than patience for one, more than patience for all
        taken.append(text)
        return ""

    waiting(a_channel("slow"), PER_LANE + 2)

    sent = send_due(now=NOW, post=post)

    assert sent == len(taken) == len(set(taken)) == PER_LANE + 2


def test_a_backlog_of_one_channel_leaves_the_others_their_share(office: Office) -> None:
    outside = Outside()
    waiting(a_channel("many"), 150)
    waiting(a_channel("few"), 1, "case.closed")

    send_due(now=NOW, post=outside.post)

    closed = next(place for place, text in enumerate(outside.taken) if "结案" in text)
    assert (len(outside.taken), closed <= PER_LANE + 1) == (151, True)


def test_a_digest_stays_one_message_however_many_it_counts(office: Office) -> None:
    outside = Outside()
    waiting(a_channel("digest"), PER_LANE * 3, "case.overdue", is_digest=True)

    assert send_due(now=NOW, post=outside.post) == 1
    assert outside.taken[0].splitlines()[0] == f"今日汇总，共{PER_LANE * 3}条："


def test_an_event_of_which_todays_table_no_longer_speaks_holds_up_nothing(office: Office) -> None:
    outside = Outside()
    waiting(a_channel("a"), 1, "case.overdue")
    waiting(a_channel("b"), 1, "case.closed")
    load_book(COUNTY, ONE, from_on=NOW.date(), source="test", now=NOW)

    send_due(now=NOW, post=outside.post)

    assert sorted(outside.taken) == ["N0", "N0结案"]


def test_a_closed_channel_sends_nothing_that_still_waited(office: Office) -> None:
    outside = Outside()
    waiting(a_channel("a"))
    close_channel(COUNTY, "a", now=NOW)

    send_due(now=NOW, post=outside.post)

    assert (outside.taken, [(row.state, row.fault) for row in deliveries(COUNTY)]) == (
        [],
        [("failed", CLOSED)],
    )


def test_danger_that_nobody_signs_for_is_told_at_night_too(office: Office) -> None:
    open_channel(COUNTY, "值班", "sms", "json://127.0.0.1/", department="water", now=NOW)
    Walk(office).to("dispatched")
    Case.objects.update(danger=True)
    work_off(CONSUMERS)
    Delivery.objects.all().delete()
    night = datetime(2024, 3, 5, 15, 30, tzinfo=UTC)  # half past eleven in Zhengzhou

    note_unsigned(now=night)

    assert [row.due_at for row in Delivery.objects.all()] == [night]


def test_a_chain_that_breaks_half_way_has_told_nobody_and_is_told_whole_by_the_next_round(
    office: Office,
) -> None:
    Walk(office).to("dispatched")
    work_off(CONSUMERS)
    late = NOW + timedelta(days=1)
    before = (Notice.objects.count(), Watch.objects.count())

    def break_(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("DELETE"):
            raise OSError
        return execute(sql, params, many, context)

    with connection.execute_wrapper(break_), pytest.raises(ExceptionGroup, match=r"^1 failed"):
        note_unsigned(now=late)

    assert (Notice.objects.count(), Watch.objects.count()) == before
    assert note_unsigned(now=late) == before[1] == 2
