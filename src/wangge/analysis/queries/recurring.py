"""Which places recur, by the newest look, and which cases came back there?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from wangge.analysis.models import RecurringLook, RecurringPlace, RecurringRule
from wangge.cases.queries.desk import desk
from wangge.cases.queries.points import seen_of
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.recurring import Again, PlaceKind
from wangge.territory.queries import units

# Our assumption until a county sets its own row; 30 days as in the reopen rate (rulings.md, Solved in the grid).
ASSUMED: Mapping[PlaceKind, Again] = {
    PlaceKind.THING: Again(times=2, within_days=30, days=180),
    PlaceKind.CELL: Again(times=2, within_days=30, days=180),
    PlaceKind.GRID: Again(times=3, within_days=30, days=180),
}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place at which one kind came back."""

    id: UUID
    place_kind: PlaceKind
    place: str
    category: str
    grid: str
    times: int
    last_on: date
    cases: tuple[UUID, ...]
    in_sight: int


@dataclass(frozen=True, slots=True)
class RecurringLookRow:
    """The newest look."""

    until: date
    at: datetime
    as_of: int
    counted: int


def rules_on(county: str, on: date) -> dict[PlaceKind, Again]:
    """Return the rule of each kind of place on a day; ours where no row says it."""
    return {kind: again for kind, (again, _source) in sourced_rules(county, on).items()}


def sourced_rules(county: str, on: date) -> dict[PlaceKind, tuple[Again, str]]:
    """Return the rule of each kind of place on a day with its source; an empty source is our assumption."""
    holds = Q(from_on__isnull=True) | Q(from_on__lte=on)
    rows = RecurringRule.objects.filter(holds, county=county).exclude(until_on__lte=on)
    told: dict[PlaceKind, tuple[Again, str]] = {kind: (again, "") for kind, again in ASSUMED.items()}
    for row in sorted(rows, key=lambda one: one.from_on or date.min):
        told[PlaceKind(row.place_kind)] = Again(row.times, row.within_days, row.days), row.source
    return told


def newest_look(county: str) -> RecurringLookRow | None:
    """Return the newest look of a county."""
    row = RecurringLook.objects.filter(county=county).first()
    return RecurringLookRow(row.until, row.at, row.as_of, row.counted) if row else None


def places_of(hat: Hat, kind: PlaceKind) -> list[PlaceRow]:
    """Return the recurring places of a kind with at least one case in a hat's sight, the most returns first."""
    rows = RecurringPlace.objects.filter(county=hat.county, place_kind=kind)
    return _seen(hat, list(rows.order_by("-times", "-last_on", "id")))


def place_of(hat: Hat, key: UUID) -> PlaceRow:
    """Return one recurring place; refuse `row.unknown` where it is not in sight, or recurs no more."""
    found = _seen(hat, list(RecurringPlace.objects.filter(county=hat.county, pk=key)))
    if not found:
        raise Refused("row.unknown", row=key.hex)
    return found[0]


def _may_lie_in_sight(hat: Hat, row: RecurringPlace) -> bool:
    scope, known = sees(hat), units(hat.county)
    path = known[row.grid].path if row.grid in known else ()
    is_inside = bool(scope.department) or scope.holds(hat.county, path, "")
    return is_inside and row.category not in desk(hat.county).matter_only


def _seen(hat: Hat, rows: Sequence[RecurringPlace]) -> list[PlaceRow]:
    rows = [row for row in rows if _may_lie_in_sight(hat, row)]
    cases = {row.id: tuple(UUID(one) for one in row.cases.split()) for row in rows}
    every = {case for some in cases.values() for case in some}
    # A department sees single cases of a place; everybody else a place with all that came back there.
    seen = seen_of(hat, every) if sees(hat).department else every
    told = [
        PlaceRow(
            row.id, PlaceKind(row.place_kind), row.place, row.category, row.grid, row.times, row.last_on, cases[row.id],
            sum(case in seen for case in cases[row.id]),
        )
        for row in rows
    ]  # fmt: skip
    return [one for one in told if one.in_sight]
