"""How fast is a point given its grid: in memory against PostGIS, by the command, and by HTTP?

`python -m bench.locate [--points 1000000] [--grids 20000] [--only memory|command|http]`. PostGIS joins the
same points and the same grids with two parallel workers on an index that is already there; ours starts from
arrays of coordinates, so outlines, tree and raster are built within its time. The bench fails when one
answer differs.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray

from bench.grids import COUNTY, Rings, codes, grids, points
from bench.harness import Figure, Installation, installation, report, served
from bench.load import get, send
from bench.sessions import sign_in
from tools.with_postgres import cluster
from wangge.rules.geometry.locating import Locator, Places

RUNS = 3
PASSWORD = "wangge-bench"
POSTGIS = {
    "shared_buffers": "1GB", "work_mem": "64MB", "max_parallel_workers_per_gather": "2",
    "max_parallel_workers": "2", "min_parallel_table_scan_size": "0", "jit": "off",
}  # fmt: skip
JOIN = "SELECT p.id, u.id FROM p JOIN u ON ST_Intersects(u.outline, p.point)"
COUNTED = f"SELECT count(*), sum(p * 31 + u) FROM ({JOIN}) AS found(p, u)"

Pairs = NDArray[np.int64]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--grids", type=int, default=20_000)
    parser.add_argument("--only", choices=["memory", "command", "http"])
    args = parser.parse_args()
    rows = max(1, round((args.grids / 2) ** 0.5))
    rings = grids(args.grids // rows, rows)
    where = points(rings, args.points)
    parts: dict[str, Callable[[], int]] = {
        "memory": lambda: in_memory(rings, where),
        "command": lambda: by_command(rings, where),
        "http": lambda: by_http(rings, where),
    }
    return max(part() for name, part in parts.items() if args.only in {None, name})


# -- in memory, beside PostGIS -------------------------------------------------------------------


def in_memory(rings: Rings, where: Rings) -> int:
    """Measure both on the same arrays and compare every answer."""
    names = codes(len(rings))
    took, places = [], None
    for _ in range(RUNS):
        started = time.perf_counter()
        locator = Locator(names, np.asarray(shapely.polygons(rings), dtype=object))
        places = locator.place_many(where[:, 0], where[:, 1])
        took.append(time.perf_counter() - started)
    assert places is not None
    theirs, found = postgis(rings, where)
    differing = different(pairs(places, names), found)
    ours = median(took)
    size = f"{len(where):,} points in {len(rings):,} grids of {rings.shape[1] - 1} vertices"
    figures = [
        Figure("ours, tree and raster built within", ours, "s"),
        Figure("PostGIS join, 2 parallel workers, index there before", theirs, "s"),
        Figure("times as fast as PostGIS", theirs / ours, "x", 5, at_least=True),
        Figure("points whose answers differ", differing, "", 0),
        Figure("points on a border", len(places.borders), ""),
    ]
    return report(f"Locate in memory: {size}", figures)


def postgis(rings: Rings, where: Rings) -> tuple[float, Pairs]:
    """Return the median time of the join, and every (point, grid) that it finds, sorted."""
    with (
        cluster(durable=True, settings=POSTGIS) as address,
        psycopg.connect(address, autocommit=True) as connection,
    ):
        connection.execute("CREATE EXTENSION postgis")
        connection.execute("CREATE TABLE u (id int, outline geometry(Polygon, 4326))")
        connection.execute("CREATE TABLE p (id int, point geometry(Point, 4326))")
        shapes = {"u": shapely.polygons(rings), "p": shapely.points(where)}
        for table, geometries in shapes.items():
            wkb = shapely.to_wkb(shapely.set_srid(geometries, 4326), hex=True, include_srid=True)
            with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                for row in enumerate(wkb):
                    copy.write_row(row)
        connection.execute("CREATE INDEX ON u USING gist (outline)")
        for table in shapes:
            connection.execute(f"VACUUM ANALYZE {table}")
        plan = "\n".join(str(row[0]) for row in connection.execute(f"EXPLAIN {COUNTED}"))
        if "Workers Planned: 2" not in plan:
            sys.exit(f"PostGIS would not use two parallel workers:\n{plan}")
        took = []
        for _ in range(RUNS):
            started = time.perf_counter()
            connection.execute(COUNTED).fetchone()  # counted there: fetching rows is not its work
            took.append(time.perf_counter() - started)
        found = np.array(connection.execute(JOIN).fetchall(), dtype=np.int64)
    return median(took), found


def pairs(places: Places, names: list[str]) -> Pairs:
    """Return every (point, grid) of our answers: inside, and each candidate at a border."""
    inside = np.flatnonzero(places.found >= 0)
    number = {name: at for at, name in enumerate(names)}
    borders = [(at, number[code]) for at, near in places.borders.items() for code in near]
    alone = np.column_stack([inside, places.found[inside]])
    return np.concatenate([alone, np.array(borders, dtype=np.int64).reshape(-1, 2)])


def different(ours: Pairs, theirs: Pairs) -> int:
    """Return how many points have another answer."""
    one, other = ({tuple(pair) for pair in side.tolist()} for side in (ours, theirs))
    return len({point for point, _ in one ^ other})


# -- by the command ------------------------------------------------------------------------------


def by_command(rings: Rings, where: Rings) -> int:
    """Measure `wangge territory locate`, CSV in and out, start of the process included."""
    with installation("sqlite") as made, tempfile.TemporaryDirectory() as folder:
        publish(made, rings, Path(folder))
        figures = []
        for accuracy, head, limit in (("", "id,lon,lat", 100_000), (",15", "id,lon,lat,accuracy_m", None)):
            file, out = Path(folder) / "in.csv", Path(folder) / "out.csv"
            with file.open("w") as csv:
                csv.write(head + "\n")
                csv.writelines(
                    f"{at},{lon!r},{lat!r}{accuracy}\n" for at, (lon, lat) in enumerate(where.tolist())
                )
            started = time.perf_counter()
            told = made.command("territory", "locate", str(file), "--out", str(out), "--json")
            seconds = time.perf_counter() - started
            if json.loads(told)["read"] != len(where):
                sys.exit(f"not every point was read: {told}")
            name = "each with a circle of 15 m" if accuracy else "without accuracy"
            figures.append(
                Figure(f"command, CSV in and out, {name}", len(where) / seconds, "/s", limit, at_least=True)
            )
    return report(f"wangge territory locate: {len(where):,} points in {len(rings):,} grids", figures)


def publish(made: Installation, rings: Rings, folder: Path) -> None:
    """Import and publish the grids as a plan of one county."""
    file = folder / "grids.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for code, ring in zip(codes(len(rings)), rings.tolist(), strict=True)
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    words = [
        "--plan",
        "bench",
        "--level",
        "grid",
        "--code",
        "code",
        "--crs",
        "EPSG:4326",
        "--code-scheme",
        "gb",
    ]
    made.command("territory", "import", str(file), *words)
    made.command("territory", "publish", "--plan", "bench", "--from", "2020-01-01")


# -- by HTTP -------------------------------------------------------------------------------------

APPOINT = f"""
import django
django.setup()
from datetime import date
from django.utils import timezone
from wangge.people.services.accounts import create_account
from wangge.people.services.posts import appoint
from wangge.rules.posts import PostKind
account = create_account(county="{COUNTY}", login="bench", name="Bench", password="{PASSWORD}")
appoint(county="{COUNTY}", account=account, kind=PostKind.ADMINISTRATOR, unit="{COUNTY}", department="",
        from_on=date(2020, 1, 1), now=timezone.now())
"""


def by_http(rings: Rings, where: Rings) -> int:
    """Measure one point by HTTP with a session, alone and at concurrency 8."""
    with installation("sqlite") as made, tempfile.TemporaryDirectory() as folder:
        publish(made, rings, Path(folder))
        own = {**os.environ, **made.environment, "DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
        subprocess.run([sys.executable, "-c", APPOINT], env=own, check=True)
        with served(made, background=False) as running:
            session = sign_in(running.port, "bench", PASSWORD)
            asked = [
                (get(f"/api/territory/locate?lon={lon!r}&lat={lat!r}&accuracy_m=10", cookie=session.cookie))
                for lon, lat in where[5000:9000].tolist()
            ]
            send(running.port, asked[:400], concurrency=8)
            figures = []
            for concurrency, limit in ((1, 10), (8, 30)):
                latencies = send(running.port, asked[400:], concurrency=concurrency)
                if latencies.not_well() or len(latencies.answers) != len(asked) - 400:
                    sys.exit(f"not every point was answered: {latencies.not_well()[:5]}")
                name = "alone" if concurrency == 1 else f"concurrency {concurrency}"
                figures.append(Figure(f"p95, {name}", latencies.percentile(0.95), "ms", limit))
                figures.append(Figure(f"requests, {name}", latencies.per_second, "/s"))
            figures.append(Figure("web process", running.web_megabytes(), "MB", 200))
    return report(f"One point by HTTP, {len(rings):,} grids, sessions on", figures)


if __name__ == "__main__":
    sys.exit(main())
