"""Is a preset whole: does every case reach an end, with an owner and a clock on its way, and powers apart?"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from wangge.rules.deadlines import Limit
from wangge.rules.errors import Refused
from wangge.rules.workflow import CASE_CLOCK, START, UNTIL_CLOCK, Proof, Workflow

# Whatever a preset calls its acts: who did the work may neither check nor close it, and who
# dispatched may not close, unless one centre does both and the finder confirms in between
# (rulings.md, Roles: "Separation is per case, not per account").
APART_BY_RULE = (("case.handled", "case.checked"), ("case.handled", "case.closed"))
APART_OF_TWO_CENTRES = (("case.dispatched", "case.closed"),)


@dataclass(frozen=True, slots=True)
class WorkflowFault:
    """One thing that is wrong with a preset."""

    kind: str
    where: str


def workflow_faults(workflow: Workflow) -> list[WorkflowFault]:
    """Return every dead end, unreachable state, act without a role, wait without clock or owner, and so on."""
    leads: dict[str, set[str]] = {}
    for (source, _), move in workflow.moves.items():
        leads.setdefault(source, set()).add(move.to)
    found = [
        *_acts(workflow), *_line(workflow, leads), *_reach(workflow, leads), *_waits(workflow), *_powers(workflow),
        *(WorkflowFault("cycle_without_counter", state) for state in _uncounted_cycles(workflow, leads)),
    ]  # fmt: skip
    return sorted(set(found), key=lambda fault: (fault.kind, fault.where))


def _acts(workflow: Workflow) -> Iterable[WorkflowFault]:
    for (source, act), move in workflow.moves.items():
        if not move.by:
            yield WorkflowFault("act_without_role", act)
        if move.to not in workflow.states:
            yield WorkflowFault("unknown_state", f"{act} -> {move.to}")
        if source not in {START, *workflow.states}:
            yield WorkflowFault("unknown_state", f"{source} -> {act}")
        to = workflow.states.get(move.to)
        if to is not None and to.clock == UNTIL_CLOCK and move.to != source and Proof.UNTIL not in move.needs:
            yield WorkflowFault("until_unnamed", act)


def _line(workflow: Workflow, leads: Mapping[str, set[str]]) -> Iterable[WorkflowFault]:
    for before, code in pairwise((START, *workflow.line)):
        if code not in leads.get(before, ()):
            yield WorkflowFault("line_broken", f"{before} -> {code}")


def _reach(workflow: Workflow, leads: Mapping[str, set[str]]) -> Iterable[WorkflowFault]:
    reachable = _reached({START}, leads)
    comes_from: dict[str, set[str]] = {}
    for source, targets in leads.items():
        for target in targets:
            comes_from.setdefault(target, set()).add(source)
    finishing = _reached({code for code, state in workflow.states.items() if state.end}, comes_from)
    for code in workflow.states:
        if code not in reachable:
            yield WorkflowFault("unreachable", code)
        if code not in finishing:
            yield WorkflowFault("no_end", code)


def _waits(workflow: Workflow) -> Iterable[WorkflowFault]:
    for code, state in workflow.states.items():
        if state.end is None and not state.waits_for:
            yield WorkflowFault("wait_without_owner", code)
        if state.end is None and not state.clock:
            yield WorkflowFault("wait_without_clock", code)
        if state.clock and not _is_clock(state.clock):
            yield WorkflowFault("unreadable_clock", code)
        able = {kind for (source, _), move in workflow.moves.items() if source == code for kind in move.by}
        for kind in sorted(state.waits_for - able):
            yield WorkflowFault("owner_without_act", f"{code}: {kind}")


def _is_clock(text: str) -> bool:
    if text in {CASE_CLOCK, UNTIL_CLOCK}:
        return True
    try:
        Limit.parse(text.replace(" ", ""))
    except Refused:
        return False
    return True


def _powers(workflow: Workflow) -> Iterable[WorkflowFault]:
    acts: dict[str, set[str]] = {}
    for move in workflow.moves.values():
        acts.setdefault(move.event, set()).add(move.act)
    known = {act for _, act in workflow.moves}
    for pair in workflow.apart:
        for act in pair - known:
            yield WorkflowFault("unknown_act", act)
    wanted = APART_BY_RULE if workflow.one_centre else (*APART_BY_RULE, *APART_OF_TWO_CENTRES)
    for first, second in wanted:
        for one in acts.get(first, ()):
            for other in acts.get(second, ()):
                if frozenset({one, other}) not in workflow.apart:
                    yield WorkflowFault("powers_together", f"{one}, {other}")
    if (needed := people_needed(workflow.apart)) > workflow.night_minimum:
        yield WorkflowFault("night_minimum", str(needed))


def people_needed(apart: Iterable[AbstractSet[str]]) -> int:
    """Return the least number of people who can do all acts, no one doing two that are kept apart."""
    pairs = [set(pair) for pair in apart]
    acts = sorted(set().union(*pairs)) if pairs else []
    people = 1
    while not _fits(acts, pairs, people, {}):
        people += 1
    return people


def _fits(acts: list[str], pairs: list[set[str]], people: int, given: Mapping[str, int]) -> bool:
    if len(given) == len(acts):
        return True
    act = acts[len(given)]
    taken = {given[other] for pair in pairs if act in pair for other in pair - {act} if other in given}
    return any(
        _fits(acts, pairs, people, {**given, act: person}) for person in range(people) if person not in taken
    )


def _uncounted_cycles(workflow: Workflow, leads: Mapping[str, set[str]]) -> list[str]:
    # A cycle counts its rounds if at least one of its acts has a counter: take the
    # counted acts away, and whatever can still come back to itself does not count.
    plain: dict[str, set[str]] = {source: set() for source in leads}
    for (source, _), move in workflow.moves.items():
        if not move.counter and move.to != source:  # an act that leads nowhere is a note, not a round
            plain[source].add(move.to)
    return [state for state in sorted(plain) if state in _reached(plain[state], plain)]


def _reached(start: Iterable[str], leads: Mapping[str, AbstractSet[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            waiting.extend(leads.get(state, ()))
    return seen
