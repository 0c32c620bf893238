"""The congress office has one page: letters and visits come in by it, acts are checked, firms are kept."""

import re

import pytest
from django.urls import reverse

from tests.builders import COMMUNITIES, COUNTY, GRIDS, NOW, SINCE
from tests.deputies.seats import TODAY, make_council
from tests.deputies.walking import logged_in, post, read, stranger
from wangge.deputies.models import Act, Firm, Matter, Visit
from wangge.deputies.services.ruling import keep_rules, packaged_rules
from wangge.reporters.queries.receipts import held_by
from wangge.rules.duties import ActState, DutyKind
from wangge.rules.matters import CameBy, Exit

pytestmark = pytest.mark.django_db


def test_a_letter_gets_a_receipt_and_the_clerk_passes_it_on() -> None:
    council = make_council(password="correct horse")
    clerk = logged_in(council.clerk)

    answer = post(clerk, "letter", deputy=council.deputy.hex, words="The bus line is too rare.", unit="")
    number, secret = re.findall(r'id="(?:number|secret)">([^<]+)<', answer.content.decode())
    row = Matter.objects.get()
    assert (row.came_by, held_by(number, secret).case_id) == (CameBy.DESK, row.pk)
    assert "The bus line is too rare." in read(clerk, "office")
    post(clerk, "matter_act", row.pk.hex, act="pass_on", department="water", words="")

    row.refresh_from_db()
    assert (row.way_out, row.passed_to) == (Exit.UNIT, "water")
    assert not Act.objects.exists()  # what the office passes on is no act of the deputy


def test_a_private_matter_of_the_public_form_is_no_page_of_the_office() -> None:
    council = make_council(password="correct horse")
    post(stranger(), "matter_form", COUNTY, council.deputy.hex, words="Only for the deputy.", private="1")
    post(stranger(), "matter_form", COUNTY, council.deputy.hex, words="For both.")
    clerk = logged_in(council.clerk)
    private, shared = Matter.objects.order_by("at")

    assert clerk.get(reverse("deputies:matter", args=[private.pk.hex])).status_code == 404
    assert clerk.get(reverse("deputies:matter", args=[shared.pk.hex])).status_code == 200


def test_a_visit_is_declared_by_work_and_counts_when_the_clerk_accepts_it() -> None:
    council = make_council(password="correct horse")
    keep_rules(COUNTY, council.congress, packaged_rules(), from_on=SINCE)
    deputy, clerk = logged_in(council.hat), logged_in(council.clerk)
    today = re.findall(r'id="on"[^>]*value="([^"]+)"', read(deputy, "visit"))[0]

    answer = post(deputy, "visit", kind="visit", on=today, unit=GRIDS[0], place="Yard 3")
    assert answer.status_code == 302, answer.content.decode()
    act = Act.objects.get()
    assert "1 wait for the check" in read(deputy, "work")
    assert "nothing raised" in read(clerk, "office")
    assert "0 accepted" in read(stranger(), "record", COUNTY, council.deputy.hex)
    post(clerk, "check", act.pk.hex, accept="1")

    assert "1 accepted" in read(stranger(), "record", COUNTY, council.deputy.hex)
    assert "wait for the check" not in read(deputy, "work")


def test_asked_back_the_deputy_reads_why() -> None:
    council = make_council(password="correct horse")
    deputy, clerk = logged_in(council.hat), logged_in(council.clerk)
    today = re.findall(r'id="on"[^>]*value="([^"]+)"', read(deputy, "visit"))[0]
    post(deputy, "visit", kind="visit", on=today, unit=COMMUNITIES[0])

    assert post(clerk, "check", Act.objects.get().pk.hex, reason="").status_code == 422
    post(clerk, "check", Act.objects.get().pk.hex, reason="Which yard was it?")

    assert Act.objects.get().state == ActState.SENT_BACK
    assert "Which yard was it?" in read(deputy, "work")


def test_a_visit_outside_the_own_units_is_refused_in_the_form() -> None:
    council = make_council(password="correct horse")
    deputy = logged_in(council.hat)

    answer = post(
        deputy, "visit", kind="visit", on=TODAY.isoformat(), unit=COMMUNITIES[1], remark="Kept words"
    )

    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert not Visit.objects.exists()


def test_a_firm_that_wishes_no_visits_is_none_to_be_visited() -> None:
    council = make_council(password="correct horse")
    deputy, clerk = logged_in(council.hat), logged_in(council.clerk)
    post(clerk, "firm", name="Example Mill", unit=COMMUNITIES[0], declines_until="2031-01-01")
    firm = Firm.objects.get()

    assert "wishes no visits" in read(deputy, "visit")
    answer = post(
        deputy, "visit", kind=str(DutyKind.FIRM), on=TODAY.isoformat(), unit=COMMUNITIES[0], firm=firm.pk.hex
    )

    assert answer.status_code == 409
    assert not Visit.objects.exists()


def test_each_count_of_answers_opens_the_matters_that_it_counts() -> None:
    council = make_council(password="correct horse")
    clerk = logged_in(council.clerk)
    for got in ("yes", "no", ""):
        post(clerk, "letter", deputy=council.deputy.hex, words="A word of a resident.")
        row = Matter.objects.latest("at")
        post(clerk, "matter_act", row.pk.hex, act="answer", words="Said.")
        Matter.objects.filter(pk=row.pk).update(asked_at=NOW, got=got)

    numbers = re.findall(r'<a class="figure" href="([^"]+)">(\d+)</a>', read(clerk, "office"))

    assert [int(n) for _, n in numbers] == [3, 1, 1, 0]
    for url, n in numbers:
        listed = clerk.get(url).content.decode()
        assert listed.count('<li class="work-row">') == int(n)
        assert "A word of a resident." not in listed


def test_each_page_belongs_to_its_post() -> None:
    council = make_council(password="correct horse")
    deputy, clerk, worker = map(logged_in, (council.hat, council.clerk, council.office.clerk))

    assert worker.get(reverse("deputies:work")).status_code == 403
    assert clerk.get(reverse("deputies:work")).status_code == 403
    assert deputy.get(reverse("deputies:office")).status_code == 403
    assert post(deputy, "firm", name="Mill", unit=COMMUNITIES[0]).status_code == 403
