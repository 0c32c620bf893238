"""A standing committee's work goes by its steps and its law's clocks."""

from datetime import date

import pytest

from wangge.rules.errors import Refused
from wangge.rules.legal_terms import Term, TermUnit
from wangge.rules.oversight import LINES, Clock, Kind, Step, refuse_out_of_turn, refuse_too_soon, standings

LAW = "监督法 2024 art. 15"
CLOCKS = [
    Clock(Step.DRAFT, Step.MEETING, Term(-20, TermUnit.NATURAL_DAYS), LAW),
    Clock(Step.FINAL, Step.MEETING, Term(-10, TermUnit.NATURAL_DAYS), LAW),
    Clock(Step.SEND, Step.MEETING, Term(-7, TermUnit.NATURAL_DAYS), LAW),
    Clock(Step.ANSWER, Step.OPINION, Term(3, TermUnit.MONTHS), "Henan 2015 art. 11"),
]
MEETING = date(2026, 6, 30)


def _works(day: date) -> bool:
    return day.weekday() < 5


def test_a_special_report_reaches_committee_20_government_10_and_members_7_days_before_the_meeting() -> None:
    found = standings(Kind.SPECIAL_REPORT, {Step.MEETING: MEETING}, {}, CLOCKS, _works)

    due = {one.step: one.due_on for one in found}
    assert due[Step.DRAFT] == date(2026, 6, 10)
    assert due[Step.FINAL] == date(2026, 6, 20)
    assert due[Step.SEND] == date(2026, 6, 23)
    assert due[Step.MEETING] == MEETING
    assert due[Step.ANSWER] is None  # nothing was handed over yet


def test_an_answer_is_due_three_months_after_the_opinion_was_handed_over() -> None:
    done = {step: MEETING for step in LINES[Kind.SPECIAL_REPORT] if step not in {Step.ANSWER, Step.FOLLOW_UP}}

    found = standings(Kind.SPECIAL_REPORT, {}, done | {Step.OPINION: date(2026, 7, 2)}, CLOCKS, _works)

    assert {one.step: one.due_on for one in found}[Step.ANSWER] == date(2026, 10, 2)


def test_a_meeting_that_leaves_the_unit_less_time_than_the_law_is_refused_with_the_rule() -> None:
    found = standings(Kind.SPECIAL_REPORT, {Step.MEETING: MEETING}, {}, CLOCKS, _works)

    with pytest.raises(Refused) as refused:
        refuse_too_soon(found, date(2026, 6, 11))

    assert refused.value.code == "congress.too_soon"
    assert refused.value.facts["source"] == LAW


def test_steps_go_in_their_order_and_none_is_done_twice() -> None:
    done = {Step.NOTIFY: date(2026, 6, 1)}
    found = standings(Kind.SPECIAL_REPORT, {Step.MEETING: MEETING}, done, CLOCKS, _works)

    refuse_out_of_turn(found, Step.DRAFT)
    for step in (Step.NOTIFY, Step.MEETING):
        with pytest.raises(Refused) as refused:
            refuse_out_of_turn(found, step)
        assert refused.value.code == "congress.not_now"


def test_where_no_rule_asks_for_a_survey_the_line_has_none_and_where_one_does_it_may_be_left_out() -> None:
    survey = Clock(Step.SURVEY, Step.MEETING, Term(-60, TermUnit.NATURAL_DAYS), "Hainan")
    planned = {Step.MEETING: MEETING}

    without = standings(Kind.SPECIAL_REPORT, planned, {}, CLOCKS, _works)
    with_it = standings(Kind.SPECIAL_REPORT, planned, {}, [*CLOCKS, survey], _works)

    assert Step.SURVEY not in {one.step for one in without}
    refuse_out_of_turn(with_it, Step.SURVEY)
    refuse_out_of_turn(with_it, Step.NOTIFY)


def test_what_is_done_after_its_day_is_late_and_not_refused() -> None:
    done = {Step.NOTIFY: date(2026, 6, 1), Step.DRAFT: date(2026, 6, 12)}

    found = standings(Kind.SPECIAL_REPORT, {Step.MEETING: MEETING}, done, CLOCKS, _works)

    assert [one.step for one in found if one.is_late] == [Step.DRAFT]
