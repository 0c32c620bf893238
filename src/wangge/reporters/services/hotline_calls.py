"""Callers are rung back, matters sent back, numbers looked up; each look at a sealed number is an event."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.queries.brief import handled_by, reopening_act
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.reporters.models import HotlineOrder
from wangge.reporters.queries.hotline import OrderRow, call_at, open_of_caller, order_rows
from wangge.reporters.queries.hotline_terms import term_book
from wangge.reporters.services.hotline_writing import acting, needed, write_down
from wangge.reporters.services.sealing import contact_key, unseal
from wangge.rules.callbacks import Answers, CallMeans, CallResult, may_call
from wangge.rules.desk_terms import Term
from wangge.rules.errors import Refused
from wangge.rules.hotline import ACTS, DeskAct, Rework

DIGITS_LEAST = 5  # the shortest number that can call: 12345 itself has five


@dataclass(frozen=True, slots=True)
class Call:
    """What came of one call: by which means, whether somebody was reached and what they said."""

    means: CallMeans
    answers: Answers | None  # None: not reached
    words: str = ""


def open_contact(order_id: UUID, *, hat: Hat, now: datetime) -> str:
    """Return an order's sealed number; the look is an event of the order."""
    with acting(order_id, DeskAct.OPEN_CONTACT, hat, now=now) as (order, _):
        write_down(order, "hotline.contact_opened", hat, now=now)
        return unseal(order.caller_sealed)


def write_call(order_id: UUID, call: Call, *, hat: Hat, now: datetime) -> None:
    """Write down one call-back. The first round decides the rates; what comes after a send-back stands beside it.

    Refuses `hotline.too_early`, `hotline.called_enough`, `hotline.inside_unit`.
    """
    with acting(order_id, DeskAct.CALL, hat, now=now, words=call.words) as (order, facts):
        book = term_book(order.county)
        may_call(
            now, call_at(order, book), department=hat.department, account=hat.account_id.hex,
            handling=facts.departments,
            handled_by=handled_by(order.county, order.case) if order.case else frozenset(),
        )  # fmt: skip
        is_last = book.row(Term.CALL_ATTEMPTS, order.due_at).amount
        is_first_round = order.call_result == CallResult.WAITING
        changed = (
            _first_round(order, call, is_last, now) if is_first_round else _redone(order, call, is_last, now)
        )
        told: dict[str, object] = {"means": call.means, "reached": call.answers is not None}
        if call.answers:
            told |= {"responded": call.answers.responded, "solved": call.answers.solved,
                     "satisfied": call.answers.satisfied}  # fmt: skip
        write_down(
            order, "hotline.called", hat, now=now, words=call.words.strip(), told=told, changed=changed
        )


def send_back(order_id: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Send a matter back to its unit (返工) after a call-back; an ended case is opened again by its own loop."""
    with acting(order_id, DeskAct.SEND_BACK, hat, now=now, words=words) as (order, _):
        needed(words)
        if order.case and (act := reopening_act(order.county, order.case)):
            move_case(order.case, act, hat=hat, now=now, brought=Brought(words=words))
        due = term_book(order.county).runs_out(Term.REDO, now)
        changed = {
            "rework": Rework.SENT_BACK, "sent_back_at": now, "sent_back_by": hat.account_id.hex,
            "redo_due_at": due, "replied_at": None, "reply_seq": None, "finished_at": None,
        }  # fmt: skip
        write_down(order, "hotline.sent_back", hat, now=now, words=words.strip(),
                   told={"redo_due_at": due.isoformat()}, changed=changed)  # fmt: skip


def look_up(number: str, *, hat: Hat, now: datetime) -> list[OrderRow]:
    """Return the open matters of the number that is calling now, and nothing else of it.

    The look is an event on the account that looked; it names the orders shown, never the number or its hash,
    so nobody can list callers or count how often one rings.
    """
    if hat.kind not in ACTS[DeskAct.OPEN_CONTACT]:
        raise Refused("hotline.not_your_act", act=DeskAct.OPEN_CONTACT, post=hat.kind)
    if sum(map(str.isdigit, number)) < DIGITS_LEAST:
        raise Refused("hotline.not_a_number", field="caller")
    with writing():
        orders = open_of_caller(hat, contact_key(hat.county, number))
        record(
            county=hat.county, subject=hat.account_id, kind="hotline.looked_up", at=now,
            actor=hat.account_id.hex,
            payload={"orders": [order.id.hex for order in orders], "hat": hat.post_id.hex, "post": hat.kind},
        )  # fmt: skip
    return order_rows(orders, now=now)


def _first_round(order: HotlineOrder, call: Call, most: int, now: datetime) -> dict[str, object]:
    if call.answers is None:
        missed: dict[str, object] = {"missed": order.missed + 1, "missed_at": now}
        if order.missed + 1 >= most:
            missed |= {"call_result": CallResult.UNREACHABLE, "called_at": now, "finished_at": now}
        return missed
    return {
        "call_result": CallResult.REACHED, "called_at": now, "finished_at": now,
        "responded": call.answers.responded, "solved": call.answers.solved, "satisfied": call.answers.satisfied,
    }  # fmt: skip


def _redone(order: HotlineOrder, call: Call, most: int, now: datetime) -> dict[str, object]:
    if call.answers is None:
        missed: dict[str, object] = {"redo_missed": order.redo_missed + 1, "redo_missed_at": now}
        if order.redo_missed + 1 >= most:
            missed |= {"redo_result": CallResult.UNREACHABLE, "finished_at": now}
        return missed
    return {"redo_result": CallResult.REACHED, "redo_solved": call.answers.solved, "finished_at": now}
