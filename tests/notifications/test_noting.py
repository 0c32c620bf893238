"""What happens reaches those whom the table names: at once, at night only what must, and others where nobody signs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.builders import COUNTY, NOW, Office, a_report, make_office
from tests.cases.walking import Walk
from wangge.cases.services.intake import report_case
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.worker import work_off
from wangge.notifications.models import Delivery, Notice, Watch
from wangge.notifications.services.channels import load_book, open_channel
from wangge.notifications.services.forgetting import forget_old
from wangge.notifications.services.noting import note_unsigned
from wangge.people.hats import Hat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_ten_in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def office() -> Office:
    return make_office()


def told(hat: Hat) -> list[str]:
    return sorted(Notice.objects.filter(account=hat.account_id).values_list("event", flat=True))


def test_a_dispatched_case_is_told_to_those_who_handle_for_its_department_and_to_nobody_else(
    office: Office,
) -> None:
    Walk(office).to("dispatched")
    work_off(CONSUMERS)

    assert told(office.handler) == ["case.dispatched"]
    assert told(office.stranger) == told(office.worker) == told(office.dispatcher) == []


def test_a_notice_says_number_unit_kind_and_limit_and_no_word_of_the_report(office: Office) -> None:
    walk = Walk(office)
    walk.to("dispatched")
    work_off(CONSUMERS)

    facts = Notice.objects.get(account=office.handler.account_id).facts

    assert facts["number"] == walk.case.number
    assert set(facts) == {"number", "unit", "kind", "kind/en", "due", "occasion"}
    assert "花园路口" not in str(facts)


def test_what_is_older_than_a_week_is_history_and_told_to_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    Walk(office).to("dispatched")
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=8))
    work_off(CONSUMERS)

    assert Notice.objects.count() == 0


def test_a_channel_of_the_department_gets_one_message_whatever_the_number_of_its_people(
    office: Office,
) -> None:
    open_channel(COUNTY, "水务值班", "chat", "json://127.0.0.1/", department="water", now=NOW)
    open_channel(COUNTY, "园林值班", "chat", "json://127.0.0.1/", department="parks", now=NOW)
    Walk(office).to("dispatched")
    work_off(CONSUMERS)

    [row] = Delivery.objects.all()
    assert (row.event, row.due_at) == ("case.dispatched", NOW)


def test_at_night_a_message_waits_for_the_morning(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    open_channel(COUNTY, "水务值班", "chat", "json://127.0.0.1/", department="water", now=NOW)
    Walk(office).to("dispatched")
    night = datetime(2024, 3, 5, 15, 30, tzinfo=UTC)  # half past eleven in Zhengzhou
    monkeypatch.setattr(timezone, "now", lambda: night)
    work_off(CONSUMERS)

    [row] = Delivery.objects.all()
    assert row.due_at == datetime(2024, 3, 5, 23, 0, tzinfo=UTC)  # seven in the morning


def test_what_nobody_signs_for_is_told_to_the_overseers_and_what_was_signed_is_not(office: Office) -> None:
    unsigned, signed = Walk(office), Walk(office)
    unsigned.to("dispatched")
    signed.to("handling")
    work_off(CONSUMERS)

    early = note_unsigned(now=NOW)
    late = note_unsigned(now=NOW + timedelta(days=1))

    assert (early, late) == (0, 2)  # an hour and two hours of work: two rows of the table
    assert told(office.overseer) == ["case.dispatched"]
    assert Notice.objects.get(account=office.overseer.account_id).subject == unsigned.case.id
    assert Watch.objects.count() == 0


CHAIN = """
[[rules]]
event = "case.dispatched"
occasion = "unsigned"
after_hours = 1
to = "department"
means = ["sms"]
is_urgent = false
[[rules]]
event = "case.dispatched"
occasion = "unsigned"
after_hours = 2
to = "supervisors"
means = []
[templates]
"case.dispatched" = { zh = "{number}", en = "{number}" }
digest = { zh = "{count}条", en = "{count}" }
"""


def load(text: str) -> None:
    load_book(COUNTY, text, from_on=NOW.date(), source="test", now=NOW)


def test_the_chain_tells_by_the_row_of_the_table_as_it_stands_and_a_row_taken_out_ends_it(
    office: Office,
) -> None:
    open_channel(COUNTY, "水务值班", "sms", "json://127.0.0.1/", department="water", now=NOW)
    night = datetime(2024, 3, 5, 15, 30, tzinfo=UTC)
    load(CHAIN)
    Walk(office).to("dispatched")
    work_off(CONSUMERS)
    load(CHAIN.replace("is_urgent = false", "is_urgent = true"))

    assert note_unsigned(now=night) == 2
    assert [row.due_at for row in Delivery.objects.all()] == [night]  # an urgent row wakes people

    Walk(office).to("dispatched")
    work_off(CONSUMERS)
    load(CHAIN.replace("after_hours = 2", "after_hours = 3"))
    assert note_unsigned(now=night) == 2
    assert told(office.overseer) == ["case.dispatched"]  # of the first, not of the second


def test_a_batch_costs_the_same_statements_for_one_case_as_for_ten(office: Office) -> None:
    def cost(cases: int) -> int:
        for _ in range(cases):
            report_case(office.worker, a_report(), now=NOW)
        with CaptureQueriesContext(connection) as asked:
            work_off([one for one in CONSUMERS if one.name == "notifications"])
        return len([one for one in asked if "notifications" in one["sql"]])

    cost(1)

    assert cost(1) == cost(10)


def test_what_was_told_is_forgotten_after_a_year_and_not_before(office: Office) -> None:
    Walk(office).to("dispatched")
    work_off(CONSUMERS)

    early = forget_old(now=NOW + timedelta(days=365))
    late = forget_old(now=NOW + timedelta(days=367))

    assert (early, late) == (0, 1)
    assert Notice.objects.count() == 0
