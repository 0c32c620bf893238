"""Which telephones may everybody on duty know: those of desks and departments, as they were published?"""

import csv
import re
from collections.abc import Iterable, Mapping

from wangge.foundation.locking import writing
from wangge.people.models import Department, DutyPhone
from wangge.people.services.posts import unit_level
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.territory.queries import units

PHONE_COLUMNS = ("unit", "department", "number", "from", "source")
_NUMBER = re.compile(r"\+?[0-9][0-9 ()-]{1,22}")
# Chinese mobile numbers: eleven digits, 13 to 19 first.
_MOBILE = re.compile(r"(?:86)?1[3-9][0-9]{9}")


def set_duty_phones(county: str, lines: Iterable[str]) -> int:
    """Take lines of CSV (unit or department, number, from, source); return how many numbers are new.

    A later day's row for the same desk ends the one before it; rows already there are left alone. Raises Refused
    `people.phone_of_nobody`, `people.phone_unreadable`, `people.phone_private`, `people.unit_unknown`,
    `people.department_unknown`, `people.column_missing`, `people.day_unreadable`, `people.value_missing`.
    """
    reader = csv.DictReader(lines)
    if missing := [name for name in PHONE_COLUMNS if name not in (reader.fieldnames or [])]:
        raise Refused("people.column_missing", field=missing[0], columns=", ".join(PHONE_COLUMNS))
    rows = [
        _phone(county, {name: (value or "").strip() for name, value in row.items() if name}) for row in reader
    ]
    return sum(_set(row) for row in rows)


def _set(row: DutyPhone) -> bool:
    with writing():
        desks = DutyPhone.objects.filter(county=row.county, unit=row.unit, department=row.department)
        if desks.filter(from_on=row.from_on).exists():
            return False
        later = (
            desks.filter(from_on__gt=row.from_on)
            .order_by("from_on")
            .values_list("from_on", flat=True)
            .first()
        )
        row.until_on = later
        desks.filter(from_on__lt=row.from_on, until_on=None).update(until_on=row.from_on)
        row.save(force_insert=True)
    return True


def _phone(county: str, row: Mapping[str, str]) -> DutyPhone:
    unit, department, number, source = row["unit"], row["department"], row["number"], row["source"]
    if bool(unit) == bool(department):
        raise Refused("people.phone_of_nobody", field="unit")
    if not source:
        raise Refused("people.value_missing", field="source")
    if not _NUMBER.fullmatch(number):
        raise Refused("people.phone_unreadable", field="number", number=number[:24])
    if _MOBILE.fullmatch(re.sub(r"\D", "", number)):
        raise Refused("people.phone_private", field="number")
    if unit:
        unit_level(units(county), unit)
    elif not Department.objects.filter(county=county, code=department).exists():
        raise Refused("people.department_unknown", field="department", department=department[:32])
    try:
        from_on = day_said(row["from"])
    except ValueError:
        raise Refused("people.day_unreadable", field="from", value=row["from"][:40]) from None
    return DutyPhone(
        county=county, unit=unit, department=department, number=number, source=source[:200], from_on=from_on
    )
