"""Claims about what a process holds of a plan: a newer version is swapped in whole, from a thread."""

import threading

import pytest
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from tests.territory.drawing import COMMUNITY, DAY, NOW, make_town, middle
from wangge.territory import queries
from wangge.territory.models import Plan, Unit
from wangge.territory.services.publishing import publish_plan

GRID = f"{COMMUNITY}000"


@pytest.mark.django_db
def test_a_question_asked_again_costs_no_statement(
    django_assert_num_queries: type[CaptureQueriesContext],
) -> None:
    make_town()
    publish_plan("town", DAY, now=NOW)

    with django_assert_num_queries(4):  # terms, units, paths, outlines
        queries.locator("410105", DAY).place(*middle(0))
        assert GRID in queries.units("410105", DAY)
    with django_assert_num_queries(0):
        queries.locator("410105", DAY).place(*middle(0))
        assert GRID in queries.units("410105", DAY)
        assert queries.children("410105", COMMUNITY, DAY)
    with django_assert_num_queries(1):
        queries.plan_version("410105", DAY)


@pytest.mark.django_db(transaction=True)
def test_a_version_of_another_process_is_swapped_in_from_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    make_town()
    publish_plan("town", DAY, now=NOW)
    before = queries.units("410105", DAY)
    Unit.objects.filter(code=GRID).update(name="renamed elsewhere")
    Plan.objects.update(version=F("version") + 1)

    monkeypatch.setattr(queries, "TERMS_HOLD_FOR", -1)
    with queries._loading:  # the thread is held where it would swap
        meanwhile = queries.units("410105", DAY)
    monkeypatch.setattr(queries, "TERMS_HOLD_FOR", 60)
    for thread in threading.enumerate():
        if thread.daemon and thread is not threading.current_thread():
            thread.join(10)
    after = queries.units("410105", DAY)

    assert meanwhile is before
    assert after[GRID].name == "renamed elsewhere"
    assert before[GRID].name == f"unit {GRID}"


@pytest.mark.django_db
def test_a_reader_with_an_older_version_in_hand_is_answered_by_the_newer_one() -> None:
    make_town()
    publish_plan("town", DAY, now=NOW)
    old = queries.plan_in_force("410105", DAY)
    Unit.objects.filter(code=GRID).update(name="renamed elsewhere")
    Plan.objects.update(version=F("version") + 1)
    queries.plan_version("410105", DAY)
    newer = queries.units("410105", DAY)

    assert queries._load("410105", old).units is newer
    assert newer[GRID].name == "renamed elsewhere"


@pytest.mark.django_db
def test_counties_in_force_are_named() -> None:
    make_town()
    publish_plan("town", DAY, now=NOW)

    assert queries.counties_in_force(DAY) == ["410105"]
    assert queries.counties_in_force(DAY.replace(year=2020)) == []
