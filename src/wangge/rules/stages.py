"""How does a limit in stages run (停工 4 工作时, 处罚 7 工作日, 拆除 20 工作日)?

Each stage has a due moment of its own, counted from the act that ended the stage before. What the
resident is promised is the end of all stages, each spent when it is due; it is set once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from wangge.rules.deadlines import Limit


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a condition; a limit without stages is one stage without a name."""

    name: str
    limit: Limit
    closing_condition: str


def stage_dues(
    start: datetime, stages: Sequence[Stage], due: Callable[[datetime, Limit], datetime]
) -> Iterator[datetime]:
    """Yield when each stage is due, where each is ended the moment it is due; `due` spends a limit."""
    for stage in stages:
        start = due(start, stage.limit)
        yield start


def is_last(number: int, stages: Sequence[Stage]) -> bool:
    """Say whether no stage follows stage `number`, counted from 0."""
    return number >= len(stages) - 1
