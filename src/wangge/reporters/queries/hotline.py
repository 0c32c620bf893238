"""Which orders has the 12345 desk, how does one stand, and who may see it?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from wangge.cases.queries.brief import case_words, cases_by_id, departments_of, ends_of
from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import CaseRow, language_now
from wangge.foundation.history import Happened, events_of
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.people.queries import names_of
from wangge.reporters.models import HotlineOrder, OrderWords
from wangge.reporters.queries.hotline_terms import TermBook, term_book
from wangge.rules.callbacks import CallResult, next_call_at
from wangge.rules.desk_terms import PETITION, Term
from wangge.rules.errors import Refused
from wangge.rules.hotline import (
    ACTS,
    DeskAct,
    LegalChannel,
    OrderFacts,
    Rework,
    Ruling,
    SpecialRoute,
    open_acts,
)
from wangge.rules.order_mapping import Standing

SHOWN_MOST, PAGE = 200, 50


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as a list shows it; codes, worded by the page."""

    id: UUID
    number: str
    kind: str
    category: str
    lead: str
    received_at: datetime
    due_at: datetime
    route: str
    standing: Standing
    is_told: bool
    call_result: str
    ruling: str
    rework: str
    call_at: datetime | None
    call_by: datetime | None
    decide_by: datetime | None  # an appeal waits for its decision
    case_id: UUID | None
    case: CaseRow | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class OrderList:
    """One page of orders, and the key of the next; empty where there is none."""

    rows: Sequence[OrderRow]
    after: str


@dataclass(frozen=True, slots=True)
class PetitionStep:
    """One of the petition clocks of an order: apart from every other clock."""

    term: Term
    until: datetime | None  # None: it begins with an act of the petition office
    amount: int
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Everything that a hat may see of one order."""

    order: HotlineOrder
    row: OrderRow
    words: str
    place: str
    said: Mapping[int, str]
    history: Sequence[Happened]
    names: Mapping[str, str]
    acts: Sequence[DeskAct]
    departments: Sequence[str]  # the lead first
    silent: Sequence[str]  # those of them that have not reported to the lead
    petition: Sequence[PetitionStep]
    case: CaseRow | None


def in_sight(hat: Hat) -> Q:
    """Return the condition that a hat may see an order: its own desk's, or what its department leads."""
    scope = sees(hat)
    if scope.department:
        return Q(county=hat.county, lead=scope.department)
    return Q(county=hat.county) if not scope.unit else Q(county=hat.county, desk=scope.unit)


def may_see_order(hat: Hat, order: HotlineOrder) -> bool:
    """Say whether a hat may see an order: a department what it leads or takes part in, others their desk's."""
    scope = sees(hat)
    if hat.county != order.county:
        return False
    if scope.department:
        return scope.department in _departments(order)
    return not scope.unit or scope.unit == order.desk


def to_pass_on(hat: Hat, *, now: datetime) -> list[OrderRow]:
    """Return the emergencies in a hat's sight that nobody wrote down to have passed on, the oldest first."""
    rows = HotlineOrder.objects.filter(in_sight(hat), route=SpecialRoute.EMERGENCY, told_at=None)
    return order_rows(rows.order_by("received_at", "id")[:SHOWN_MOST], now=now)


def orders_of(
    hat: Hat, *, now: datetime, taken: tuple[datetime, datetime] | None = None, after: str = ""
) -> OrderList:
    """Return a page of the orders in a hat's sight, newest first: those taken in within a span, or all."""
    rows = HotlineOrder.objects.filter(in_sight(hat))
    if taken:
        rows = rows.filter(taken_at__gte=taken[0], taken_at__lt=taken[1])
    return order_list(rows, "received_at", after, now=now)


def order_list(orders: QuerySet[HotlineOrder], column: str, after: str, *, now: datetime) -> OrderList:
    """Return the page of orders that follows a key, latest first; refuse `case.bad_filter` for a key of no page."""
    if after:
        moment, key = _read_key(after)
        orders = orders.filter(Q(**{f"{column}__lt": moment}) | Q(**{column: moment, "id__lt": key}))
    found = list(orders.order_by(f"-{column}", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    more = f"{getattr(last, column).isoformat()}~{last.id.hex}" if last else ""
    return OrderList(order_rows(found[:PAGE], now=now), more)


def _read_key(text: str) -> tuple[datetime, UUID]:
    moment, _, key = text.rpartition("~")
    try:
        return datetime.fromisoformat(moment), UUID(key)
    except ValueError as fault:
        raise Refused("case.bad_filter", field="after", value=text[:60]) from fault


def appeals_waiting(hat: Hat, *, now: datetime) -> list[OrderRow]:
    """Return the orders whose ruling or send-back was appealed and waits for this hat's kind, the oldest first."""
    if hat.kind not in JUDGES:
        return []
    rows = HotlineOrder.objects.filter(in_sight(hat), appealed_at__isnull=False).order_by("appealed_at", "id")
    return order_rows(rows[:SHOWN_MOST], now=now)


def orders_about(hat: Hat, case_id: UUID, *, now: datetime) -> list[OrderRow]:
    """Return the orders that brought a case, as far as this hat may see them."""
    found = HotlineOrder.objects.filter(county=hat.county, case=case_id).order_by("received_at", "id")
    return order_rows([order for order in found if may_see_order(hat, order)], now=now)


def calls_due(hat: Hat, *, now: datetime) -> list[OrderRow]:
    """Return the orders whose call-back may be made now, the longest waiting first."""
    if not {hat.kind} & CALLERS:
        return []
    own = HotlineOrder.objects.filter(in_sight(hat))
    first = own.filter(call_result=CallResult.WAITING, due_at__lte=now, route__in=HANDLED).order_by(
        "due_at", "id"
    )
    again = own.filter(redo_due_at__lte=now, redo_result="", rework__in=REDONE).order_by("redo_due_at", "id")
    rows = order_rows([*first[:SHOWN_MOST], *again[:SHOWN_MOST]], now=now)
    ready = [row for row in rows if row.call_at and row.call_at <= now]
    return sorted(ready, key=lambda row: row.call_at or now)


def order_rows(orders: Iterable[HotlineOrder], *, now: datetime) -> list[OrderRow]:
    """Return orders as rows, their cases in two more statements."""
    orders = list(orders)
    if not orders:
        return []
    county = orders[0].county
    cases, book = (
        cases_by_id(county, [order.case for order in orders if order.case], now=now),
        term_book(county),
    )
    return [_row(order, cases.get(order.case) if order.case else None, book, now) for order in orders]


def order_page(hat: Hat, order_id: UUID, *, now: datetime) -> OrderPage:
    """Return one order as this hat may see it; refuse `row.unknown` where it may not."""
    order = HotlineOrder.objects.filter(county=hat.county, pk=order_id).first()
    if order is None or not may_see_order(hat, order):
        raise Refused("row.unknown", row=order_id.hex)
    book, departments = term_book(order.county), _departments(order)
    facts, history = facts_of(order, book, now=now), events_of(order.county, order.id)
    said = {row.seq: row for row in OrderWords.objects.filter(county=order.county, order=order.id)}
    words, place = _words(hat, order, said.get(1))
    row = order_rows([order], now=now)[0]
    reported = {str(event.payload["department"]) for event in history if event.kind == "hotline.reported"}
    return OrderPage(
        order=order, row=row, words=words, place=place,
        said={seq: one.words for seq, one in said.items() if seq > 1}, history=history,
        names={account.hex: name for account, name in names_of(
            {UUID(event.actor) for event in history if event.actor}).items()},
        acts=_acts(hat, order, facts, book, now), departments=departments,
        silent=[one for one in departments if one != facts.lead and one not in reported],
        petition=_petition(order, book), case=row.case,
    )  # fmt: skip


def facts_of(order: HotlineOrder, book: TermBook, *, now: datetime) -> OrderFacts:
    """Return what the rules ask of an order before an act."""
    departments = _departments(order)
    return OrderFacts(
        lead=order.lead or (departments[0] if departments else ""), departments=frozenset(departments),
        is_told=order.told_at is not None, has_contact=bool(order.caller_sealed), is_over=now > order.due_at,
        is_extended=order.extended_at is not None,
        may_send_back=order.call_result == CallResult.REACHED and not (order.solved and order.satisfied),
        ruling=Ruling(order.ruling), ruled_by=order.ruled_by, rework=Rework(order.rework),
        sent_back_by=order.sent_back_by,
        ruling_appealable=order.ruled_at is None or now <= book.about(Term.APPEAL_RULING, order.ruled_at),
        rework_appealable=order.sent_back_at is None
        or now <= book.about(Term.APPEAL_REWORK, order.sent_back_at),
    )  # fmt: skip


def call_at(order: HotlineOrder, book: TermBook) -> datetime | None:
    """Return from when the next call-back of an order may be made; None where none is to be made."""
    if not order.caller_sealed or not _is_handled(order):
        return None
    most = book.row(Term.CALL_ATTEMPTS, order.due_at).amount
    if order.call_result == CallResult.WAITING:
        limit_at, missed, missed_at = order.due_at, order.missed, order.missed_at
    elif order.rework in REDONE and order.redo_due_at and not order.redo_result:
        limit_at, missed, missed_at = order.redo_due_at, order.redo_missed, order.redo_missed_at
    else:
        return None
    moments = [missed_at] * missed if missed_at else []
    return next_call_at(limit_at, moments, most, lambda at: book.about(Term.CALL_AGAIN, at))


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """One order as other packages know it."""

    id: UUID
    case_id: UUID | None
    due_at: datetime
    call_result: str
    missed: int


def order_by_number(county: str, number: str) -> KnownOrder | None:
    """Return an order by its number, whoever asks."""
    fields = ("id", "case", "due_at", "call_result", "missed")
    row = HotlineOrder.objects.filter(county=county, number=number).values_list(*fields).first()
    return KnownOrder(*row) if row else None


def order_number_of(county: str, case_id: UUID) -> str:
    """Return the number of the 12345 order that brought a case; empty where none did."""
    rows = HotlineOrder.objects.filter(county=county, case=case_id).order_by("received_at")
    return rows.values_list("number", flat=True).first() or ""


def open_of_caller(hat: Hat, caller_key: str) -> list[HotlineOrder]:
    """Return the orders in a hat's sight that this caller has open: not finished, or with an open case."""
    rows = list(HotlineOrder.objects.filter(in_sight(hat), caller_key=caller_key).order_by("received_at"))
    ends = ends_of(hat.county, [order.case for order in rows if order.case])
    return [order for order in rows if order.finished_at is None or (order.case and not ends.get(order.case))]


HANDLED = ("", SpecialRoute.EMERGENCY)  # the routes beside which the matter is handled
REDONE = (Rework.SENT_BACK, Rework.APPEALED, Rework.UPHELD)
CALLERS = ACTS[DeskAct.CALL]
JUDGES = ACTS[DeskAct.DECIDE_RULING]


def _words(hat: Hat, order: HotlineOrder, first: OrderWords | None) -> tuple[str, str]:
    # A department reads what its case says, which the dispatcher may have redacted (rulings.md, Reporter).
    if sees(hat).department:
        return case_words(order.county, order.case) if order.case else ("", "")
    return (first.words, first.place) if first else ("", "")


def _departments(order: HotlineOrder) -> list[str]:
    dispatched = departments_of(order.county, order.case) if order.case else []
    return list(dict.fromkeys(filter(None, (order.lead, *dispatched))))


def _is_handled(order: HotlineOrder) -> bool:
    # Who was told another channel is not asked how the matter was handled.
    return order.route in HANDLED


def _row(order: HotlineOrder, case: CaseRow | None, book: TermBook, now: datetime) -> OrderRow:
    category = desk(order.county).categories.get(order.category)
    at = call_at(order, book)
    is_answered = order.replied_at is not None or order.told_at is not None or order.finished_at is not None
    return OrderRow(
        id=order.id, number=order.number, kind=order.kind,
        category=category.name(language_now()) if category else order.category, lead=order.lead,
        received_at=order.received_at, due_at=order.due_at, route=order.route,
        standing=standing(order, has_ended=case is not None and not case.is_open),
        is_told=order.told_at is not None, call_result=order.call_result, ruling=order.ruling,
        rework=order.rework, call_at=at, call_by=book.about(Term.CALL_WITHIN, at) if at else None,
        decide_by=book.about(Term.DECIDE, order.appealed_at) if order.appealed_at else None,
        case_id=order.case, case=case,
        is_late=now > order.due_at and not is_answered,
    )  # fmt: skip


def standing(order: HotlineOrder, *, has_ended: bool) -> Standing:
    """Return how an order stands; `has_ended` says so of its case."""
    if order.replied_at is None and order.rework in REDONE:
        return Standing.SENT_BACK
    if order.told_at is not None and not _is_handled(order):
        return Standing.ADVISED
    return Standing.REPLIED if order.replied_at is not None or has_ended else Standing.IN_HAND


def _acts(hat: Hat, order: HotlineOrder, facts: OrderFacts, book: TermBook, now: datetime) -> list[DeskAct]:
    acts = open_acts(hat.kind, hat.department, hat.account_id.hex, facts)
    at = call_at(order, book)
    return [act for act in acts if act is not DeskAct.CALL or (at is not None and at <= now)]


def _petition(order: HotlineOrder, book: TermBook) -> list[PetitionStep]:
    if order.channel != LegalChannel.PETITION:
        return []
    steps = []
    for which in PETITION:
        try:
            row = book.row(which, order.received_at)
        except Refused:  # the regulations were not in force yet
            continue
        starts_here = which in {Term.PETITION_REGISTER, Term.PETITION_FINISH}
        until = book.about(which, order.received_at) if starts_here else None
        steps.append(PetitionStep(which, until, row.amount, row.unit, row.source))
    return steps
