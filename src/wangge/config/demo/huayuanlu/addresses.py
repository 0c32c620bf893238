"""What are the yards of the demo street called? An address for each grid, invented, at a place inside it."""

import csv
import tempfile
from datetime import datetime
from pathlib import Path

from wangge.rules.levels import Level
from wangge.territory.queries import units
from wangge.territory.queries.addresses import addresses_named
from wangge.territory.services.addresses import IMPORT_COLUMNS, read_addresses

SOURCE = "示范数据：本项目拟定"


def name_yards(county: str, *, now: datetime) -> None:
    """Read a list of invented addresses in as a county does; nothing where there is one already."""
    if addresses_named(county, "示例路1号院"):
        return
    grids = sorted(
        (row.code, row.point) for row in units(county).values() if row.level is Level.GRID and row.point
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "addresses.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(IMPORT_COLUMNS)
            writer.writerows((f"示例路{number}号院", *point) for number, (_, point) in enumerate(grids, 1))
        read_addresses(county, path, source=SOURCE, crs="EPSG:4326", now=now)
