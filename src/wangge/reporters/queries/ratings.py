"""What did reporters think of how they were treated, and of what came of it? Counted, never one by one."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from wangge.cases.queries.desk import desk
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.reporters.models import Rating
from wangge.rules.answering import Grade

# Below this a count would show a single reporter (rulings.md, Staff: fewer than five are not compared).
COUNT_LEAST = 5


@dataclass(frozen=True, slots=True)
class Ratings:
    """The ratings of one unit: how many, and how many of each grade; no grades where there are too few."""

    department: str
    count: int
    attitude: tuple[int, int, int]  # in the order of Grade
    result: tuple[int, int, int]

    @property
    def is_shown(self) -> bool:
        """Say whether there are enough of them to be told."""
        return self.count >= COUNT_LEAST


def ratings_since(hat: Hat, since: datetime) -> list[Ratings]:
    """Return the ratings of each unit since a moment, by name; a department sees its own alone. One statement."""
    rows = Rating.objects.filter(county=hat.county, at__gte=since)
    if own := sees(hat).department:
        rows = rows.filter(department=own)
    grades: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for department, attitude, result in rows.values_list("department", "attitude", "result"):
        grades[department]["attitude"][attitude] += 1
        grades[department]["result"][result] += 1
    known = desk(hat.county).departments
    found = [
        Ratings(
            known[code].name if code in known else code, one["attitude"].total(),
            _counts(one["attitude"]), _counts(one["result"]),
        )
        for code, one in grades.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.department)


def _counts(grades: Counter[str]) -> tuple[int, int, int]:
    good, fair, poor = Grade
    counts = (grades[good], grades[fair], grades[poor])
    return counts if sum(counts) >= COUNT_LEAST else (0, 0, 0)
