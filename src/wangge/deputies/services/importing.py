"""Which congresses, constituencies and seats does a file tell? All of it is taken, or nothing."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from wangge.deputies.models import Constituency, Deputy, Seat, Station
from wangge.deputies.services.seats import (
    ConstituencyWish,
    draw_constituency,
    found_congress,
    give_seat,
    keep_deputy,
)
from wangge.foundation.locking import writing
from wangge.people.queries import account_by_login
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.seats import Basis

MUST = ("area", "congress", "term", "term_from", "constituency", "name", "basis", "seats")
COLUMNS = (
    *MUST, "units", "work_units", "deputy", "login", "relay", "station", "from", "in_committee", "part_time",
)  # fmt: skip
YES = frozenset({"1", "yes", "是"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One row that cannot be taken, and why; the header is row 1."""

    row: int
    refused: Refused


@dataclass(slots=True)
class Import:
    """What a file came to; while one row is at fault nothing of it is written."""

    read: int = 0
    seats: int = 0
    constituencies: int = 0
    already: int = 0
    faults: list[Fault] = field(default_factory=list)


def import_seats(county: str, lines: Iterable[str], *, now: datetime) -> Import:
    """Take lines of CSV, one seat a row; a row without a deputy is a constituency with a vacant seat.

    `units` and `work_units` are separated by semicolons. A seat that is there already is counted and left alone.
    Raises Refused `deputy.column_missing` and `deputy.file_empty`; faults of rows are in the result.
    """
    reader = csv.DictReader(lines)
    missing = [name for name in MUST if name not in (reader.fieldnames or [])]
    if missing:
        raise Refused("deputy.column_missing", field=missing[0], columns=", ".join(COLUMNS))
    rows = [{name: (value or "").strip() for name, value in row.items() if name} for row in reader]
    if not rows:
        raise Refused("deputy.file_empty")
    result = Import(read=len(rows))
    with writing(), transaction.atomic():
        _take(county, rows, result, now)
        if result.faults:
            transaction.set_rollback(True)
            result.seats = result.constituencies = 0
    return result


def _take(county: str, rows: list[dict[str, str]], result: Import, now: datetime) -> None:
    for number, row in enumerate(rows, start=2):
        try:
            with (
                transaction.atomic()
            ):  # what a bad row began is taken back alone, so that the next ones are judged
                _row(county, row, result, now)
        except Refused as refused:
            result.faults.append(Fault(number, refused))


def _row(county: str, row: Mapping[str, str], result: Import, now: datetime) -> None:
    term_from = _day(row, "term_from")
    congress, term = found_congress(
        county, row["area"], row["congress"], term=_number(row, "term"), from_on=term_from, now=now
    )
    held = Constituency.objects.filter(county=county, congress=congress, term=term, code=row["constituency"])
    known = held.values_list("pk", flat=True).first()
    constituency = known or draw_constituency(county, term, _wish(row), now=now)
    result.constituencies += known is None
    if not row.get("deputy"):
        return
    person = _deputy(county, row, constituency, now)
    if Seat.objects.filter(county=county, deputy=person, constituency=constituency).exists():
        result.already += 1
        return
    give_seat(
        county, person, constituency, from_on=_day(row, "from") if row.get("from") else term_from,
        station=_station(county, row.get("station", "")), in_committee=row.get("in_committee", "") in YES,
        part_time=row.get("part_time", "") in YES, now=now,
    )  # fmt: skip
    result.seats += 1


def _wish(row: Mapping[str, str]) -> ConstituencyWish:
    if row["basis"] not in set(Basis):
        raise Refused("deputy.unknown_basis", field="basis", basis=row["basis"][:20])
    return ConstituencyWish(
        row["constituency"], row["name"], Basis(row["basis"]), _number(row, "seats"),
        units=_list(row, "units"), work_units=_list(row, "work_units"),
    )  # fmt: skip


def _deputy(county: str, row: Mapping[str, str], constituency: UUID, now: datetime) -> UUID:
    # Two deputies may bear one name: it is the same person by account, or on the same seat.
    account = account_by_login(row["login"]) if row.get("login") else None
    if row.get("login") and (account is None or account.county != county):
        raise Refused("people.login_unknown", field="login", login=row["login"][:64])
    named = Deputy.objects.filter(county=county, name=row["deputy"])
    if account is not None:
        found = named.filter(account=account.id).first()
    else:
        seated = Seat.objects.filter(county=county, constituency=constituency)
        found = named.filter(pk__in=list(seated.values_list("deputy", flat=True))).first()
    if found is not None:
        return found.pk
    key = account.id if account else None
    return keep_deputy(county, row["deputy"], account=key, relay=row.get("relay", ""), now=now)


def _station(county: str, name: str) -> UUID | None:
    if not name:
        return None
    found = (
        Station.objects.filter(county=county, name=name, until_on=None).values_list("pk", flat=True).first()
    )
    if found is None:
        raise Refused("deputy.file_station", field="station", name=name[:80])
    return found


def _list(row: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in row.get(name, "").replace("；", ";").split(";") if one.strip())


def _day(row: Mapping[str, str], name: str) -> date:
    try:
        return day_said(row[name])
    except ValueError:
        raise Refused("deputy.file_day", field=name, value=row.get(name, "")[:20]) from None


def _number(row: Mapping[str, str], name: str) -> int:
    try:
        return int(row[name])
    except ValueError:
        raise Refused("deputy.file_number", field=name, value=row[name][:20]) from None
