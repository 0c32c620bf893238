"""How does a motion (议案) go on, and how many deputies must sign it?

Motions are brought to a session, examined, and listed, sent to a committee or turned into a suggestion; they are
neither handed to units nor graded. The number of signatures has no override (rulings.md, Deputies).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wangge.rules.errors import Refused
from wangge.rules.legal_terms import LegalRow


class MotionStage(StrEnum):
    """Where a motion stands."""

    DRAFT = "draft"  # 起草、联名
    SUBMITTED = "submitted"  # 已提交，待审查
    LISTED = "listed"  # 列入会议议程
    REFERRED = "referred"  # 交专门委员会审议
    REPORTED = "reported"  # 委员会已提出审议结果报告
    AS_SUGGESTION = "as_suggestion"  # 转为建议
    DROPPED = "dropped"  # 撤回


class MotionAct(StrEnum):
    """What is done about a motion."""

    EDIT = "edit"
    SIGN = "sign"
    UNSIGN = "unsign"
    SUBMIT = "submit"
    DROP = "drop"
    LIST = "list"
    REFER = "refer"
    REPORT = "report"
    TURN = "turn"  # 转为建议：new paper, new clock
    PUBLISH = "publish"  # 公开，或者不公开及其理由


class Mover(StrEnum):
    """Who does an act about a motion."""

    LEAD = "lead"
    SIGNER = "signer"
    CONGRESS = "congress"  # the office writes down what the presidium or the committee decided


@dataclass(frozen=True, slots=True)
class MotionMove:
    """One act: at which stages, by whom, and where the motion then stands (None: where it was)."""

    act: MotionAct
    party: Mover
    sources: frozenset[MotionStage]
    target: MotionStage | None = None


_DRAFT, _EXAMINED = frozenset({MotionStage.DRAFT}), frozenset({MotionStage.SUBMITTED})
# A committee reports before the presidium decides, and what it reports on may still come to the agenda.
_WITH_COMMITTEE = frozenset({MotionStage.REFERRED, MotionStage.REPORTED})

MOVES: Sequence[MotionMove] = (
    MotionMove(MotionAct.EDIT, Mover.LEAD, _DRAFT),
    MotionMove(MotionAct.SIGN, Mover.SIGNER, _DRAFT),
    MotionMove(MotionAct.UNSIGN, Mover.SIGNER, _DRAFT),
    MotionMove(MotionAct.SUBMIT, Mover.LEAD, _DRAFT, MotionStage.SUBMITTED),
    MotionMove(MotionAct.DROP, Mover.LEAD, _DRAFT, MotionStage.DROPPED),
    MotionMove(MotionAct.LIST, Mover.CONGRESS, _EXAMINED | _WITH_COMMITTEE, MotionStage.LISTED),
    MotionMove(MotionAct.REFER, Mover.CONGRESS, _EXAMINED, MotionStage.REFERRED),
    MotionMove(MotionAct.REPORT, Mover.CONGRESS, frozenset({MotionStage.REFERRED}), MotionStage.REPORTED),
    MotionMove(MotionAct.PUBLISH, Mover.CONGRESS, frozenset(MotionStage) - _DRAFT - {MotionStage.DROPPED}),
    MotionMove(MotionAct.TURN, Mover.CONGRESS, _EXAMINED | _WITH_COMMITTEE, MotionStage.AS_SUGGESTION),
)
ENDS = frozenset({MotionStage.LISTED, MotionStage.AS_SUGGESTION, MotionStage.DROPPED})
TABLE: Mapping[MotionAct, MotionMove] = {move.act: move for move in MOVES}


def motion_move(stage: MotionStage, act: MotionAct) -> MotionMove:
    """Return the move of an act at a stage; refuse `motion.not_now`."""
    move = TABLE[act]
    if stage not in move.sources:
        raise Refused("motion.not_now", stage=stage, act=act)
    return move


def refuse_few(signatures: int, rule: LegalRow) -> None:
    """Refuse `motion.too_few` where fewer deputies signed than the law asks for; nobody may wave it through."""
    if signatures < rule.term.n:
        raise Refused("motion.too_few", n=signatures, least=rule.term.n, source=rule.source)


def refuse_late(now: datetime, until: datetime, source: str) -> None:
    """Refuse `motion.too_late` after the hour that the session's presidium fixed."""
    if now > until:
        raise Refused("motion.too_late", until=until.isoformat(timespec="minutes"), source=source)
