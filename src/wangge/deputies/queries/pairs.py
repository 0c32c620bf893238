"""Who keeps in touch with whom, what is due of it this year, and where is a gap? Done and due, never an order."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from wangge.deputies.models import CommitteeTurn, Tie, TieContact, TieRule
from wangge.deputies.queries.seats import SeatRow, deputy_names, sitting
from wangge.foundation.ids import Keyed
from wangge.rules.duties import Every, span_of
from wangge.rules.groups import TieKind
from wangge.rules.legal_terms import Rank
from wangge.rules.suggestions import Way


@dataclass(frozen=True, slots=True)
class TieRuleRow:
    """How many and how often, by which source."""

    congress: UUID
    kind: TieKind
    least: int
    a_year: int
    rank: Rank
    source: str


@dataclass(frozen=True, slots=True)
class TieRow(Keyed):
    """One standing contact and the contacts of the year; due is None where no rule asks."""

    id: UUID
    kind: TieKind
    holder: UUID
    holder_name: str
    other_name: str  # empty for voters, whom nobody names
    voters: int
    contacts: tuple[tuple[date, Way], ...]
    due: int | None

    @property
    def is_met(self) -> bool:
        """Say whether what the year asks is done."""
        return self.due is None or len(self.contacts) >= self.due


@dataclass(frozen=True, slots=True)
class Gap:
    """A deputy without as many contacts as the rule asks, or whom no committee member keeps in touch with."""

    deputy: UUID
    name: str
    kind: TieKind
    has: int
    least: int


@dataclass(frozen=True, slots=True)
class TurnRow:
    """Days that a part-time member works for the committee."""

    name: str
    from_on: date
    until_on: date
    task: str


def tie_rules(county: str, on: date) -> list[TieRuleRow]:
    """Return the rules in force on a day."""
    rows = TieRule.objects.filter(_in_force(on), county=county).order_by("kind", "congress")
    return [
        TieRuleRow(row.congress, TieKind(row.kind), row.least, row.a_year, Rank(row.rank), row.source)
        for row in rows
    ]


def ties(county: str, today: date, holder: UUID | None = None) -> list[TieRow]:
    """Return standing contacts with what was done of them in the year of a day, by name. Six statements."""
    rows = Tie.objects.filter(_in_force(today), county=county)
    held = list(rows.filter(holder=holder) if holder else rows)
    names = deputy_names(county, {one.holder for one in held} | {one.deputy for one in held if one.deputy})
    first, until = span_of(Every.YEAR, today)
    done: dict[UUID, list[tuple[date, Way]]] = defaultdict(list)
    made = TieContact.objects.filter(
        county=county, tie__in=[one.pk for one in held], on__gte=first, on__lt=until
    )
    for contact in made.order_by("on"):
        done[contact.tie].append((contact.on, Way(contact.way)))
    asked = _asked(tie_rules(county, today), sitting(county, today))
    found = [
        TieRow(
            one.pk, TieKind(one.kind), one.holder, names[one.holder], names[one.deputy] if one.deputy else "",
            one.voters, tuple(done[one.pk]), _due(asked.get((one.holder, TieKind(one.kind)))),
        )
        for one in held
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.kind, one.holder_name, one.other_name))


def gaps(county: str, today: date) -> list[Gap]:
    """Return whose contacts are fewer than their congress asks, by name."""
    seats = sitting(county, today)
    names = {seat.deputy: seat.name for seat in seats}
    has: dict[tuple[UUID, TieKind], int] = defaultdict(int)
    for one in Tie.objects.filter(_in_force(today), county=county):
        kind = TieKind(one.kind)
        has[one.holder, kind] += 1 if kind is TieKind.MEMBER_DEPUTY else one.voters
    found = [
        Gap(deputy, names[deputy], kind, has[deputy, kind], rule.least)
        for (deputy, kind), rule in _asked(tie_rules(county, today), seats).items()
        if has[deputy, kind] < rule.least
    ]
    return sorted(found, key=lambda one: (one.kind, one.name))


def turns(county: str, today: date) -> list[TurnRow]:
    """Return who works part-time for the committee now and later."""
    rows = list(CommitteeTurn.objects.filter(county=county, until_on__gt=today).order_by("from_on", "id"))
    names = deputy_names(county, {row.deputy for row in rows})
    return [TurnRow(names[row.deputy], row.from_on, row.until_on, row.task) for row in rows]


def _asked(rules: list[TieRuleRow], seats: list[SeatRow]) -> dict[tuple[UUID, TieKind], TieRuleRow]:
    # Where two congresses ask the same of one person, the stricter row is due.
    found: dict[tuple[UUID, TieKind], TieRuleRow] = {}
    for seat in seats:
        for rule in rules:
            if rule.congress != seat.congress or (
                rule.kind is TieKind.MEMBER_DEPUTY and not seat.in_committee
            ):
                continue
            before = found.get((seat.deputy, rule.kind))
            if before is None or (rule.a_year, rule.least) > (before.a_year, before.least):
                found[seat.deputy, rule.kind] = rule
    return found


def _due(rule: TieRuleRow | None) -> int | None:
    return rule.a_year if rule else None


def _in_force(on: date) -> Q:
    return (Q(from_on=None) | Q(from_on__lte=on)) & (Q(until_on=None) | Q(until_on__gt=on))
