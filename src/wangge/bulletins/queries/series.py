"""Which bulletins come out on a day, and who gets each?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from wangge.bulletins.models import Reader, Series
from wangge.people.hats import Hat
from wangge.people.queries import department_holders, holders
from wangge.rules.bulletins import Cadence


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One unit's bulletin by week or by month."""

    county: str
    unit: str
    cadence: Cadence
    hour: int
    remind_days: int
    source: str


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """One row of who gets it."""

    id: UUID
    unit: str
    cadence: Cadence
    at_unit: str
    department: str
    post: str
    source: str
    from_on: date | None


def counties_with_series() -> list[str]:
    """Return the counties that have any bulletin. One statement."""
    return list(Series.objects.order_by("county").values_list("county", flat=True).distinct())


def series(county: str, *, on: date) -> list[SeriesRow]:
    """Return the bulletins of a county in force on a day; of several rows the one that began last. One statement."""
    rows = Series.objects.filter(_in_force(on), county=county).order_by("from_on")
    newest = {(row.unit, row.cadence): row for row in rows}
    return [
        SeriesRow(county, row.unit, Cadence(row.cadence), row.hour, row.remind_days, row.source)
        for row in newest.values()
    ]


def readers(county: str, unit: str, cadence: Cadence, *, on: date) -> list[ReaderRow]:
    """Return the rows in force that say who gets a bulletin. One statement."""
    rows = Reader.objects.filter(_in_force(on), county=county, unit=unit, cadence=cadence)
    return [
        ReaderRow(
            row.id, row.unit, Cadence(row.cadence), row.at_unit, row.department, row.post, row.source, row.from_on
        )
        for row in rows.order_by("at_unit", "department", "post")
    ]  # fmt: skip


def reading_posts(county: str, unit: str, cadence: Cadence, *, on: date) -> list[Hat]:
    """Return the posts that a bulletin issued on a day goes to, each once."""
    rows = readers(county, unit, cadence, on=on)
    places = {row.at_unit for row in rows if row.at_unit}
    wanted = {(row.at_unit, row.post) for row in rows if not row.department}
    found = [
        hat for hat in holders(county, places, on=on) if (hat.unit, hat.kind) in wanted and not hat.department
    ]
    for row in rows:
        if row.department:
            found += [
                hat for hat in department_holders(county, row.department, on=on) if hat.kind == row.post
            ]
    return list({hat.post_id: hat for hat in found}.values())


def _in_force(on: date) -> Q:
    return (Q(from_on=None) | Q(from_on__lte=on)) & (Q(until_on=None) | Q(until_on__gt=on))
