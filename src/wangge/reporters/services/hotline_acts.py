"""What is done to an order at the desk and by its units: routes, reports, replies, rulings, appeals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.queries.brief import ends_of
from wangge.foundation.sequencing import Placed
from wangge.people.hats import Hat
from wangge.reporters.models import HotlineOrder
from wangge.reporters.services.hotline_writing import acting, needed, write_down
from wangge.rules.errors import Refused
from wangge.rules.hotline import (
    DeskAct,
    Emergency,
    Given,
    LegalChannel,
    Rework,
    Ruling,
    SpecialRoute,
    check_route,
)
from wangge.rules.words import fitting


@dataclass(frozen=True, slots=True)
class Told:
    """How an order leaves by a special route: what the caller was told, and by what each route needs."""

    route: SpecialRoute
    words: str = ""
    channel: LegalChannel | None = None
    emergency: Emergency | None = None
    earlier: str = ""
    receipt: str = ""

    def given(self) -> set[Given]:
        """Return what is there."""
        there = {
            Given.WORDS: self.words.strip(), Given.CHANNEL: self.channel, Given.EMERGENCY: self.emergency,
            Given.EARLIER: self.earlier, Given.RECEIPT: self.receipt.strip(),
        }  # fmt: skip
        return {name for name, value in there.items() if value}


def tell_route(order_id: UUID, told: Told, *, hat: Hat, now: datetime) -> None:
    """Write down that an order went a special route; for an emergency, when it was passed on and to whom.

    Refuses `hotline.route_lacks`, `hotline.case_open`, `hotline.unknown_order`.
    """
    with acting(order_id, DeskAct.ROUTE, hat, now=now, words=told.words) as (order, _):
        case_open = order.case is not None and not ends_of(order.county, [order.case]).get(order.case)
        rule = check_route(told.route, told.given(), case_open=case_open, channel=told.channel)
        if told.route is SpecialRoute.REPEATED:
            _refuse_unknown(order, told.earlier)
        codes = {
            "route": told.route, "channel": told.channel or "", "emergency": told.emergency or "",
            "earlier": told.earlier,
        }  # fmt: skip
        changed = {**codes, "receipt": fitting(told.receipt, "receipt", 60), "told_at": now}
        if not rule.beside_case:
            changed["finished_at"] = now
        write_down(order, "hotline.told", hat, now=now, words=told.words.strip(), told=codes, changed=changed)


def report_to_lead(order_id: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Report to the first receiver what one's own unit did (首接负责)."""
    with acting(order_id, DeskAct.REPORT, hat, now=now, words=words) as (order, facts):
        write_down(order, "hotline.reported", hat, now=now, words=needed(words), told={"lead": facts.lead})


def reply(order_id: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Give the lead's words to the caller; a new reply takes the place of the one before, which stays on record."""
    with acting(order_id, DeskAct.REPLY, hat, now=now, words=words) as (order, facts):
        changed = {"replied_at": now, "lead": facts.lead, "reply_seq": order.seq + 1}
        write_down(order, "hotline.replied", hat, now=now, words=needed(words), changed=changed)


def extend(order_id: UUID, until: datetime, words: str, *, hat: Hat, now: datetime) -> None:
    """Give an order more time, once, with the reason, before its limit passes; the call-back moves with it."""
    with acting(order_id, DeskAct.EXTEND, hat, now=now, words=words) as (order, _):
        if until <= order.due_at:
            raise Refused("hotline.until_earlier", field="until")
        told = {"due_at": until.isoformat(), "before": order.due_at.isoformat()}
        changed = {"due_at": until, "extended_at": now}
        write_down(order, "hotline.extended", hat, now=now, words=needed(words), told=told, changed=changed)


def rule_unreasonable(order_id: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Rule that a demand is unreasonable, with the reason; the order leaves the denominators by name."""
    with acting(order_id, DeskAct.RULE, hat, now=now, words=words) as (order, _):
        changed = {"ruling": Ruling.RULED, "ruled_at": now, "ruled_by": hat.account_id.hex}
        write_down(order, "hotline.ruled", hat, now=now, words=needed(words), changed=changed)


def appeal_ruling(order_id: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Write down the caller's appeal; until it is decided the order counts as every other."""
    with acting(order_id, DeskAct.APPEAL_RULING, hat, now=now, words=words) as (order, _):
        changed = {"ruling": Ruling.APPEALED, "appealed_at": now}
        write_down(order, "hotline.ruling_appealed", hat, now=now, words=needed(words), changed=changed)


def decide_ruling(order_id: UUID, outcome: Ruling, words: str, *, hat: Hat, now: datetime) -> None:
    """Decide a caller's appeal: UPHELD or LIFTED, with the reason, by another person than the one who ruled."""
    _refuse_other(outcome, {Ruling.UPHELD, Ruling.LIFTED})
    with acting(order_id, DeskAct.DECIDE_RULING, hat, now=now, words=words) as (order, _):
        told = {"outcome": outcome}
        write_down(order, "hotline.ruling_decided", hat, now=now, words=needed(words), told=told,
                   changed={"ruling": outcome, "appealed_at": None})  # fmt: skip


def appeal_rework(order_id: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Let the unit say why a send-back is wrong."""
    with acting(order_id, DeskAct.APPEAL_REWORK, hat, now=now, words=words) as (order, _):
        changed = {"rework": Rework.APPEALED, "appealed_at": now}
        write_down(order, "hotline.rework_appealed", hat, now=now, words=needed(words), changed=changed)


def decide_rework(order_id: UUID, outcome: Rework, words: str, *, hat: Hat, now: datetime) -> None:
    """Decide a unit's appeal: UPHELD (it is done again) or STRUCK (the send-back does not count)."""
    _refuse_other(outcome, {Rework.UPHELD, Rework.STRUCK})
    with acting(order_id, DeskAct.DECIDE_REWORK, hat, now=now, words=words) as (order, _):
        changed: dict[str, object] = {"rework": outcome, "appealed_at": None}
        if outcome is Rework.STRUCK:
            changed |= {"redo_due_at": None, "finished_at": now}
        write_down(order, "hotline.rework_decided", hat, now=now, words=needed(words),
                   told={"outcome": outcome}, changed=changed)  # fmt: skip


def note_first_receivers(county: str, events: Sequence[Placed]) -> None:
    """Let each order know the department to which its case was dispatched first (首接负责); a consumer of events."""
    for event in events:
        if event.kind == "case.dispatched" and event.payload.get("department"):
            HotlineOrder.objects.filter(county=county, case=event.subject, lead="").update(
                lead=str(event.payload["department"])
            )


def _refuse_unknown(order: HotlineOrder, number: str) -> None:
    known = HotlineOrder.objects.filter(county=order.county, number=number).exclude(pk=order.pk)
    if not known.exists():
        raise Refused("hotline.unknown_order", field="earlier", order=number[:60])


def _refuse_other(outcome: str, known: set[Ruling] | set[Rework]) -> None:
    if outcome not in known:
        raise Refused("hotline.unknown_word", field="outcome", value=outcome[:40])
