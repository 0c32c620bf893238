"""The machines of suggestions and motions are whole tables; clocks are rows of law, and the strictest holds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from wangge.rules.errors import Refused
from wangge.rules.grades import MEANINGS, Content, Grade, Meaning, grade_of, told, weakest
from wangge.rules.legal_terms import LegalRow, Rank, Sense, Term, TermUnit
from wangge.rules.motions import ENDS as MOTION_ENDS
from wangge.rules.motions import MOVES as MOTION_MOVES
from wangge.rules.motions import MotionAct, MotionStage, motion_move, refuse_few, refuse_late
from wangge.rules.suggestions import (
    MOVES,
    Act,
    Clock,
    Role,
    Stage,
    due_day,
    faults_of,
    move_for,
    refuse_bad_units,
    reminders_due,
    signs_of_several,
    strictest,
)

MONTHS_3 = LegalRow("reply", Term(3, TermUnit.MONTHS), Sense.AT_MOST, Rank.STATUTE, "代表法")
MONTHS_2 = LegalRow("reply", Term(2, TermUnit.MONTHS), Sense.AT_MOST, Rank.LOCAL, "本级")
LOOSE = LegalRow("reply", Term(8, TermUnit.MONTHS), Sense.AT_MOST, Rank.REFERENCE, "参照")
TEN = LegalRow("signatures", Term(10, TermUnit.COUNT), Sense.AT_LEAST, Rank.STATUTE, "组织法")
TWELVE = LegalRow("signatures", Term(12, TermUnit.COUNT), Sense.AT_LEAST, Rank.LOCAL, "本级")


def code_of(act: object) -> str:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return refused.value.code


def test_every_stage_is_reached_left_and_waits_for_somebody() -> None:
    assert faults_of(MOVES) == []
    assert faults_of(MOVES[:5])


def test_an_act_at_another_stage_is_refused() -> None:
    assert move_for(Stage.SUBMITTED, Act.REGISTER).target is Stage.REGISTERED
    assert code_of(lambda: move_for(Stage.DRAFT, Act.REGISTER)) == "suggestion.not_now"
    assert code_of(lambda: move_for(Stage.SUBMITTED, Act.UNSIGN)) == "suggestion.not_now"


def test_a_motion_is_examined_once_and_never_handed_to_a_unit() -> None:
    reached = {MotionStage.DRAFT} | {move.target for move in MOTION_MOVES if move.target}
    left = {source for move in MOTION_MOVES if move.target for source in move.sources}
    assert reached == set(MotionStage)
    assert left == set(MotionStage) - MOTION_ENDS
    assert code_of(lambda: motion_move(MotionStage.LISTED, MotionAct.TURN)) == "motion.not_now"
    assert not {str(act) for act in MotionAct} & {"hand_over", "rate", "send_reply"}


def test_nine_signatures_are_refused_with_the_law_and_the_presidiums_hour_is_the_last() -> None:
    until = datetime(2024, 1, 10, 4, tzinfo=UTC)
    refuse_few(10, TEN)
    refuse_late(until, until, "主席团")
    with pytest.raises(Refused) as refused:
        refuse_few(9, TEN)
    assert (refused.value.code, refused.value.facts["source"]) == ("motion.too_few", "组织法")
    assert code_of(lambda: refuse_late(until + timedelta(seconds=1), until, "主席团")) == "motion.too_late"


def test_the_strictest_rule_in_force_holds_on_either_side() -> None:
    assert strictest([MONTHS_3, MONTHS_2, LOOSE], Clock.REPLY) is MONTHS_2
    assert strictest([MONTHS_3, LOOSE], Clock.REPLY) is MONTHS_3
    assert strictest([TEN, TWELVE], Clock.SIGNATURES) is TWELVE
    assert strictest([TEN], Clock.REPLY) is None
    assert due_day([MONTHS_3], Clock.REPLY, date(2024, 3, 5), lambda _: True) == date(2024, 6, 5)
    assert due_day([], Clock.REPLY, date(2024, 3, 5), lambda _: True) is None


def test_a_reminder_is_given_once_at_thirty_seven_and_no_days() -> None:
    due = date(2024, 6, 5)
    assert reminders_due(due, date(2024, 5, 1), []) is None
    assert reminders_due(due, date(2024, 5, 6), []) == 30
    assert reminders_due(due, date(2024, 5, 7), [30]) is None
    assert reminders_due(due, date(2024, 5, 30), [30]) == 7
    assert reminders_due(due, date(2024, 6, 9), []) == 0


def test_one_lead_with_helpers_or_several_apart_and_nothing_else() -> None:
    refuse_bad_units([("water", Role.LEAD), ("parks", Role.CO)])
    refuse_bad_units([("water", Role.SEPARATE), ("parks", Role.SEPARATE)])
    for units in (
        [],
        [("water", Role.CO)],
        [("water", Role.SEPARATE)],
        [("water", Role.LEAD), ("water", Role.CO)],
        [("water", Role.LEAD), ("parks", Role.SEPARATE)],
    ):
        assert code_of(lambda units=units: refuse_bad_units(units)) == "suggestion.units"


def test_two_matters_in_one_paper_are_hinted_at_and_one_is_not() -> None:
    assert signs_of_several("关于修复路口井盖的建议", "请尽快更换破损井盖，并定期检查。") == []
    assert signs_of_several("关于井盖以及停车的建议", "一是更换井盖；二是施划车位。另外，建议增设路灯。")


def test_a_letter_means_what_its_own_scheme_says() -> None:
    scheme = [
        Grade("III", letter, meaning, "", "", "来源")
        for letter, meaning in zip("ABC", MEANINGS, strict=False)
    ]
    assert grade_of(scheme, "B", chosen="III", source="来源").meaning is Meaning.IN_WORK
    with pytest.raises(Refused) as refused:
        grade_of(scheme, "D", chosen="III", source="来源")
    assert refused.value.code == "suggestion.other_scheme"
    assert refused.value.facts["letters"] == "A/B/C"


def test_silence_is_counted_apart() -> None:
    answers = told([Content.SATISFIED, Content.DISSATISFIED], asked=5)
    assert (answers.rated, answers.content, answers.silent) == (2, 1, 3)
    assert weakest([Meaning.SOLVED, Meaning.PLANNED, Meaning.IN_WORK]) is Meaning.PLANNED
