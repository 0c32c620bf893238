"""How much waits for a deciding post: suggestions to answer, wishes to decide?"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Value

from wangge.rules.admission import TaskState
from wangge.workload.models import Suggestion, Task


@dataclass(frozen=True, slots=True)
class Waiting:
    """Suggestions without an answer, how many of them are overdue, and wishes without a decision."""

    suggestions: int
    overdue: int
    wishes: int


def waiting(county: str, *, now: datetime) -> Waiting:
    """Return what waits in a county. One statement, since every work page asks it."""
    said = Suggestion.objects.filter(county=county, answered_at=None)
    asked = Task.objects.filter(county=county, state=TaskState.ASKED)
    rows = list(
        said.order_by()
        .values_list(Value("said"), F("due_at"))
        .union(asked.order_by().values_list(Value("asked"), F("asked_at")), all=True)
    )
    due = [moment for kind, moment in rows if kind == "said"]
    return Waiting(len(due), sum(moment < now for moment in due), len(rows) - len(due))
