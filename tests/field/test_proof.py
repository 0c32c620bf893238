"""The proof sheet: what I reported, who had it how long, what became of it; held against the events themselves."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.builders import COUNTY, GRIDS, NOW, Office, a_report
from tests.cases.walking import Walk
from tests.field.phones import Phone
from wangge.cases.services.intake import report_case
from wangge.field.queries import proof as proof_module
from wangge.field.queries.proof import Proof, digest_of, proof
from wangge.foundation.history import events_of
from wangge.people.hats import Hat
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)
DAY = date(2024, 3, 5)
HANDS = {"dispatched": "水务局", "handling": "水务局", "closed": ""}


def sheet(hat: Hat, from_on: date | None = DAY, until_on: date | None = DAY, now: datetime = LATER) -> Proof:
    return proof(hat, from_on, until_on, now=now)


def test_the_sheet_is_what_the_events_say(office: Office) -> None:
    walk = Walk(office).to("closed")
    events = events_of(COUNTY, walk.id)

    line = sheet(office.worker).lines[0]

    at = {str(event.payload["state"]): event.at for event in reversed(events)}
    assert (line.number, line.reported_at, line.ended_at) == (walk.case.number, events[0].at, events[-1].at)
    assert line.digest == events[-1].hash
    water = [one for one in line.spells if one.who == "水务局"]
    assert [(one.since, one.until) for one in water] == [(at["dispatched"], at["handled"])]
    assert line.spells[0].since == events[0].at
    assert line.spells[-1].until == at["closed"]
    assert all(one.until == other.since for one, other in zip(line.spells, line.spells[1:], strict=False))


def test_only_my_own_reports_stand_on_it_oldest_first(office: Office) -> None:
    late = Walk(office, at=NOW + timedelta(hours=3))
    early = Walk(office)
    report_case(office.neighbour, a_report(GRIDS[3]), now=NOW)

    assert [line.number for line in sheet(office.worker).lines] == [early.case.number, late.case.number]
    assert len(sheet(office.neighbour).lines) == 1
    assert sheet(office.handler).lines == []


def test_days_are_those_of_the_county_and_the_last_one_belongs_to_it(office: Office) -> None:
    midnight = datetime.fromisoformat("2024-03-06T00:00:00+08:00")
    before = Walk(office, at=midnight - timedelta(minutes=1))
    after = Walk(office, at=midnight)

    found = {line.number for line in sheet(office.worker).lines}

    assert found == {before.case.number}
    both = sheet(office.worker, until_on=date(2024, 3, 6), now=midnight + timedelta(days=3)).lines
    assert {line.number for line in both} == {before.case.number, after.case.number}


def test_without_days_it_tells_the_last_thirty(office: Office) -> None:
    Walk(office)

    found = sheet(office.worker, None, None)

    assert (found.from_on, found.until_on) == (date(2024, 2, 7), date(2024, 3, 7))
    assert len(found.lines) == 1


def test_a_line_that_was_changed_has_another_digest_of(office: Office) -> None:
    from dataclasses import replace

    Walk(office)
    found = sheet(office.worker)

    changed = replace(found.lines[0], due_at=NOW)

    assert digest_of(found.lines) == found.digest == sheet(office.worker).digest
    assert digest_of([changed]) != found.digest


def test_what_was_sent_by_phone_stands_with_its_receipt(office: Office) -> None:
    phone = Phone("worker")
    told: dict[str, Any] = phone.results(phone.report())[0]
    today = datetime.fromisoformat(told["receipt"]["at"]).date()

    found = sheet(office.worker, today - timedelta(days=1), today + timedelta(days=1))
    page = phone.client.get(
        "/field/proof", {"from": today - timedelta(days=1), "until": today + timedelta(days=1)}
    )

    assert [line.receipt for line in found.lines] == [told["receipt"]["signature"]]
    assert told["receipt"]["number"] in page.content.decode()


def test_too_many_matters_and_days_the_wrong_way_round_are_refused(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof_module, "LINES_MOST", 1)
    Walk(office)
    Walk(office)

    with pytest.raises(Refused) as backwards:
        sheet(office.worker, date(2024, 3, 6), DAY)
    with pytest.raises(Refused) as long:
        sheet(office.worker)

    assert (backwards.value.code, long.value.code) == ("field.proof_backwards", "field.proof_too_long")


def test_the_page_prints_and_the_pdf_is_one(office: Office) -> None:
    phone = Phone("worker")

    page = phone.client.get("/field/proof", {"from": "2024-03-05", "until": "2024-03-05"})
    pdf = phone.client.get("/field/proof", {"from": "2024-03-05", "until": "2024-03-05", "format": "pdf"})
    spoilt = phone.client.get("/field/proof", {"from": "yesterday"})

    assert sheet(office.worker, now=LATER).digest in page.content.decode()
    assert "这段时间没有我的上报。" in page.content.decode()
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert spoilt.json()["code"] == "field.unreadable"
    assert Client().get("/field/proof").status_code == 401
