"""A report is announced, its ballot run by papers or codes; everybody reads the result and what each number counts."""

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import COUNTY, GRIDS
from tests.deputies.seats import Council, make_council
from tests.deputies.walking import logged_in, post, read, stranger
from wangge.deputies.models import Act, BallotCode, DutyReport, Matter
from wangge.rules.ballots import Outcome

pytestmark = pytest.mark.django_db


def announced(council: Council, clerk: Client) -> UUID:
    answer = post(
        clerk, "announce", seat=council.seat.hex, from_on="2024-01-01", until_on="2025-01-01", held_on="2025-01-10"
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    return DutyReport.objects.get().pk


def test_every_number_of_a_report_opens_its_list() -> None:
    council = make_council(password="correct horse")
    deputy, clerk = logged_in(council.hat), logged_in(council.clerk)
    post(deputy, "visit", kind="visit", on="2024-03-01", unit=GRIDS[0])
    post(clerk, "check", Act.objects.get().pk.hex, accept="1")

    page = read(stranger(), "public_report", COUNTY, announced(council, clerk).hex)

    numbers = re.findall(r'<a class="figure" href="([^"]+)">(\d+)</a>', page)
    assert len(numbers) == 10
    assert sum(int(n) for _, n in numbers) == 1
    for url, n in numbers:
        listed = stranger().get(url.replace("&amp;", "&")).content.decode()
        assert listed.count('<li class="work-row">') == int(n)


def test_a_frozen_reports_numbers_open_what_they_counted_whatever_came_later() -> None:
    council = make_council(password="correct horse")
    deputy, clerk = logged_in(council.hat), logged_in(council.clerk)
    post(stranger(), "matter_form", COUNTY, council.deputy.hex, words="The lamp is dark.")
    answer = post(
        clerk, "announce", seat=council.seat.hex, from_on="2024-01-01", until_on="2090-01-01", held_on="2090-01-10"
    )  # fmt: skip
    assert answer.status_code == 302
    key = DutyReport.objects.get().pk.hex
    post(clerk, "report_act", key, act="open", issued="10", by="papers")
    post(deputy, "matter_act", Matter.objects.get().pk.hex, act="answer", words="On Friday.")
    post(stranger(), "matter_form", COUNTY, council.deputy.hex, words="Another lamp.")

    page = read(stranger(), "public_report", COUNTY, key)

    for url, n in re.findall(r'<a class="figure" href="([^"]+)">(\d+)</a>', page):
        listed = stranger().get(url.replace("&amp;", "&")).content.decode()
        assert listed.count('<li class="work-row">') == int(n)
    assert re.findall(r"exit=open[^>]*>(\d)<", page) == ["1"]


def test_papers_counted_alike_by_two_people_make_the_result_public() -> None:
    council = make_council(password="correct horse")
    clerk, second = logged_in(council.clerk), logged_in(council.second)
    key = announced(council, clerk).hex
    post(clerk, "report_act", key, act="open", issued="10", by="papers")
    count = {"act": "count", "content": "6", "fair": "2", "discontent": "1", "spoiled": "0", "missing": "1"}

    assert post(clerk, "report_act", key, **(count | {"missing": "2"})).status_code == 422
    post(clerk, "report_act", key, **count)
    assert post(clerk, "report_act", key, act="close").status_code == 409
    post(second, "report_act", key, **(count | {"content": "5", "fair": "3"}))
    assert post(second, "report_act", key, act="close").status_code == 409
    post(second, "report_act", key, **count)
    post(second, "report_act", key, act="close")

    assert DutyReport.objects.get().outcome == Outcome.COMPETENT
    page = read(stranger(), "public_report", COUNTY, key)
    assert "6 / 9" in page
    assert "competent" in page


def test_a_code_serves_once_and_is_on_no_page_again() -> None:
    council = make_council(password="correct horse")
    clerk = logged_in(council.clerk)
    key = announced(council, clerk).hex
    sheet = post(clerk, "report_act", key, act="open", issued="3", by="codes").content.decode()
    codes = re.findall(r'<li class="figure">([^<]+)</li>', sheet)
    voter = stranger()

    assert (len(codes), codes[0] in read(clerk, "report", key)) == (3, False)
    assert "in the box" in post(voter, "ballot", COUNTY, key, code=codes[0], grade="content").content.decode()
    assert post(voter, "ballot", COUNTY, key, code=codes[0], grade="content").status_code == 403
    post(voter, "ballot", COUNTY, key, code=codes[1].lower(), grade="discontent")
    assert "1 / 2" not in read(stranger(), "public_report", COUNTY, key)
    post(clerk, "report_act", key, act="close")

    assert "1 / 2" in read(stranger(), "public_report", COUNTY, key)
    assert not BallotCode.objects.exists()


def test_the_deputy_reads_the_report_but_runs_nothing_of_it() -> None:
    council = make_council(password="correct horse")
    clerk, deputy = logged_in(council.clerk), logged_in(council.hat)
    key = announced(council, clerk).hex

    assert 'value="open"' not in read(deputy, "report", key)
    assert post(deputy, "report_act", key, act="open", issued="10").status_code == 403
    assert logged_in(council.other_hat).get(reverse("deputies:report", args=[key])).status_code == 403
    assert post(clerk, "report_act", key, act="open", issued="many").status_code == 422


def test_days_that_do_not_follow_are_refused_at_the_desk() -> None:
    council = make_council(password="correct horse")
    clerk = logged_in(council.clerk)

    answer = post(
        clerk, "announce", seat=council.seat.hex, from_on="2025-01-01", until_on="2024-01-01", held_on="2025-01-10"
    )  # fmt: skip

    assert answer.status_code == 422
