"""What has a deputy done, what is due by which rule, and what may anybody read of it?

Done and due, each a list: no points, no ranking, no comparison (house.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from wangge.deputies.models import Act, DutyRule, Firm, Raised, Visit
from wangge.deputies.queries.seats import deputy_names, seats_of
from wangge.foundation.ids import Keyed
from wangge.rules.duties import ActState, DutyKind, Every, Origin, span_of

FIRM_DAYS = 90  # rulings.md, Deputies: a firm sees who visited in 90 days


@dataclass(frozen=True, slots=True)
class ActRow(Keyed):
    """One act and the work that it came from."""

    id: UUID
    deputy: UUID
    kind: DutyKind
    on: date
    origin: Origin
    subject: UUID
    state: ActState
    reason: str
    unit: str  # of a visit
    place: str
    raised: int  # matters that a visit raised


@dataclass(frozen=True, slots=True)
class Duty:
    """One rule in one period: what is asked, and the acts that count."""

    rule: UUID
    kind: DutyKind
    zh: str
    en: str
    rank: str
    source: str
    every: Every
    first_day: date
    until: date
    notice_days: int
    quantity: int
    accepted: Sequence[ActRow]
    declared: Sequence[ActRow]
    congress: str = ""  # whose rule it is, for a deputy of several

    @property
    def done(self) -> int:
        """How many a second person accepted."""
        return len(self.accepted)

    @property
    def due(self) -> int:
        """How many are still to be done, those that wait for the check not counted as open."""
        return max(0, self.quantity - len(self.accepted) - len(self.declared))


@dataclass(frozen=True, slots=True)
class FirmRow:
    """One firm, who visited it lately, and until when it wishes no visits."""

    id: UUID
    name: str
    unit: str
    declines_until: date | None
    visits: Sequence[tuple[date, str]]


@dataclass(frozen=True, slots=True)
class PublicRecord:
    """What anybody may read of a deputy's duty: this period's done and due, and the accepted acts of a year."""

    duties: Sequence[Duty]
    acts: Sequence[ActRow]
    since: date


def duties(county: str, deputy: UUID, on: date) -> list[Duty]:
    """Return what every rule of a deputy's congresses asks in the period that a day lies in. Three statements."""
    congresses = {seat.congress: seat.congress_name for seat in seats_of(county, deputy, on)}
    rows = DutyRule.objects.filter(_in_force(on), county=county, congress__in=congresses)
    rules = {(row.congress, row.code): row for row in rows.order_by("from_on")}
    if not rules:
        return []
    year = span_of(Every.YEAR, on)
    acts = acts_of(county, deputy, year[0], year[1])
    found = []
    for rule in sorted(rules.values(), key=lambda one: (one.rank, one.code)):
        first, until = span_of(Every(rule.every), on)
        mine = [act for act in acts if act.kind == rule.kind and first <= act.on < until]
        found.append(
            Duty(
                rule.pk, DutyKind(rule.kind), rule.zh, rule.en, rule.rank, rule.source, Every(rule.every), first,
                until, rule.notice_days, rule.quantity, [act for act in mine if act.state is ActState.ACCEPTED],
                [act for act in mine if act.state is ActState.DECLARED],
                congresses[rule.congress] if len(congresses) > 1 else "",
            )
        )  # fmt: skip
    return found


def acts_of(county: str, deputy: UUID, first: date, until: date) -> list[ActRow]:
    """Return a deputy's acts from a day until before another, in order. Three statements."""
    rows = Act.objects.filter(county=county, deputy=deputy, on__gte=first, on__lt=until)
    return _rows(county, list(rows.order_by("on", "id")))


def acts_to_check(county: str) -> list[ActRow]:
    """Return what waits for the second person, oldest first."""
    rows = Act.objects.filter(county=county, state=ActState.DECLARED).order_by("on", "id")
    return _rows(county, list(rows[:200]))


def public_record(county: str, deputy: UUID, today: date) -> PublicRecord:
    """Return what anybody may read of a deputy's duty."""
    since = today - timedelta(days=365)
    acts = acts_of(county, deputy, since, today + timedelta(days=1))
    return PublicRecord(
        duties(county, deputy, today), [act for act in acts if act.state is ActState.ACCEPTED][::-1], since
    )


def firms(county: str, today: date, units: Sequence[str] = ()) -> list[FirmRow]:
    """Return the firms of units of territory, or all, each with who visited in the last 90 days."""
    rows = Firm.objects.filter(county=county).order_by("name", "id")
    if units:
        rows = rows.filter(unit__in=units)
    found = list(rows[:500])
    visits = Visit.objects.filter(
        county=county, firm__in=[one.pk for one in found], on__gt=today - timedelta(days=FIRM_DAYS)
    ).order_by("on")
    lately = list(visits.values_list("firm", "on", "deputy"))
    names = deputy_names(county, {deputy for _, _, deputy in lately})
    return [
        FirmRow(
            row.pk, row.name, row.unit, row.declines_until,
            [(on, names.get(deputy, "")) for firm, on, deputy in lately if firm == row.pk],
        )
        for row in found
    ]  # fmt: skip


def raised_by(county: str, visit: UUID) -> list[UUID]:
    """Return the matters that a visit raised."""
    return list(Raised.objects.filter(county=county, visit=visit).values_list("matter", flat=True))


def _in_force(on: date) -> Q:
    return (Q(from_on=None) | Q(from_on__lte=on)) & (Q(until_on=None) | Q(until_on__gt=on))


def _rows(county: str, acts: Sequence[Act]) -> list[ActRow]:
    visits = {
        row.pk: row
        for row in Visit.objects.filter(
            county=county, pk__in=[act.subject for act in acts if act.origin == Origin.VISIT]
        )
    }
    raised: dict[UUID, int] = {}
    for key in Raised.objects.filter(county=county, visit__in=list(visits)).values_list("visit", flat=True):
        raised[key] = raised.get(key, 0) + 1
    found = []
    for act in acts:
        visit = visits.get(act.subject)
        found.append(
            ActRow(
                act.pk, act.deputy, DutyKind(act.kind), act.on, Origin(act.origin), act.subject, ActState(act.state),
                act.reason, visit.unit if visit else "", visit.place if visit else "", raised.get(act.subject, 0),
            )
        )  # fmt: skip
    return found
