"""What does a county need before past requests can be taken in, where nothing is set up yet?"""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from wangge.cases.queries.desk import counties
from wangge.cases.services.reference import (
    NewCategory,
    category_key,
    register_categories,
    set_routes,
    set_up_county,
)
from wangge.people.queries import departments
from wangge.people.services.calendars import set_office_hours
from wangge.people.services.posts import add_department
from wangge.rules.errors import Refused
from wangge.rules.mapping import ImportMap
from wangge.rules.routing import Route
from wangge.territory.queries import counties_in_force

# Office hours that a mapping names hold for every day that a calendar is loaded for.
SINCE = date(2000, 1, 1)
CLASS_COLUMNS = ("scheme", "kind", "code", "name", "major_name")
DEPARTMENT_COLUMNS = ("code", "name", "unit")
ROUTE_COLUMNS = ("order", "scheme", "kind", "code", "unit", "department")


def county_of(mapping: ImportMap, named: str) -> str:
    """Return the county to import into: the named one, the mapping's, or the only one there is."""
    if named or mapping.county.code:
        return named or mapping.county.code
    known = counties_in_force()
    if len(known) != 1:
        raise Refused("import.which_county", field="--county", counties=", ".join(known))
    return known[0]


def establish(county: str, mapping: ImportMap, folder: Path) -> bool:
    """Set up a county as its mapping's [county] says, unless it is set up already; say whether it was done.

    Loads classes, departments and routing rows from files beside the mapping. Does nothing where the
    mapping names no calendar.
    """
    wish = mapping.county
    if county in counties():
        if mapping.category.registers:
            open_scheme(county, mapping.category.scheme)
        return False
    if not wish.calendar:
        return False
    set_office_hours(
        county=county, calendar=wish.calendar, zone=mapping.times.zone.key, hours=wish.hours, from_on=SINCE,
        source=f"mapping of {mapping.stream}",
    )  # fmt: skip
    set_up_county(
        county, zh=wish.zh or county, en=wish.en or wish.zh or county, schemes=[mapping.category.scheme],
        notice_zh=wish.notice_zh, notice_en=wish.notice_en,
    )  # fmt: skip
    if wish.classes:
        load_classes(folder / wish.classes)
    if wish.departments:
        load_departments(county, folder / wish.departments)
    if wish.routing:
        load_routes(county, folder / wish.routing)
    return True


def load_classes(file: Path) -> int:
    """Load a catalogue from a CSV file with the columns scheme, kind, code, name, major_name[, name_zh]."""
    return register_categories(
        NewCategory(
            row["scheme"], row["kind"], row["code"], row["major_name"], row.get("name_zh") or row["name"], row["name"],
            "as the source writes it",
        )
        for row in table(file, CLASS_COLUMNS)
    )  # fmt: skip


def open_scheme(county: str, scheme: str) -> None:
    """Let a county that is set up use one more catalogue, so that its pages can name the classes."""
    chosen = counties()[county]
    if scheme in chosen.schemes:
        return
    limit = chosen.default_limit
    set_up_county(
        county, zh=chosen.zh, en=chosen.en, schemes=[*chosen.schemes, scheme],
        default_limit=f"{limit.amount} {limit.unit}", preset=chosen.preset, preset_version=chosen.preset_version,
        notice_zh=chosen.notice_zh, notice_en=chosen.notice_en,
    )  # fmt: skip


def load_departments(county: str, file: Path) -> int:
    """Load departments that are not there yet from a CSV file with the columns code, name, unit."""
    known = departments(county)
    new = [row for row in table(file, DEPARTMENT_COLUMNS) if row["code"] not in known]
    for row in new:
        add_department(county=county, code=row["code"], name=row["name"], unit=row["unit"])
    return len(new)


def load_routes(county: str, file: Path) -> int:
    """Put routing rows in place from a CSV file with the columns order, scheme, kind, code, unit, department.

    `code` may end in * and scheme, kind and code may all be * for every category.
    """
    rows = table(file, ROUTE_COLUMNS)
    return set_routes(
        county,
        [Route("", int(row["order"]), _category(row), row["unit"], row["department"]) for row in rows],
        source=rows[0].get("source", file.name) if rows else file.name,
    )


def _category(row: dict[str, str]) -> str:
    return "*" if row["scheme"] == "*" else category_key(row["scheme"], row["kind"], row["code"])


def table(file: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Read a small CSV file whole; refuse `import.no_file` or `import.column_missing`."""
    if not file.is_file():
        raise Refused("import.no_file", file=file.name)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        for name in columns:
            if name not in (reader.fieldnames or ()):
                listed = ", ".join(reader.fieldnames or ())
                raise Refused("import.column_missing", field=name, columns=listed[:200])
        return list(reader)
