"""A promise whose first date passed brings its department one notice; the rest are acts of persons, as with a case."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import COUNTY, NOW, PASSWORD, SINCE, make_hat
from tests.suggestions.council import DAY, Council, Way, make_council
from wangge.accountability.models import BreachRule, Notice
from wangge.accountability.queries.notices import notice_by_id
from wangge.accountability.services.notices import act_on, notice_breaches
from wangge.accountability.services.rules import set_up
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.history import events_of
from wangge.foundation.worker import work_off
from wangge.rules.accountability import Act, Breach
from wangge.rules.posts import PostKind
from wangge.suggestions.models import Commitment
from wangge.suggestions.services.promises import revise, watch_promises
from wangge.suggestions.services.replying import Commitment as Promise

pytestmark = pytest.mark.django_db

DUE = NOW + 20 * DAY
LATE = NOW + 21 * DAY


def promised() -> tuple[Council, UUID]:
    """A council with one promise of the water department, due in twenty days."""
    council = make_council(password=PASSWORD)
    Way(council).accepted().answered("B", Promise("更换井盖", "井盖更换十处", DUE.date()))
    return council, Commitment.objects.get().pk


def ticked(monkeypatch: pytest.MonkeyPatch, *, after: timedelta = timedelta()) -> None:
    """Let the day after the promise's come, and the worker read what it brought `after` that."""
    watch_promises(now=LATE)
    monkeypatch.setattr(timezone, "now", lambda: LATE + after)
    work_off(CONSUMERS)


def test_a_missed_promise_brings_one_notice_to_the_department_that_made_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    council, key = promised()
    set_up(COUNTY, from_on=SINCE)
    revise(key, DUE.date() + 30 * DAY, "材料未到", hat=council.office.handler, now=NOW + 15 * DAY)

    ticked(monkeypatch)
    again = notice_breaches(COUNTY, now=LATE)
    work_off(CONSUMERS)

    notice = Notice.objects.get()
    assert (notice.subject, notice.addressed, notice.is_department, again) == (key, "water", True, 0)
    [event] = events_of(COUNTY, notice.pk)
    assert event.payload["promise"] == key.hex


@pytest.mark.parametrize("kept", ["no rule", "rule from later on", "an old event"])
def test_without_a_rule_before_it_or_long_after_it_a_missed_promise_brings_none(
    monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    promised()
    set_up(COUNTY, from_on=LATE.date() + DAY if kept == "rule from later on" else SINCE)
    if kept == "no rule":
        BreachRule.objects.filter(breach=Breach.PROMISE_MISSED).delete()

    ticked(monkeypatch, after=61 * DAY if kept == "an old event" else timedelta())

    assert not Notice.objects.exists()


def test_a_notice_of_a_promise_goes_the_whole_way_to_the_decision_on_its_appeal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    council, _ = promised()
    set_up(COUNTY, from_on=SINCE)
    ticked(monkeypatch)
    notice, handler = Notice.objects.get(), council.office.handler
    chief, other = (make_hat(name, PostKind.OVERSEER, COUNTY) for name in ("chief", "other"))

    act_on(notice.pk, Act.STATE, hat=handler, now=LATE + DAY, words="材料未到")
    act_on(
        notice.pk,
        Act.DECIDE,
        hat=chief,
        now=LATE + 2 * DAY,
        words="属实",
        outcome="founded",
        measure="explain",
    )
    act_on(notice.pk, Act.APPEAL, hat=handler, now=LATE + 3 * DAY, words="另有原因")
    act_on(notice.pk, Act.DECIDE_APPEAL, hat=other, now=LATE + 4 * DAY, words="改判", outcome="circumstances")

    row = notice_by_id(chief, notice.pk, now=LATE + 5 * DAY)
    assert (row.breach, row.number, row.stage, row.outcome) == (
        "promise_missed", DUE.date().isoformat(), "final", "circumstances",
    )  # fmt: skip


def test_both_sides_open_the_promise_from_its_notice_and_print_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _, key = promised()
    set_up(COUNTY, from_on=SINCE)
    make_hat("chief", PostKind.OVERSEER, COUNTY, password=PASSWORD)
    ticked(monkeypatch)
    monkeypatch.undo()  # a session belongs to the real day
    notice = Notice.objects.get()

    for login in ("handler", "chief"):
        client = Client()
        client.post("/login/", {"login": login, "password": PASSWORD})
        page = client.get(f"/accountability/notices/{notice.pk.hex}/")
        paper = client.get(f"/accountability/notices/{notice.pk.hex}/notice.pdf")

        assert f"/suggestions/promises/{key.hex}/" in page.text
        assert client.get(f"/suggestions/promises/{key.hex}/").status_code == 200
        assert paper.content[:4] == b"%PDF"
