"""How does a limit in stages run (停工 4 工作时, 处罚 7 工作日, 拆除 20 工作日)?

Each stage has a due moment of its own, counted from the act that ended the stage before. What the
resident is promised is the end of all stages, each spent when it is due; it is set once.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from wangge.rules.deadlines import LIMIT_WORDS, Limit
from wangge.rules.errors import Refused


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


_PART = re.compile(
    rf"(?P<before>\D*?)(?P<limit>(?:\D*季节?)?\d+(?:{LIMIT_WORDS})(?:\([^()]+\))?)(?P<after>\D*)"
)


def read_stages(text: str) -> tuple[tuple[str, Limit], ...]:
    """Read a limit as city tables write it, stage by stage: `停工4工作时+处罚7工作日+拆除20工作日`, `1紧急工作时制止`.

    Returns (name of the stage, limit); a limit without stages is one part without a name. Parts stand
    apart by + ; or 、. Raises Refused `deadline.unreadable` for other words, also where only some of
    several parts have a name, or two have the same.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    parts = [_PART.fullmatch(part) for part in re.split(r"[+;、]", plain)]
    read = [(part["before"] + part["after"], Limit.parse(part["limit"])) for part in parts if part]
    if len(read) < len(parts) or (len(parts) > 1 and not all(name for name, _ in read)):
        raise Refused("deadline.unreadable", text=text[:40])
    if len({name for name, _ in read}) < len(read):
        raise Refused("deadline.unreadable", text=text[:40])
    return tuple(read)
