"""The administrator sees who would be told now, by which channels and when; and exactly that is then told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import COUNTY, GRIDS, NOW, PASSWORD, STREET, Office, make_hat, make_office
from tests.cases.walking import Walk
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.foundation.worker import work_off
from wangge.notifications.models import Delivery, Notice
from wangge.notifications.queries.preview import Preview, previews
from wangge.notifications.services.channels import load_book, open_channel
from wangge.notifications.services.noting import note_unsigned
from wangge.people.services.emergencies import declare_emergency
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db

NIGHT = datetime(2024, 3, 5, 15, 30, tzinfo=UTC)  # half past eleven in Zhengzhou
MORNING = datetime(2024, 3, 5, 23, 0, tzinfo=UTC)


@pytest.fixture
def office() -> Office:
    return make_office(password=PASSWORD)


def shown(event: str, now: datetime, *, occasion: str = "always", to: str = "") -> Preview:
    found = previews(COUNTY, GRIDS[0], "water", now=now)
    return next(
        one for one in found
        if (one.rule.event, one.rule.occasion) == (event, occasion) and to in ("", one.rule.to)
    )  # fmt: skip


def logins(found: Preview) -> set[str]:
    return {person.hat.login for person in found.people}


@pytest.mark.parametrize("now", [NOW, NIGHT], ids=["by day", "at night"])
def test_what_the_preview_says_is_what_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    open_channel(COUNTY, "水务值班", "chat", "json://127.0.0.1/", department="water", now=NOW)
    open_channel(COUNTY, "园林值班", "chat", "json://127.0.0.1/", department="parks", now=NOW)
    Walk(office).to("dispatched")
    monkeypatch.setattr(timezone, "now", lambda: now)

    said = shown("case.dispatched", now)
    work_off(CONSUMERS)

    told = Notice.objects.filter(event="case.dispatched").values_list("account", flat=True)
    assert {person.hat.account_id for person in said.people} == set(told) == {office.handler.account_id}
    assert [one.at for one in said.out] == list(Delivery.objects.values_list("due_at", flat=True))
    assert [one.channel for one in said.out] == ["水务值班"]


def test_the_quiet_hours_hold_a_message_and_an_emergency_lifts_them(office: Office) -> None:
    open_channel(COUNTY, "水务值班", "chat", "json://127.0.0.1/", department="water", now=NOW)
    open_channel(COUNTY, "街道值班", "chat", "json://127.0.0.1/", unit=STREET, now=NOW)

    [quiet] = shown("alarm.raised", NIGHT).out
    declare_emergency(office.leader, STREET, "暴雨", until=NIGHT + timedelta(hours=3), now=NIGHT)
    [lifted] = shown("alarm.raised", NIGHT).out

    assert (quiet.at, quiet.is_held) == (MORNING, True)
    assert (lifted.at, lifted.is_held) == (NIGHT, False)


def test_a_digest_is_shown_with_its_hour_and_a_danger_row_with_none(office: Office) -> None:
    for means in ("mail", "sms"):
        open_channel(COUNTY, f"街道{means}", means, "json://127.0.0.1/", unit=STREET, now=NOW)

    [digest] = shown("case.overdue", NOW).out
    [danger] = shown("case.reported", NIGHT, occasion="danger").out

    assert digest.at == datetime(2024, 3, 6, 0, 30, tzinfo=UTC)  # half past eight the next morning
    assert danger.at == NIGHT


def test_a_row_for_nobodys_signature_is_shown_as_of_the_moment_at_which_it_speaks(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    Walk(office).to("dispatched")
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    work_off(CONSUMERS)

    said = shown("case.dispatched", NOW, occasion="unsigned", to="supervisors")

    assert said.at == NOW + timedelta(hours=2)  # two working hours from ten in the morning on
    assert logins(said) == {"overseer"}
    assert note_unsigned(now=said.at - timedelta(seconds=1)) == 1  # the first step only
    assert note_unsigned(now=said.at) == 1


def test_what_happens_in_a_grid_concerns_the_desk_of_its_street_and_of_no_other_grid(office: Office) -> None:
    make_hat("elsewhere", PostKind.DISPATCHER, GRIDS[3])

    assert logins(shown("alarm.raised", NOW)) == {"leader", "dispatcher"}


def test_an_event_that_names_its_unit_alone_is_told_to_those_of_the_units_above(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with writing():
        record(
            county=COUNTY,
            subject=uuid7(NOW),
            kind="alarm.raised",
            at=NOW,
            payload={"kind": "smoke", "unit": GRIDS[0]},
        )
    work_off(CONSUMERS)

    told = set(Notice.objects.values_list("account", flat=True))
    assert told == {office.leader.account_id, office.dispatcher.account_id}


def test_the_page_names_unit_post_and_name_and_says_where_a_row_reaches_nobody(
    office: Office, client: Client
) -> None:
    client.post("/login/", {"login": "administrator", "password": PASSWORD})

    page = client.get("/notifications/table/", {"unit": GRIDS[0], "department": "water"}).content.decode()
    unknown = client.get("/notifications/table/", {"unit": "999"})
    undone = client.get("/notifications/table/", {"department": "999"})

    assert "花园路街道 · 派遣员：Dispatcher" in page
    assert (
        "没有人：那里没有这样的在岗岗位。" in client.get("/notifications/table/").content.decode()
    )  # the county has no desk
    assert (unknown.status_code, undone.status_code) == (422, 422)


ONLY = """
[[rules]]
event = "case.dispatched"
to = "department"
means = []
kinds = ["{kind}"]
[[rules]]
event = "case.dispatched"
occasion = "unsigned"
after_hours = 1
to = "supervisors"
means = []
kinds = ["{kind}"]
[templates]
"case.dispatched" = {{ zh = "x", en = "x" }}
digest = {{ zh = "x", en = "x" }}
"""


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("CJ/T 214-2007:part:0101", 2),
        ("CJ/T 214-2007:part:01*", 2),
        ("CJ/T 214-2007:part:02*", 0),
        ("smoke", 0),
    ],
)
def test_a_row_for_some_kinds_tells_of_those_only_also_where_nobody_signs(
    office: Office, monkeypatch: pytest.MonkeyPatch, kind: str, told: int
) -> None:
    load_book(COUNTY, ONLY.format(kind=kind), from_on=NOW.date(), source="test", now=NOW)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    Walk(office).to("dispatched")
    work_off(CONSUMERS)
    note_unsigned(now=NOW + timedelta(days=1))

    assert Notice.objects.count() == told
