"""A centre's daily order file comes in: each order once, each ordinary one as a case."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import NAMESPACE_URL, UUID, uuid5

from wangge.cases.importing.sources import SourceRow
from wangge.cases.services.batches import enter_all
from wangge.cases.services.intake import Report
from wangge.cases.services.wording import word_digest
from wangge.foundation.bulk import insert_made, insert_rows
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import claim, writing
from wangge.foundation.recording import START, Happening, Recording
from wangge.people.hats import Hat
from wangge.reporters.models import HotlineOrder, OrderWords
from wangge.reporters.queries.hotline_terms import TermBook, term_book
from wangge.reporters.services.hotline_reading import NUMBER_LENGTH, OrderReader, ReadOrder
from wangge.reporters.services.sealing import contact_key, seal
from wangge.rules.callbacks import CallResult
from wangge.rules.desk_terms import Term
from wangge.rules.errors import Refused
from wangge.rules.hotline import ACTS, ROUTES, DeskAct, SpecialRoute
from wangge.rules.order_mapping import OrderMap

WORD_FIELDS = ("id", "county", "order", "seq", "words", "place", "salt")
CHUNK = 25  # orders of one transaction: an interrupted import loses no more, other writers wait no longer


@dataclass(slots=True)
class Taken:
    """What became of a file; read = taken + already + rejected."""

    read: int = 0
    taken: int = 0
    already: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class RejectedOrder:
    """One row that cannot be taken, and why."""

    line: int
    ref: str
    why: Refused


def take_orders(
    hat: Hat, lines: Iterable[SourceRow], mapping: OrderMap, *, now: datetime,
    reject: Callable[[RejectedOrder], None] = lambda _: None,
) -> Taken:  # fmt: skip
    """Take in the rows of an order file, a few to a transaction; a bad row is refused alone.

    Idempotent by order number: the same row again is already there; another content under a
    number that is taken is refused (`hotline.order_changed`) and nothing is overwritten.
    """
    if hat.kind not in ACTS[DeskAct.ROUTE]:
        raise Refused("hotline.not_your_desk", post=hat.kind)
    reader, found, book = OrderReader(hat.county, mapping), Taken(), term_book(hat.county)
    waiting = iter(lines)
    while chunk := list(islice(waiting, CHUNK)):
        found.read += len(chunk)
        read = [_read(reader, line, now) for line in chunk]
        orders = [one for one in read if isinstance(one, ReadOrder)]
        outcomes = iter(_enter(hat, orders, mapping.request.stream, book, now))
        for line, one in zip(chunk, read, strict=True):
            outcome = next(outcomes) if isinstance(one, ReadOrder) else one
            if isinstance(outcome, Refused):
                found.rejected += 1
                number = line.texts.get(mapping.request.id, "")[:NUMBER_LENGTH]
                reject(RejectedOrder(line.line, number, outcome))
            else:
                found.taken += outcome
                found.already += not outcome
    return found


def take_order(hat: Hat, read: ReadOrder, stream: str, *, now: datetime) -> bool:
    """Take in one order and its case in one transaction; say whether it is new."""
    [outcome] = _enter(hat, [read], stream, term_book(hat.county), now)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _read(reader: OrderReader, line: SourceRow, now: datetime) -> ReadOrder | Refused:
    try:
        return reader.read(line, now=now)
    except Refused as why:
        return why


def _enter(
    hat: Hat, orders: Sequence[ReadOrder], stream: str, book: TermBook, now: datetime
) -> list[bool | Refused]:
    # Whether each order is new, or why it is refused: a refused one leaves nothing of itself behind.
    with writing():
        # Whoever takes in the same file beside us waits here, and finds these orders then.
        claim(uuid5(NAMESPACE_URL, f"{hat.county}/{one.request.ref}") for one in orders)
        known = _known(hat.county, [one.request.ref for one in orders])
        fresh: dict[str, tuple[HotlineOrder, ReadOrder]] = {}
        for one in orders:
            if one.request.ref not in known:
                known[one.request.ref] = order = _order(hat, one, stream, book, now)
                fresh[order.number] = order, one
        refused = _write(hat, fresh, stream, now)
    outcomes: list[bool | Refused] = []
    for one in orders:
        number, order = one.request.ref, known[one.request.ref]
        if number in refused:
            outcomes.append(refused[number])
        elif order.erased_at is None and order.content != _content(order.salt, one):
            outcomes.append(Refused("hotline.order_changed", order=number))
        else:
            outcomes.append(fresh.pop(number, None) is not None)
    return outcomes


def _known(county: str, numbers: Sequence[str]) -> dict[str, HotlineOrder]:
    return {row.number: row for row in HotlineOrder.objects.filter(county=county, number__in=numbers)}


def _order(hat: Hat, read: ReadOrder, stream: str, book: TermBook, now: datetime) -> HotlineOrder:
    request, salt = read.request, secrets.token_hex(16)
    caller = read.caller if any(map(str.isdigit, read.caller)) else ""  # "unknown" is no number
    limit, source, due = _limit(read, book)
    is_ordinary = read.route is None or ROUTES[read.route].beside_case
    return HotlineOrder(
        county=hat.county, number=request.ref, stream=stream, desk=hat.unit, kind=read.kind,
        category=read.category, lead=request.department, received_at=request.reported_at, taken_at=now,
        limit=limit, limit_source=source, due_at=due, route=read.route or "", channel=read.channel or "",
        emergency=read.emergency or "", earlier=read.earlier, salt=salt, content=_content(salt, read),
        caller_sealed=seal(caller), caller_key=contact_key(hat.county, caller) if caller else "",
        call_result=CallResult.WAITING if caller else CallResult.NO_CONTACT,
        case=uuid7(request.reported_at) if is_ordinary else None,
    )  # fmt: skip


def _write(
    hat: Hat, fresh: Mapping[str, tuple[HotlineOrder, ReadOrder]], stream: str, now: datetime
) -> dict[str, Refused]:
    reports = [
        _report(hat, order.case, read, stream) for order, read in fresh.values() if order.case is not None
    ]
    outcomes = enter_all(hat, reports, now=now)
    refused = {
        report.source_ref: outcome
        for report, outcome in zip(reports, outcomes, strict=True)
        if isinstance(outcome, Refused)
    }
    taken = [(order, read) for number, (order, read) in fresh.items() if number not in refused]
    recording = Recording(hat.county)
    for order, read in taken:
        order.seq, order.chain = recording.add(_received(hat, order, read), START)
    recording.write()
    insert_made([order for order, _ in taken])
    insert_rows(OrderWords, WORD_FIELDS, [
        (uuid7(), hat.county, order.id, order.seq, read.request.words, read.request.place, order.salt)
        for order, read in taken
    ])  # fmt: skip
    return refused


def _received(hat: Hat, order: HotlineOrder, read: ReadOrder) -> Happening:
    return Happening(order.id, "hotline.received", order.received_at, {
        "order": order.number, "kind": order.kind, "category": order.category, "route": order.route,
        "case": order.case.hex if order.case else "", "lead": order.lead, "due_at": order.due_at.isoformat(),
        "limit": order.limit, "hat": hat.post_id.hex, "post": hat.kind,
        "words": word_digest(order.salt, read.request.words, read.request.place),
    }, hat.account_id.hex)  # fmt: skip


def _limit(read: ReadOrder, book: TermBook) -> tuple[str, str, datetime]:
    # The limit must be written on the order (article 13); where the centre wrote none, ours is.
    at = read.request.reported_at
    if read.request.due_at is not None:
        return "", "", read.request.due_at
    is_danger = read.route is SpecialRoute.EMERGENCY
    which = Term.REPLY_DANGER if is_danger else Term(f"reply_{read.kind}")
    row = book.row(which, at)
    return f"{row.amount} {row.unit}", row.source, book.runs_out(which, at)


def _report(hat: Hat, case_id: UUID, read: ReadOrder, stream: str) -> Report:
    request, position = read.request, read.request.point
    lon, lat = position or (None, None)
    return Report(
        id=case_id, category=read.category, at=request.reported_at, channel="hotline",
        words=request.words, place=request.place, lon=lon, lat=lat, accuracy_m=request.accuracy_m,
        unit=read.unit or ("" if position or hat.unit == hat.county else hat.unit), stream=stream,
        source_ref=request.ref,
    )  # fmt: skip


def _content(salt: str, read: ReadOrder) -> str:
    request = read.request
    return word_digest(
        salt, request.reported_at.isoformat(), request.words, request.place, read.category, read.caller,
        read.kind, read.route or "", request.due_at.isoformat() if request.due_at else "",
    )  # fmt: skip
