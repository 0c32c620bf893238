"""What does a preset's table say? A row that lacks something is refused by name."""

from collections.abc import Iterable, Mapping

from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.workflow import Effect, End, Fact, Move, Proof, State, Workflow

SAME = "="  # an act that leaves the state as it is


def compile_workflow(table: Mapping[str, object]) -> Workflow:
    """Compile a preset's table.

    Raises Refused `workflow.bad_row` naming the state or act and the missing field.
    """
    for name in ("preset", "version"):
        if not str(table.get(name, "")).strip():
            raise Refused("workflow.bad_row", row=name, field=name)
    states = {state.code: state for state in map(_state, _rows(table, "state"))}
    moves: dict[tuple[str, str], Move] = {}
    for row in _rows(table, "move"):
        for move in _moves(row):
            moves[move.source, move.act] = move
    apart = frozenset(frozenset(str(act) for act in pair) for pair in _lists(table, "apart"))
    # A table without names goes by its code.
    zh, en = (str(table.get(language) or table["preset"]) for language in ("zh", "en"))
    return Workflow(
        str(table["preset"]), _number(table, "version", 0), zh, en, states, moves, apart,
        clock_from=str(table.get("clock_from", "case.dispatched")), one_centre=bool(table.get("one_centre")),
        line=tuple(str(code) for code in _listed(table, "line")), night_minimum=_number(table, "night_minimum", 1),
    )  # fmt: skip


def _number(table: Mapping[str, object], name: str, otherwise: int) -> int:
    value = table.get(name, otherwise)
    if not isinstance(value, int):
        raise Refused("workflow.bad_row", row=name, field=name)
    return value


def _state(row: Mapping[str, str]) -> State:
    try:
        return State(
            code=row["code"], step=int(row["step"]), zh=row["zh"], en=row["en"],
            waits_for=frozenset(PostKind(kind) for kind in row.get("waits_for", ())),
            clock=row.get("clock", ""), end=End(row["end"]) if "end" in row else None,
        )  # fmt: skip
    except (KeyError, ValueError) as fault:
        raise Refused("workflow.bad_row", row=row.get("code", "?"), field=str(fault)) from fault


def _moves(row: Mapping[str, str]) -> Iterable[Move]:
    # One row may speak of several states; each of them has its own move.
    try:
        return [
            Move(
                act=row["act"], source=source, to=source if row["to"] == SAME else row["to"], zh=row["zh"],
                en=row["en"], by=frozenset(PostKind(kind) for kind in row["by"]),
                needs=frozenset(Proof(need) for need in row.get("needs", ())),
                takes=frozenset(Proof(need) for need in row.get("takes", ())), event=row["event"],
                counter=row.get("counter", ""), effect=Effect(row["effect"]) if "effect" in row else None,
                when=frozenset(Fact(fact) for fact in row.get("when", ())), public=bool(row.get("public")),
            )
            for source in row["from"]
        ]  # fmt: skip
    except (KeyError, ValueError) as fault:
        raise Refused("workflow.bad_row", row=row.get("act", "?"), field=str(fault)) from fault


def _rows(table: Mapping[str, object], name: str) -> list[dict[str, str]]:
    rows = table.get(name)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, Mapping) for row in rows):
        raise Refused("workflow.bad_row", row=name, field=name)
    return rows


def _listed(table: Mapping[str, object], name: str) -> Iterable[object]:
    values = table.get(name, [])
    return values if isinstance(values, list) else []


def _lists(table: Mapping[str, object], name: str) -> Iterable[Iterable[str]]:
    rows = table.get(name, [])
    return rows if isinstance(rows, list) else []
