"""What reached a deputy, who may open it, and what does its receipt's holder see?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from wangge.cases.queries.desk import desk
from wangge.deputies.models import Advice, AskingTerm, Matter
from wangge.deputies.policies import is_congress_office, recused, refuse_recused, refuse_seatless
from wangge.deputies.queries.seats import (
    SeatRow,
    deputies_in_force,
    deputy_of,
    parts_of,
    seats_at,
    seats_of,
    units_of,
)
from wangge.foundation.ids import Keyed
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.matters import Away, CameBy, Exit, Got
from wangge.rules.periods import local_bounds
from wangge.rules.posts import PostKind

LIST_MOST = 200
ASK_AFTER_DAYS = 14  # our assumption where a county has no row


@dataclass(frozen=True, slots=True)
class MatterRow(Keyed):
    """One matter in a deputy's hands."""

    id: UUID
    county: str
    number: str
    deputy: UUID
    unit: str
    place: str
    department: str
    words: str
    private: bool
    came_by: CameBy
    reporter: UUID | None
    at: datetime
    way_out: Exit | None
    out_at: datetime | None
    advice: str
    passed_to: str
    case: UUID | None
    case_reporter: UUID | None
    suggestion: UUID | None
    asked_at: datetime | None
    got: Got | None

    @property
    def is_open(self) -> bool:
        """Say whether it still waits for an exit."""
        return self.way_out is None


@dataclass(frozen=True, slots=True)
class AdviceRow:
    """One kind of matter that has its own channel by law."""

    code: str
    zh: str
    en: str
    channel_zh: str
    channel_en: str
    source: str


def matter(county: str, key: UUID) -> MatterRow:
    """Return one matter, or refuse `row.unknown`. For packages above; pages ask `matter_for`."""
    row = Matter.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return _row(row)


def matter_by_receipt(county: str, reporter: UUID) -> MatterRow | None:
    """Return the matter that a receipt was given for."""
    row = Matter.objects.filter(county=county, reporter=reporter).first()
    return _row(row) if row else None


def matter_for(hat: Hat, key: UUID, *, on: date) -> MatterRow:
    """Return one matter to its deputy; what came by the congress office, or is not private, to that office, too.

    Refuses `row.unknown`, `deputy.no_seat_now` to who left, and `deputy.recused` to a deputy with a post in the unit
    concerned.
    """
    found = matter(hat.county, key)
    own = deputy_of(hat) if hat.kind is PostKind.DEPUTY else None
    if own and own.id == found.deputy:
        refuse_seatless(hat.county, own.id, on=on)
        refuse_recused(hat.county, own.id, department=found.department, unit=found.unit, on=on)
        return found
    if is_congress_office(hat) and is_read_at_office(found):
        return found
    raise Refused("row.unknown", row=key.hex)


def is_read_at_office(found: MatterRow) -> bool:
    """Say whether the congress office may read a matter: it came by that office, or is not private."""
    return found.came_by is CameBy.DESK or not found.private


def matters_of(county: str, deputy: UUID, first: date, until: date) -> list[MatterRow]:
    """Return what was brought to a deputy from a day until before another, open ones first. One statement."""
    start, end = local_bounds(first, until, desk(county).calendar.zone)
    rows = _of(county, deputy).filter(at__gte=start, at__lt=end)
    return sorted(map(_row, rows), key=lambda one: not one.is_open)


def open_matters(county: str, deputy: UUID) -> list[MatterRow]:
    """Return every matter that waits for a deputy, the newest first. One statement."""
    return list(map(_row, _of(county, deputy).filter(way_out="")))


def left_matters(county: str, deputy: UUID, most: int | None) -> tuple[list[MatterRow], int]:
    """Return the newest matters that left a deputy, and how many there are. Two statements."""
    rows = _of(county, deputy).exclude(way_out="")
    return list(map(_row, rows[:most])), rows.count()


def away(found: MatterRow, on: date) -> Away | None:
    """Say why the deputy of an open matter cannot take it; None where nothing stands in the way."""
    if not found.is_open:
        return None
    if not seats_of(found.county, found.deputy, on):
        return Away.FORMER
    is_recused = recused(found.county, found.deputy, department=found.department, unit=found.unit, on=on)
    return Away.RECUSED if is_recused else None


def matters_left_behind(county: str, on: date) -> list[MatterRow]:
    """Return the open matters of deputies who have no seat any more, the oldest first. Three statements."""
    sitting = {one.id for one in deputies_in_force(county, on)}
    rows = Matter.objects.filter(county=county, way_out="").exclude(deputy__in=sitting).order_by("at", "id")
    return list(map(_row, rows))


def matters_readable(county: str, on: date) -> list[MatterRow]:
    """Return the open matters whose holder lets the congress office read them, the newest first. Three statements.

    Those of deputies who left stand in `matters_left_behind`.
    """
    sitting = {one.id for one in deputies_in_force(county, on)}
    rows = Matter.objects.filter(county=county, way_out="", private=False, deputy__in=sitting)
    return list(map(_row, rows.exclude(came_by=CameBy.DESK).order_by("-at", "-id")))


def matters_at_desk(county: str) -> list[MatterRow]:
    """Return what came to the congress office by letter or visit: all that is open, then the newest. Two statements."""
    rows = Matter.objects.filter(county=county, came_by=CameBy.DESK).order_by("-at", "-id")
    return [*map(_row, rows.filter(way_out="")), *map(_row, rows.exclude(way_out="")[:LIST_MOST])]


def _of(county: str, deputy: UUID) -> QuerySet[Matter]:
    return Matter.objects.filter(county=county, deputy=deputy).order_by("-at", "-id")


def others_for(
    county: str, deputy: UUID, *, unit: str, department: str, on: date, since: date | None = None
) -> list[SeatRow]:
    """Return who else may take a matter: deputies of its place, else of the places of the one who cannot take it.

    A former deputy stands for no place on a day; the day `since`, when the matter was brought, says for which then.
    """
    parts = [row.code for row in parts_of(county, unit, on)] if unit else []
    for places in ((unit, *parts) if unit else (), units_of(county, deputy, since or on)):
        # Whoever has two seats is offered once.
        seats = {seat.deputy: seat for place in places for seat in seats_at(county, place, on)}
        offered = [
            seat
            for seat in seats.values()
            if seat.deputy != deputy
            and not recused(county, seat.deputy, department=department, unit=unit, on=on)
        ]
        if offered:
            return offered
    return []


def offered_for(found: MatterRow, on: date) -> list[SeatRow]:
    """Return who else may take just this matter."""
    return others_for(
        found.county, found.deputy, unit=found.unit, department=found.department, on=on,
        since=desk(found.county).today(found.at),
    )  # fmt: skip


def advices(county: str, on: date) -> list[AdviceRow]:
    """Return the kinds of matter that a deputy does not take, with their channels. One statement."""
    rows = Advice.objects.filter(_in_force(on), county=county).order_by("code", "from_on")
    newest = {row.code: row for row in rows}
    return [
        AdviceRow(row.code, row.zh, row.en, row.channel_zh, row.channel_en, row.source)
        for row in newest.values()
    ]


def ask_after_days(county: str, on: date) -> int:
    """Return after how many days a resident is asked for an answer."""
    row = AskingTerm.objects.filter(_in_force(on), county=county).order_by("-from_on").first()
    return row.days if row else ASK_AFTER_DAYS


def asked_counts(county: str, deputy: UUID | None = None) -> Mapping[str, int]:
    """Return how many were asked for an answer and what they said, without persons. One statement."""
    rows = Matter.objects.filter(county=county).exclude(asked_at=None)
    if deputy:
        rows = rows.filter(deputy=deputy)
    counts = dict.fromkeys((*Got, "asked"), 0)
    for got in rows.values_list("got", flat=True):
        counts["asked"] += 1
        if got:
            counts[got] += 1
    return counts


def asked_matters(county: str, got: Got | None = None) -> list[MatterRow]:
    """Return the matters that `asked_counts` counts, the latest asked first. One statement."""
    rows = Matter.objects.filter(county=county).exclude(asked_at=None).order_by("-asked_at", "-id")
    return [_row(row) for row in (rows.filter(got=got) if got else rows)]


def is_asked(found: MatterRow, now: datetime) -> bool:
    """Say whether the holder of a receipt is asked for an answer now: it left the deputy so many local days ago."""
    if found.out_at is None or found.got is not None:
        return False
    known = desk(found.county)
    days = (known.today(now) - known.today(found.out_at)).days
    return days >= ask_after_days(found.county, known.today(now))


def _in_force(on: date) -> Q:
    return (Q(from_on=None) | Q(from_on__lte=on)) & (Q(until_on=None) | Q(until_on__gt=on))


def _row(row: Matter) -> MatterRow:
    return MatterRow(
        row.pk, row.county, row.number, row.deputy, row.unit, row.place, row.department, row.words, row.private,
        CameBy(row.came_by), row.reporter, row.at, Exit(row.way_out) if row.way_out else None, row.out_at, row.advice,
        row.passed_to, row.case, row.case_reporter, row.suggestion, row.asked_at, Got(row.got) if row.got else None,
    )  # fmt: skip
