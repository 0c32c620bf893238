"""How does a group of deputies begin, plan, go out, and how is it written down what others took over?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.deputies.models import Group, GroupMember, GroupPlan, GroupVisit, TakenOver
from wangge.deputies.policies import refuse_not_grouping, refuse_not_office, refuse_recused
from wangge.deputies.queries.seats import deputies_in_force
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.groups import GroupKind, Outing
from wangge.rules.words import fitting
from wangge.territory.queries import units

NAME_MOST, PLACE_MOST, WORDS_MOST, VISIT_WORDS_MOST = 80, 120, 300, 500


@dataclass(frozen=True, slots=True)
class OutingTold:
    """What is told of a visit: what for, when, where, and what was seen."""

    kind: str
    on: date
    unit: str
    words: str
    place: str = ""
    plan: UUID | None = None


def found_group(name: str, kind: str, *, hat: Hat, now: datetime) -> UUID:
    """Begin a group; refuse `deputy.not_the_office`, `group.no_words` and `group.unknown_kind`."""
    refuse_not_office(hat)
    if kind not in set(GroupKind):
        raise Refused("group.unknown_kind", field="kind", kind=kind[:20])
    told = _said(name, "name", NAME_MOST)
    today = desk(hat.county).today(now)
    with writing():
        if Group.objects.filter(county=hat.county, name=told, until_on=None).exists():
            raise Refused("group.there_already", field="name", name=told)
        row = Group.objects.create(county=hat.county, name=told, kind=kind, from_on=today)
        _record(hat, row.pk, "deputies.group_founded", now, {"kind": kind})
    return row.pk


def join_group(group: UUID, deputy: UUID, *, leads: bool = False, hat: Hat, now: datetime) -> None:
    """Put a sitting deputy into a group, or let a member lead it; refuse `deputy.unknown` for anybody else."""
    refuse_not_office(hat)
    today = desk(hat.county).today(now)
    if deputy not in {one.id for one in deputies_in_force(hat.county, today)}:
        raise Refused("deputy.unknown", field="deputy")
    with locked(Group, county=hat.county, key=group):
        held = GroupMember.objects.filter(county=hat.county, group=group, until_on=None)
        if leads:
            held.filter(leads=True).update(leads=False)
        if not held.filter(deputy=deputy).update(leads=leads):
            GroupMember.objects.create(
                county=hat.county, group=group, deputy=deputy, leads=leads, from_on=today
            )
        _record(hat, group, "deputies.group_joined", now, {"deputy": deputy.hex, "leads": leads})


def leave_group(group: UUID, deputy: UUID, *, hat: Hat, now: datetime) -> None:
    """End a membership; that there was one stays."""
    refuse_not_office(hat)
    today = desk(hat.county).today(now)
    with locked(Group, county=hat.county, key=group):
        held = GroupMember.objects.filter(county=hat.county, group=group, deputy=deputy, until_on=None)
        held.update(until_on=today, leads=False)
        _record(hat, group, "deputies.group_left", now, {"deputy": deputy.hex})


def plan_item(group: UUID, words: str, due_on: date, *, hat: Hat, now: datetime) -> UUID:
    """Add an item to the plan of the year in which it is due; refuse `group.not_yours`, `group.no_words`."""
    refuse_not_grouping(hat, group, on=desk(hat.county).today(now))
    told = _said(words, "words", WORDS_MOST)
    with locked(Group, county=hat.county, key=group):
        before = GroupPlan.objects.filter(county=hat.county, group=group, year=due_on.year).count()
        row = GroupPlan.objects.create(
            county=hat.county, group=group, year=due_on.year, number=before + 1, words=told, due_on=due_on
        )
        payload = {"year": due_on.year, "number": row.number, "due": due_on.isoformat()}
        _record(hat, group, "deputies.group_planned", now, payload)
    return row.pk


def note_outing(group: UUID, told: OutingTold, *, hat: Hat, now: datetime) -> UUID:
    """Write a 观摩 or 调研 down.

    Refuses `group.not_yours`, `group.no_words`, `group.unknown_kind`, `deputy.unknown_unit`, `group.bad_day` for a
    day to come, and `row.unknown` for another group's plan.
    """
    today = desk(hat.county).today(now)
    refuse_not_grouping(hat, group, on=today)
    if told.kind not in set(Outing):
        raise Refused("group.unknown_kind", field="kind", kind=told.kind[:20])
    if told.unit not in units(hat.county):
        raise Refused("deputy.unknown_unit", field="unit", unit=told.unit[:24])
    if told.on > today:
        raise Refused("group.bad_day", field="on")
    seen = _said(told.words, "words", VISIT_WORDS_MOST)
    with locked(Group, county=hat.county, key=group):
        plans = GroupPlan.objects.filter(county=hat.county, group=group)
        if told.plan and not plans.filter(pk=told.plan).exists():
            raise Refused("row.unknown", row=told.plan.hex)
        row = GroupVisit.objects.create(
            county=hat.county, group=group, plan=told.plan, kind=told.kind, on=told.on, unit=told.unit,
            place=fitting(told.place, "place", PLACE_MOST), words=seen, at=now,
        )  # fmt: skip
        payload = {"visit": row.pk.hex, "kind": told.kind, "unit": told.unit, "on": told.on.isoformat()}
        _record(hat, group, "deputies.group_went", now, payload)
    return row.pk


def take_over(visit: UUID, words: str, department: str, due_on: date, *, hat: Hat, now: datetime) -> UUID:
    """Write down what a department takes over from a visit, and until when.

    Refuses `group.not_yours`, `group.no_words`, `deputy.unknown_department`.
    """
    if department not in desk(hat.county).departments:
        raise Refused("deputy.unknown_department", field="department", department=department[:40])
    told = _said(words, "words", WORDS_MOST)
    with locked(GroupVisit, county=hat.county, key=visit) as seen:
        refuse_not_grouping(hat, seen.group, on=desk(hat.county).today(now))
        row = TakenOver.objects.create(
            county=hat.county, visit=visit, words=told, department=department, due_on=due_on, at=now
        )
        payload = {"taken_over": row.pk.hex, "department": department, "due": due_on.isoformat()}
        _record(hat, seen.group, "deputies.taken_over", now, payload)
    return row.pk


def see_done(taken: UUID, *, hat: Hat, now: datetime) -> None:
    """Write down that what was taken over is done, as the group saw it.

    Refuses `group.not_yours` and `deputy.recused` to a deputy with a post in that department.
    """
    today = desk(hat.county).today(now)
    with locked(TakenOver, county=hat.county, key=taken) as row:
        group = GroupVisit.objects.get(county=hat.county, pk=row.visit).group
        member = refuse_not_grouping(hat, group, on=today)
        if member is not None:
            refuse_recused(hat.county, member, department=row.department, on=today)
        if row.done_on is None:
            row.done_on = today
            row.save_changes()
            _record(hat, group, "deputies.taken_over_done", now, {"taken_over": taken.hex})


def _said(text: str, field: str, most: int) -> str:
    if not text.strip():
        raise Refused("group.no_words", field=field)
    return fitting(text, field, most)


def _record(hat: Hat, key: UUID, kind: str, now: datetime, payload: Mapping[str, object]) -> None:
    record(county=hat.county, subject=key, kind=kind, at=now, payload=payload, actor=hat.account_id.hex)
