"""How does a unit's roster read: who has which turn, where is nobody, who stands twice, which swaps wait?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from wangge.people.hats import Hat
from wangge.people.models import Shift, Swap
from wangge.people.queries import posts_by_id
from wangge.people.queries.duty import label_of
from wangge.rules.duty import Span, SwapState, Turn, doubled, uncovered


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """One turn as its page shows it: the post and who holds it, as on any printed roster."""

    id: UUID
    unit: str
    post: UUID
    label: str
    from_at: datetime
    until_at: datetime

    @property
    def turn(self) -> Turn:
        """The turn alone."""
        return Turn(self.post, self.from_at, self.until_at)


@dataclass(frozen=True, slots=True)
class Roster:
    """A unit's turns in a span of time, with what is wrong with them."""

    shifts: Sequence[ShiftRow]
    gaps: Sequence[Span]
    doubles: Sequence[tuple[Turn, Turn]]


@dataclass(frozen=True, slots=True)
class SwapRow:
    """One swap as both see it."""

    id: UUID
    state: SwapState
    asked_by: UUID
    asked_of: UUID
    by: str
    of: str
    shift: ShiftRow
    in_return: ShiftRow | None
    asked_at: datetime


def roster(county: str, unit: str, span: Span) -> Roster:
    """Return the roster of one unit itself in a span of time. Two statements."""
    rows = Shift.objects.filter(
        county=county, unit=unit, from_at__lt=span.until_at, until_at__gt=span.from_at
    )
    shifts = _shown(county, list(rows.order_by("from_at", "post_id")))
    turns = [shift.turn for shift in shifts]
    # A roster that nobody began to draw up has no gaps: it is not there.
    return Roster(shifts, uncovered(turns, span) if turns else [], doubled(turns))


def short_of(county: str, unit: str, span: Span, *, least: int) -> list[Span]:
    """Return when fewer than `least` posts are on duty for a unit; empty where no roster was drawn up."""
    turns = [shift.turn for shift in roster(county, unit, span).shifts]
    return uncovered(turns, span, least=least) if turns else []


def coming_shifts(county: str, post: UUID, *, now: datetime) -> list[ShiftRow]:
    """Return the turns of one post that have not begun. Two statements."""
    rows = Shift.objects.filter(county=county, post_id=post, from_at__gt=now).order_by("from_at")
    return _shown(county, list(rows))


def swaps_of(hat: Hat, *, now: datetime, approving: bool) -> list[SwapRow]:
    """Return the swaps that concern a post: asked by it, of it, and where it approves those agreed on.

    What was settled stays in sight for a month.
    """
    mine = Q(asked_by=hat.post_id) | Q(asked_of=hat.post_id)
    if approving:
        mine |= Q(state=SwapState.ACCEPTED)
    recent = Q(asked_at__gte=now - timedelta(days=31)) | Q(state__in=[SwapState.ASKED, SwapState.ACCEPTED])
    rows = list(
        Swap.objects.filter(mine & recent, county=hat.county)
        .select_related("shift", "in_return")
        .order_by("-asked_at", "-id")
    )
    posts = posts_by_id(hat.county, {key for row in rows for key in (row.asked_by, row.asked_of)})
    return [_swap(hat.county, row, posts) for row in rows]


def _swap(county: str, row: Swap, posts: dict[UUID, Hat]) -> SwapRow:
    (shift,) = _shown(county, [row.shift])
    back = _shown(county, [row.in_return])[0] if row.in_return else None
    return SwapRow(
        row.id, SwapState(row.state), row.asked_by, row.asked_of, _named(posts[row.asked_by]),
        _named(posts[row.asked_of]), shift, back, row.asked_at,
    )  # fmt: skip


def _shown(county: str, rows: list[Shift]) -> list[ShiftRow]:
    posts = posts_by_id(county, [row.post_id for row in rows])
    return [
        ShiftRow(row.id, row.unit, row.post_id, _named(posts[row.post_id]), row.from_at, row.until_at)
        for row in rows
    ]


def _named(hat: Hat) -> str:
    return f"{label_of(hat)} · {hat.name}"
