"""What do the 12345 reply and the file of one matter say?

Both read a case as its page shows it to this hat, so what is sealed on the page is not on paper; and
paper goes further than a page, so acts are told by post, never by person.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from wangge.cases.policies import may_see_finder
from wangge.cases.queries.brief import case_words, public_words
from wangge.cases.queries.clock_history import due_changes
from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.page import CHECKS, Dossier, dossier
from wangge.foundation.files import read_photo
from wangge.foundation.history import Happened
from wangge.foundation.sequencing import last_place
from wangge.ledgers.queries.counted import LEVELS
from wangge.ledgers.queries.wishes import Wish, unit_words, written
from wangge.people.hats import Hat
from wangge.reporters.queries.hotline import order_number_of
from wangge.rules.deadlines import Limit, Unit
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind
from wangge.rules.sheets import Entry, Picture, Record, Value
from wangge.territory.queries import units

NOWHERE = UUID(int=0)
POSTS = {
    PostKind.ACCOUNTABLE: "责任人", PostKind.DIRECT_OWNER: "直接责任人", PostKind.GRID_HEAD: "网格长",
    PostKind.GRID_WORKER: "网格员", PostKind.INTAKE_CLERK: "受理员", PostKind.SHIFT_LEADER: "值班长",
    PostKind.DUTY_OFFICER: "值班员", PostKind.DISPATCHER: "派遣员", PostKind.HANDLER: "承办人员",
    PostKind.CHECKER: "核查员", PostKind.OVERSEER: "督办人", PostKind.ADMINISTRATOR: "管理员",
    PostKind.DEPARTMENT_HEAD: "单位负责人", PostKind.DEPUTY: "人大代表", PostKind.CONGRESS_CLERK: "人大办公室",
    PostKind.GOVERNMENT_CLERK: "政府督查室",
    PostKind.RESIDENT: "群众",
}  # fmt: skip
UNITS = {
    Unit.EMERGENCY_HOURS: "紧急工作时", Unit.OFFICE_HOURS: "工作时", Unit.WORKING_DAYS: "工作日",
    Unit.CALENDAR_DAYS: "自然日",
}  # fmt: skip
CLOCKS = {"due_at": "群众时限", "unit_due_at": "部门时限"}
STAGES = {"before": "处置前", "after": "处置后"}
BY_ITSELF = {
    "case.overdue": "到期",
    "case.moved_place": "地点确认",
    "case.reported": "上报",
    "case.voiced": "他人附议",
}
HANDED = frozenset({"case.dispatched", "case.reassigned"})
VERIFY = (
    "核对：在服务器上运行 wangge audit verify，再运行 wangge ledgers proof 案件编号，所示校验码应与此相同。"
)


def reply(hat: Hat, wish: Wish, *, now: datetime) -> tuple[Record, datetime]:
    """Return the answer to one matter as its reporter may read it, and the moment of the record."""
    found = dossier(hat, wish.case_id or NOWHERE, now=now)
    said = public_words(hat.county, found.case.id)
    zone = desk(hat.county).calendar.zone
    words, _ = case_words(hat.county, found.case.id)
    record = {
        **_stands(found), "words": words, "order": order_number_of(hat.county, found.case.id),
        "result": said.words if said else "", "answered_at": written(said.at, zone) if said else "",
    }  # fmt: skip
    return record, _last(found)


def case_file(hat: Hat, wish: Wish, *, now: datetime) -> tuple[Record, datetime]:
    """Return everything of one matter that a hat may see, and the moment of the record."""
    found = dossier(hat, wish.case_id or NOWHERE, now=now)
    case, condition = found.case, found.condition
    record = {
        **_stands(found), "limit": _limit(case.limit), "bounces": case.bounces, "reworks": case.reworks,
        "extensions": case.extensions, "reopens": case.reopens,
        "closing_condition": condition.closing_condition if condition else "",
        "timeline": [_act(hat, found, event) for event in found.history],
        "dues": _dues(found), "photos": [] if _points_at_people(found) else _photos(found),
    }  # fmt: skip
    return record, _last(found)


def _stands(found: Dossier) -> dict[str, Value]:
    case, known, territory = found.case, desk(found.case.county), units(found.case.county)
    zone, kind = known.calendar.zone, known.categories.get(case.category)
    is_sealed = _points_at_people(found)

    def name(code: str) -> str:
        return territory[code].name if code in territory else ""

    position, chain = last_place(case.county, case.id)
    state, department = found.workflow.states[case.state], known.departments.get(case.department)
    return {
        "number": case.number, "county": known.setup.zh, "kind": kind.zh if kind else case.category,
        "unit": unit_words(case.county, case.community if is_sealed else case.unit),
        "community": name(case.community), "grid": "" if is_sealed else name(case.grid),
        "place": "" if is_sealed else found.place, "words": found.words, "state": state.zh,
        "department": department.name if department else case.department, "level": LEVELS[Level(case.level)],
        "reported_at": written(case.reported_at, zone), "dispatched_at": written(case.dispatched_at, zone),
        "due_at": written(case.due_at, zone), "solved_at": written(case.solved_at, zone),
        "ended_at": written(case.ended_at, zone),
        "on_time": "" if case.solved_at is None else "是" if case.on_time else "否",
        "as_of": written(found.history[-1].at, zone), "position": position, "chain": case.chain, "seq": case.seq,
        "county_chain": chain or "（尚待排序）", "verify": VERIFY,
    }  # fmt: skip


def _points_at_people(found: Dossier) -> bool:
    kind = desk(found.case.county).categories.get(found.case.category)
    return kind is None or kind.matter_only


def _act(hat: Hat, found: Dossier, event: Happened) -> Entry:
    known, said = desk(found.case.county), event.payload
    post = str(said.get("post", ""))
    # The unit that handles a case learns neither who found it nor who checked its work, not even by post.
    is_hidden = not may_see_finder(hat) and (event.seq == 1 or event.kind in CHECKS)
    state = found.workflow.states.get(str(said.get("state", "")))
    return {
        "no": event.seq, "at": written(event.at, known.calendar.zone),
        "act": _label(found, event.kind, said.get("act")),
        "post": "" if is_hidden or post not in set(PostKind) else POSTS[PostKind(post)],
        "department": _department(known, said.get("department")) if _is_units(event) else "",
        "after": state.zh if state else "",
        "words": found.remarks.get(event.seq, ""), "digest": event.hash[:12],
    }  # fmt: skip


def _is_units(event: Happened) -> bool:
    # The department of an act is named where it acted itself, or where the matter was handed to it.
    is_handed = event.kind in HANDED or bool(event.payload.get("ruling"))
    return is_handed or event.payload.get("post") == PostKind.HANDLER


def _label(found: Dossier, kind: str, act: object) -> str:
    moves = (
        move for move in found.workflow.moves.values() if move.event == kind and act in {None, "", move.act}
    )
    move = next(moves, None)
    return move.zh if move else BY_ITSELF.get(kind, kind)


def _department(known: Desk, code: object) -> str:
    row = known.departments.get(str(code or ""))
    return row.name if row else ""


def _dues(found: Dossier) -> list[Entry]:
    zone = desk(found.case.county).calendar.zone
    return [
        {
            "at": written(change.at, zone), "clock": CLOCKS[change.clock],
            "before": written(change.before, zone) or "–", "after": written(change.after, zone) or "（暂停）",
            "limit": _limit(change.limit), "why": _label(found, change.kind, change.act),
            "post": POSTS[PostKind(change.post)] if change.post in set(PostKind) else "系统",
            "words": found.remarks.get(change.seq, ""),
        }
        for change in due_changes(found.history)
    ]  # fmt: skip


def _limit(text: str) -> str:
    if not text:
        return ""
    limit = Limit.read(text)
    return f"{limit.amount}{UNITS[limit.unit]}"


def _photos(found: Dossier) -> Sequence[Entry]:
    entries: list[Entry] = []
    for number, photo in enumerate(found.photos, 1):
        try:
            content = read_photo(photo.sha256)
        except Refused:  # the file is gone or out of reach; the sheet goes on without it, its number missing
            continue
        picture = Picture(f"photo-{number}.jpg", content)
        stage = STAGES.get(photo.stage, photo.stage)
        entries.append({"no": number, "stage": stage, "sha256": photo.sha256, "image": picture})
    return entries


def _last(found: Dossier) -> datetime:
    return found.history[-1].at
