"""What goes back to the 12345 centre: how each order stands, its result, the words, who and when?"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet

from wangge.cases.queries.brief import cases_by_id, ends_of, public_words
from wangge.cases.queries.desk import desk
from wangge.people.hats import Hat
from wangge.reporters.models import HotlineOrder, OrderWords
from wangge.reporters.queries.hotline import in_sight, standing
from wangge.rules.order_mapping import OrderMap, ReplyField, Standing

CHUNK = 500


def reply_head(mapping: OrderMap) -> list[str]:
    """Return the head of a reply file, in the centre's words."""
    return [title for _, title in mapping.reply.columns]


def reply_rows(
    hat: Hat, mapping: OrderMap, *, now: datetime, received: tuple[datetime, datetime] | None = None
) -> Iterator[list[str]]:
    """Yield one row for each order in sight, by number: the same rows as long as nothing happened to them.

    Nothing is typed for it: where the lead wrote no words of its own, the last words of the case that its
    reporter may read are the reply.
    """
    orders = HotlineOrder.objects.filter(in_sight(hat), stream=mapping.request.stream)
    if received:
        orders = orders.filter(received_at__gte=received[0], received_at__lt=received[1])
    waiting = _chunks(orders.order_by("number"))
    for chunk in waiting:
        writer = _Writer(hat.county, mapping, chunk, now)
        for order in chunk:
            yield writer.row(order)


def _chunks(orders: "QuerySet[HotlineOrder]") -> Iterator[list[HotlineOrder]]:
    rows = orders.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


class _Writer:
    """Words the orders of one chunk, holding what they share."""

    def __init__(self, county: str, mapping: OrderMap, orders: list[HotlineOrder], now: datetime) -> None:
        self.county, self.mapping = county, mapping
        cases = [order.case for order in orders if order.case]
        self.cases, self.ends = cases_by_id(county, cases, now=now), ends_of(county, cases)
        rows = OrderWords.objects.filter(county=county, order__in=[order.id for order in orders])
        self.words: dict[tuple[UUID, int], str] = {(row.order, row.seq): row.words for row in rows}
        self.departments = desk(county).departments

    def row(self, order: HotlineOrder) -> list[str]:
        told = self._told(order)
        return [told[field] for field, _ in self.mapping.reply.columns]

    def _told(self, order: HotlineOrder) -> dict[ReplyField, str]:
        end = self.ends.get(order.case, "") if order.case else ""
        stands = standing(order, has_ended=bool(end))
        result = order.route if stands is Standing.ADVISED else end
        words, department, at = self._reply(order, stands)
        case, row = self.mapping.reply, self.cases.get(order.case) if order.case else None
        known = self.departments.get(department)
        return {
            ReplyField.ORDER: order.number, ReplyField.CASE: row.number if row else "",
            ReplyField.KIND: case.word(order.kind), ReplyField.RECEIVED_AT: self._moment(order.received_at),
            ReplyField.STATE: case.word(stands), ReplyField.RESULT: case.word(result) if result else "",
            ReplyField.WORDS: words, ReplyField.WHO: known.name if known else department,
            ReplyField.AT: self._moment(at),
        }  # fmt: skip

    def _reply(self, order: HotlineOrder, stands: Standing) -> tuple[str, str, datetime | None]:
        if stands is Standing.ADVISED:
            said = [words for (one, seq), words in self.words.items() if one == order.id and seq > 1]
            return (said[-1] if said else "", "", order.told_at)
        if order.replied_at is not None:
            return self.words.get((order.id, order.reply_seq or 0), ""), order.lead, order.replied_at
        if stands is Standing.REPLIED and order.case:
            public = public_words(self.county, order.case)
            if public:
                return public.words, public.department or order.lead, public.at
        return "", order.lead, None

    def _moment(self, at: datetime | None) -> str:
        return f"{at.astimezone(self.mapping.request.times.zone):%Y-%m-%d %H:%M:%S}" if at else ""
