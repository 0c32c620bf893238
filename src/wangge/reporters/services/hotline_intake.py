"""A centre's daily order file comes in: each order once, each ordinary one as a case."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import IntegrityError, transaction

from wangge.cases.importing.sources import SourceRow
from wangge.cases.services.intake import Report, report_case
from wangge.cases.services.wording import word_digest
from wangge.foundation.bulk import insert_rows
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.foundation.recording import START, record
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

ORDER_FIELDS = tuple(field.name for field in HotlineOrder._meta.concrete_fields)  # noqa: SLF001 - documented model API
WORD_FIELDS = ("id", "county", "order", "seq", "words", "place", "salt")
CHUNK = 8  # orders of one transaction: an interrupted import loses no more, other writers wait no longer


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
        with writing():
            for line in chunk:
                try:
                    is_new = _take(hat, reader.read(line, now=now), mapping.request.stream, book, now)
                except Refused as why:
                    found.rejected += 1
                    reject(
                        RejectedOrder(line.line, line.texts.get(mapping.request.id, "")[:NUMBER_LENGTH], why)
                    )
                else:
                    found.taken += is_new
                    found.already += not is_new
    return found


def take_order(hat: Hat, read: ReadOrder, stream: str, *, now: datetime) -> bool:
    """Take in one order and its case in one transaction; say whether it is new."""
    with writing():
        return _take(hat, read, stream, term_book(hat.county), now)


def _take(hat: Hat, read: ReadOrder, stream: str, book: TermBook, now: datetime) -> bool:
    number = read.request.ref
    known = _known(hat.county, number)
    if known is None:
        try:
            with transaction.atomic():  # a savepoint: a refused order leaves nothing of itself behind
                _write(hat, read, stream, book, now)
        except IntegrityError:  # the same file is being taken in beside us
            known = _known(hat.county, number)
        else:
            return True
    if known is None or (known.erased_at is None and known.content != _content(known.salt, read)):
        raise Refused("hotline.order_changed", order=number)
    return False


def _known(county: str, number: str) -> HotlineOrder | None:
    return HotlineOrder.objects.filter(county=county, number=number).first()


def _write(hat: Hat, read: ReadOrder, stream: str, book: TermBook, now: datetime) -> None:
    request, salt = read.request, secrets.token_hex(16)
    caller = read.caller if any(map(str.isdigit, read.caller)) else ""  # "unknown" is no number
    limit, source, due = _limit(read, book)
    is_ordinary = read.route is None or ROUTES[read.route].beside_case
    order = HotlineOrder(
        county=hat.county, number=request.ref, stream=stream, desk=hat.unit, kind=read.kind,
        category=read.category, lead=request.department, received_at=request.reported_at, taken_at=now,
        limit=limit, limit_source=source, due_at=due, route=read.route or "", channel=read.channel or "",
        emergency=read.emergency or "", earlier=read.earlier, salt=salt, content=_content(salt, read),
        caller_sealed=seal(caller), caller_key=contact_key(hat.county, caller) if caller else "",
        call_result=CallResult.WAITING if caller else CallResult.NO_CONTACT,
    )  # fmt: skip
    order.case = _as_case(hat, read, stream, now) if is_ordinary else None
    payload = {
        "order": order.number, "kind": order.kind, "category": order.category, "route": order.route,
        "case": order.case.hex if order.case else "", "lead": order.lead, "due_at": due.isoformat(),
        "limit": limit, "hat": hat.post_id.hex, "post": hat.kind,
        "words": word_digest(salt, request.words, request.place),
    }  # fmt: skip
    end = record(
        county=hat.county, subject=order.id, kind="hotline.received", at=request.reported_at, payload=payload,
        actor=hat.account_id.hex, after=START,
    )  # fmt: skip
    order.seq, order.chain = end
    insert_rows(HotlineOrder, ORDER_FIELDS, [[getattr(order, name) for name in ORDER_FIELDS]])
    words = (uuid7(), hat.county, order.id, end.seq, request.words, request.place, salt)
    insert_rows(OrderWords, WORD_FIELDS, [words])


def _limit(read: ReadOrder, book: TermBook) -> tuple[str, str, datetime]:
    # The limit must be written on the order (article 13); where the centre wrote none, ours is.
    at = read.request.reported_at
    if read.request.due_at is not None:
        return "", "", read.request.due_at
    is_danger = read.route is SpecialRoute.EMERGENCY
    which = Term.REPLY_DANGER if is_danger else Term(f"reply_{read.kind}")
    row = book.row(which, at)
    return f"{row.amount} {row.unit}", row.source, book.runs_out(which, at)


def _as_case(hat: Hat, read: ReadOrder, stream: str, now: datetime) -> UUID:
    request, position = read.request, read.request.point
    lon, lat = position or (None, None)
    report = Report(
        id=uuid7(request.reported_at), category=read.category, at=request.reported_at, channel="hotline",
        words=request.words, place=request.place, lon=lon, lat=lat, accuracy_m=request.accuracy_m,
        unit=read.unit or ("" if position or hat.unit == hat.county else hat.unit), stream=stream,
        source_ref=request.ref,
    )  # fmt: skip
    return report_case(hat, report, now=now).case_id


def _content(salt: str, read: ReadOrder) -> str:
    request = read.request
    return word_digest(
        salt, request.reported_at.isoformat(), request.words, request.place, read.category, read.caller,
        read.kind, read.route or "", request.due_at.isoformat() if request.due_at else "",
    )  # fmt: skip
