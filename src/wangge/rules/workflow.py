"""How does a case go on: which act leads from which state to which, and who may do it?

A preset is a table in a versioned file (cases/data/workflows). It is compiled into a Workflow
(rules/workflow_table.py) and proved whole (rules/workflow_checking.py), so the table that
decides is the table that draws the buttons.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind


class End(StrEnum):
    """How a case ends."""

    SOLVED = "solved"  # 结案: done, checked and closed
    SETTLED = "settled"  # 自行处置: solved on the spot by the finder
    NOT_SOLVED = "not_solved"  # an honest end: it could not be done, and why
    REFUSED = "refused"  # 不予立案
    VOID = "void"  # 作废: filed by mistake
    DUPLICATE = "duplicate"  # the same matter as another case, which goes on
    ADVISED = "advised"  # led to the channel that the law has for it, with that channel's receipt


class Proof(StrEnum):
    """What an act has to bring along."""

    REASON = "reason"
    RESULT = "result"
    DEPARTMENT = "department"
    DEPARTMENTS = "departments"  # at least two: the parts of one matter
    CAUSE = "cause"  # why it goes up
    UNTIL = "until"
    TARGET = "target"  # another case
    SUPERVISOR = "supervisor"


class Effect(StrEnum):
    """What an act does besides leading to another state; presets name acts, effects are the same for all."""

    DISPATCH = "dispatch"  # 派遣, 交办: a department gets it, its clock starts
    REASSIGN = "reassign"  # 改派: another department gets it instead
    ASK_RETURN = "ask_return"  # 退办申请
    GRANT_RETURN = "grant_return"  # 准予退办: counts as a wrong dispatch
    DENY_RETURN = "deny_return"  # 驳回退办: repeated, it counts as shirking
    RULE = "rule"  # 裁定: names who answers for this spot and kind from now on
    EXTEND = "extend"  # 准予延期
    DEFER = "defer"  # 准予缓办: the clocks stand still until a day
    RESUME = "resume"
    HANG = "hang"  # 挂账: into the problem library
    STAGE = "stage"  # one stage of a limit in stages is done
    REPORT_UP = "report_up"  # 上报: to the unit above
    SUBMIT = "submit"  # 上报网格中心: out of the block's hands
    HAND_DOWN = "hand_down"  # back into the block's hands
    SOLVE = "solve"  # done by the block itself
    MAKE_SAFE = "make_safe"  # 先处置: the danger is over, whoever answers for it
    SEEN = "seen"  # 核实: it is as reported
    NOT_SEEN = "not_seen"
    REMIND = "remind"  # 催办
    OVERSEE = "oversee"  # 督办
    REPORT_INTERIM = "report_interim"
    LIFT = "lift"  # the oversight ends
    ASSIST = "assist"  # a helping department has done its part
    SPLIT = "split"
    MERGE = "merge"
    FOUND_DONE = "found_done"  # 核查通过
    REWORK = "rework"  # 返工
    REOPEN = "reopen"
    ADD = "add"  # a reporter says more; nothing else changes


class Fact(StrEnum):
    """What must be so before an act may be done, beside state and post."""

    FIRST_RETURN = "first_return"  # no return was asked for yet
    RETURNED = "returned"  # one was: the next one goes to a ruling (rulings.md, Danger first)
    MAY_RETURN = "may_return"  # no ruling named this department, and no danger is open
    RULED = "ruled"  # a ruling named this department, and it was not disputed yet
    UNSAFE = "unsafe"  # danger, and nobody made it safe yet
    HAS_UPPER = "has_upper"  # the unit that holds it has a unit above within the grid's three levels
    NO_STAGE = "no_stage"  # the last stage of a limit in stages, or a limit without stages
    MORE_STAGES = "more_stages"
    HELP_DONE = "help_done"  # every helping department has done its part
    HELPS = "helps"  # my department helps, and has not done its part
    PARTS_ENDED = "parts_ended"
    OVERSEEN = "overseen"
    NOT_OVERSEEN = "not_overseen"
    UNVERIFIED = "unverified"
    IN_TIME = "in_time"  # the department's limit has not passed yet
    MY_CHECK = "my_check"  # I was named to check it, or nobody was and I check by post
    SAMPLED = "sampled"  # solved on the spot, and I was drawn to look at it
    FOUND_IT = "found_it"  # I brought it in


@dataclass(frozen=True, slots=True)
class State:
    """One state: its step of the seven, who it waits for and how long, or how it ends."""

    code: str
    step: int
    zh: str
    en: str
    waits_for: frozenset[PostKind]
    clock: str
    end: End | None


@dataclass(frozen=True, slots=True)
class Move:
    """One act from one state: to which other, by which posts, bringing what, under which facts."""

    act: str
    source: str
    to: str
    zh: str
    en: str
    by: frozenset[PostKind]
    needs: frozenset[Proof]
    takes: frozenset[Proof]  # what it may bring along, but need not
    event: str
    counter: str
    effect: Effect | None
    when: frozenset[Fact]
    public: bool  # its words are read by the reporter


CASE_CLOCK = "case"  # the state's wait is the limit of the unit that has the case in hand
UNTIL_CLOCK = "until"  # the state's wait is the day that the act named
START = "start"
FILED = "filed"  # the state of a matter on file (立案) that waits to be dispatched
HOLDING = "holding"  # the state in which a unit of territory itself has the case in hand


@dataclass(frozen=True, slots=True)
class Workflow:
    """A compiled preset: immutable, by (preset, version)."""

    preset: str
    version: int
    zh: str
    en: str
    states: Mapping[str, State]
    moves: Mapping[tuple[str, str], Move]
    apart: frozenset[frozenset[str]]
    clock_from: str  # the event that starts the resident's clock
    one_centre: bool  # dispatch and closing lie in one hand; the finder confirms in between
    line: tuple[str, ...]  # the states of the usual way, for the picture
    night_minimum: int  # how many people can carry a case from end to end

    def next_state(
        self, state: str, act: str, *, kind: PostKind, account: str, acted: Mapping[str, AbstractSet[str]],
        shown: AbstractSet[Proof], facts: AbstractSet[Fact] = frozenset(),
    ) -> Move:  # fmt: skip
        """Return the move that `act` makes from `state`, or refuse with the reason.

        `acted` maps each act already done on this case to the accounts that did it: powers
        are separated per case and person, whatever hat is worn (rulings.md, Roles).
        """
        move = self.moves.get((state, act))
        if move is None:
            raise Refused("case.no_such_move", state=state, act=act)
        if kind not in move.by:
            raise Refused("case.not_your_move", act=act, post=kind)
        if other := self._apart_from(act, account, acted):
            raise Refused("case.powers_apart", act=act, other=other)
        if lacking := move.when - facts:
            raise Refused(NOT_SO[min(lacking)], act=act)
        if missing := move.needs - shown:
            raise Refused("case.proof_missing", field=min(missing))
        return move

    def open_acts(
        self, state: str, kind: PostKind, account: str, acted: Mapping[str, AbstractSet[str]],
        facts: AbstractSet[Fact] = frozenset(),
    ) -> list[Move]:  # fmt: skip
        """Return the acts that this post and person may do now, in the table's order."""
        return [
            move
            for (source, act), move in self.moves.items()
            if source == state and kind in move.by and move.when <= facts
            and not self._apart_from(act, account, acted)
        ]  # fmt: skip

    def _apart_from(self, act: str, account: str, acted: Mapping[str, AbstractSet[str]]) -> str:
        # The act already done that keeps this person from this one; empty = none.
        return next(
            (
                other
                for pair in self.apart if act in pair
                for other in sorted(pair - {act}) if account in acted.get(other, ())
            ),
            "",
        )  # fmt: skip

    def entry(self, kind: PostKind, *, settled: bool = False) -> Move | None:
        """Return the act by which a kind of post brings a matter in, settled on the spot or not; None if it may not."""
        return next(
            (
                move for (source, _), move in self.moves.items()
                if source == START and kind in move.by
                and (self.states[move.to].end is End.SETTLED) == settled
            ),
            None,
        )  # fmt: skip

    def checkers_of(self, state: str) -> frozenset[PostKind]:
        """Return the posts that may find a case in a state to be done; none where nothing is checked."""
        return frozenset(
            kind for (source, _), move in self.moves.items()
            if source == state and move.effect is Effect.FOUND_DONE and move.when for kind in move.by
        )  # fmt: skip

    def kept_from_checking(self) -> frozenset[str]:
        """Return the acts whose doers may not check the same case."""
        checks = self.acts_with(Effect.FOUND_DONE)
        return frozenset(act for pair in self.apart if pair & checks for act in pair - checks)

    def acts_with(self, effect: Effect) -> frozenset[str]:
        """Return how this preset calls the acts that have an effect."""
        return frozenset(move.act for move in self.moves.values() if move.effect is effect)


NOT_SO: Mapping[Fact, str] = {
    Fact.FIRST_RETURN: "case.returned_before",
    Fact.RETURNED: "case.not_returned_yet",
    Fact.MAY_RETURN: "case.may_not_return",
    Fact.RULED: "case.not_ruled",
    Fact.UNSAFE: "case.no_danger",
    Fact.HAS_UPPER: "case.no_upper_unit",
    Fact.NO_STAGE: "case.stages_left",
    Fact.MORE_STAGES: "case.last_stage",
    Fact.HELP_DONE: "case.help_missing",
    Fact.HELPS: "case.not_helping",
    Fact.PARTS_ENDED: "case.parts_open",
    Fact.OVERSEEN: "case.not_overseen",
    Fact.NOT_OVERSEEN: "case.overseen_already",
    Fact.UNVERIFIED: "case.verified_already",
    Fact.IN_TIME: "case.limit_passed",
    Fact.MY_CHECK: "case.not_your_check",
    Fact.SAMPLED: "case.not_your_check",
    Fact.FOUND_IT: "case.not_your_finding",
}
