"""How does a preset look: its main line, and one lane for each state beside it, drawn from the table as SVG?"""

from collections.abc import Iterable, Sequence
from html import escape

from wangge.rules.posts import PostKind
from wangge.rules.workflow import START, Move, State, Workflow

WIDE, HIGH, GAP = 200, 46, 26  # pixels of a box and between boxes
LANE, LEFT, TOP = 64, 24, 64
STYLE = (
    "text{font-family:'Noto Sans CJK SC','Noto Sans',sans-serif;font-size:13px;fill:#1b2733}"
    ".quiet{fill:#5a6773;font-size:11px}.head{font-size:17px;font-weight:600}"
    "rect{fill:#fff;stroke:#5a6773}.end{fill:#eef1f3}.main{stroke:#1d5a8c;stroke-width:2}"
    "path{fill:none;stroke:#5a6773}"
)


# How the table's posts read in the picture, which is Chinese like the table's own words.
POSTS_ZH = {
    PostKind.ACCOUNTABLE: "第一责任人", PostKind.DIRECT_OWNER: "直接责任人", PostKind.GRID_HEAD: "网格长",
    PostKind.GRID_WORKER: "网格员", PostKind.INTAKE_CLERK: "受理员", PostKind.SHIFT_LEADER: "值班长",
    PostKind.DUTY_OFFICER: "值守员", PostKind.DISPATCHER: "派遣员", PostKind.HANDLER: "处置员",
    PostKind.CHECKER: "核查员", PostKind.OVERSEER: "督办人", PostKind.ADMINISTRATOR: "管理员",
    PostKind.DEPARTMENT_HEAD: "单位负责人", PostKind.DEPUTY: "人大代表", PostKind.CONGRESS_CLERK: "人大办公室",
    PostKind.GOVERNMENT_CLERK: "政府督查室",
}  # fmt: skip
CLOCKS_ZH = {
    "case": "本单位时限", "until": "所定日期", "emergency_hours": "紧急工作时", "office_hours": "工作时",
    "working_days": "工作日", "calendar_days": "自然日",
}  # fmt: skip


def draw(workflow: Workflow) -> str:
    """Return the picture; the same table gives the same bytes."""
    line = workflow.line
    beside = [state for code, state in workflow.states.items() if code not in line]
    width = LEFT * 2 + max(len(line) * (WIDE + GAP), 1080)
    height = TOP + HIGH + 110 + len(beside) * LANE
    title = f"{workflow.zh} · {workflow.en} · {workflow.preset}-{workflow.version}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<style>{STYLE}</style><rect width='{width}' height='{height}' style='stroke:none'/>",
        f'<text class="head" x="{LEFT}" y="34">{escape(title)}</text>',
        *_main(workflow, line), *_lanes(workflow, beside, TOP + HIGH + 90), "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _main(workflow: Workflow, line: Sequence[str]) -> Iterable[str]:
    before = START
    for place, code in enumerate(line):
        x = LEFT + place * (WIDE + GAP)
        yield from _box(workflow.states[code], x, TOP, "main")
        acts = [move.zh for move in _between(workflow, before, code)]
        if place:
            yield f'<path d="M{x - GAP} {TOP + HIGH / 2:g} h{GAP - 6}" marker-end="none"/>'
            yield f'<path d="M{x - 6} {TOP + HIGH / 2 - 4:g} l6 4 l-6 4"/>'
        for row, act in enumerate(acts[:3]):
            yield f'<text class="quiet" x="{x}" y="{TOP + HIGH + 20 + row * 15}">{escape(act)} →</text>'
        before = code


def _lanes(workflow: Workflow, states: Sequence[State], top: int) -> Iterable[str]:
    middle = LEFT + 480
    for row, state in enumerate(states):
        y = top + row * LANE
        arriving = _grouped(move for move in workflow.moves.values() if move.to == state.code != move.source)
        leaving = _grouped(move for move in workflow.moves.values() if move.source == state.code != move.to)
        for number, (act, moves) in enumerate(arriving[:3]):
            sources = "、".join(_named(workflow, move.source) for move in moves[:2]) + (
                "…" if len(moves) > 2 else ""
            )
            yield (
                f'<text class="quiet" x="{middle - 14}" y="{y + 12 + number * 15}" text-anchor="end">'
                f"{escape(sources)} —{escape(act)}→</text>"
            )
        yield from _box(state, middle, y, "end" if state.end else "side")
        for number, (act, moves) in enumerate(leaving[:3]):
            yield (
                f'<text class="quiet" x="{middle + WIDE + 14}" y="{y + 12 + number * 15}">'
                f"—{escape(act)}→ {escape(_named(workflow, moves[0].to))}</text>"
            )


def _box(state: State, x: int, y: int, kind: str) -> Iterable[str]:
    yield f'<rect class="{kind}" x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="4" data-state="{state.code}"/>'
    yield f'<text x="{x + 8}" y="{y + 19}">{escape(state.zh)}</text>'
    waits = "、".join(POSTS_ZH.get(kind, kind) for kind in sorted(state.waits_for)[:2])
    below = f"{waits} · {_clock(state.clock)}" if state.clock else "办结"
    yield f'<text class="quiet" x="{x + 8}" y="{y + 36}">{escape(below)}</text>'


def _clock(text: str) -> str:
    amount, _, unit = text.partition(" ")
    return CLOCKS_ZH.get(text) or f"{amount} {CLOCKS_ZH[unit]}"


def _between(workflow: Workflow, source: str, to: str) -> list[Move]:
    return [move for (start, _), move in workflow.moves.items() if start == source and move.to == to]


def _grouped(moves: Iterable[Move]) -> list[tuple[str, list[Move]]]:
    groups: dict[str, list[Move]] = {}
    for move in moves:
        groups.setdefault(move.zh, []).append(move)
    return list(groups.items())


def _named(workflow: Workflow, code: str) -> str:
    return workflow.states[code].zh if code in workflow.states else "发现"
