"""How is an act on an order written down: its row, its event, its words?"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from wangge.cases.services.wording import word_digest
from wangge.foundation.locking import locked
from wangge.foundation.recording import ChainEnd, record
from wangge.people.hats import Hat
from wangge.reporters.models import HotlineOrder, OrderWords
from wangge.reporters.queries.hotline import facts_of, may_see_order
from wangge.reporters.queries.hotline_terms import term_book
from wangge.rules.errors import Refused
from wangge.rules.hotline import DeskAct, OrderFacts, may_act
from wangge.rules.words import fitting

WORDS_MOST = 2000


@contextmanager
def acting(
    order_id: UUID, act: DeskAct, hat: Hat, *, now: datetime, words: str = ""
) -> Iterator[tuple[HotlineOrder, OrderFacts]]:
    """Hold an order while one act is done to it, if this hat may do it now."""
    fitting(words, "words", WORDS_MOST)
    with locked(HotlineOrder, county=hat.county, key=order_id) as order:
        if not may_see_order(hat, order):
            raise Refused("row.unknown", row=order_id.hex)
        facts = facts_of(order, term_book(order.county), now=now)
        may_act(act, hat.kind, hat.department, hat.account_id.hex, facts)
        yield order, facts


def write_down(
    order: HotlineOrder, event: str, hat: Hat, *, now: datetime, words: str = "",
    told: Mapping[str, object] | None = None, changed: Mapping[str, object] | None = None,
) -> int:  # fmt: skip
    """Record one event of an order, keep its words apart, save what changed; return the event's number.

    `told` are codes, moments and flags for the event; `changed` are fields of the row.
    """
    for name, value in (changed or {}).items():
        setattr(order, name, value)
    salt = secrets.token_hex(16)
    payload = {
        **(told or {}), "order": order.number, "hat": hat.post_id.hex, "post": hat.kind,
        "department": hat.department, "words": word_digest(salt, words),
    }  # fmt: skip
    end = record(
        county=order.county, subject=order.id, kind=event, at=now, payload=payload, actor=hat.account_id.hex,
        after=ChainEnd(order.seq, order.chain),
    )  # fmt: skip
    order.seq, order.chain = end
    order.save(update_fields=[*(changed or {}), "seq", "chain"])
    if words:
        OrderWords.objects.create(county=order.county, order=order.id, seq=end.seq, words=words, salt=salt)
    return end.seq


def needed(words: str, field: str = "words") -> str:
    """Return words that must be there; refuse `hotline.words_missing`."""
    if not words.strip():
        raise Refused("hotline.words_missing", field=field)
    return words.strip()
