"""Which acts are open to a hat on a case, given all that is so?"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from wangge.cases.models import Assist, Case, Check
from wangge.cases.queries.desk import Desk, workflow_of
from wangge.foundation.history import Happened
from wangge.people.hats import Hat
from wangge.people.queries import holders
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.lots import Purpose
from wangge.rules.posts import PostKind
from wangge.rules.workflow import HOLDING, START, Effect, Fact, Move, Proof, Workflow
from wangge.territory.queries import units


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands before which case, and when."""

    case: Case
    hat: Hat
    known: Desk
    acted: Mapping[str, AbstractSet[str]]
    now: datetime

    @property
    def helps(self) -> bool:
        """Say whether the hat's department was asked to help, and has not done its part."""
        return Assist.objects.filter(
            county=self.case.county, case=self.case.id, department=self.hat.department, done_at=None
        ).exists()


def acted(workflow: Workflow, history: Sequence[Happened]) -> dict[str, set[str]]:
    """Return which accounts have done which act on a case."""
    act_of = {move.event: move.act for move in workflow.moves.values()}
    done: dict[str, set[str]] = {}
    for event in history:
        act = str(event.payload.get("act", "")) or act_of.get(event.kind, "")
        if event.actor and act:
            done.setdefault(act, set()).add(event.actor)
    return done


def moves_open(workflow: Workflow, standing: Standing) -> list[Move]:
    """Return the acts that this post and person may do now, in the table's order."""
    case, hat = standing.case, standing.hat
    found = facts_of(standing, _wanted(workflow, case.state))
    moves = workflow.open_acts(case.state, hat.kind, hat.account_id.hex, standing.acted, found)
    return [move for move in moves if not _not_theirs(standing, move)]


def move_chosen(workflow: Workflow, standing: Standing, act: str, shown: AbstractSet[Proof]) -> Move:
    """Return the move that an act makes, or refuse with the reason."""
    case, hat = standing.case, standing.hat
    move = workflow.moves.get((case.state, act))
    if move is not None and (code := _not_theirs(standing, move)):
        raise Refused(code, act=act, post=hat.kind)
    return workflow.next_state(
        case.state, act, kind=hat.kind, account=hat.account_id.hex, acted=standing.acted, shown=shown,
        facts=facts_of(standing, move.when if move else frozenset()),
    )  # fmt: skip


def _wanted(workflow: Workflow, state: str) -> frozenset[Fact]:
    return frozenset(
        fact for (source, _), move in workflow.moves.items() if source == state for fact in move.when
    )


def _not_theirs(standing: Standing, move: Move) -> str:
    # Post and state allow it, but the case lies in other hands.
    case, hat = standing.case, standing.hat
    helps = move.effect is Effect.ASSIST
    if hat.kind is PostKind.HANDLER and hat.department != case.department and not helps:
        return "case.not_your_move"
    if move.source == HOLDING and move.effect in _HOLDERS_ACTS and hat.unit != case.holder:
        return "case.not_your_grid"
    return ""


# Told by rows beside the case itself.
ROW_FACTS = frozenset({Fact.HELP_DONE, Fact.HELPS, Fact.PARTS_ENDED, Fact.SAMPLED})
_HOLDERS_ACTS = frozenset({Effect.SOLVE, Effect.REPORT_UP, Effect.SUBMIT})


def facts_of(standing: Standing, wanted: AbstractSet[Fact]) -> set[Fact]:
    """Return which of the wanted facts are so; a fact that costs a statement is asked for only then."""
    return {fact for fact in wanted if FACTS[fact](standing)}


def _has_upper(one: Standing) -> bool:
    holder = units(one.case.county).get(one.case.holder)
    return holder is not None and holder.level > Level.STREET and bool(holder.parent)


def _stages_left(one: Standing) -> bool:
    return one.known.has_stage_after(one.case)


def _help_done(one: Standing) -> bool:
    return not Assist.objects.filter(county=one.case.county, case=one.case.id, done_at=None).exists()


def _parts_ended(one: Standing) -> bool:
    return not Case.objects.filter(
        county=one.case.county, parent=one.case.id, is_part=True, ended_at=None
    ).exists()


def _is_unsafe(one: Standing) -> bool:
    return one.case.danger and one.case.safe_at is None


def _is_my_check(one: Standing) -> bool:
    if one.case.check_by is not None:
        # The declared fallback: once the named person's time is over, whoever checks by post may look.
        is_late = one.case.wait_until is not None and one.now > one.case.wait_until
        return one.case.check_by == one.hat.account_id or (is_late and one.hat.kind is PostKind.CHECKER)
    return one.hat.kind is PostKind.CHECKER or not _has_checker(one)


def _has_checker(one: Standing) -> bool:
    path = [code for code in (one.case.county, one.case.street, one.case.community) if code]
    found = holders(one.case.county, path, on=one.known.today(one.now))
    return any(hat.kind is PostKind.CHECKER for hat in found)


def _is_my_sample(one: Standing) -> bool:
    checks = Check.objects.filter(
        county=one.case.county, case=one.case.id, purpose=Purpose.SAMPLE, finding=""
    )
    if one.case.check_by is not None:
        return one.case.check_by == one.hat.account_id and checks.exists()
    return one.hat.kind is PostKind.CHECKER and checks.exists()


def _found_it(one: Standing) -> bool:
    loop = workflow_of(one.case.preset, one.case.preset_version)
    entries = {act for source, act in loop.moves if source == START}
    return any(one.hat.account_id.hex in one.acted.get(act, ()) for act in entries)


FACTS: Mapping[Fact, Callable[[Standing], bool]] = {
    Fact.FIRST_RETURN: lambda one: one.case.returns == 0,
    Fact.RETURNED: lambda one: one.case.returns > 0,
    Fact.MAY_RETURN: lambda one: not one.case.ruled and not _is_unsafe(one),
    Fact.RULED: lambda one: one.case.ruled and one.case.disputes == 0,
    Fact.UNSAFE: _is_unsafe,
    Fact.HAS_UPPER: _has_upper,
    Fact.NO_STAGE: lambda one: not _stages_left(one),
    Fact.MORE_STAGES: _stages_left,
    Fact.HELP_DONE: _help_done,
    Fact.HELPS: lambda one: one.helps,
    Fact.PARTS_ENDED: _parts_ended,
    Fact.OVERSEEN: lambda one: one.case.overseen_until is not None,
    Fact.NOT_OVERSEEN: lambda one: one.case.overseen_until is None,
    Fact.UNVERIFIED: lambda one: not one.case.verified,
    Fact.IN_TIME: lambda one: one.case.unit_due_at is None or one.now <= one.case.unit_due_at,
    Fact.MY_CHECK: _is_my_check,
    Fact.SAMPLED: _is_my_sample,
    Fact.FOUND_IT: _found_it,
}
