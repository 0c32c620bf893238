"""Which groups of deputies are there, what do they plan, and what was taken over by whom?"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from wangge.deputies.models import Group, GroupMember, GroupPlan, GroupVisit, TakenOver
from wangge.deputies.queries.seats import deputy_names
from wangge.foundation.ids import Keyed
from wangge.rules.errors import Refused
from wangge.rules.groups import GroupKind, Outing


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member of a group."""

    deputy: UUID
    name: str
    leads: bool


@dataclass(frozen=True, slots=True)
class GroupRow(Keyed):
    """One group with whoever is in it on a day."""

    id: UUID
    name: str
    kind: GroupKind
    members: tuple[MemberRow, ...]


@dataclass(frozen=True, slots=True)
class TakenRow(Keyed):
    """What a department took over."""

    id: UUID
    words: str
    department: str
    due_on: date
    done_on: date | None

    def is_overdue(self, today: date) -> bool:
        """Say whether its day has passed and it is not done."""
        return self.done_on is None and self.due_on < today


@dataclass(frozen=True, slots=True)
class OutingRow(Keyed):
    """One visit of a group, and what was taken over from it."""

    id: UUID
    plan: UUID | None
    kind: Outing
    on: date
    unit: str
    place: str
    words: str
    taken: tuple[TakenRow, ...]


@dataclass(frozen=True, slots=True)
class PlanRow(Keyed):
    """One item of a year's plan; done once a visit was for it."""

    id: UUID
    number: int
    words: str
    due_on: date
    done: tuple[date, ...]

    def is_overdue(self, today: date) -> bool:
        """Say whether its day has passed without a visit."""
        return not self.done and self.due_on < today


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """How many items a group's plan of a year has, and how often it went out."""

    planned: int = 0
    went: int = 0


@dataclass(frozen=True, slots=True)
class GroupYear:
    """A group's year: its plan and its visits, newest first."""

    plan: tuple[PlanRow, ...]
    outings: tuple[OutingRow, ...]


def groups(county: str, on: date) -> list[GroupRow]:
    """Return the groups there are on a day, by name. Three statements."""
    return _told(county, list(Group.objects.filter(_in_force(on), county=county).order_by("name")), on)


def group(county: str, key: UUID, on: date) -> GroupRow:
    """Return one group; refuse `row.unknown`."""
    rows = _told(county, list(Group.objects.filter(county=county, pk=key)), on)
    if not rows:
        raise Refused("row.unknown", row=key.hex)
    return rows[0]


def groups_of(county: str, deputy: UUID, on: date) -> set[UUID]:
    """Return the groups that a deputy is in on a day."""
    held = GroupMember.objects.filter(_in_force(on), county=county, deputy=deputy)
    return set(held.values_list("group", flat=True))


def groups_with(county: str, deputy: UUID, on: date) -> list[GroupRow]:
    """Return the groups of a day that a deputy is in, by name."""
    held = groups_of(county, deputy, on)
    return [row for row in groups(county, on) if row.id in held]


def counts_of(county: str, year: int) -> dict[UUID, GroupCounts]:
    """Return what each group planned and did in a year; a group without either is not in it. Two statements."""
    planned = Counter(GroupPlan.objects.filter(county=county, year=year).values_list("group", flat=True))
    went = Counter(GroupVisit.objects.filter(county=county, on__year=year).values_list("group", flat=True))
    return {key: GroupCounts(planned[key], went[key]) for key in planned.keys() | went.keys()}


def year_of(county: str, key: UUID, year: int) -> GroupYear:
    """Return the plan of a year and the visits made in it. Three statements."""
    visits = list(GroupVisit.objects.filter(county=county, group=key, on__year=year).order_by("-on", "-at"))
    taken: dict[UUID, list[TakenRow]] = defaultdict(list)
    for row in TakenOver.objects.filter(county=county, visit__in=[one.pk for one in visits]).order_by(
        "due_on"
    ):
        taken[row.visit].append(TakenRow(row.pk, row.words, row.department, row.due_on, row.done_on))
    items = GroupPlan.objects.filter(county=county, group=key, year=year).order_by("number")
    return GroupYear(
        tuple(
            PlanRow(
                row.pk, row.number, row.words, row.due_on,
                tuple(sorted(one.on for one in visits if one.plan == row.pk)),
            )
            for row in items
        ),
        tuple(
            OutingRow(
                row.pk, row.plan, Outing(row.kind), row.on, row.unit, row.place, row.words, tuple(taken[row.pk])
            )
            for row in visits
        ),
    )  # fmt: skip


def _told(county: str, rows: list[Group], on: date) -> list[GroupRow]:
    members = _members(county, [row.pk for row in rows], on)
    return [GroupRow(row.pk, row.name, GroupKind(row.kind), tuple(members[row.pk])) for row in rows]


def _members(county: str, keys: Iterable[UUID], on: date) -> dict[UUID, list[MemberRow]]:
    held = list(GroupMember.objects.filter(_in_force(on), county=county, group__in=list(keys)))
    names = deputy_names(county, {one.deputy for one in held})
    found: dict[UUID, list[MemberRow]] = defaultdict(list)
    for one in sorted(held, key=lambda one: (not one.leads, names[one.deputy])):
        found[one.group].append(MemberRow(one.deputy, names[one.deputy], one.leads))
    return found


def _in_force(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gt=on))
