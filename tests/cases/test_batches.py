"""Reports, acts and voices in batches: each by itself right or refused, together few statements."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.builders import GRIDS, NOW, SIDE, Office, a_report, inside, make_office
from wangge.cases.models import Case, CaseText, Mark, Remark
from wangge.cases.services.acts import ActOn, Moved
from wangge.cases.services.batches import Item, Outcome, enter_all, prepare, write
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import Receipt, report_case
from wangge.cases.services.moving import move_case
from wangge.cases.services.voices import Voiced, VoiceOn
from wangge.config.cli import main
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.foundation.models import Event
from wangge.foundation.worker import work_off
from wangge.people.hats import Hat
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db
PARKING = "CJ/T 214-2007:event:0505"
MOST = 30  # statements of a batch, whatever its size: our assumption


@pytest.fixture
def office() -> Office:
    return make_office()


def an_act(
    case: UUID, act: str, *, seen: int | None = None, after: UUID | None = None, **brought: object
) -> ActOn:
    return ActOn(uuid7(), case, act, Brought(**brought), seen, after)  # type: ignore[arg-type]


def entered(hat: Hat, *items: Item) -> list[Outcome | Refused]:
    return enter_all(hat, items, now=NOW)


def code_of(outcome: Outcome | Refused) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.code


def kinds(case: UUID) -> list[str]:
    return list(Event.objects.filter(subject=case).order_by("seq").values_list("kind", flat=True))


def test_a_bad_one_among_a_hundred_is_refused_alone(office: Office) -> None:
    reports = [a_report(GRIDS[number % 4], words=f"井盖破损 {number}") for number in range(100)]
    reports[41] = a_report(category="没有这一类")

    outcomes = entered(office.worker, *reports)

    assert [number for number, outcome in enumerate(outcomes) if isinstance(outcome, Refused)] == [41]
    assert code_of(outcomes[41]) == "case.unknown_category"
    assert (
        Case.objects.count()
        == CaseText.objects.count()
        == Event.objects.filter(kind="case.reported").count()
        == 99
    )


def test_a_resend_gets_its_receipt_again_and_other_content_is_refused(office: Office) -> None:
    report = a_report()
    [first] = entered(office.worker, report)

    again, twice, other, new = entered(
        office.worker, report, report, replace(report, words="另一件事"), a_report(GRIDS[1])
    )

    assert again == twice == first
    assert code_of(other) == "case.id_taken"
    assert isinstance(new, Receipt)
    assert Case.objects.count() == 2
    assert CaseText.objects.get(case=report.id).words == report.words


def test_a_resend_inside_a_transaction_of_the_caller_leaves_the_callers_rows_alone(office: Office) -> None:
    report = a_report()
    [first] = entered(office.worker, report)
    batch = prepare(office.worker, [report, a_report()], now=NOW)

    with writing():
        before = Case.objects.count()
        again, new = write(batch)
        after = Case.objects.count()

    assert again == first
    assert isinstance(new, Receipt)
    assert (before, after) == (1, 2)


def test_acts_on_one_case_follow_each_other(office: Office) -> None:
    case = report_case(office.worker, a_report(), now=NOW).case_id
    move_case(case, "file", hat=office.leader, now=NOW)
    move_case(case, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="water"))
    sign = an_act(case, "sign", seen=3)
    done = an_act(case, "feed_back", words="已恢复井盖", after=sign.record)

    signed, handled = entered(office.handler, sign, done)

    assert isinstance(signed, Moved)
    assert isinstance(handled, Moved)
    assert (signed.seq, handled.seq, handled.state) == (4, 5, "handled")
    assert kinds(case)[-2:] == ["case.signed", "case.handled"]
    assert Remark.objects.get(case=case).words == "已恢复井盖"


def test_an_act_on_a_case_reported_in_the_same_batch_goes_on_from_its_report(office: Office) -> None:
    report = a_report()
    more = an_act(report.id, "file", after=report.id)

    receipt, moved = entered(office.leader, report, more)

    assert isinstance(receipt, Receipt)
    assert isinstance(moved, Moved)
    assert (moved.seq, moved.state) == (2, "filed")
    assert (Case.objects.get(pk=report.id).state, kinds(report.id)) == (
        "filed",
        ["case.reported", "case.filed"],
    )


def test_what_goes_on_from_a_refused_record_is_refused_and_says_so(office: Office) -> None:
    case = report_case(office.worker, a_report(), now=NOW).case_id
    wrong = an_act(case, "close")

    closed, filed = entered(office.leader, wrong, an_act(case, "file", after=wrong.record))

    assert (code_of(closed), code_of(filed)) == ("case.no_such_move", "case.base_missing")
    assert kinds(case) == ["case.reported"]


def test_an_act_on_a_stale_base_is_refused_with_the_new_state_and_nothing_is_written(office: Office) -> None:
    case = report_case(office.worker, a_report(), now=NOW).case_id
    move_case(case, "file", hat=office.leader, now=NOW)

    [outcome] = entered(office.leader, an_act(case, "refuse", words="不属于", seen=1))

    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.facts["state"]) == ("case.changed", "filed")
    assert kinds(case) == ["case.reported", "case.filed"]
    assert not Remark.objects.filter(case=case).exists()


def test_an_act_refused_halfway_leaves_the_case_to_the_next_one(office: Office) -> None:
    case = report_case(office.worker, a_report(), now=NOW).case_id
    move_case(case, "file", hat=office.leader, now=NOW)
    wrong = an_act(case, "dispatch", department="nobody")
    helped = an_act(case, "dispatch", department="water", departments=("nobody",))

    first, second, third = entered(
        office.dispatcher, wrong, helped, an_act(case, "dispatch", department="water")
    )

    assert code_of(first) == code_of(second) == "case.unknown_department"
    assert isinstance(third, Moved)
    row = Case.objects.get(pk=case)
    assert (row.seq, row.state, row.department) == (3, "dispatched", "water")
    assert kinds(case)[-1] == "case.dispatched"


def test_acts_that_write_rows_of_their_own_stand_among_others(office: Office) -> None:
    cases = [report_case(office.worker, a_report(), now=NOW).case_id for _ in range(3)]
    number = Case.objects.get(pk=cases[0]).number
    merge = [an_act(case, "merge", words="同一件", target=number) for case in cases[1:]]

    outcomes = entered(
        office.leader,
        an_act(cases[0], "file"),
        *merge,
        an_act(cases[0], "merge", target=number, words="自己"),
    )

    assert [type(outcome).__name__ for outcome in outcomes] == ["Moved", "Moved", "Moved", "Refused"]
    goes_on = Case.objects.get(pk=cases[0])
    assert (goes_on.state, goes_on.voices, goes_on.seq) == ("filed", 2, 4)
    assert kinds(cases[0]) == ["case.reported", "case.filed", "case.merged_in", "case.merged_in"]


def test_a_voice_enters_with_reports_and_counts_once(office: Office) -> None:
    case = report_case(office.worker, a_report(category="CJ/T 214-2007:part:0101"), now=NOW).case_id
    voices = [VoiceOn(uuid7(), case), VoiceOn(uuid7(), case), VoiceOn(uuid7(), uuid7())]

    first, again, lost, report = entered(office.neighbour, *voices, a_report(GRIDS[3]))

    assert isinstance(first, Voiced)
    assert isinstance(again, Voiced)
    assert (first.is_new, again.is_new, again.voices) == (True, False, 1)
    assert code_of(lost) == "row.unknown"
    assert isinstance(report, Receipt)


def test_a_voice_does_not_make_stale_what_somebody_saw_before_it(office: Office) -> None:
    case = report_case(office.worker, a_report(), now=NOW).case_id
    entered(office.neighbour, VoiceOn(uuid7(), case))

    [moved] = entered(office.leader, an_act(case, "file", seen=1))

    assert isinstance(moved, Moved)


@pytest.mark.django_db(transaction=True)
def test_fifty_identical_posts_at_once_make_one_case(office: Office) -> None:
    report = a_report()

    def post(_: int) -> object:
        try:
            return entered(office.worker, report)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as crowd:
        answers = set(crowd.map(post, range(50)))

    assert len(answers) == 1
    assert isinstance(answers.pop(), Receipt)
    assert kinds(report.id) == ["case.reported"]


def test_audit_and_figures_hold_after_batches(office: Office) -> None:
    reports = [a_report(GRIDS[number % 4], id=uuid7(), words=f"破损 {number}") for number in range(12)]
    reports[3] = replace(reports[3], result="当场复位")
    entered(office.worker, *reports)
    entered(office.leader, *(an_act(report.id, "file") for report in reports[4:]))
    entered(office.dispatcher, *(an_act(report.id, "dispatch", department="water") for report in reports[4:]))
    entered(office.handler, *(an_act(report.id, "sign") for report in reports[4:]))
    entered(office.handler, *(an_act(report.id, "feed_back", words="已修好") for report in reports[6:]))
    work_off(CONSUMERS)

    assert main(["audit", "verify"]) == 0
    assert main(["figures", "rebuild", "--check"]) == 0


def test_a_hundred_records_cost_hardly_more_statements_than_ten(office: Office) -> None:
    def asked(count: int) -> int:
        cases = [
            report_case(office.leader, a_report(GRIDS[n % 4], id=uuid7()), now=NOW).case_id
            for n in range(count)
        ]
        acts = [an_act(case, "file", seen=1) for case in cases]
        reports = [a_report(GRIDS[n % 4], id=uuid7(), words=f"{n}") for n in range(3 * count)]
        with CaptureQueriesContext(connection) as captured:
            outcomes = entered(office.leader, *acts, *reports)
        assert not [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        return len(captured.captured_queries)

    asked(1)
    few, many = asked(2), asked(25)

    assert many <= few + 2
    assert many <= MOST


def test_a_batch_written_in_a_transaction_that_fails_leaves_nothing(office: Office) -> None:
    batch = prepare(office.worker, [a_report()], now=NOW)

    with transaction.atomic():
        write(batch)
        transaction.set_rollback(True)

    assert not Case.objects.exists()
    assert not Event.objects.filter(kind="case.reported").exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"words": "井盖\x00"}, "case.words_unreadable"),
        ({"place": "\ud800"}, "case.words_unreadable"),
        ({"accuracy_m": float("inf")}, "case.bad_accuracy"),
        ({"accuracy_m": float("nan")}, "case.bad_accuracy"),
        ({"lon": float("nan")}, "case.bad_point"),
        ({"lon": 34.78, "lat": 113.68}, "case.bad_point"),
        ({"at": datetime(1, 1, 1, tzinfo=UTC)}, "case.too_long_ago"),
        ({"at": datetime(9999, 12, 31, 23, tzinfo=UTC)}, "case.in_the_future"),
        ({"crs": "whatever"}, "case.unknown_system"),
    ],
)
def test_what_no_database_could_hold_is_refused_before_it_can_stop_the_others(
    office: Office, changes: dict[str, object], code: str
) -> None:
    good, bad = a_report(), a_report(**changes)

    refused, taken = entered(office.worker, bad, good)

    assert code_of(refused) == code
    assert isinstance(taken, Receipt)


def test_an_act_that_brings_what_cannot_be_held_is_refused_alone(office: Office) -> None:
    case = report_case(office.worker, a_report(), now=NOW).case_id

    outcomes = entered(
        office.leader, an_act(case, "merge", words="同一件", target="2024\x00"), an_act(case, "file", words="\ud800"),
        an_act(case, "file", amount=10**12), an_act(case, "file"),
    )  # fmt: skip

    assert [code_of(one) for one in outcomes[:3]] == [
        "case.words_unreadable", "case.words_unreadable", "case.bad_amount"
    ]  # fmt: skip
    assert isinstance(outcomes[3], Moved)


def test_two_reports_whose_ids_spell_one_number_bear_two(office: Office) -> None:
    first = a_report()
    twins = [a_report(id=UUID(int=first.id.int + (turn << 40))) for turn in (1, 2)]

    receipts = [*entered(office.worker, first, twins[0]), *entered(office.worker, twins[1])]

    assert len({one.number for one in receipts if isinstance(one, Receipt)}) == 3
    assert entered(office.worker, twins[1]) == [receipts[2]]


def test_an_act_with_rows_of_its_own_that_is_refused_leaves_no_mark(office: Office) -> None:
    case = report_case(office.worker, a_report(), now=NOW).case_id
    move_case(case, "file", hat=office.leader, now=NOW)
    move_case(case, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="water"))
    alike = an_act(case, "reassign", words="改派", department="nobody", departments=("parks", "nobody"))
    marks = Mark.objects.filter(case=case).count()

    more, refused = entered(office.dispatcher, a_report(GRIDS[1], channel="hotline"), alike)

    assert isinstance(refused, Refused), more
    assert Mark.objects.filter(case=case).count() == marks
    assert kinds(case)[-1] == "case.dispatched"


def test_a_person_who_stands_at_a_border_says_which_grid_it_is(office: Office) -> None:
    lon, lat = inside(GRIDS[0])
    border = {"lon": lon + SIDE / 2, "lat": lat, "accuracy_m": 10.0}

    said, unsaid, elsewhere = entered(
        office.worker,
        a_report(**border, unit=GRIDS[1]),
        a_report(**border),
        a_report(**border, unit=GRIDS[2]),
    )

    assert isinstance(said, Receipt)
    assert isinstance(unsaid, Receipt)
    assert isinstance(elsewhere, Receipt)
    assert (said.unit, said.located, said.provisional) == (GRIDS[1], "border", False)
    assert unsaid.provisional
    assert elsewhere.provisional
    assert elsewhere.unit != GRIDS[2]
