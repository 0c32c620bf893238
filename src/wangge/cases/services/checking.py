"""Who is named to look whether it is done? (rulings.md, Who checks)"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count

from wangge.cases.models import Case, Check, SampleRow
from wangge.cases.services.entering import Entries
from wangge.foundation.rows import made
from wangge.people.hats import Hat
from wangge.people.queries import holders
from wangge.rules.levels import Level
from wangge.rules.lots import Drawn, Purpose, draw, is_sampled, seed_of
from wangge.rules.posts import PostKind
from wangge.rules.validity import in_force, speaks_of
from wangge.territory.queries import UnitRow, units

# All three are our assumptions: rulings.md asks for walking distance and a weekly cap, and names no number.
WALK_M = 1_500
WEEK = timedelta(days=7)
CHECKS_A_WEEK = 10
METRES_PER_DEGREE = 111_195


@dataclass(frozen=True, slots=True)
class Named:
    """Who was named, and how; nobody by name where whoever checks by post may look."""

    drawn: Drawn
    account: UUID | None
    seed: str = ""
    pool: int = 0


def name_checker(
    case: Case,
    entries: Entries,
    *,
    finder: str,
    kinds: Collection[PostKind],
    busy: Collection[str],
    chain: str,
    now: datetime,
    on: date,
) -> Named:
    """Name who checks a case that is said to be done, and write it down.

    `finder` is the account that reported it, `busy` are the accounts that had a hand in the work,
    `kinds` the posts that may check, `chain` the case's chain before this act: the seed of the lot.
    """
    field = [kind for kind in kinds if kind is not PostKind.CHECKER]
    near = _near(case, field, busy, on)
    if case.danger:
        named = Named(Drawn.NEAREST, near[0][0].account_id) if near else Named(Drawn.FALLBACK, None)
    elif case.department and (own := [hat for hat, _ in near if hat.account_id.hex == finder]):
        named = Named(Drawn.FINDER, own[0].account_id)
    elif case.department and finder not in busy and _still_checks(case, finder, kinds, on):
        named = Named(Drawn.FINDER, UUID(finder))
    else:
        named = _by_lot(case, entries, near, chain, now, without=finder if not case.department else "")
    entries.check(_check(case, named, Purpose.DONE, now))
    case.check_by = named.account
    return named


def name_sampler(
    case: Case, entries: Entries, *, finder: str, kinds: Collection[PostKind], now: datetime, on: date
) -> Named | None:
    """Draw whether a case solved on the spot is looked at again, and by whom; None where it is not."""
    rows = SampleRow.objects.filter(county=case.county).order_by("order")
    row = next((row for row in rows if _covers(row, case.category, on)), None)
    if row is None or not is_sampled(seed_of(case.id.hex, case.chain), row.per_mille):
        return None
    near = _near(case, [kind for kind in kinds if kind is not PostKind.CHECKER], {finder}, on)
    named = _by_lot(case, entries, near, case.chain, now, without=finder)
    entries.check(_check(case, named, Purpose.SAMPLE, now))
    case.check_by = named.account
    return named


def note_finding(case: Case, entries: Entries, finding: str, now: datetime) -> None:
    """Write down what the check of a case found; a case without a named check has nothing to note."""
    entries.found(case, finding, now)
    case.check_by = None


def _still_checks(case: Case, finder: str, kinds: Collection[PostKind], on: date) -> bool:
    path = [code for code in (case.county, case.street, case.community, case.grid) if code]
    return any(
        hat.account_id.hex == finder and hat.kind in kinds for hat in holders(case.county, path, on=on)
    )


def _near(
    case: Case, kinds: Collection[PostKind], busy: Collection[str], on: date
) -> list[tuple[Hat, tuple[int, float]]]:
    # Who works within walking distance, nearest first: (0, 0) in the case's own grid, then those
    # whose grid touches it, then by the distance of the grids' inner points.
    known = units(case.county)
    own = known.get(case.grid)
    if own is None:
        return []
    ranked = {
        code: rank for code, unit in known.items()
        if unit.level is Level.GRID and (rank := _rank(own, unit)) is not None
    }  # fmt: skip
    people = [
        (hat, ranked[hat.unit]) for hat in holders(case.county, ranked, on=on)
        if hat.kind in kinds and hat.account_id.hex not in busy
    ]  # fmt: skip
    return sorted(people, key=lambda one: (one[1], one[0].account_id.hex))


def _rank(own: UnitRow, other: UnitRow) -> tuple[int, float] | None:
    if own.code == other.code:
        return 0, 0.0
    if own.point is None or other.point is None or own.box is None or other.box is None:
        return None
    east = (other.point[0] - own.point[0]) * math.cos(math.radians(own.point[1])) * METRES_PER_DEGREE
    metres = math.hypot(east, (other.point[1] - own.point[1]) * METRES_PER_DEGREE)
    touches = not (
        own.box[0] > other.box[2]
        or other.box[0] > own.box[2]
        or own.box[1] > other.box[3]
        or other.box[1] > own.box[3]
    )
    return (1 if touches else 2, metres) if touches or metres <= WALK_M else None


def _by_lot(
    case: Case, entries: Entries, near: Sequence[tuple[Hat, tuple[int, float]]], chain: str, now: datetime, *,
    without: str,
) -> Named:  # fmt: skip
    # Adjacent grids first; the case's own grid stands in no lot, since its worker answers for it.
    free = [(hat, rank[0]) for hat, rank in near if rank[0] > 0 and hat.account_id.hex != without]
    load = dict(
        Check.objects.filter(
            county=case.county, account__in=[hat.account_id for hat, _ in free], asked_at__gt=now - WEEK
        ).values_list("account").annotate(n=Count("id"))
    )  # fmt: skip
    for tier in (1, 2):
        people = {hat.account_id for hat, rank in free if rank == tier}
        pool = [
            account.hex for account in people
            if load.get(account, 0) + entries.checks_named(account) < CHECKS_A_WEEK
        ]  # fmt: skip
        if pool:
            seed = seed_of(case.id.hex, chain)
            return Named(Drawn.LOT, UUID(draw(seed, pool)), seed, len(pool))
    return Named(Drawn.FALLBACK, None)


def _check(case: Case, named: Named, purpose: Purpose, now: datetime) -> Check:
    return made(
        Check, county=case.county, case=case.id, seq=case.seq + 1, purpose=purpose, drawn=named.drawn,
        account=named.account, seed=named.seed, pool=named.pool, asked_at=now,
        due_at=case.wait_until if purpose is Purpose.DONE else None,
    )  # fmt: skip


def _covers(row: SampleRow, category: str, on: date) -> bool:
    return speaks_of(row.category, category) and in_force(row.from_on, row.until_on, on)
