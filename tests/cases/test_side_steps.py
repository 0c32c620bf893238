"""Does each side step need its reason and its decider, run its clock, and count?"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.builders import COUNTY, NOW, Office, a_report, make_office
from tests.cases.walking import Walk
from wangge.cases.models import Assist, Case, Mark, Oversight
from wangge.cases.queries.listing import Filters, page_of
from wangge.cases.queries.page import dossier
from wangge.cases.services.brought import Brought
from wangge.cases.services.clocks import mark_overdue
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import add_voice, move_case
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.marks import STEPS

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=9)


@pytest.fixture
def office() -> Office:
    return make_office()


def waits_for(hat: Hat) -> set[str]:
    page = page_of(hat, Filters(figure=Figure.OPEN, waits_for=hat.kind))
    return {case.id.hex for case in page.rows}


def marks(walk: Walk) -> Counter[str]:
    return Counter(Mark.objects.filter(case=walk.id).exclude(kind__in=STEPS).values_list("kind", flat=True))


def test_a_public_report_is_verified_before_it_is_filed(office: Office) -> None:
    walk = Walk(office)

    walk.act("ask_verify")
    found = walk.act("verify_found")

    assert (found.state, walk.case.verified, walk.case.verifies) == ("reported", "found", 1)
    with pytest.raises(Refused, match=r"case\.verified_already"):
        walk.act("ask_verify")


@pytest.mark.parametrize(("act", "before", "end"), [
    ("refuse", "reported", "refused"), ("advise", "reported", "advised"), ("void", "filed", "void"),
])  # fmt: skip
def test_a_matter_that_is_not_handled_ends_with_a_reason_that_the_reporter_reads(
    office: Office, act: str, before: str, end: str
) -> None:
    walk = Walk(office).to(before)

    with pytest.raises(Refused, match=r"case\.proof_missing"):
        walk.act(act, "")
    walk.act(act)

    assert walk.case.end == end
    assert walk.case.ended_at is not None


def test_an_extension_is_asked_for_granted_by_another_and_moves_both_clocks(office: Office) -> None:
    walk = Walk(office).to("handling")

    walk.act("extend", until=LATER)
    with pytest.raises(Refused, match=r"case\.until_too_early"):
        walk.act("grant_extension", until=walk.case.unit_due_at)
    granted = walk.act("grant_extension", until=LATER)

    assert (walk.case.due_at, walk.case.unit_due_at, granted.wait_until) == (LATER, LATER, LATER)
    assert (walk.case.extensions, marks(walk)) == (1, {"extended": 1})


def test_an_extension_that_is_denied_changes_no_clock(office: Office) -> None:
    walk = Walk(office).to("handling")
    due = walk.case.due_at

    walk.act("extend", until=LATER)
    walk.act("deny_extension")

    assert (walk.case.state, walk.case.due_at, walk.case.extensions) == ("handling", due, 0)


def test_nobody_asks_for_more_time_after_the_limit(office: Office) -> None:
    walk = Walk(office).to("handling")
    walk.at = walk.case.unit_due_at

    with pytest.raises(Refused, match=r"case\.limit_passed"):
        walk.act("extend", until=walk.at + timedelta(days=9))


def test_a_deferred_case_gets_back_exactly_what_was_left_of_its_limit(office: Office) -> None:
    walk = Walk(office).to("handling")
    known = dossier(office.overseer, walk.id, now=walk.at)
    walk.act("defer", until=LATER)
    left = known.case.due_at
    granted = walk.act("grant_deferral", until=LATER)

    assert granted.wait_until == LATER
    assert walk.case.due_at > LATER
    walk.at = LATER
    walk.act("resume")
    assert (walk.case.state, walk.case.paused_at) == ("handling", None)
    assert walk.case.due_at - LATER < left - NOW + timedelta(days=4), "only what was left, weekends aside"


def test_what_cannot_be_done_in_time_hangs_in_the_problem_library_and_stays_open(office: Office) -> None:
    walk = Walk(office).to("handling")
    walk.act("hang")

    hung = walk.act("grant_hang")

    assert (hung.state, walk.case.hangs, walk.case.ended_at) == ("hung", 1, None)
    assert walk.id.hex in waits_for(office.overseer)
    walk.act("take_up")
    assert walk.case.state == "handling"


def test_an_honest_end_says_that_it_cannot_be_done_and_why(office: Office) -> None:
    walk = Walk(office).to("handling")
    walk.act("cannot")

    walk.act("grant_cannot", "产权争议，法院审理中")

    assert (walk.case.end, walk.case.solved_at) == ("not_solved", None)


def test_a_reminder_is_counted_for_the_unit_and_begins_no_wait_anew(office: Office) -> None:
    walk = Walk(office).to("handling")
    until = walk.case.wait_until

    walk.act("remind")
    walk.act("remind")

    assert (walk.case.reminders, walk.case.wait_until, marks(walk)) == (2, until, {"reminded": 2})


def test_an_overseen_case_has_a_named_supervisor_a_plan_and_interim_reports_until_it_ends(
    office: Office,
) -> None:
    walk = Walk(office).to("handling")
    walk.act("oversee", "三日内现场推进", until=LATER, supervisor=office.leader.account_id)

    walk.act("report_interim", "已协调产权单位")
    with pytest.raises(Refused, match=r"case\.overseen_already"):
        walk.act("oversee", until=LATER)
    walk.to("closed")

    [one] = Oversight.objects.filter(case=walk.id)
    assert (one.supervisor, one.reports, one.until) == (office.leader.account_id, 1, LATER)
    assert one.lifted_at is not None
    assert walk.case.overseen_until is None


def test_helping_departments_work_in_parallel_and_the_lead_waits_for_them(office: Office) -> None:
    walk = Walk(office).to("filed")
    walk.act("dispatch", department="water", departments=("parks",))
    walk.act("sign")

    with pytest.raises(Refused, match=r"case\.help_missing"):
        walk.act("feed_back")
    assert walk.id.hex in waits_for(office.stranger)
    with pytest.raises(Refused, match=r"case\.not_your_move"):
        walk.act("return", hat=office.stranger)
    walk.act("assist", "已清理树枝", hat=office.stranger)

    assert Assist.objects.get(case=walk.id).done_at is not None
    assert walk.act("feed_back").state == "handled"


def test_a_split_case_waits_until_all_its_parts_have_ended(office: Office) -> None:
    whole = Walk(office).to("filed")
    whole.act("split", departments=("water", "parks"))
    parts = [Walk(office, case=one.id, at=whole.at) for one in Case.objects.filter(parent=whole.id)]

    with pytest.raises(Refused, match=r"case\.parts_open"):
        whole.act("join")
    for part in parts:
        part.to("closed")
    joined = whole.act("join")

    assert sorted(part.case.department for part in parts) == ["parks", "water"]
    assert joined.state == "handled"


def test_parts_are_counted_in_no_figure_but_wait_for_their_departments(office: Office) -> None:
    whole = Walk(office).to("filed")
    whole.act("split", departments=("water", "parks"))

    found = page_of(office.administrator, Filters(figure=Figure.FOUND)).rows

    assert [case.id for case in found] == [whole.id]
    assert len(waits_for(office.handler)) == len(waits_for(office.stranger)) == 1


def test_a_merged_case_ends_as_a_duplicate_and_adds_its_voice(office: Office) -> None:
    stays, goes = Walk(office), Walk(office)

    goes.act("merge", target=stays.case.number)

    assert (goes.case.end, goes.case.parent) == ("duplicate", stays.id)
    assert stays.case.voices == 1


def test_whoever_saw_both_has_one_voice_after_a_merge(office: Office) -> None:
    stays, goes = Walk(office), Walk(office)
    for walk in (stays, goes):
        add_voice(office.checker, walk.id, now=walk.at)

    goes.act("merge", target=stays.case.number)

    assert stays.case.voices == 2, "the checker once, and whoever reported the merged one"


def test_a_case_is_not_merged_into_itself_its_own_child_or_an_ended_one(office: Office) -> None:
    one, child, ended = Walk(office), Walk(office), Walk(office).to("closed")
    child.act("merge", target=one.case.number)
    child.act("reopen")
    Case.objects.filter(pk=child.id).update(parent=one.id)

    for target in (one.case.number, child.case.number):
        with pytest.raises(Refused, match=r"case\.merge_circle"):
            one.act("merge", target=target)
    for target in (ended.case.number, "20240305-0000000"):
        with pytest.raises(Refused, match=r"case\.unknown_target"):
            one.act("merge", target=target)
    assert one.case.ended_at is None


def test_a_reopened_case_begins_a_new_round_and_its_first_solution_stays_in_the_figures(
    office: Office,
) -> None:
    walk = Walk(office).to("closed")
    solved_at = walk.case.solved_at

    walk.act("reopen")

    case = walk.case
    assert (case.state, case.end, case.ended_at, case.reopens) == ("filed", "", None, 1)
    assert (case.solved_at, case.reopened_in_days) == (solved_at, 0)
    assert marks(walk)["reopened"] == 1
    assert walk.to("closed").case.end == "solved"


def test_whoever_found_it_says_not_mended_and_nobody_else_of_the_grid_may(office: Office) -> None:
    walk = Walk(office).to("closed")

    with pytest.raises(Refused, match=r"case\.not_your_finding"):
        move_case(walk.id, "not_mended", hat=office.checker, now=NOW, brought=Brought(words="又坏了"))
    moved = move_case(walk.id, "not_mended", hat=office.worker, now=NOW, brought=Brought(words="又坏了"))

    assert (moved.state, walk.case.reopens, walk.case.end) == ("filed", 1, "")


def test_two_people_who_act_on_a_stale_page_are_told_the_new_state(office: Office) -> None:
    walk = Walk(office)
    seen = walk.case.seq
    walk.act("file")

    with pytest.raises(Refused, match=r"case\.changed") as told:
        move_case(walk.id, "refuse", hat=office.leader, now=NOW, brought=Brought(words="不属于"), seen=seen)

    assert told.value.facts["state"] == "filed"


@pytest.mark.django_db(transaction=True)
def test_of_fifty_acts_at_once_one_wins_and_the_others_are_told_the_new_state(office: Office) -> None:
    case = report_case(office.worker, a_report(), now=NOW).case_id

    def file(_: int) -> str:
        from django.db import connection

        try:
            return move_case(case, "file", hat=office.leader, now=NOW, seen=1).state
        except Refused as refused:
            return f"{refused.code} {refused.facts.get('state')}"
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as crowd:
        answers = Counter(crowd.map(file, range(50)))

    assert answers == {"filed": 1, "case.changed filed": 49}
    assert Case.objects.get(pk=case).seq == 2


def test_every_side_step_stands_in_the_story_with_who_and_why(office: Office) -> None:
    walk = Walk(office).to("handling")
    walk.act("return", "不属于水务")
    walk.act("deny_return", "按权属应由水务办理")

    told = dossier(office.overseer, walk.id, now=walk.at)

    assert list(told.remarks.values())[-2:] == ["不属于水务", "按权属应由水务办理"]
    assert {told.names[event.actor] for event in told.history[-2:]} == {"Handler", "Dispatcher"}
    assert told.case.county == COUNTY


def test_what_was_late_in_a_round_without_a_solution_is_never_counted_as_in_time(office: Office) -> None:
    walk = Walk(office).to("handling")
    mark_overdue(now=walk.case.due_at + timedelta(minutes=1))
    walk.act("cannot")
    walk.act("grant_cannot")

    walk.act("reopen")
    walk.to("closed")

    assert walk.case.overdue_at is not None
    assert not walk.case.on_time
