"""Season is held against season, equal spans, nothing before the due date; a lot that anybody can draw again."""

from datetime import date, timedelta

from wangge.rules.chain import turn_of
from wangge.rules.clusters import ASSUMED, Gatherer, checksum
from wangge.rules.grades import Meaning
from wangge.rules.outcome import Course, Span, compared, course, disagree, drawn
from wangge.rules.promises import PromiseState, promise_state, reminder_due

DUE = date(2026, 6, 30)
HANDED = date(2026, 3, 1)


def test_the_same_days_of_the_year_before_are_compared() -> None:
    found = compared(HANDED, DUE, 30, date(2026, 12, 1))

    assert found is not None
    assert found.after == Span(date(2026, 7, 1), date(2026, 7, 31))
    assert found.before == Span(date(2025, 7, 1), date(2025, 7, 31))
    assert (found.years_back, found.is_running) == (1, False)


def test_while_the_days_run_both_spans_are_as_long_as_they_are_by_now_and_before_them_there_are_none() -> (
    None
):
    running = compared(HANDED, DUE, 30, date(2026, 7, 11))

    assert running is not None
    assert (running.before.days, running.after.days, running.is_running) == (10, 10, True)
    assert compared(HANDED, DUE, 30, DUE + timedelta(days=1)) is None


def test_a_year_that_is_not_wholly_before_the_paper_is_not_compared_with() -> None:
    found = compared(date(2025, 7, 15), DUE, 30, date(2026, 12, 1))

    assert found is not None
    assert (found.before.first, found.years_back) == (date(2024, 7, 1), 2)


def test_a_record_that_is_too_young_is_compared_with_the_days_before_the_paper_and_says_so() -> None:
    found = compared(HANDED, DUE, 30, date(2026, 12, 1), begins=date(2026, 2, 10))

    assert found is not None
    assert (found.before, found.years_back, found.is_cut) == (Span(date(2026, 1, 30), HANDED), 0, True)


def test_only_solved_with_a_rising_count_disagrees() -> None:
    assert [disagree(meaning, 2, 3) for meaning in (Meaning.SOLVED, Meaning.IN_WORK, None)] == [
        True,
        False,
        False,
    ]
    assert [course(2, 1), course(2, 2), course(1, 2), course(0, 0)] == [
        Course.FELL, Course.SAME, Course.ROSE, Course.NONE,
    ]  # fmt: skip


def test_the_same_seed_and_pool_draw_the_same_and_nobody_twice() -> None:
    pool = [f"{number:02x}" for number in range(20)]

    found = drawn("ab12", pool, 5)

    assert found == drawn("ab12", reversed(pool), 5)
    assert len(set(found)) == 5
    assert drawn("ab12", ["x"], 3) == ["x"]


def test_cases_around_one_spot_are_one_cluster_and_far_ones_are_not() -> None:
    gatherer = Gatherer(ASSUMED[0])
    for number in range(4):
        gatherer.add("cover", "grid", 1_136_800_000 + number * 100, 347_800_000)
    gatherer.add("cover", "grid", 1_136_900_000, 347_800_000)
    for _ in range(4):
        gatherer.add("noise", "community", None, None)

    found = [group for groups in gatherer.steps() for group in groups]

    assert [(group.category, group.rows) for group in found] == [
        ("cover", (0, 1, 2, 3)),
        ("noise", (5, 6, 7, 8)),
    ]


def test_a_checksum_does_not_depend_on_order() -> None:
    from uuid import UUID

    ids = [UUID(int=number) for number in (3, 1, 2)]

    assert checksum(ids) == checksum(sorted(ids))
    assert checksum(ids) != checksum(ids[:2])


def test_a_promise_is_late_the_day_after_its_first_date_unless_its_proof_was_brought_in_time() -> None:
    late = DUE + timedelta(days=1)

    assert promise_state(DUE, DUE, kept_on=None) is PromiseState.RUNNING
    assert promise_state(DUE, late, kept_on=None) is PromiseState.LATE
    assert promise_state(DUE, late, kept_on=None, shown_on=DUE) is PromiseState.SHOWN
    assert promise_state(DUE, late, kept_on=DUE) is PromiseState.KEPT
    assert promise_state(DUE, late, kept_on=late) is PromiseState.KEPT_LATE
    assert [reminder_due(DUE, DUE - timedelta(days=days), ()) for days in (31, 30, 6, 0, -1)] == [
        None,
        30,
        7,
        0,
        None,
    ]


def test_what_happens_inside_an_office_is_no_turn() -> None:
    assert turn_of("suggestion.reply_drafted", {}) is None
    replied = turn_of("suggestion.replied", {"round": 2})
    assert replied is not None
    assert (replied.round_no, replied.each) == (2, True)
