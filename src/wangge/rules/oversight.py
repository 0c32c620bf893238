"""How does a standing committee's piece of work go, step by step, and by when is each step due?

Source: 监督法 2024 (arts. 11-17 reports, 22-28 inspections), Henan 实施办法 2015; the clocks are rows with their own
sources (congress/data/clocks.toml). A step done late is written down as late, never refused: it is a fact.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wangge.rules.errors import Refused
from wangge.rules.legal_terms import Term, Works, day_after


class Kind(StrEnum):
    """What a standing committee does."""

    SPECIAL_REPORT = "special_report"  # 听取专项工作报告
    LAW_INSPECTION = "law_inspection"  # 执法检查
    APPRAISAL = "appraisal"  # 工作评议
    SITE_VISIT = "site_visit"  # 视察
    INVESTIGATION = "investigation"  # 专题调研


class Step(StrEnum):
    """What is done in the course of it."""

    SURVEY = "survey"  # 会前视察调研: members look before they listen
    COLLECTED = "collected"  # 汇总意见送政府
    NOTIFY = "notify"  # 通知: plan and day made known to the unit
    DRAFT = "draft"  # 报告初稿送交
    FINAL = "final"  # 报告正式稿送交
    SEND = "send"  # 分送组成人员
    LOOK = "look"  # 实地检查
    REPORT = "report"  # 检查、视察、调研报告
    MEETING = "meeting"  # 会议听取审议
    OPINION = "opinion"  # 审议意见交办
    ANSWER = "answer"  # 研究处理情况报告
    FOLLOW_UP = "follow_up"  # 跟踪监督


class Verdict(StrEnum):
    """What the follow-up concludes about one piece of work."""

    CARRIED_OUT = "carried_out"  # 落实
    PARTLY = "partly"  # 部分落实
    NOT_CARRIED_OUT = "not_carried_out"  # 未落实


class Finding(StrEnum):
    """What is found at a place."""

    SETTLED = "settled"  # 已解决（无问题）
    NOT_SETTLED = "not_settled"  # 未解决（有问题）
    NOT_FOUND = "not_found"  # 无法核实


_AFTER = (Step.OPINION, Step.ANSWER, Step.FOLLOW_UP)
_LOOKED = (Step.NOTIFY, Step.LOOK, Step.REPORT)
LINES: Mapping[Kind, tuple[Step, ...]] = {
    Kind.SPECIAL_REPORT: (
        Step.SURVEY, Step.COLLECTED, Step.NOTIFY, Step.DRAFT, Step.FINAL, Step.SEND, Step.MEETING, *_AFTER,
    ),
    Kind.LAW_INSPECTION: (*_LOOKED, Step.MEETING, *_AFTER),
    Kind.APPRAISAL: (*_LOOKED, Step.MEETING, *_AFTER),
    Kind.SITE_VISIT: (*_LOOKED, *_AFTER),
    Kind.INVESTIGATION: (*_LOOKED, Step.MEETING, *_AFTER),
}  # fmt: skip
# A county whose rules do not ask for them leaves them out.
MAY_BE_SKIPPED = frozenset({Step.SURVEY, Step.COLLECTED})
# What the unit concerned does; all else is the committee's.
OF_UNIT = frozenset({Step.DRAFT, Step.FINAL, Step.ANSWER})
# Where on-site findings are entered.
ON_SITE = frozenset({Step.SURVEY, Step.LOOK})


@dataclass(frozen=True, slots=True)
class Clock:
    """By when a step is due: a term that hangs on the day of another step."""

    step: Step
    hangs_on: Step
    term: Term
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One step of one piece of work: due when, by which rule, done when."""

    step: Step
    due_on: date | None
    done_on: date | None
    source: str

    @property
    def is_late(self) -> bool:
        """Say whether it was done after the day on which it was due."""
        return self.due_on is not None and self.done_on is not None and self.done_on > self.due_on

    def is_overdue(self, today: date) -> bool:
        """Say whether its day has passed and it is not done."""
        return self.done_on is None and self.due_on is not None and self.due_on < today


def standings(
    kind: Kind, planned: Mapping[Step, date], done: Mapping[Step, date], clocks: Iterable[Clock], works: Works
) -> list[Standing]:
    """Return every step of the line with the day on which it is due; a term hangs on what was done, else planned."""
    by_step = {clock.step: clock for clock in clocks}
    days = {**planned, **done}
    found = []
    for step in LINES[kind]:
        clock = by_step.get(step)
        if step in MAY_BE_SKIPPED and clock is None and step not in done:
            continue
        anchor = days.get(clock.hangs_on) if clock else None
        due = day_after(anchor, clock.term, works) if clock and anchor else planned.get(step)
        found.append(Standing(step, due, done.get(step), clock.source if clock else ""))
    return found


def refuse_too_soon(steps: Sequence[Standing], today: date) -> None:
    """Refuse `congress.too_soon` where a planned day leaves less time than a rule asks for a step before it."""
    for one in steps:
        if one.source and one.is_overdue(today):
            raise Refused(
                "congress.too_soon", field="meeting_on", step=one.step, due=one.due_on, source=one.source
            )


def refuse_out_of_turn(steps: Sequence[Standing], step: Step) -> None:
    """Refuse `congress.not_now` unless a step is the next one that is not done."""
    coming = next((one.step for one in steps if one.done_on is None and one.step not in MAY_BE_SKIPPED), None)
    skipped = {one.step for one in steps if one.done_on is None and one.step in MAY_BE_SKIPPED}
    before = next((one.step for one in steps if one.done_on is None), None)
    if step != coming and not (step in skipped and step == before):
        raise Refused("congress.not_now", step=step, next=coming or "")
