"""How fast is the nearest thing of a kind found among a million, and a census taken in?

`python -m bench.assets [--assets 1000000] [--rows 100000] [--database sqlite|postgres]`. Things lie along the streets
of a city of 30 by 30 km, a tenth in its middle 2 by 2 km, in 60 kinds of which one is a quarter of all. Asked is
from beside a thing, as a person stands; the limit is that of "was it reported already?" (50 ms), which is asked at the
same moment of the same form. Beside it stands a row read by its key in the same run.
"""

import csv
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from bench.harness import Figure, inside_each, report

COUNTY, GRID = "410105", "410105002001001"
WEST, SOUTH, SIDE = 113.50, 34.60, 0.30
STREET = 0.002  # degrees between two streets, some 200 m
KINDS = 60
ASKED = 2000
NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
LIMIT_MS = 50.0


def main() -> int:
    sizes = {"assets": 1_000_000, "rows": 100_000}  # and of the file that is taken in
    return inside_each("bench.assets", __doc__, sizes, measured, told)


def told(database: str, assets: int, found: dict[str, float]) -> int:
    """Print the figures of one database beside their limits."""
    figures = [
        Figure(f"{name}, p95", value, "ms", LIMIT_MS if name in LIMITED else None)
        for name, value in found.items()
        if not name.startswith("census")
    ]
    figures += [Figure(name, value, "rows/s") for name, value in found.items() if name.startswith("census")]
    return report(f"Things, {assets:,} on {database}", figures)


LIMITED = {"nearest of a kind", "nearest of the commonest kind, in the middle", "who answers for it"}


def measured(assets: int, rows: int) -> dict[str, float]:
    """Fill a database and return milliseconds (p95) and rows a second, by what was asked."""
    import django

    django.setup()
    from wangge.territory.queries.assets import (
        AssetFilter,
        asset_by_id,
        assets_page,
        drawn_assets,
        forget_kinds,
        kinds_held,
        nearest_assets,
        unit_standings,
    )

    chance = random.Random(20261122)
    speed = take_census(rows)
    beside = fill(assets, chance)
    middle = [(kind, lon, lat) for kind, lon, lat in beside if in_middle(lon, lat)]
    commonest = category(0)

    def who(kind: str, lon: float, lat: float) -> None:
        found = nearest_assets(COUNTY, kind, lon, lat, most=1)
        if found:
            unit_standings(COUNTY, found[0].asset.named_units, on=date(2026, 11, 22))

    keys = [
        one.asset.id
        for kind, lon, lat in beside[:200]
        for one in nearest_assets(COUNTY, kind, lon, lat, most=1)
    ]

    def count_anew() -> None:
        forget_kinds()
        kinds_held(COUNTY)

    def box(lon: float, lat: float, zoom: int) -> None:
        half = 360 / 2**zoom * 2  # about four tiles wide
        drawn_assets(COUNTY, AssetFilter(), (lon - half, lat - half, lon + half, lat + half), zoom)

    return {
        "a thing by its key": p95(lambda: asset_by_id(COUNTY, chance.choice(keys)), 500),
        "nearest of a kind": p95(lambda: nearest_assets(COUNTY, *chance.choice(beside)), ASKED),
        "nearest of the commonest kind, in the middle": p95(
            lambda: nearest_assets(COUNTY, commonest, *chance.choice(middle)[1:]), ASKED
        ),
        "nearest of any kind, in the middle": p95(
            lambda: nearest_assets(COUNTY, "", *chance.choice(middle)[1:]), 500
        ),
        "who answers for it": p95(lambda: who(*chance.choice(beside)), ASKED),
        "map at zoom 17": p95(lambda: box(*chance.choice(beside)[1:], 17), 200),
        "map at zoom 14": p95(lambda: box(*chance.choice(middle)[1:], 14), 50),
        "page of the register, one kind": p95(
            lambda: assets_page(COUNTY, AssetFilter(category=commonest)), 200
        ),
        "how many of each kind, counted anew": p95(count_anew, 10),
        **speed,
    }


def p95(act: Callable[[], object], times: int) -> float:
    """Run an act so many times and return the 95th percentile in milliseconds."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    return round(float(np.percentile(took, 95)), 2)


def category(number: int) -> str:
    return f"CJ/T 214-2007:part:01{number + 1:02d}"


def in_middle(lon: float, lat: float) -> bool:
    return abs(lon - WEST - SIDE / 2) < 0.01 and abs(lat - SOUTH - SIDE / 2) < 0.01


def place(chance: random.Random) -> tuple[float, float]:
    """A position on a street: one of the two coordinates is a street's."""
    half = 0.01 if chance.random() < 0.1 else SIDE / 2
    along = WEST + SIDE / 2 + chance.uniform(-half, half), SOUTH + SIDE / 2 + chance.uniform(-half, half)
    street = round(along[0] / STREET) * STREET, round(along[1] / STREET) * STREET
    return (street[0], along[1]) if chance.random() < 0.5 else (along[0], street[1])


def fill(assets: int, chance: random.Random) -> list[tuple[str, float, float]]:
    """Write so many things; return, for some of them, their kind and a position a few metres off."""
    from django.db import connection

    from wangge.foundation.bulk import insert_rows
    from wangge.foundation.ids import uuid7
    from wangge.foundation.locking import writing
    from wangge.rules.geometry.cells import quadkey
    from wangge.territory.models import Asset

    names = tuple(one.name for one in Asset._meta.concrete_fields)  # noqa: SLF001 - documented model API
    plain = {
        "county": COUNTY, "name": "部件", "maintainer": "YH", "owner": "QS", "authority": "ZG", "owner_state": "known",
        "duty": "", "grid": GRID, "unit": GRID, "state": "intact", "began_on": date(2011, 5, 1), "changed_on": None,
        "source": "", "note": "", "photo": "", "synthetic": True, "read_at": NOW,
    }  # fmt: skip
    beside: list[tuple[str, float, float]] = []

    def row(number: int) -> list[object]:
        kind = 0 if chance.random() < 0.25 else chance.randrange(1, KINDS)
        lon, lat = place(chance)
        if number % max(1, assets // 20_000) == 0:
            beside.append(
                (category(kind), lon + chance.uniform(-1, 1) * 1e-4, lat + chance.uniform(-1, 1) * 1e-4)
            )
        own = {
            "id": uuid7(), "code": f"{COUNTY}01{kind + 1:02d}{number % 1_000_000:06d}", "category": category(kind),
            "lon_e7": round(lon * 1e7), "lat_e7": round(lat * 1e7), "cell": quadkey(lon, lat),
        }  # fmt: skip
        return [own[name] if name in own else plain[name] for name in names]

    for first in range(0, assets, 50_000):
        with writing():
            insert_rows(Asset, names, [row(number) for number in range(first, min(assets, first + 50_000))])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return beside


def take_census(rows: int) -> dict[str, float]:
    """Take a census in, twice; return rows a second of reading it, of the first and of the second time."""
    from tempfile import TemporaryDirectory

    from wangge.rules.assets import FieldSet, asset_map
    from wangge.territory.assets_reading import read_assets
    from wangge.territory.models import Asset
    from wangge.territory.services.assets import import_assets

    lay_ground()
    known = {category(number) for number in range(KINDS)}
    speed: dict[str, float] = {}
    with TemporaryDirectory() as folder:
        file = census(Path(folder) / "census.csv", rows)
        began = time.perf_counter()
        source = read_assets(file, asset_map(FieldSet.OLD), county=COUNTY, crs="EPSG:4326")
        speed["census read and judged"] = round(rows / (time.perf_counter() - began))
        for name in ("census written", "census again, nothing new"):
            began = time.perf_counter()
            done = import_assets(source, county=COUNTY, known_kinds=known, now=NOW)
            if done.faults:
                raise next(iter(done.faults.values()))
            speed[name] = round(rows / (time.perf_counter() - began))
    Asset.objects.filter(county=COUNTY).delete()
    return speed


def census(file: Path, rows: int) -> Path:
    chance = random.Random(1)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            ("ObjID", "ObjName", "DeptCode1", "DeptCode2", "DeptCode3", "BGID", "ObjState", "lon", "lat")
        )
        writer.writerows(census_rows(rows, chance))
    return file


def census_rows(rows: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    for number in range(rows):
        lon, lat = place(chance)
        yield (
            f"{COUNTY}0101{number:06d}",
            "上水井盖",
            "ZG",
            "QS",
            "YH",
            GRID,
            "完好",
            f"{lon:.7f}",
            f"{lat:.7f}",
        )


def lay_ground() -> None:
    """Publish a plan of one grid, so that a census has ground to lie on."""
    import shapely

    from wangge.rules.levels import Level
    from wangge.territory.reading import Source, SourceUnit
    from wangge.territory.services.drafts import PlanWish
    from wangge.territory.services.importing import import_units
    from wangge.territory.services.publishing import publish_plan

    whole = shapely.box(WEST - 0.01, SOUTH - 0.01, WEST + SIDE + 0.01, SOUTH + SIDE + 0.01)
    wish = PlanWish("bench", code_scheme="gb", county_name="区")
    for level, code in ((Level.STREET, GRID[:9]), (Level.COMMUNITY, GRID[:12]), (Level.GRID, GRID)):
        source = Source([SourceUnit(1, code, code, "")], np.array([whole], dtype=object), "EPSG:4326")
        import_units(source, wish, level, code_field="code", now=NOW)
    publish_plan("bench", date(2012, 1, 1), now=NOW)


if __name__ == "__main__":
    sys.exit(main())
