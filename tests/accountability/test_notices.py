"""A notice is given by itself; everything after it is a person's act, by somebody who is not party."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests.builders import (
    COMMUNITIES,
    COUNTY,
    COVER,
    NOW,
    PASSWORD,
    SINCE,
    STREET,
    Office,
    add_hat,
    make_hat,
    make_office,
)
from tests.cases.walking import Walk
from wangge.accountability.models import Notice
from wangge.accountability.queries import notices
from wangge.accountability.queries.notices import notice_by_id, notices_for, waiting_for
from wangge.accountability.services.notices import act_on, notice_all, notice_breaches
from wangge.accountability.services.rules import set_up
from wangge.cases.models import Case, Category
from wangge.cases.queries.desk import forget_desks
from wangge.cases.services.clocks import mark_overdue
from wangge.config.cli import main
from wangge.foundation.history import events_of
from wangge.foundation.ids import uuid7
from wangge.people.hats import Hat
from wangge.people.services.posts import add_department
from wangge.rules.accountability import MOVES, WAITS, Act, Stage, Wait, faults_of, held_by
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(days=60)


def late_case(office: Office) -> Walk:
    """A case that a department never did."""
    walk = Walk(office).to("dispatched")
    mark_overdue(now=LATE)
    return walk


def noticed() -> tuple[Office, Notice, Hat]:
    """An office with one notice, and an overseer of the county."""
    office = make_office(password=PASSWORD)
    set_up(COUNTY, from_on=SINCE)
    late_case(office)
    notice_breaches(COUNTY, now=LATE)
    return office, Notice.objects.get(), make_hat("chief", PostKind.OVERSEER, COUNTY)


def refusal(notice: Notice, act: Act, hat: Hat, at: datetime, **told: str) -> str:
    with pytest.raises(Refused) as refused:
        act_on(notice.pk, act, hat=hat, now=at, words=told.pop("words", "如实"), **told)
    return refused.value.code


def test_every_wait_has_an_owner_and_a_clock() -> None:
    assert faults_of(WAITS, MOVES) == []
    broken: dict[Stage, Wait] = {stage: wait for stage, wait in WAITS.items() if stage is not Stage.STATED}
    assert faults_of(broken, MOVES[:3])


def test_a_case_far_beyond_its_limit_brings_one_notice_to_the_department_and_no_second() -> None:
    office, notice, _ = noticed()

    assert (notice.addressed, notice.is_department, notice.stage) == ("water", True, "noticed")
    assert notice_breaches(COUNTY, now=LATE) == 0
    assert [one.hex for one in notices_for(office.handler, now=LATE)] == [notice.pk.hex]
    assert notices_for(office.stranger, now=LATE) == []
    [event] = events_of(COUNTY, notice.pk)
    assert event.kind == "accountability.noticed"


def test_a_ticker_a_year_later_changes_nothing() -> None:
    _, notice, _ = noticed()
    before = Notice.objects.values().get()

    notice_all(now=LATE + timedelta(days=365))

    assert Notice.objects.values().get() == before
    assert len(list(events_of(COUNTY, notice.pk))) == 1


def test_statement_decision_appeal_and_final_are_acts_of_persons_in_turn() -> None:
    office, notice, chief = noticed()
    other = make_hat("other", PostKind.OVERSEER, COUNTY)
    day = timedelta(days=1)

    act_on(notice.pk, Act.STATE, hat=office.handler, now=LATE + day, words="配件缺货")
    act_on(
        notice.pk, Act.DECIDE, hat=chief, now=LATE + 2 * day, words="属实", outcome="founded", measure="talk"
    )
    act_on(notice.pk, Act.APPEAL, hat=office.handler, now=LATE + 3 * day, words="另有原因")
    assert (
        refusal(notice, Act.DECIDE_APPEAL, chief, LATE + 4 * day, outcome="unfounded")
        == "accountability.same_body"
    )
    act_on(notice.pk, Act.DECIDE_APPEAL, hat=other, now=LATE + 4 * day, words="改判", outcome="unfounded")

    row = notice_by_id(chief, notice.pk, now=LATE + 5 * day)
    assert (row.stage, row.outcome, row.measure_zh, row.due_at) == ("final", "unfounded", "", None)
    assert [event.kind.partition(".")[2] for event in events_of(COUNTY, notice.pk)] == [
        "noticed", "stated", "decided", "appealed", "ended",
    ]  # fmt: skip


def test_whoever_is_party_or_acts_out_of_turn_is_refused() -> None:
    office, notice, chief = noticed()
    soon = LATE + timedelta(hours=1)
    far = LATE + timedelta(days=60)

    assert refusal(notice, Act.STATE, office.handler, soon, words=" ") == "accountability.no_words"
    assert refusal(notice, Act.STATE, office.stranger, soon) == "accountability.not_yours"
    assert refusal(notice, Act.APPEAL, office.handler, soon) == "accountability.not_now"
    assert refusal(notice, Act.DECIDE, chief, soon, outcome="founded") == "accountability.clock_runs"
    act_on(notice.pk, Act.STATE, hat=office.handler, now=soon, words="配件缺货")
    assert refusal(notice, Act.DECIDE, chief, soon) == "accountability.no_outcome"
    assert (
        refusal(notice, Act.DECIDE, chief, soon, outcome="founded", measure="x")
        == "accountability.no_measure"
    )
    act_on(notice.pk, Act.DECIDE, hat=chief, now=soon, words="属实", outcome="founded", measure="talk")
    assert refusal(notice, Act.APPEAL, office.handler, far) == "accountability.too_late"


def test_who_holds_a_post_in_the_department_concerned_does_not_decide() -> None:
    office, notice, chief = noticed()
    add_hat(chief.account_id, PostKind.HANDLER, COUNTY, department="water")
    act_on(notice.pk, Act.STATE, hat=office.handler, now=LATE, words="配件缺货")

    assert refusal(notice, Act.DECIDE, chief, LATE, outcome="founded") == "accountability.party"


def test_a_notice_is_never_addressed_below_the_level_that_held_the_power() -> None:
    path = (COUNTY, STREET, COMMUNITIES[0])

    assert held_by(path, lambda _unit: True) == COMMUNITIES[0]
    assert held_by(path, lambda unit: unit != COMMUNITIES[0]) == STREET
    assert held_by(path, lambda _unit: False) == COUNTY


def test_a_department_of_a_community_is_not_addressed_where_the_street_holds_the_power() -> None:
    office = make_office()
    set_up(COUNTY, from_on=SINCE)
    add_department(county=COUNTY, code="sq1", name="社区居委会", unit=COMMUNITIES[0])
    walk = late_case(office)
    Case.objects.filter(pk=walk.id).update(department="sq1")
    forget_desks()

    notice_breaches(COUNTY, now=LATE)

    notice = Notice.objects.get()
    assert (notice.addressed, notice.is_department) == (STREET, False)


def test_a_measure_expires_by_itself() -> None:
    office, notice, chief = noticed()
    act_on(notice.pk, Act.STATE, hat=office.handler, now=LATE, words="配件缺货")
    act_on(notice.pk, Act.DECIDE, hat=chief, now=LATE, words="属实", outcome="founded", measure="talk")

    counts = [
        notice_by_id(chief, notice.pk, now=LATE + timedelta(days=days)).counts_now for days in (0, 179, 180)
    ]

    assert counts == [True, True, False]


def test_a_unit_finds_its_notices_behind_any_number_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    office, notice, chief = noticed()
    own = notice.pk
    for number in range(2):
        notice.pk, notice.subject, notice.addressed = uuid7(), uuid7(), f"other-{number}"
        notice.noticed_at = LATE + timedelta(days=1)
        notice.save(force_insert=True)
    monkeypatch.setattr(notices, "LIST_MOST", 1)

    assert [row.id for row in notices_for(office.handler, now=LATE)] == [own]
    assert len(notices_for(chief, now=LATE)) == 1


def test_a_matter_that_points_at_people_brings_no_notice() -> None:
    office = make_office()
    set_up(COUNTY, from_on=SINCE)
    walk = late_case(office)
    scheme, kind, code = COVER.split(":")
    Category.objects.filter(scheme=scheme, kind=kind, code=code).update(matter_only=True)
    forget_desks()

    assert Case.objects.get(pk=walk.id).overdue_at
    assert notice_breaches(COUNTY, now=LATE) == 0


def test_both_sides_open_the_pages_and_the_unit_states() -> None:
    office, notice, _ = noticed()
    client = Client()
    client.post("/login/", {"login": "handler", "password": PASSWORD})

    listed = client.get("/accountability/")
    page = client.get(f"/accountability/notices/{notice.pk.hex}/")
    done = client.post(f"/accountability/notices/{notice.pk.hex}/act", {"act": "state", "words": "配件缺货"})

    assert office.handler
    assert (listed.status_code, page.status_code, done.status_code) == (200, 200, 302)
    assert notice.pk.hex in listed.text
    assert Notice.objects.get().stage == "stated"


def test_a_county_is_set_up_and_noticed_by_command() -> None:
    office = make_office()
    late_case(office)

    assert main(["accountability", "set-up", COUNTY, "--from", SINCE.isoformat(), "--json"]) == 0
    assert main(["accountability", "notice", COUNTY, "--json"]) == 0


def test_a_notice_is_printed_and_the_unit_finds_it_from_its_work() -> None:
    office, notice, _chief = noticed()
    client = Client()
    client.post("/login/", {"login": "handler", "password": PASSWORD})

    work = client.get("/cases/waiting/").content.decode()
    paper = client.get(f"/accountability/notices/{notice.pk.hex}/notice.pdf")
    act_on(notice.pk, Act.STATE, hat=office.handler, now=LATE, words="配件缺货")

    assert "/accountability/" in work
    assert (paper.status_code, paper.content[:4]) == (200, b"%PDF")
    assert waiting_for(office.handler) == (0, 0)
    assert waiting_for(office.worker) == (0, 0)
