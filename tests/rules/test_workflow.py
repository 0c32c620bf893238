"""Does the table decide, and is a table with a hole in it refused?"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wangge
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.workflow import Proof, Workflow
from wangge.rules.workflow_checking import workflow_faults
from wangge.rules.workflow_table import compile_workflow

PRESETS = sorted((Path(wangge.__path__[0]) / "cases" / "data" / "workflows").glob("*.toml"))
Table = dict[str, Any]


def a_table() -> Table:
    """Reported, handled, closed: the least loop that has no fault."""
    states = [
        {"code": "reported", "step": 1, "zh": "a", "en": "a", "waits_for": ["dispatcher"], "clock": "2 office_hours"},
        {"code": "handling", "step": 4, "zh": "b", "en": "b", "waits_for": ["handler"], "clock": "case"},
        {"code": "handled", "step": 5, "zh": "c", "en": "c", "waits_for": ["checker"], "clock": "1 working_days"},
        {"code": "checked", "step": 6, "zh": "d", "en": "d", "waits_for": ["shift_leader"], "clock": "case"},
        {"code": "closed", "step": 6, "zh": "e", "en": "e", "end": "solved"},
    ]  # fmt: skip
    moves = [
        _move("report", ["start"], "reported", "grid_worker", "case.reported"),
        _move("dispatch", ["reported"], "handling", "dispatcher", "case.dispatched", needs=["department"]),
        _move("feed_back", ["handling"], "handled", "handler", "case.handled", needs=["result"]),
        _move("fail", ["handled"], "handling", "checker", "case.reworked", counter="reworks"),
        _move("pass", ["handled"], "checked", "checker", "case.checked"),
        _move("close", ["checked"], "closed", "shift_leader", "case.closed"),
    ]
    apart = [["dispatch", "close"], ["feed_back", "pass"], ["feed_back", "close"]]
    return {
        "preset": "small",
        "version": 1,
        "night_minimum": 2,
        "state": states,
        "move": moves,
        "apart": apart,
    }


def _move(act: str, sources: list[str], to: str, post: str, event: str, **more: Any) -> Table:
    return {"act": act, "from": sources, "to": to, "zh": act, "en": act, "by": [post], "event": event, **more}


def state(table: Table, code: str) -> Table:
    return next(row for row in table["state"] if row["code"] == code)


def move(table: Table, act: str) -> Table:
    return next(row for row in table["move"] if row["act"] == act)


def faults(table: Table) -> list[tuple[str, str]]:
    return [(fault.kind, fault.where) for fault in workflow_faults(compile_workflow(table))]


@pytest.mark.parametrize("file", PRESETS, ids=lambda file: file.stem)
def test_a_packaged_preset_has_no_faults(file: Path) -> None:
    assert faults(tomllib.loads(file.read_text(encoding="utf-8"))) == []


def test_the_seven_steps_are_packaged() -> None:
    loop = compile_workflow(tomllib.loads(PRESETS[0].read_text(encoding="utf-8")))

    assert {one.step for one in loop.states.values()} == {1, 2, 3, 4, 5, 6}  # the seventh is the figures
    assert frozenset({"dispatch", "close"}) in loop.apart


FAULTS: dict[str, tuple[Callable[[Table], object], tuple[str, str]]] = {
    "act_without_role": (lambda t: move(t, "close").update(by=[]), ("act_without_role", "close")),
    "unknown_target": (lambda t: move(t, "close").update(to="gone"), ("unknown_state", "close -> gone")),
    "unknown_source": (
        lambda t: move(t, "close").update({"from": ["checked", "gone"]}), ("unknown_state", "gone -> close"),
    ),
    "unreachable": (
        lambda t: t["state"].append({**state(t, "closed"), "code": "island"}), ("unreachable", "island"),
    ),
    "no_end": (lambda t: t["move"].remove(move(t, "close")), ("no_end", "reported")),
    "wait_without_owner": (
        lambda t: state(t, "handled").update(waits_for=[]), ("wait_without_owner", "handled"),
    ),
    "wait_without_clock": (lambda t: state(t, "handled").update(clock=""), ("wait_without_clock", "handled")),
    "unreadable_clock": (lambda t: state(t, "handled").update(clock="soon"), ("unreadable_clock", "handled")),
    "cycle_without_counter": (
        lambda t: move(t, "fail").update(counter=""), ("cycle_without_counter", "handling"),
    ),
    "unknown_act": (lambda t: t["apart"].append(["dispatch", "vanish"]), ("unknown_act", "vanish")),
    "dispatcher_may_close": (
        lambda t: t["apart"].remove(["dispatch", "close"]), ("powers_together", "dispatch, close"),
    ),
    "handler_may_check": (
        lambda t: t["apart"].remove(["feed_back", "pass"]), ("powers_together", "feed_back, pass"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_hole_in_the_table_is_named(name: str) -> None:
    table = a_table()
    assert faults(table) == []
    break_it, expected = FAULTS[name]

    break_it(table)

    assert expected in faults(table)


LACKING = [
    *[("state", "handled", key) for key in ("code", "step", "zh", "en")],
    *[("move", "close", key) for key in ("act", "from", "to", "zh", "en", "by", "event")],
]


@pytest.mark.parametrize(("part", "row", "key"), LACKING)
def test_a_row_that_lacks_something_is_refused_by_name(part: str, row: str, key: str) -> None:
    table = a_table()
    found = state(table, row) if part == "state" else move(table, row)
    del found[key]

    with pytest.raises(Refused, match=r"workflow\.bad_row") as refused:
        compile_workflow(table)

    assert key in str(refused.value.facts["field"])


@pytest.mark.parametrize("change", [
    {"preset": ""}, {"version": "one"}, {"state": []}, {"move": "none"}, {"state": ["handled"]},
])  # fmt: skip
def test_a_table_without_name_version_or_rows_is_refused(change: Table) -> None:
    with pytest.raises(Refused, match=r"workflow\.bad_row"):
        compile_workflow({**a_table(), **change})


@pytest.mark.parametrize(("part", "row", "change"), [
    ("state", "closed", {"end": "forgotten"}), ("state", "handled", {"waits_for": ["mayor"]}),
    ("move", "close", {"by": ["mayor"]}), ("move", "close", {"needs": ["patience"]}),
])  # fmt: skip
def test_a_word_that_the_rules_do_not_know_is_refused(part: str, row: str, change: Table) -> None:
    table = a_table()
    (state(table, row) if part == "state" else move(table, row)).update(change)

    with pytest.raises(Refused, match=r"workflow\.bad_row"):
        compile_workflow(table)


def test_an_act_out_of_turn_is_refused() -> None:
    with pytest.raises(Refused, match=r"case\.no_such_move"):
        step("handling", "close", PostKind.SHIFT_LEADER)


def test_an_act_of_another_post_is_refused() -> None:
    with pytest.raises(Refused, match=r"case\.not_your_move"):
        step("checked", "close", PostKind.DISPATCHER)


def test_an_act_without_what_it_must_bring_is_refused_with_its_name() -> None:
    with pytest.raises(Refused, match=r"case\.proof_missing") as refused:
        step("reported", "dispatch", PostKind.DISPATCHER)

    assert refused.value.facts["field"] == "department"


@pytest.mark.parametrize(("did", "state_now", "act", "post"), [
    ("dispatch", "checked", "close", PostKind.SHIFT_LEADER), ("feed_back", "handled", "pass", PostKind.CHECKER),
])  # fmt: skip
def test_powers_are_apart_per_case_and_person_whatever_hat_is_worn(
    did: str, state_now: str, act: str, post: PostKind
) -> None:
    with pytest.raises(Refused, match=r"case\.powers_apart"):
        step(state_now, act, post, acted={did: {"wang"}})
    assert step(state_now, act, post, acted={did: {"li"}}) == {"close": "closed", "pass": "checked"}[act]
    assert act not in offered(state_now, post, {did: {"wang"}})
    assert act in offered(state_now, post, {did: {"li"}})


def step(
    state_now: str, act: str, post: PostKind, *, acted: dict[str, set[str]] | None = None,
    shown: frozenset[Proof] = frozenset(),
) -> str:  # fmt: skip
    move = loop().next_state(state_now, act, kind=post, account="wang", acted=acted or {}, shown=shown)
    return move.to


def offered(state_now: str, post: PostKind, acted: dict[str, set[str]]) -> list[str]:
    return [move.act for move in loop().open_acts(state_now, post, "wang", acted)]


def loop() -> Workflow:
    return compile_workflow(a_table())


PACKAGED = compile_workflow(tomllib.loads(PRESETS[0].read_text(encoding="utf-8")))
ACTS = sorted({act for _, act in PACKAGED.moves})


@given(
    st.sampled_from(sorted(PACKAGED.states)), st.sampled_from(ACTS), st.sampled_from(PostKind),
    st.dictionaries(st.sampled_from(ACTS), st.sets(st.sampled_from(["wang", "li"]), max_size=2), max_size=4),
)  # fmt: skip
def test_the_buttons_that_are_drawn_are_exactly_the_acts_that_are_let_through(
    state_now: str, act: str, post: PostKind, acted: dict[str, set[str]]
) -> None:
    drawn = act in {move.act for move in PACKAGED.open_acts(state_now, post, "wang", acted)}
    try:
        PACKAGED.next_state(state_now, act, kind=post, account="wang", acted=acted, shown=set(Proof))
        let_through = True
    except Refused:
        let_through = False

    assert drawn == let_through


@given(st.data())
def test_a_case_that_goes_on_at_random_can_always_still_reach_an_end(data: st.DataObject) -> None:
    table, now = PACKAGED.moves, "start"
    for _ in range(data.draw(st.integers(0, 12))):
        choices = sorted(move.to for (source, _), move in table.items() if source == now)
        if not choices:
            break
        now = data.draw(st.sampled_from(choices))
    seen: set[str] = set()
    waiting = [now]
    while waiting:
        code = waiting.pop()
        if code not in seen:
            seen.add(code)
            waiting += [move.to for (source, _), move in table.items() if source == code]

    ends = {code for code, one in PACKAGED.states.items() if one.end}
    assert seen & ends
