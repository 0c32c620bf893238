"""A question is asked where chance seldom explains a month, and of honest months at most as often as stated."""

import random
from datetime import date, timedelta
from fractions import Fraction
from math import comb
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import (
    COMMUNITIES,
    COUNTY,
    COVER,
    GRIDS,
    NOW,
    PASSWORD,
    SINCE,
    Office,
    a_report,
    make_hat,
    make_office,
)
from wangge.accountability.models import Question
from wangge.accountability.queries.notices import questions_for
from wangge.accountability.services.asking import answer, ask_all, ask_month
from wangge.accountability.services.rules import set_up
from wangge.cases.models import Case, Category
from wangge.cases.queries import patterns
from wangge.cases.queries.desk import forget_desks
from wangge.cases.services.intake import report_case
from wangge.foundation.ids import uuid7
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.gaming import Count, Setting, asks, by_chance
from wangge.rules.posts import PostKind

SETTING = Setting(least=20, least_hits=5, once_in=200)
LATER = NOW + timedelta(days=70)


def test_honest_months_are_asked_about_at_most_as_often_as_stated() -> None:
    chance = random.Random(5)
    months, asked = 4000, 0

    for _ in range(months):
        share, n, usual = chance.uniform(0.02, 0.9), chance.randint(20, 120), chance.randint(100, 600)
        month = Count(n, sum(chance.random() < share for _ in range(n)))
        before = Count(usual, sum(chance.random() < share for _ in range(usual)))
        asked += asks(month, before, SETTING)

    assert asked <= months / SETTING.once_in


def test_planted_gaming_is_found() -> None:
    assert asks(Count(60, 30), Count(600, 60), SETTING)


def test_the_chance_of_a_month_is_that_of_drawing_without_putting_back() -> None:
    month, usual = Count(20, 5), Count(60, 6)

    drawn = Fraction(sum(comb(11, hits) * comb(69, 20 - hits) for hits in range(5, 12)), comb(80, 20))

    assert by_chance(month, usual) == pytest.approx(float(drawn))
    assert by_chance(Count(5000, 2600), Count(10_000_000, 5_000_000)) == pytest.approx(0.0024, abs=1e-4)


@pytest.mark.parametrize(
    ("month", "usual"),
    [(Count(19, 19), Count(600, 60)), (Count(60, 4), Count(600, 0)), (Count(60, 60), Count(0, 0))],
)
def test_too_few_or_nothing_to_compare_is_no_question(month: Count, usual: Count) -> None:
    assert not asks(month, usual, SETTING)


def test_no_column_of_an_account_is_read() -> None:
    text = Path(patterns.__file__).read_text()

    for word in ("account", "check_by", "actor", "post", "device"):
        assert f'"{word}' not in text
        assert f".{word}" not in text
        assert f"{word}=" not in text


def planted(office: Office) -> None:
    """A usual January and February, and a March in which a community closed all at the deadline."""
    first = report_case(office.worker, a_report(GRIDS[0]), now=NOW).case_id
    pattern = Case.objects.get(pk=first)
    for number in range(120):
        in_march = number >= 80
        solved = NOW + timedelta(hours=number % 40) - timedelta(days=0 if in_march else 40)
        begun, due = solved - timedelta(hours=48), solved + timedelta(hours=0 if in_march else 24)
        values = {field.attname: getattr(pattern, field.attname) for field in Case._meta.concrete_fields}
        values |= {
            "id": uuid7(), "number": f"T-{number}", "solved_at": solved, "ended_at": solved, "dispatched_at": begun,
            "due_at": due, "end": "solved", "community": COMMUNITIES[0], "cell": f"{number:018}", "source_ref": None,
        }  # fmt: skip
        Case.objects.create(**values)


def asked() -> tuple[Office, Question, Hat]:
    office = make_office()
    set_up(COUNTY, from_on=SINCE)
    planted(office)
    ask_month(COUNTY, "2024-03", now=LATER)
    head = make_hat("head", PostKind.ACCOUNTABLE, COMMUNITIES[0], password=PASSWORD)
    return office, Question.objects.get(pattern="at_deadline"), head


@pytest.mark.django_db
def test_a_community_of_few_posts_is_compared_with_its_own_past_and_asked_once() -> None:
    _, question, _ = asked()

    assert (question.n, question.hits, question.usual_hits, question.own_history) == (40, 40, 0, True)
    assert len(question.cases.split()) == 40
    before = Question.objects.count()
    assert ask_month(COUNTY, "2024-03", now=LATER) == 0
    assert Question.objects.count() == before


@pytest.mark.django_db
def test_the_unit_sees_its_question_first_and_those_above_after_its_days_or_its_answer() -> None:
    office, question, head = asked()
    late = LATER + timedelta(days=11)

    assert question.pk in {one.id for one in questions_for(head, now=LATER)}
    assert questions_for(office.overseer, now=LATER) == []
    assert question.pk in {one.id for one in questions_for(office.overseer, now=late)}
    answer(question.pk, "集中采购后一起完工", hat=head, now=LATER)
    assert {one.answer for one in questions_for(office.overseer, now=LATER)} == {"集中采购后一起完工"}
    with pytest.raises(Refused, match=r"accountability\.answered"):
        answer(question.pk, "再说", hat=head, now=LATER)


@pytest.mark.django_db
def test_the_page_shows_a_question_with_each_case_that_it_counts(client: Client) -> None:
    _, question, _ = asked()
    client.post("/login/", {"login": "head", "password": PASSWORD})

    page = client.get("/accountability/").text

    assert f'id="question-{question.pk.hex}"' in page
    assert all(f"/cases/{UUID(key).hex}/" in page for key in question.cases.split())


@pytest.mark.django_db
def test_a_matter_that_points_at_people_is_in_no_question() -> None:
    office = make_office()
    set_up(COUNTY, from_on=SINCE)
    planted(office)
    scheme, kind, code = COVER.split(":")
    Category.objects.filter(scheme=scheme, kind=kind, code=code).update(matter_only=True)
    forget_desks()

    assert ask_month(COUNTY, "2024-03", now=LATER) == 0


@pytest.mark.django_db
def test_the_ticker_looks_at_the_last_month_whose_window_is_over() -> None:
    make_office()
    set_up(COUNTY, from_on=date(2024, 1, 1))

    assert ask_all(now=NOW) == 0
    assert ask_all(now=NOW) == 0
