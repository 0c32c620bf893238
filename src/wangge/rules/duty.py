"""Who may draw up a roster, swap, declare an emergency; and where does a roster leave the room empty?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from wangge.rules.posts import PostKind
from wangge.rules.quiet import USUAL as USUAL_QUIET
from wangge.rules.quiet import Quiet


class SwapState(StrEnum):
    """How far a swap of turns came."""

    ASKED = "asked"
    ACCEPTED = "accepted"  # by the other; waits for approval
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DutyRules:
    """What a county says about duty from one day on."""

    quiet: Quiet
    drawn_by: frozenset[PostKind]  # who draws up rosters of the own unit and below
    approved_by: frozenset[PostKind]  # who approves a swap; empty: the two agree between themselves
    declared_by: frozenset[PostKind]  # who declares an emergency for the own unit and below
    emergency_hours: int  # the longest that one declaration or extension lasts
    source: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift of one post."""

    post: UUID
    from_at: datetime
    until_at: datetime

    @property
    def hours(self) -> float:
        """How long it lasts."""
        return (self.until_at - self.from_at) / timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment until another."""

    from_at: datetime
    until_at: datetime


# Our assumption wherever a county has not said its own.
USUAL = DutyRules(
    quiet=USUAL_QUIET,
    drawn_by=frozenset({PostKind.SHIFT_LEADER, PostKind.ADMINISTRATOR}),
    approved_by=frozenset(),
    declared_by=frozenset({PostKind.ACCOUNTABLE, PostKind.SHIFT_LEADER, PostKind.DUTY_OFFICER}),
    emergency_hours=72,
    source="our assumption",
)
SHIFT_HOURS_MOST = 24  # our assumption: a turn that is longer is a slip of the pen


def uncovered(turns: Iterable[Turn], span: Span, *, least: int = 1) -> list[Span]:
    """Return when, inside a span, fewer than `least` different posts are on duty; empty spans merged."""
    turns = [turn for turn in turns if turn.until_at > span.from_at and turn.from_at < span.until_at]
    cuts = {span.from_at, span.until_at}
    cuts |= {
        at for turn in turns for at in (turn.from_at, turn.until_at) if span.from_at < at < span.until_at
    }
    moments = sorted(cuts)
    found: list[Span] = []
    for since, until in pairwise(moments):
        on = {turn.post for turn in turns if turn.from_at <= since < turn.until_at}
        if len(on) >= least:
            continue
        if found and found[-1].until_at == since:
            found[-1] = Span(found[-1].from_at, until)
        else:
            found.append(Span(since, until))
    return found


def doubled(turns: Sequence[Turn]) -> list[tuple[Turn, Turn]]:
    """Return pairs of turns in which one post stands twice at the same time."""
    ordered = sorted(turns, key=lambda turn: (turn.post.hex, turn.from_at, turn.until_at))
    return [
        (earlier, later)
        for place, earlier in enumerate(ordered)
        for later in ordered[place + 1 :]
        if later.post == earlier.post and later.from_at < earlier.until_at
    ]
