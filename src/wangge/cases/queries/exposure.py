"""What of cases may leave the desk that works on them: to maps, duplicates, hot spots, training, the public?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from wangge.cases.models import Case, Complained, Photo, SealedWords
from wangge.cases.queries.desk import desk
from wangge.rules.exposure import Exposure, exposure
from wangge.rules.levels import Level
from wangge.territory.queries import units


@dataclass(frozen=True, slots=True)
class PublicCase:
    """A case as anybody may see it: never its words, never who is in it."""

    id: UUID
    number: str
    category: str
    unit: str  # the finest unit that may be named
    lon_e7: int | None
    lat_e7: int | None
    photos: tuple[str, ...]  # digests of masked copies only
    reported_at: datetime
    is_open: bool


def open_kinds(county: str) -> Q:
    """Return the condition that leaves out every matter that points at people.

    Whoever draws cases on a map, offers duplicates, looks for hot spots, forecasts, plans rounds, publishes or
    trains asks with it.
    """
    sealed = desk(county).matter_only
    return ~Q(category__in=sealed) if sealed else Q()


def exposure_of(county: str, category: str) -> Exposure:
    """Return what may be shown of a category; one that the county does not know is sealed."""
    row = desk(county).categories.get(category)
    if row is None:
        return exposure(matter_only=True, in_public=False)
    return exposure(matter_only=row.matter_only, in_public=row.in_public)


def public_row(county: str, case_id: UUID) -> PublicCase | None:
    """Return a case as the public may see it, or None where it may not be listed at all."""
    case = Case.objects.filter(county=county, pk=case_id).first()
    shown = exposure_of(county, case.category) if case else None
    if case is None or shown is None or not shown.is_listed:
        return None
    photos: tuple[str, ...] = ()
    if shown.has_photo:
        masked = Photo.objects.filter(county=county, case=case_id).exclude(masked="").order_by("seq", "id")
        photos = tuple(masked.values_list("sha256", flat=True))
    return PublicCase(
        id=case.id, number=case.number, category=case.category, unit=_unit(case, shown.finest),
        lon_e7=case.lon_e7 if shown.has_point else None, lat_e7=case.lat_e7 if shown.has_point else None,
        photos=photos, reported_at=case.reported_at, is_open=case.ended_at is None,
    )  # fmt: skip


def _unit(case: Case, finest: Level) -> str:
    row = units(case.county).get(case.unit)
    if row is None or row.level <= finest:
        return case.unit
    return case.community or case.street or case.county


@dataclass(frozen=True, slots=True)
class Sealing:
    """What is kept from the unit that handles a case: the words as they were first said, and of whom they complain."""

    is_redacted: bool
    complained: str  # department


def sealing_of(county: str, case_id: UUID) -> Sealing:
    """Return what the desk noted about a case's words."""
    named = (
        Complained.objects.filter(county=county, case=case_id).values_list("department", flat=True).first()
    )
    return Sealing(SealedWords.objects.filter(county=county, case=case_id).exists(), named or "")
