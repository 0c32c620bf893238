"""Is every line of an inbox reached, and what did not go out found?"""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.builders import COUNTY, NOW, PASSWORD, STREET, Office, make_office
from wangge.foundation.ids import uuid7
from wangge.notifications.models import Delivery, Notice
from wangge.notifications.services.channels import open_channel
from wangge.people.hats import Hat

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office(password=PASSWORD)


def client_of(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def test_every_line_is_reached_page_by_page_also_those_of_one_moment(office: Office) -> None:
    told = [
        Notice(
            id=uuid7(NOW), county=COUNTY, account=office.handler.account_id, event="case.dispatched", subject=uuid4(),
            at=NOW - timedelta(seconds=number // 60), facts={"number": f"N{number}"},
        )
        for number in range(120)
    ]  # fmt: skip
    Notice.objects.bulk_create(told)
    client, address, seen = client_of(office.handler), "/notifications/", list[str]()

    while address:
        page = client.get(address)
        seen += [one["url"] for one in page.context["rows"]]
        older = page.context["older_url"]
        address = f"/notifications/{older}" if older else ""

    assert sorted(seen) == sorted(f"/cases/{one.subject.hex}/" for one in told)


def test_a_line_of_somebody_else_is_no_place_to_begin_at(office: Office) -> None:
    other = Notice.objects.create(
        county=COUNTY,
        account=office.leader.account_id,
        event="case.dispatched",
        subject=uuid4(),
        at=NOW,
        facts={},
    )

    page = client_of(office.handler).get("/notifications/", {"after": other.id.hex})

    assert list(page.context["rows"]) == []


def test_what_waits_or_failed_is_counted_and_opened_apart_from_what_was_sent(office: Office) -> None:
    channel = open_channel(COUNTY, "群", "chat", "json://127.0.0.1:9", unit=STREET, now=NOW)
    plain = {
        "county": COUNTY,
        "channel": channel,
        "event": "case.dispatched",
        "facts": {},
        "is_digest": False,
    }
    for sent, due in ((NOW, None), (None, NOW), (None, None)):
        Delivery.objects.create(**plain, subject=uuid4(), made_at=NOW, sent_at=sent, due_at=due)
    client = client_of(office.administrator)

    page = client.get("/notifications/table/")
    found = re.search(r'href="([^"]*log=open[^"]*)"', page.text)
    assert found
    opened = client.get(found[1].replace("&amp;", "&").partition("#")[0])

    assert (page.context["open_n"], len(page.context["log"])) == (2, 3)
    assert sorted(row.state for row in opened.context["log"]) == ["failed", "waiting"]
