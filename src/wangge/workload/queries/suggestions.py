"""What did staff say, what was answered, and what is overdue? Everybody on the staff reads all of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.people.hats import POST_WORDS
from wangge.rules.posts import PostKind
from wangge.territory.queries import units
from wangge.workload.models import Suggestion, Task

SHOWN_MOST = 200


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """One suggestion; who made it is never more than a post and a unit, and nothing where it was anonymous."""

    id: UUID
    words: str
    by: str
    about: str
    at: datetime
    due_at: datetime
    is_overdue: bool
    answer: str
    answered_at: datetime | None
    answered_by: str
    answered_late: bool


def suggestions(county: str, *, now: datetime, only: str = "") -> list[SuggestionRow]:
    """Return what was said: the unanswered by their limit, then the newest answers; `only` overdue or waiting."""
    rows = list(Suggestion.objects.filter(county=county).order_by("-at")[:SHOWN_MOST])
    wanted = {row.task for row in rows if row.task}
    titles = dict(Task.objects.filter(county=county, pk__in=wanted).values_list("id", "title"))
    found = [_row(row, titles.get(row.task, "") if row.task else "", now) for row in rows]
    if only:
        found = [row for row in found if row.answered_at is None and (only == "waiting" or row.is_overdue)]
    waiting = sorted((row for row in found if row.answered_at is None), key=lambda row: row.due_at)
    return waiting + [row for row in found if row.answered_at is not None]


def _row(row: Suggestion, about: str, now: datetime) -> SuggestionRow:
    return SuggestionRow(
        row.id, row.words, _who(row.county, row.post, row.unit), about, row.at, row.due_at,
        row.answered_at is None and row.due_at < now, row.answer, row.answered_at,
        _who(row.county, row.answered_post, row.answered_unit),
        row.answered_at is not None and row.answered_at > row.due_at,
    )  # fmt: skip


def _who(county: str, post: str, unit: str) -> str:
    if not post:
        return ""
    territory = units(county)
    name = territory[unit].name if unit in territory else ""
    # A post below the street could be one person: its kind is said, its unit is not.
    is_broad = unit in territory and len(territory[unit].path) <= 2
    return f"{name} {POST_WORDS[PostKind(post)]}".strip() if is_broad else str(POST_WORDS[PostKind(post)])
