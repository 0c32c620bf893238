"""How does a deputy's suggestion (建议、批评和意见) go on, and who may do what at each stage?

One deputy is enough, at any time. The tables are the whole machine; clocks are rows of law (`legal_terms`),
never numbers here. 议案 are another machine (`rules.motions`).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wangge.rules.errors import Refused
from wangge.rules.legal_terms import RANKS, LegalRow, Sense, day_after, nominal_days


class Stage(StrEnum):
    """Where a paper stands."""

    DRAFT = "draft"  # 草稿、联名中
    SUBMITTED = "submitted"  # 已提交，待审查
    RETURNED = "returned"  # 退回修改
    DROPPED = "dropped"  # 代表撤回
    TURNED_AWAY = "turned_away"  # 不予立案：转信或转网格件
    REGISTERED = "registered"  # 已立案，待交办
    HANDED_OVER = "handed_over"  # 已交办，待签收
    HANDLING = "handling"  # 办理中
    REPLIED = "replied"  # 已答复，待评价
    FOLLOWED = "followed"  # 跟踪：承诺未完
    CLOSED = "closed"  # 办结


class Party(StrEnum):
    """Who is awaited or acts."""

    LEAD = "lead"  # 领衔代表
    SIGNER = "signer"  # 领衔和附议代表
    CONGRESS = "congress"  # 人大办公室
    GOVERNMENT = "government"  # 政府督查室
    UNIT = "unit"  # 承办单位
    HEAD = "head"  # 承办单位负责人


class Act(StrEnum):
    """What is done about a paper."""

    EDIT = "edit"
    SIGN = "sign"  # 联名
    UNSIGN = "unsign"  # 撤回签名
    SUBMIT = "submit"
    DROP = "drop"
    SEND_BACK = "send_back"  # 退回修改
    TURN_AWAY = "turn_away"
    REGISTER = "register"  # 立案编号
    MERGE = "merge"  # 并案办理、分别答复
    HAND_OVER = "hand_over"  # 交办
    OBJECT = "object"  # 申请退办
    DECIDE_OBJECTION = "decide_objection"  # 改派或驳回
    ACCEPT = "accept"  # 签收
    ADD_UNIT = "add_unit"  # 增加协办
    CONTACT = "contact"  # 与代表联系
    DISPUTE = "dispute"  # 代表对联系记录提出异议
    OPINE = "opine"  # 协办意见
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    DRAFT_REPLY = "draft_reply"
    SIGN_REPLY = "sign_reply"
    RETURN_REPLY = "return_reply"  # 督查室审核退回
    SEND_REPLY = "send_reply"  # 督查室审核通过，答复代表
    RATE = "rate"
    AGAIN = "again"  # 再次办理
    FOLLOW = "follow"  # 转跟踪
    CLOSE = "close"
    PUBLISH = "publish"
    KEY = "key"  # 重点督办
    OVERSEE = "oversee"  # 督办记录


@dataclass(frozen=True, slots=True)
class Move:
    """One act: at which stages, by whom, and where the paper then stands (None: where it was)."""

    act: Act
    party: Party
    sources: frozenset[Stage]
    target: Stage | None = None


def _at(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


_OPEN = _at(Stage.DRAFT, Stage.RETURNED)
_WITH_UNITS = _at(Stage.HANDED_OVER, Stage.HANDLING)
_ANSWERED = _at(Stage.REPLIED, Stage.FOLLOWED, Stage.CLOSED)
_RATEABLE = _ANSWERED | {Stage.HANDLING}  # the last reply may be rated while the next round runs
_NUMBERED = _WITH_UNITS | _ANSWERED | {Stage.REGISTERED}

MOVES: Sequence[Move] = (
    Move(Act.EDIT, Party.LEAD, _OPEN),
    Move(Act.SIGN, Party.SIGNER, _OPEN),
    Move(Act.UNSIGN, Party.SIGNER, _OPEN),
    Move(Act.SUBMIT, Party.LEAD, _OPEN, Stage.SUBMITTED),
    Move(Act.DROP, Party.LEAD, _OPEN | {Stage.SUBMITTED}, Stage.DROPPED),
    Move(Act.SEND_BACK, Party.CONGRESS, _at(Stage.SUBMITTED), Stage.RETURNED),
    Move(Act.TURN_AWAY, Party.CONGRESS, _at(Stage.SUBMITTED), Stage.TURNED_AWAY),
    Move(Act.REGISTER, Party.CONGRESS, _at(Stage.SUBMITTED), Stage.REGISTERED),
    Move(Act.MERGE, Party.CONGRESS, _at(Stage.REGISTERED)),
    Move(Act.HAND_OVER, Party.GOVERNMENT, _at(Stage.REGISTERED), Stage.HANDED_OVER),
    Move(Act.OBJECT, Party.UNIT, _WITH_UNITS),
    Move(Act.DECIDE_OBJECTION, Party.GOVERNMENT, _WITH_UNITS),
    Move(Act.ACCEPT, Party.UNIT, _WITH_UNITS, Stage.HANDLING),
    Move(Act.ADD_UNIT, Party.GOVERNMENT, _WITH_UNITS),
    Move(Act.CONTACT, Party.UNIT, _at(Stage.HANDLING)),
    Move(
        Act.DISPUTE, Party.SIGNER, _at(Stage.HANDLING) | _ANSWERED
    ),  # who learns of it late may still say so
    Move(Act.OPINE, Party.UNIT, _at(Stage.HANDLING)),
    Move(Act.ASK_EXTENSION, Party.UNIT, _at(Stage.HANDLING)),
    Move(Act.DECIDE_EXTENSION, Party.GOVERNMENT, _at(Stage.HANDLING)),
    Move(Act.DRAFT_REPLY, Party.UNIT, _at(Stage.HANDLING)),
    Move(Act.SIGN_REPLY, Party.HEAD, _at(Stage.HANDLING)),
    Move(Act.RETURN_REPLY, Party.GOVERNMENT, _at(Stage.HANDLING)),
    Move(Act.SEND_REPLY, Party.GOVERNMENT, _at(Stage.HANDLING), Stage.REPLIED),  # with the last unit's reply
    Move(Act.RATE, Party.SIGNER, _RATEABLE),
    Move(Act.AGAIN, Party.CONGRESS, _ANSWERED, Stage.HANDLING),
    Move(Act.FOLLOW, Party.CONGRESS, _at(Stage.REPLIED), Stage.FOLLOWED),
    Move(Act.CLOSE, Party.CONGRESS, _at(Stage.REPLIED, Stage.FOLLOWED), Stage.CLOSED),
    Move(Act.PUBLISH, Party.CONGRESS, _NUMBERED),
    Move(Act.KEY, Party.CONGRESS, _NUMBERED),
    Move(Act.OVERSEE, Party.CONGRESS, _NUMBERED),
)

WAITS: Mapping[Stage, Party] = {
    Stage.DRAFT: Party.LEAD, Stage.RETURNED: Party.LEAD, Stage.SUBMITTED: Party.CONGRESS,
    Stage.REGISTERED: Party.GOVERNMENT, Stage.HANDED_OVER: Party.UNIT, Stage.HANDLING: Party.UNIT,
    Stage.REPLIED: Party.SIGNER, Stage.FOLLOWED: Party.UNIT,
}  # fmt: skip
ENDS = frozenset({Stage.DROPPED, Stage.TURNED_AWAY, Stage.CLOSED})
NUMBERED = _NUMBERED  # papers that have a number, and that the public may read
WITH_UNITS = _WITH_UNITS
ANSWERED = _ANSWERED
JOINABLE = _WITH_UNITS | {Stage.REGISTERED}  # papers that others of the same content may be joined to


def move_for(stage: Stage, act: Act) -> Move:
    """Return the move of an act at a stage; refuse `suggestion.not_now`."""
    for move in MOVES:
        if move.act is act:
            if stage in move.sources:
                return move
            break
    raise Refused("suggestion.not_now", stage=stage, act=act)


def faults_of(moves: Sequence[Move]) -> list[str]:
    """Return what is wrong with a table: a stage that nobody leaves or reaches, an end that is left by a person."""
    faults = []
    reached = {Stage.DRAFT} | {move.target for move in moves if move.target}
    for stage in Stage:
        leaves = any(stage in move.sources and move.target not in {None, stage} for move in moves)
        if stage not in reached:
            faults.append(f"{stage} is never reached")
        if stage not in ENDS and not leaves:
            faults.append(f"{stage} is never left")
        if stage not in ENDS and stage not in WAITS:
            faults.append(f"{stage} waits for nobody")
    return faults


# ---- units ----


class Role(StrEnum):
    """As what a unit handles a paper; several units work side by side."""

    LEAD = "lead"  # 主办
    CO = "co"  # 协办
    SEPARATE = "separate"  # 分办


ANSWERING = frozenset({Role.LEAD, Role.SEPARATE})  # these reply to the deputy


class Hold(StrEnum):
    """How a unit holds what was handed to it."""

    ASSIGNED = "assigned"  # 待签收
    OBJECTED = "objected"  # 申请退办
    ACCEPTED = "accepted"  # 已签收
    TAKEN_OFF = "taken_off"  # 已改派


def refuse_bad_units(units: Sequence[tuple[str, Role]]) -> None:
    """Refuse `suggestion.units`: one lead with any co-handlers, or two or more separate handlers; no unit twice."""
    roles = [role for _, role in units]
    codes = {code for code, _ in units}
    one_lead = roles.count(Role.LEAD) == 1 and Role.SEPARATE not in roles
    apart = Role.LEAD not in roles and roles.count(Role.SEPARATE) >= 2
    if len(codes) != len(units) or not (one_lead or apart):
        raise Refused("suggestion.units", field="units")


class Cause(StrEnum):
    """Why a round of handling began."""

    FIRST = "first"  # 交办
    DISSATISFIED = "dissatisfied"  # 代表不满意
    FACTS = "facts"  # 同类问题再次发生
    COMMITMENT = "commitment"  # 承诺逾期未完
    EVALUATION = "evaluation"  # 单位、专家评估后


class ReplyStage(StrEnum):
    """Where one unit's reply of one round stands."""

    DRAFTED = "drafted"  # 待负责人签发
    SIGNED = "signed"  # 已签发，待审核
    SENT_BACK = "sent_back"  # 审核退回
    SENT = "sent"  # 已答复代表


UNSIGNED = frozenset({ReplyStage.DRAFTED, ReplyStage.SENT_BACK})  # still the unit's to change


class Way(StrEnum):
    """How a unit and a deputy talked."""

    MEETING = "meeting"  # 座谈
    VISIT = "visit"  # 上门走访
    ON_SITE = "on_site"  # 现场察看
    PHONE = "phone"  # 电话


class Watch(StrEnum):
    """What is noted about a key paper."""

    INSPECTION = "inspection"  # 督办检查
    INTERIM = "interim"  # 阶段报告


class Into(StrEnum):
    """What a paper that is not registered is turned into."""

    LETTER = "letter"  # 转信：按来信办理
    CASE = "case"  # 转网格件


# ---- clocks ----


class Clock(StrEnum):
    """Which term of law runs; the rows say how long (data/presets.toml)."""

    REPLY = "reply"  # 答复
    REPLY_MOST = "reply_most"  # 复杂的，至迟
    OBJECT = "object"  # 申请退办
    DECIDE = "decide"  # 重新确定承办单位
    CO_OPINION = "co_opinion"  # 协办意见
    FEEDBACK = "feedback"  # 代表反馈
    REDO = "redo"  # 再次办理
    SIGNATURES = "signatures"  # 县级以上议案联名人数
    SIGNATURES_TOWNSHIP = "signatures_township"  # 乡镇议案联名人数
    COMMITTEE = "committee"  # 委员会审议会外议案


def strictest(rows: Iterable[LegalRow], clock: Clock) -> LegalRow | None:
    """Return the row that holds for a clock: the strictest of those in force, whatever its rank; None without any.

    A lower rule may tighten, so it holds; one that loosened was refused when it was loaded, and one taken for
    reference counts only where it is the stricter or the only one. Of two that say the same the higher is named.
    """
    found = [row for row in rows if row.code == clock]
    if not found:
        return None
    sign = 1 if found[0].sense is Sense.AT_MOST else -1
    return min(found, key=lambda row: (sign * nominal_days(row.term), RANKS.index(row.rank)))


def due_day(
    rows: Iterable[LegalRow], clock: Clock, start: date, works: Callable[[date], bool]
) -> date | None:
    """Return the last day of a clock that starts on a day; None where no rule in force has it."""
    row = strictest(rows, clock)
    return day_after(start, row.term, works) if row else None


def reminders_due(due: date, today: date, given: Iterable[int]) -> int | None:
    """Return which reminder (30, 7 or 0 days before) is to be given now; None where it was given or none is due.

    A clock that is shorter than 30 days, or a worker that slept, gives the latest one only, once.
    """
    left, told = (due - today).days, set(given)
    reached = [days for days in REMINDERS if left <= days]
    if not reached:
        return None
    return reached[-1] if reached[-1] not in told else None


REMINDERS = (30, 7, 0)  # days before the end; our assumption


# ---- one matter per paper ----

_SEVERAL = (
    re.compile(r"第[二三四五六]\s*[，、,：:]|[二三四五六]是"),
    re.compile(r"(?:另外|此外)[，,]?(?:还)?(?:建议|希望|请)"),
    re.compile(r"(?:又|还)(?:有|存在)另一(?:个|件)"),
    re.compile(r"\b(?:secondly|another matter|in addition, (?:I|we) (?:suggest|propose))\b", re.IGNORECASE),
)


def signs_of_several(title: str, proposal: str) -> list[str]:
    """Return the pieces of a text that sound like more than one matter (一事一议): a hint, never a verdict.

    The list of ways of writing is ours.
    """
    found = [match.group() for pattern in _SEVERAL for match in pattern.finditer(proposal)]
    return found + [word for word in ("以及", "和其他", "等问题") if word in title]
