"""How does a case go on: which act leads from which state to which, and who may do it?

A preset is a table in a versioned file (cases/data/workflows). It is compiled here, so the
table that decides is the table that draws the buttons.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from wangge.rules.deadlines import Limit
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind


class End(StrEnum):
    """How a case ends."""

    SOLVED = "solved"  # 结案: done, checked and closed
    SETTLED = "settled"  # 自行处置: solved on the spot by the finder
    NOT_SOLVED = "not_solved"  # an honest end: it could not be done, and why
    REFUSED = "refused"  # 不予立案
    DUPLICATE = "duplicate"  # the same matter as another case


class Proof(StrEnum):
    """What an act has to bring along."""

    REASON = "reason"
    RESULT = "result"
    DEPARTMENT = "department"


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
    """One act: from which states, to which, by which posts, bringing what."""

    act: str
    sources: frozenset[str]
    to: str
    zh: str
    en: str
    by: frozenset[PostKind]
    needs: frozenset[Proof]
    event: str
    counter: str


@dataclass(frozen=True, slots=True)
class WorkflowFault:
    """One thing that is wrong with a preset."""

    kind: str
    where: str


CASE_CLOCK = "case"  # the state's wait is the case's own limit

# Whatever a preset calls its acts: who dispatched may not close, who did the work may not check it
# (rulings.md, Roles).
APART_BY_RULE = (("case.dispatched", "case.closed"), ("case.handled", "case.checked"))


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

    def next_state(
        self, state: str, act: str, *, kind: PostKind, account: str,
        acted: Mapping[str, AbstractSet[str]], shown: AbstractSet[Proof],
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
        for pair in self.apart:
            if act in pair and any(account in acted.get(other, ()) for other in pair - {act}):
                raise Refused("case.powers_apart", act=act, other=next(iter(pair - {act})))
        if missing := move.needs - shown:
            raise Refused("case.proof_missing", field=min(missing))
        return move

    def open_acts(
        self, state: str, kind: PostKind, account: str, acted: Mapping[str, AbstractSet[str]]
    ) -> list[Move]:
        """Return the acts that this post and person may do now, in the table's order."""
        return [
            move
            for (source, act), move in self.moves.items()
            if source == state and kind in move.by
            and not any(
                account in acted.get(other, ()) for pair in self.apart if act in pair for other in pair - {act}
            )
        ]  # fmt: skip

    def faults(self) -> list[WorkflowFault]:
        """Return what is wrong: dead ends, unreachable states, acts without a role, waits without clock or owner."""
        found = [
            WorkflowFault("act_without_role", move.act) for move in set(self.moves.values()) if not move.by
        ]
        found += [
            WorkflowFault("unknown_state", f"{move.act} -> {move.to}")
            for move in set(self.moves.values())
            if move.to not in self.states
        ]
        found += [
            WorkflowFault("unknown_state", f"{source} -> {act}")
            for source, act in self.moves
            if source not in {START, *self.states}
        ]
        leads: dict[str, set[str]] = {}
        for (source, _), move in self.moves.items():
            leads.setdefault(source, set()).add(move.to)
        reachable = _reached({START}, leads)
        ends = {code for code, state in self.states.items() if state.end}
        comes_from: dict[str, set[str]] = {}
        for source, targets in leads.items():
            for target in targets:
                comes_from.setdefault(target, set()).add(source)
        finishing = _reached(ends, comes_from)
        for code, state in self.states.items():
            if code not in reachable:
                found.append(WorkflowFault("unreachable", code))
            if code not in finishing:
                found.append(WorkflowFault("no_end", code))
            if state.end is None and not state.waits_for:
                found.append(WorkflowFault("wait_without_owner", code))
            if state.end is None and not state.clock:
                found.append(WorkflowFault("wait_without_clock", code))
            if state.clock and not _is_clock(state.clock):
                found.append(WorkflowFault("unreadable_clock", code))
        found += [WorkflowFault("cycle_without_counter", cycle) for cycle in self._uncounted_cycles(leads)]
        acts = {act for _, act in self.moves}
        for pair in self.apart:
            found += [WorkflowFault("unknown_act", act) for act in pair - acts]
        found += [WorkflowFault("powers_together", pair) for pair in self._powers_together()]
        return sorted(found, key=lambda fault: (fault.kind, fault.where))

    def _powers_together(self) -> list[str]:
        acts: dict[str, set[str]] = {}
        for move in self.moves.values():
            acts.setdefault(move.event, set()).add(move.act)
        return [
            f"{one}, {other}"
            for first, second in APART_BY_RULE
            for one in acts.get(first, ())
            for other in acts.get(second, ())
            if frozenset({one, other}) not in self.apart
        ]

    def _uncounted_cycles(self, leads: Mapping[str, set[str]]) -> list[str]:
        # A cycle counts its rounds if at least one of its acts has a counter: take the
        # counted acts away, and whatever can still come back to itself does not count.
        plain: dict[str, set[str]] = {source: set() for source in leads}
        for (source, _), move in self.moves.items():
            if not move.counter:
                plain[source].add(move.to)
        return [state for state in sorted(plain) if state in _reached(plain[state], plain)]


START = "start"


def compile_workflow(table: Mapping[str, object]) -> Workflow:
    """Compile a preset's table; a row that lacks something is refused by name.

    Raises Refused `workflow.bad_row` naming the state or act and the missing field.
    """
    for name in ("preset", "version"):
        if not str(table.get(name, "")).strip():
            raise Refused("workflow.bad_row", row=name, field=name)
    states = {state.code: state for state in map(_state, _rows(table, "state"))}
    moves: dict[tuple[str, str], Move] = {}
    for row in _rows(table, "move"):
        move = _move(row)
        for source in sorted(move.sources):
            moves[source, move.act] = move
    apart = frozenset(frozenset(str(act) for act in pair) for pair in _lists(table, "apart"))
    # A table without names goes by its code.
    zh, en = (str(table.get(language) or table["preset"]) for language in ("zh", "en"))
    return Workflow(str(table["preset"]), _version(table["version"]), zh, en, states, moves, apart)


def _version(value: object) -> int:
    if not isinstance(value, int):
        raise Refused("workflow.bad_row", row="version", field="version")
    return value


def _is_clock(text: str) -> bool:
    if text == CASE_CLOCK:
        return True
    try:
        Limit.parse(text)
    except Refused:
        return False
    return True


def _state(row: Mapping[str, str]) -> State:
    try:
        return State(
            code=row["code"], step=int(row["step"]), zh=row["zh"], en=row["en"],
            waits_for=frozenset(PostKind(kind) for kind in row.get("waits_for", ())),
            clock=row.get("clock", ""), end=End(row["end"]) if "end" in row else None,
        )  # fmt: skip
    except (KeyError, ValueError) as fault:
        raise Refused("workflow.bad_row", row=row.get("code", "?"), field=str(fault)) from fault


def _move(row: Mapping[str, str]) -> Move:
    try:
        return Move(
            act=row["act"], sources=frozenset(row["from"]), to=row["to"], zh=row["zh"], en=row["en"],
            by=frozenset(PostKind(kind) for kind in row["by"]),
            needs=frozenset(Proof(need) for need in row.get("needs", ())), event=row["event"],
            counter=row.get("counter", ""),
        )  # fmt: skip
    except (KeyError, ValueError) as fault:
        raise Refused("workflow.bad_row", row=row.get("act", "?"), field=str(fault)) from fault


def _rows(table: Mapping[str, object], name: str) -> list[dict[str, str]]:
    rows = table.get(name)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, Mapping) for row in rows):
        raise Refused("workflow.bad_row", row=name, field=name)
    return rows


def _lists(table: Mapping[str, object], name: str) -> Iterable[Iterable[str]]:
    rows = table.get(name, [])
    return rows if isinstance(rows, list) else []


def _reached(start: Iterable[str], leads: Mapping[str, AbstractSet[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        state = waiting.pop()
        if state not in seen:
            seen.add(state)
            waiting.extend(leads.get(state, ()))
    return seen
