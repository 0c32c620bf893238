"""How did a congress's papers of one year go: how many, answered, graded, rated? Every number is a set of papers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.rules.errors import Refused
from wangge.rules.grades import Content, Told, told
from wangge.rules.suggestions import ReplyStage
from wangge.suggestions.models import Rating, Reply, Round
from wangge.suggestions.queries.papers import PaperRow, papers
from wangge.suggestions.queries.waiting import asked_about


@dataclass(frozen=True, slots=True)
class RatingLine:
    """What was said of one reply: the paper and the two answers; who said it stands on the paper."""

    paper: UUID
    round_no: int
    attitude: Content
    result: Content


@dataclass(frozen=True, slots=True)
class Report:
    """One congress and year; each figure is the papers that it counts."""

    congress: UUID
    year: int
    all: tuple[PaperRow, ...]
    sets: Mapping[str, frozenset[UUID]]
    letters: Sequence[str]
    attitude: Told
    result: Told
    said: tuple[RatingLine, ...]
    is_running: bool

    def count(self, name: str) -> int:
        """Return how many papers a set holds."""
        return len(self.sets[name])

    def papers(self, name: str) -> list[PaperRow]:
        """Return the papers of a set; refuse `suggestion.no_set`."""
        if name not in self.sets:
            raise Refused("suggestion.no_set", field="set")
        return [row for row in self.all if row.id in self.sets[name]]


def report(county: str, congress: UUID, year: int, *, today: date) -> Report:
    """Return the year's figures of a congress, for the page, the list behind each number and the annual report."""
    rows = tuple(sorted(papers(county, congress=congress, year=year), key=lambda row: row.number))
    keys = [row.id for row in rows]
    rounds = list(Round.objects.filter(county=county, suggestion__in=keys).order_by("number"))
    first = {one.suggestion: one for one in rounds if one.number == 1}
    sent = list(
        Reply.objects.filter(county=county, suggestion__in=keys, stage=ReplyStage.SENT).order_by("sent_at")
    )
    letters = {one.suggestion: one.grade for one in sent}  # of the last one sent
    zone_day = desk(county).today
    sets = {
        "all": frozenset(keys),
        "handed_over": frozenset(row.id for row in rows if row.handed_at),
        "answered": frozenset(key for key, one in first.items() if one.replied_at),
        "in_time": frozenset(
            key for key, one in first.items()
            if one.replied_at and (one.due_on is None or zone_day(one.replied_at) <= one.due_on)
        ),
        "late": frozenset(
            key for key, one in first.items()
            if one.due_on and (zone_day(one.replied_at) if one.replied_at else today) > one.due_on
        ),
        "again": frozenset(one.suggestion for one in rounds if one.number > 1),
        "key": frozenset(row.id for row in rows if row.is_key),
        **{f"grade_{letter}": frozenset(key for key, own in letters.items() if own == letter)
           for letter in sorted(set(letters.values()))},
    }  # fmt: skip
    said, asked = _heard(county, rounds, today)
    return Report(
        congress, year, rows, sets, sorted(set(letters.values())), told((one.attitude for one in said), asked),
        told((one.result for one in said), asked), tuple(said), is_running=year >= today.year,
    )  # fmt: skip


def _heard(county: str, rounds: list[Round], today: date) -> tuple[list[RatingLine], int]:
    # Of the last answered round of each paper: every signer was asked about it once for each unit's reply, save who
    # holds a post there. While some may still be heard none counts: whoever sees who has spoken sees who has not.
    last = {one.suggestion: one for one in rounds if one.replied_at}
    replies = {
        one.pk: one for one in Reply.objects.filter(county=county, suggestion__in=list(last), stage=ReplyStage.SENT)
        if one.round_no == last[one.suggestion].number
    }  # fmt: skip
    asked = Counter(reply for reply, _ in asked_about(county, replies.values(), today))
    rows = list(Rating.objects.filter(county=county, reply__in=list(replies)).order_by("at", "pk"))
    heard = Counter(row.reply for row in rows)
    over = {
        key for key, one in replies.items()
        if not (end := last[one.suggestion].feedback_by) or today > end or heard[key] >= asked[key]
    }  # fmt: skip
    said = [
        RatingLine(row.suggestion, row.round_no, Content(row.attitude), Content(row.result))
        for row in rows if row.reply in over
    ]  # fmt: skip
    return said, sum(max(asked[key], heard[key]) for key in over)


def years(county: str, congress: UUID) -> list[int]:
    """Return the years in which papers were registered, the newest first."""
    return sorted({row.year for row in papers(county, congress=congress) if row.year}, reverse=True)
