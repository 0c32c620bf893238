"""Call-backs when the limit expires, by an outsider, twice; send-backs; who is calling; the three rates."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.builders import COUNTY, NOW, Office, add_hat, checker_of, make_office
from tests.reporters.orders import PHONE, a_file, an_order, order_of, take, taken_order
from tests.reporters.test_hotline_acts import HOUR, dispatched
from wangge.cases.queries.brief import ends_of
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.foundation.history import events_of
from wangge.reporters.models import HotlineOrder, OrderWords
from wangge.reporters.queries.hotline import calls_due, order_page
from wangge.reporters.queries.hotline_rates import SETS, Asked, orders_in, set_counts
from wangge.reporters.services.hotline_acts import appeal_rework, decide_rework, reply, rule_unreasonable
from wangge.reporters.services.hotline_calls import Call, look_up, open_contact, send_back, write_call
from wangge.reporters.services.hotline_erasing import erase_order, erase_order_words
from wangge.rules.callbacks import Answers, CallFacts, CallMeans, CallResult, CallSet, call_sets
from wangge.rules.errors import Refused
from wangge.rules.hotline import Rework, Ruling
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db

DUE = NOW + timedelta(days=7)  # five working days after Tuesday at ten
CONTENT = Answers(responded=True, solved=True, satisfied=True)
UNSOLVED = Answers(responded=True, solved=False, satisfied=False)
MISSED = Call(CallMeans.PHONE, None)


def reached(answers: Answers = CONTENT) -> Call:
    return Call(CallMeans.PHONE, answers)


def closed(office: Office, order_id: UUID) -> UUID:
    """Take an order's case to its end a day later."""
    case = dispatched(office, order_id)
    later = NOW + timedelta(days=1)
    move_case(case, "sign", hat=office.handler, now=later)
    move_case(case, "feed_back", hat=office.handler, now=later, brought=Brought(words="已更换井盖"))
    move_case(case, "pass", hat=checker_of(office, case), now=later)
    move_case(case, "close", hat=office.leader, now=later)
    return case


def test_the_call_back_is_due_when_the_limit_expires_and_not_when_the_case_is_closed(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    closed(office, order_id)

    with pytest.raises(Refused, match=r"hotline\.too_early"):
        write_call(order_id, reached(), hat=office.clerk, now=DUE - timedelta(seconds=1))
    assert calls_due(office.clerk, now=DUE - timedelta(seconds=1)) == []
    assert [row.number for row in calls_due(office.clerk, now=DUE)] == ["ZZ0001"]
    write_call(order_id, reached(), hat=office.clerk, now=DUE)

    assert calls_due(office.clerk, now=DUE) == []


def test_a_case_that_is_still_open_when_the_limit_expires_is_called_all_the_same(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    dispatched(office, order_id)

    write_call(order_id, reached(UNSOLVED), hat=office.clerk, now=DUE)

    assert HotlineOrder.objects.get(pk=order_id).solved is False


def test_whoever_handled_the_matter_does_not_make_the_call_under_another_hat(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    closed(office, order_id)
    same_person = add_hat(office.handler.account_id, PostKind.INTAKE_CLERK, office.clerk.unit)

    with pytest.raises(Refused, match=r"hotline\.inside_unit"):
        write_call(order_id, reached(), hat=same_person, now=DUE)
    with pytest.raises(Refused, match=r"hotline\.not_your_act"):
        write_call(order_id, reached(), hat=office.handler, now=DUE)


def test_two_attempts_are_made_and_then_the_caller_is_unreachable_and_in_no_rate(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)

    write_call(order_id, MISSED, hat=office.clerk, now=DUE)
    with pytest.raises(Refused, match=r"hotline\.too_early"):
        write_call(order_id, MISSED, hat=office.clerk, now=DUE + HOUR)
    write_call(order_id, MISSED, hat=office.clerk, now=DUE + timedelta(days=1))
    with pytest.raises(Refused, match=r"hotline\.called_enough"):
        write_call(order_id, MISSED, hat=office.clerk, now=DUE + timedelta(days=2))

    counts = set_counts(office.clerk, Asked(Period()), now=DUE + timedelta(days=2))
    assert (counts[CallSet.UNREACHABLE], counts[CallSet.EFFECTIVE], counts[CallSet.EXPIRED]) == (1, 0, 1)


def test_somebody_reached_at_the_second_attempt_counts(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)

    write_call(order_id, MISSED, hat=office.clerk, now=DUE)
    write_call(order_id, reached(), hat=office.clerk, now=DUE + timedelta(days=1))

    assert HotlineOrder.objects.get(pk=order_id).call_result == "reached"


def test_a_send_back_opens_the_case_again_and_is_rung_when_its_own_limit_expires(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    case = closed(office, order_id)
    reply(order_id, "已更换", hat=office.handler, now=NOW + timedelta(days=2))
    with pytest.raises(Refused, match=r"hotline\.nothing_to_redo"):
        send_back(order_id, "没修好", hat=office.clerk, now=DUE)
    write_call(order_id, reached(UNSOLVED), hat=office.clerk, now=DUE)

    send_back(order_id, "没修好，仍有缺口", hat=office.clerk, now=DUE + HOUR)

    order = HotlineOrder.objects.get(pk=order_id)
    assert ends_of(COUNTY, [case]) == {case: ""}
    assert order_page(office.clerk, order_id, now=DUE).row.standing == "sent_back"
    redo = order.redo_due_at
    assert redo is not None
    write_call(order_id, reached(), hat=office.clerk, now=redo)
    order.refresh_from_db()
    # The rates keep what was said when the limit expired.
    assert (order.solved, order.redo_result, order.redo_solved) == (False, "reached", True)


def test_the_unit_appeals_a_send_back_and_another_person_decides(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    closed(office, order_id)
    write_call(order_id, reached(UNSOLVED), hat=office.clerk, now=DUE)
    send_back(order_id, "没修好", hat=office.clerk, now=DUE)

    with pytest.raises(Refused, match=r"row\.unknown"):
        appeal_rework(order_id, "与我无关", hat=office.stranger, now=DUE + HOUR)
    appeal_rework(order_id, "来电人说的是另一处", hat=office.handler, now=DUE + HOUR)
    with pytest.raises(Refused, match=r"hotline\.unknown_word"):
        decide_rework(order_id, Rework.SENT_BACK, "x", hat=office.overseer, now=DUE + 2 * HOUR)
    decide_rework(order_id, Rework.STRUCK, "确为另一处", hat=office.overseer, now=DUE + 2 * HOUR)

    order = HotlineOrder.objects.get(pk=order_id)
    assert (order.rework, order.redo_due_at) == ("struck", None)
    assert calls_due(office.clerk, now=DUE + timedelta(days=30)) == []


def test_each_look_at_a_sealed_number_is_an_event_and_the_unit_never_looks(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)
    dispatched(office, order_id)

    shown = open_contact(order_id, hat=office.clerk, now=NOW)

    assert shown == PHONE
    last = events_of(COUNTY, order_id)[-1]
    assert (last.kind, last.actor) == ("hotline.contact_opened", office.clerk.account_id.hex)
    for hat in (office.handler, office.leader, office.overseer):
        with pytest.raises(Refused, match=r"hotline\.not_your_act"):
            open_contact(order_id, hat=hat, now=NOW)


def test_the_number_now_calling_finds_its_own_open_matters_and_no_others(tmp_path: Path) -> None:
    office = make_office()
    orders = [
        an_order("A1"),
        an_order("A2"),
        an_order("B1", 来电号码="0371-65900000"),
        an_order("C1", 来电号码=""),
    ]
    take(office.clerk, a_file(tmp_path, orders))
    closed(office, order_of("A2").id)
    write_call(order_of("A2").id, reached(), hat=office.clerk, now=DUE)

    found = look_up("+86 13903712345", hat=office.clerk, now=DUE)

    assert [row.number for row in found] == ["A1"]
    assert [row.number for row in look_up("037165900000", hat=office.clerk, now=DUE)] == ["B1"]
    assert look_up("13700000000", hat=office.clerk, now=DUE) == []


def test_a_lookup_is_logged_without_the_number_and_refused_to_all_but_the_desk(tmp_path: Path) -> None:
    office = make_office()
    order_id = taken_order(office, tmp_path)

    look_up(PHONE, hat=office.clerk, now=NOW)

    event = events_of(COUNTY, office.clerk.account_id)[-1]
    assert (event.kind, event.payload["orders"]) == ("hotline.looked_up", [order_id.hex])
    assert "2345" not in repr({**event.payload, "orders": "", "hat": ""})
    for hat in (office.handler, office.worker, office.leader, office.administrator):
        with pytest.raises(Refused, match=r"hotline\.not_your_act"):
            look_up(PHONE, hat=hat, now=NOW)
    with pytest.raises(Refused, match=r"hotline\.not_a_number"):
        look_up("1234", hat=office.clerk, now=NOW)


def test_erasure_takes_words_number_and_hash_and_the_chain_still_holds(tmp_path: Path) -> None:
    office = make_office()
    take(office.clerk, a_file(tmp_path, [an_order("A1"), an_order("A2", 特殊渠道="法定")]))
    case = order_of("A1").case
    assert case

    assert erase_order_words(COUNTY, case_id=case, now=NOW) == 1
    assert erase_order(COUNTY, order_of("A2").id, now=NOW) == 1

    assert not OrderWords.objects.exists()
    for number in ("A1", "A2"):
        order = order_of(number)
        assert (order.caller_sealed, order.caller_key, order.salt, order.content) == ("", "", "", "")
        assert order.call_result == "no_contact"
    assert look_up(PHONE, hat=office.clerk, now=NOW) == []
    # The same file again brings nothing back.
    assert take(office.clerk, a_file(tmp_path, [an_order("A1")])).already == 1
    assert not OrderWords.objects.exists()


def outcomes(office: Office, folder: Path) -> list[str]:
    """Six orders that end in six ways; return their numbers."""
    numbers = [f"A{n}" for n in range(1, 7)]
    orders = [an_order(number, 来电号码="" if number == "A4" else PHONE) for number in numbers]
    take(office.clerk, a_file(folder, orders))
    write_call(order_of("A1").id, reached(), hat=office.clerk, now=DUE)
    write_call(order_of("A2").id, reached(UNSOLVED), hat=office.clerk, now=DUE)
    for days in (0, 1):
        write_call(order_of("A3").id, MISSED, hat=office.clerk, now=DUE + timedelta(days=days))
    write_call(order_of("A5").id, reached(UNSOLVED), hat=office.clerk, now=DUE)
    rule_unreasonable(order_of("A5").id, "没有依据", hat=office.leader, now=DUE)
    return numbers


def test_the_three_rates_name_their_denominator_and_what_stands_apart(tmp_path: Path) -> None:
    office = make_office()
    outcomes(office, tmp_path)

    counts = set_counts(office.clerk, Asked(Period()), now=DUE + timedelta(days=2))

    assert counts == {
        CallSet.EXPIRED: 6, CallSet.EXCLUDED: 1, CallSet.WAITING: 1, CallSet.UNREACHABLE: 1, CallSet.NO_CONTACT: 1,
        CallSet.EFFECTIVE: 2, CallSet.RESPONDED: 2, CallSet.SOLVED: 1, CallSet.SATISFIED: 1,
    }  # fmt: skip


def test_every_number_opens_exactly_the_orders_that_it_counts(tmp_path: Path) -> None:
    office = make_office()
    outcomes(office, tmp_path)
    now = DUE + timedelta(days=2)

    for which, count in set_counts(office.clerk, Asked(Period("2024-03")), now=now).items():
        assert len(orders_in(office.clerk, which, Asked(Period("2024-03")), now=now).rows) == count, which
    assert set_counts(office.clerk, Asked(Period("2024-02")), now=now)[CallSet.EXPIRED] == 0
    assert set_counts(office.clerk, Asked(Period(), "tip"), now=now)[CallSet.EXPIRED] == 0


def test_the_columns_say_of_each_order_what_the_rule_says(tmp_path: Path) -> None:
    office = make_office()
    outcomes(office, tmp_path)

    for order in HotlineOrder.objects.all():
        by_rule = call_sets(_facts(order))
        by_columns = {
            one
            for one, condition in SETS.items()
            if HotlineOrder.objects.filter(condition, pk=order.pk).exists()
        }
        assert by_columns == by_rule, order.number


def _facts(order: HotlineOrder) -> CallFacts:
    said: Sequence[bool | None] = (order.responded, order.solved, order.satisfied)
    answers = None if None in said else Answers(*map(bool, said))
    return CallFacts(Ruling(order.ruling), CallResult(order.call_result), answers)
