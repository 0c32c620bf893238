"""What stands in the demo street? A census of drawn covers, lamps and trees, taken in as any other."""

import csv
import gzip
import tempfile
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from wangge.cases.queries.owning import loaded_kinds
from wangge.people.queries import departments
from wangge.rules.assets import SCHEME_2013, FieldSet, asset_map
from wangge.territory.assets_reading import read_assets
from wangge.territory.queries.assets import kinds_held, nearest_assets
from wangge.territory.services.assets import Standing, import_assets, map_units

FOLDER = Path(__file__).parent
LAMP_ITEM = "0702"  # of the ledger: a yard lamp is not lit
LAMP = f"{SCHEME_2013}:part:0137"
SOURCE = "示范数据：本项目拟定"


def stand_things(county: str, *, from_on: date, now: datetime) -> int:
    """Take the census in and say which departments stand for its units; return how many things there are."""
    if not kinds_held(county):
        _take_census(county, now)
        with (FOLDER / "things_units.csv").open(encoding="utf-8", newline="") as lines:
            rows = [Standing(row["unit"], row["department"]) for row in csv.DictReader(lines)]
        map_units(county, rows, departments=departments(county), source=SOURCE, from_on=from_on)
    return sum(kinds_held(county).values())


def lamp_near(county: str, lon: float, lat: float) -> UUID | None:
    """Return the nearest lamp, for a report of one that is not lit."""
    found = nearest_assets(county, LAMP, lon, lat, most=1)
    return found[0].asset.id if found else None


def _take_census(county: str, now: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "things.csv"
        file.write_bytes(gzip.decompress((FOLDER / "things.csv.gz").read_bytes()))
        source = read_assets(
            file, asset_map(FieldSet.OLD, scheme=SCHEME_2013), county=county, crs="EPSG:4326"
        )
    report = import_assets(
        source, county=county, known_kinds=loaded_kinds(), photos=FOLDER / "photos", synthetic=True, now=now
    )
    for fault in report.faults.values():
        raise fault
