"""How does one take another's turn: asked, agreed, approved where the county says so; never two at once?"""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.people.models import Shift, Swap
from wangge.people.queries import posts_by_id, working_calendar
from wangge.people.queries.duty import duty_rules, path_of
from wangge.rules.duty import SwapState
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

OPEN = (SwapState.ASKED, SwapState.ACCEPTED)


def ask_swap(hat: Hat, shift: UUID, *, of: UUID, in_return: UUID | None = None, now: datetime) -> UUID:
    """Ask another post to take a turn of mine, maybe for one of its own; return the swap's id.

    Refuses `row.unknown`, `roster.not_your_shift`, `roster.begun`, `roster.no_such_post`, `roster.swap_open`,
    `roster.swap_clashes`.
    """
    with locked(Shift, county=hat.county, key=shift) as row:
        back = Shift.objects.filter(county=hat.county, id=in_return).first() if in_return else None
        if row.post_id != hat.post_id or (in_return and (back is None or back.post_id != of)):
            raise Refused("roster.not_your_shift", field="shift")
        turns = [row, back] if back else [row]
        if any(turn.from_at <= now for turn in turns):
            raise Refused("roster.begun", field="shift")
        if of == hat.post_id or of not in posts_by_id(hat.county, [of]):
            raise Refused("roster.no_such_post", field="post")
        keys = [turn.id for turn in turns]
        named = Q(shift__in=keys) | Q(in_return__in=keys)
        if Swap.objects.filter(named, county=hat.county, state__in=OPEN).exists():
            raise Refused("roster.swap_open", field="shift")
        _refuse_clash(row, of, apart=back)
        swap = Swap.objects.create(
            county=hat.county, shift=row, in_return=back, asked_by=hat.post_id, asked_of=of,
            state=SwapState.ASKED, asked_at=now,
        )  # fmt: skip
        _note(swap, "duty.swap_asked", hat, now)
        return swap.id


def answer_swap(hat: Hat, swap: UUID, *, agrees: bool, now: datetime) -> None:
    """Say yes or no to a swap that I was asked for. Without an approver in the county's row a yes carries it out.

    Refuses `row.unknown`, `roster.swap_not_yours`, `roster.swap_settled`, `roster.begun`, `roster.swap_clashes`.
    """
    with locked(Swap, county=hat.county, key=swap) as row:
        if row.asked_of != hat.post_id:
            raise Refused("roster.swap_not_yours")
        _only_in(row, SwapState.ASKED)
        row.answered_at = now
        if not agrees:
            row.state = SwapState.REFUSED
        elif _approvers(hat, now):
            row.state = SwapState.ACCEPTED
        else:
            _carry_out(row, now)
        row.save(update_fields=["state", "answered_at"])
        _note(row, f"duty.{'swapped' if row.state == SwapState.DONE else 'swap_answered'}", hat, now)


def decide_swap(hat: Hat, swap: UUID, *, approves: bool, now: datetime) -> None:
    """Approve a swap that the two agreed on, or say no; never one's own.

    Refuses `row.unknown`, `roster.swap_not_yours`, `roster.swap_settled`, `roster.begun`, `roster.swap_clashes`.
    """
    with locked(Swap, county=hat.county, key=swap) as row:
        shift = Shift.objects.get(county=hat.county, id=row.shift_id)
        is_party = hat.post_id in {row.asked_by, row.asked_of}
        if (
            is_party
            or hat.kind not in _approvers(hat, now)
            or hat.unit not in path_of(hat.county, shift.unit)
        ):
            raise Refused("roster.swap_not_yours")
        _only_in(row, SwapState.ACCEPTED)
        row.decided_by, row.decided_at = hat.post_id, now
        if approves:
            _carry_out(row, now)
        else:
            row.state = SwapState.REFUSED
        row.save(update_fields=["state", "decided_by", "decided_at"])
        _note(row, f"duty.{'swapped' if approves else 'swap_answered'}", hat, now)


def withdraw_swap(hat: Hat, swap: UUID, *, now: datetime) -> None:
    """Take back what I asked for. Refuses `row.unknown`, `roster.swap_not_yours`, `roster.swap_settled`."""
    with locked(Swap, county=hat.county, key=swap) as row:
        if row.asked_by != hat.post_id:
            raise Refused("roster.swap_not_yours")
        _only_in(row, *OPEN)
        row.state = SwapState.WITHDRAWN
        row.save(update_fields=["state"])
        _note(row, "duty.swap_withdrawn", hat, now)


def _carry_out(swap: Swap, now: datetime) -> None:
    shift = Shift.objects.get(county=swap.county, id=swap.shift_id)
    back = Shift.objects.get(county=swap.county, id=swap.in_return_id) if swap.in_return_id else None
    if shift.from_at <= now or (back is not None and back.from_at <= now):
        raise Refused("roster.begun", field="shift")
    _refuse_clash(shift, swap.asked_of, apart=back)
    if back is not None:
        _refuse_clash(back, swap.asked_by, apart=shift)
        back.post_id = swap.asked_by
        back.save(update_fields=["post_id"])
    shift.post_id = swap.asked_of
    shift.save(update_fields=["post_id"])
    swap.state = SwapState.DONE


def _refuse_clash(shift: Shift, post: UUID, *, apart: Shift | None) -> None:
    others = Shift.objects.filter(
        county=shift.county, post_id=post, from_at__lt=shift.until_at, until_at__gt=shift.from_at
    )
    if (others.exclude(id=apart.id) if apart else others).exists():
        raise Refused("roster.swap_clashes", field="post")


def _only_in(swap: Swap, *states: SwapState) -> None:
    if swap.state not in states:
        raise Refused("roster.swap_settled")


def _approvers(hat: Hat, now: datetime) -> frozenset[PostKind]:
    return duty_rules(hat.county, on=now.astimezone(working_calendar(hat.county).zone).date()).approved_by


def _note(swap: Swap, kind: str, hat: Hat, now: datetime) -> None:
    record(
        county=swap.county, subject=swap.id, kind=kind, at=now, actor=hat.account_id.hex,
        payload={"shift": swap.shift_id.hex, "by": swap.asked_by.hex, "of": swap.asked_of.hex, "state": swap.state},
    )  # fmt: skip
