"""Where and when do deputies receive, which slots are free, and what does a calendar read?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

from wangge.cases.queries.desk import desk
from wangge.deputies.models import Booking, Receiver, Reception, Station
from wangge.deputies.queries.seats import deputy_names
from wangge.foundation.ids import Keyed
from wangge.rules.errors import Refused
from wangge.rules.receptions import slots

COMING_DAYS = 100


@dataclass(frozen=True, slots=True)
class StationRow:
    """One 代表之家 or contact station."""

    id: UUID
    unit: str
    name: str
    address: str
    phone: str
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class ReceiverRow:
    """One deputy who receives, and who was asked to stand in."""

    deputy: UUID
    name: str
    asked: UUID | None
    asked_name: str


@dataclass(frozen=True, slots=True)
class ReceptionRow(Keyed):
    """One reception with its free slots."""

    id: UUID
    station: UUID
    begins_at: datetime
    ends_at: datetime
    announce_by: date
    announced_at: datetime | None
    cancelled_at: datetime | None
    why: str
    change: int
    receivers: tuple[ReceiverRow, ...]
    free: tuple[datetime, ...]
    taken: int


def stations(county: str, on: date) -> list[StationRow]:
    """Return the stations that are open on a day, by unit."""
    rows = (
        Station.objects.filter(county=county, from_on__lte=on)
        .exclude(until_on__lte=on)
        .order_by("unit", "name")
    )
    return [_station(row) for row in rows]


def station(county: str, key: UUID) -> StationRow:
    """Return one station; refuse `deputy.unknown_station`."""
    row = Station.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("deputy.unknown_station", field="station")
    return _station(row)


def receptions(
    county: str,
    *,
    now: datetime,
    station: UUID | None = None,
    announced: bool = True,
    until: datetime | None = None,
) -> list[ReceptionRow]:
    """Return the receptions that are still to come, the next first; only announced ones unless said otherwise."""
    rows = Reception.objects.filter(county=county, ends_at__gte=now, begins_at__lt=until or now + _COMING)
    if station is not None:
        rows = rows.filter(station=station)
    if announced:
        rows = rows.exclude(announced_at=None)
    return _told(county, list(rows.order_by("begins_at", "id")))


def reception(county: str, key: UUID) -> ReceptionRow:
    """Return one reception; refuse `reception.unknown`."""
    row = Reception.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("reception.unknown", field="reception")
    return _told(county, [row])[0]


def of_deputy(county: str, deputy: UUID, *, now: datetime) -> list[ReceptionRow]:
    """Return the receptions to come at which a deputy receives, or was asked to stand in."""
    mine = Receiver.objects.filter(county=county)
    keys = set(mine.filter(deputy=deputy).values_list("reception", flat=True))
    keys |= set(mine.filter(asked=deputy).values_list("reception", flat=True))
    rows = Reception.objects.filter(county=county, pk__in=keys, ends_at__gte=now)
    return _told(county, list(rows.order_by("begins_at")))


def feed(county: str, key: UUID, *, now: datetime, host: str) -> bytes:
    """Return a station's receptions as a calendar (RFC 5545): of the last month, to come, and cancelled ones."""
    place = station(county, key)
    since = now - timedelta(days=31)
    rows = Reception.objects.filter(county=county, station=key, begins_at__gte=since).exclude(
        announced_at=None
    )
    calendar = Calendar()
    calendar.add("prodid", "-//wangge//receptions//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", place.name)
    zone = desk(county).calendar.zone
    for one in _told(county, list(rows.order_by("begins_at"))):
        event = Event()
        event.add("uid", f"{one.hex}@{host}")
        event.add("sequence", one.change)
        event.add("dtstamp", max(filter(None, (one.announced_at, one.cancelled_at))))
        event.add("dtstart", one.begins_at.astimezone(zone))
        event.add("dtend", one.ends_at.astimezone(zone))
        event.add("summary", f"{place.name}：{'、'.join(who.name for who in one.receivers)}")
        event.add("location", place.address or place.name)
        event.add("status", "CANCELLED" if one.cancelled_at else "CONFIRMED")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


_COMING = timedelta(days=COMING_DAYS)


def _station(row: Station) -> StationRow:
    placed = row.lon_e7 is not None and row.lat_e7 is not None
    lon, lat = ((row.lon_e7 or 0) / 1e7, (row.lat_e7 or 0) / 1e7) if placed else (None, None)
    return StationRow(row.pk, row.unit, row.name, row.address, row.phone, lon, lat)


def _told(county: str, rows: Sequence[Reception]) -> list[ReceptionRow]:
    keys = [row.pk for row in rows]
    who: dict[UUID, list[Receiver]] = {key: [] for key in keys}
    for one in Receiver.objects.filter(county=county, reception__in=keys).order_by("id"):
        who[one.reception].append(one)
    people = {one.deputy for found in who.values() for one in found}
    people |= {one.asked for found in who.values() for one in found if one.asked}
    names = deputy_names(county, people)
    booked: dict[UUID, set[datetime]] = {key: set() for key in keys}
    for key, at in Booking.objects.filter(county=county, reception__in=keys).values_list(
        "reception", "slot_at"
    ):
        booked[key].add(at)
    return [
        ReceptionRow(
            row.pk, row.station, row.begins_at, row.ends_at, row.announce_by, row.announced_at, row.cancelled_at,
            row.why, row.change,
            tuple(
                ReceiverRow(one.deputy, names.get(one.deputy, ""), one.asked, names.get(one.asked or one.pk, ""))
                for one in who[row.pk]
            ),
            tuple(at for at in slots(row.begins_at, row.ends_at, row.minutes) if at not in booked[row.pk]),
            len(booked[row.pk]),
        )
        for row in rows
    ]  # fmt: skip
