"""Make the demo street's files: `python tools/make_huayuanlu.py ../shared/data`.

The street 410105002 and its communities have their real names and codes; everything else is drawn
or invented here from one seed: outlines, grids, people, departments and cases. The numbers of places
found and put right are those of the founding article. Writes `src/wangge/config/demo/huayuanlu`.
"""

import csv
import gzip
import io
import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import huayuanlu_cases as cases
import huayuanlu_people as people
import huayuanlu_things as things
import shapely
from blocks import cut, shared
from huayuanlu_photos import photos
from shapely.geometry import Polygon, mapping, shape
from shapely.ops import unary_union

from wangge.rules.geometry.coordinates import System, to_wgs84

SEED = 20120620
TARGET = Path(__file__).resolve().parents[1] / "src/wangge/config/demo/huayuanlu"
STREET = "410105002"
# The article counts over 170 boards in the yards of this street; one grid a board is our assumption.
GRIDS = 172
MIDDLE = (113.684, 34.776)  # about where the street lies, inside the district's outline
METRES_LAT = 110_940.0  # one degree at this latitude (WGS-84)
METRES_LON = 91_580.0
NOTICE = """\
A demo street of the size that the founding article reports.

Real:
- names and codes of the district, the street and its ten communities, from china-division 2.7.0 (National Bureau
  of Statistics, 2023-06-30), under the licence below;
- 4,556 places found and 2,328 put right to date: the article's numbers.

Drawn or invented by us from one seed (tools/make_huayuanlu.py):
- every outline. The street was put inside its district by the outline of Vonng/adcode (CC BY 4.0, not included);
- the number of grids, an assumption: the article counts over 170 boards in the street's yards;
- every thing (covers, lamps, trees) with its identifier, units and photo: identifiers follow the pattern, none is real;
- departments, persons, posts and yards, every matter with its words, photo and times. Names of persons are a
  surname with a word for "sample". Times are moved by whole days, so that rounds end the day before loading.

china-division:

  MIT License

  Copyright (c) 2017 mwn

  Permission is hereby granted, free of charge, to any person obtaining a copy
  of this software and associated documentation files (the "Software"), to deal
  in the Software without restriction, including without limitation the rights
  to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
  copies of the Software, and to permit persons to whom the Software is
  furnished to do so, subject to the following conditions:

  The above copyright notice and this permission notice shall be included in all
  copies or substantial portions of the Software.

  THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
  IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
  FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
  AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
  LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
  OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
  SOFTWARE.
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its outline in degrees."""

    code: str
    name: str
    parent: str
    outline: Polygon


def main(data: Path) -> None:
    """Write every file of the demo."""
    chance = Random(SEED)
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "NOTICE").write_text(NOTICE, encoding="utf-8")
    street, communities, grids = territory(data, chance)
    for name, units in (("streets", [street]), ("communities", communities), ("grids", grids)):
        write_outlines(name, units)
    places = [
        people.Place(one.code, short(one.name), [grid.code for grid in grids if grid.parent == one.code])
        for one in communities
    ]
    write_table("departments.csv", ("code", "name", "unit"), people.departments(places))
    write_table("posts.csv", people.POSTS_HEAD, people.posts(places))
    write_table("routing.csv", ("order", "category", "unit", "department"), people.routes(places))
    outlines = {one.code: one.outline for one in grids}
    write_table("history.csv.gz", cases.HISTORY_HEAD, cases.history(outlines, chance))
    drawn = photos(chance)
    names = {item: name for item, (name, _) in drawn.items()}
    write_table("live.csv", cases.LIVE_HEAD, cases.live(outlines, names, chance))
    (TARGET / "photos").mkdir(exist_ok=True)
    for name, picture in drawn.values():
        write_bytes(f"photos/{name}", picture)
    things.main()


def territory(data: Path, chance: Random) -> tuple[Unit, list[Unit], list[Unit]]:
    """Draw the street, cut it into its communities and these into grids."""
    names = community_names(data)
    ground = street_ground(chance)
    community_grounds = cut(ground, len(names), chance)
    counts = shares([one.area for one in community_grounds], GRIDS)
    grid_grounds = [cut(one, count, chance) for one, count in zip(community_grounds, counts, strict=True)]
    outlines = shared([degrees(one) for grounds in grid_grounds for one in grounds])
    communities, grids = [], []
    # Codes of communities go from north-west to south-east too.
    start, drawn = 0, []
    for count in counts:
        drawn.append(outlines[start : start + count])
        start += count
    drawn.sort(key=lambda its: reading_order(unary_union(its)))
    for (code, name), its in zip(names, drawn, strict=True):
        communities.append(Unit(code, name, STREET, one_polygon(its)))
        for number, outline in enumerate(in_reading_order(its), start=1):
            grids.append(Unit(f"{code}{number:03d}", f"第{number}网格", code, outline))
    street = Unit(STREET, "花园路街道", "410105", one_polygon([one.outline for one in grids]))
    assert_inside_district(data, street)
    return street, communities, grids


def community_names(data: Path) -> list[tuple[str, str]]:
    """Return code and name of the street's communities, by code."""
    with gzip.open(data / "zhengzhou/units_2023.csv.gz", "rt", encoding="utf-8") as file:
        return sorted((row["code"], row["name"]) for row in csv.DictReader(file) if row["parent"] == STREET)


def short(name: str) -> str:
    """Say 甲院社区 for 甲院社区居民委员会."""
    return name.removesuffix("居民委员会")


def street_ground(chance: Random) -> Polygon:
    """Draw the street in metres around its middle: about 3 km2 between four lightly bent roads."""
    corners = [(-830, -930), (850, -900), (800, 910), (-870, 880)]
    edge: list[tuple[float, float]] = []
    for (x, y), (to_x, to_y) in zip(corners, corners[1:] + corners[:1], strict=True):
        edge.append((x, y))
        edge += [
            (x + (to_x - x) * step + chance.gauss(0, 12), y + (to_y - y) * step + chance.gauss(0, 12))
            for step in (0.33, 0.67)
        ]
    return Polygon(edge)


def degrees(ground: Polygon) -> Polygon:
    """Turn metres around the middle into WGS-84 degrees."""
    return Polygon(
        [(MIDDLE[0] + x / METRES_LON, MIDDLE[1] + y / METRES_LAT) for x, y in ground.exterior.coords]
    )


def shares(areas: Sequence[float], total: int) -> list[int]:
    """Share out `total` by area, largest remainders first."""
    whole = sum(areas)
    exact = [area / whole * total for area in areas]
    counts = [math.floor(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda at: counts[at] - exact[at])
    for at in order[: total - sum(counts)]:
        counts[at] += 1
    return counts


def reading_order(outline: Polygon) -> float:
    """Order from the north-west corner to the south-east corner."""
    middle = outline.centroid
    return float(middle.x * 0.35 - middle.y)


def in_reading_order(outlines: Sequence[Polygon]) -> list[Polygon]:
    """Order in rows from west to east, rows from north to south (DB11, Xi'an: numbering of grids)."""
    low, high = min(one.centroid.y for one in outlines), max(one.centroid.y for one in outlines)
    rows = max(1, round(math.sqrt(len(outlines))))
    height = (high - low) / rows or 1
    return sorted(outlines, key=lambda one: (int((high - one.centroid.y) / height * 0.999), one.centroid.x))


def one_polygon(outlines: Iterable[Polygon]) -> Polygon:
    """Unite outlines that touch, keeping every vertex of their outer edge."""
    united = shapely.coverage_union_all(list(outlines))
    if not isinstance(united, Polygon):
        raise TypeError("the parts do not touch")
    return united


def assert_inside_district(data: Path, street: Unit) -> None:
    """Check against the district's published outline, turned from GCJ-02 into WGS-84."""
    with gzip.open(data / "zhengzhou/districts_amap_2018_gcj02.geojson.gz", "rt", encoding="utf-8") as file:
        [district] = [one for one in json.load(file)["features"] if one["properties"]["adcode"] == 410105]
    lons, lats = zip(*shape(district["geometry"]).exterior.coords, strict=True)
    outline = Polygon(list(zip(*to_wgs84(lons, lats, System.GCJ02), strict=True)))
    if not outline.contains(street.outline):
        raise ValueError("the street leaves its district")


def write_outlines(name: str, units: Sequence[Unit]) -> None:
    """Write units as GeoJSON, one feature a line, with 6 decimals."""
    features = [
        {"type": "Feature", "properties": {"code": one.code, "name": one.name, "parent": one.parent},
         "geometry": {"type": "Polygon", "coordinates": rounded(one.outline)}}
        for one in units
    ]  # fmt: skip
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features)
    write_bytes(f"{name}.geojson.gz", f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'.encode())


def rounded(outline: Polygon) -> list[list[list[float]]]:
    """Return rings with 6 decimals; the vertices already lie on that grid."""
    rings = mapping(outline)["coordinates"]
    return [[[round(lon, 6), round(lat, 6)] for lon, lat in ring] for ring in rings]


def write_table(name: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a CSV, compressed if its name says so."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    write_bytes(name, text.getvalue().encode())


def write_bytes(name: str, content: bytes) -> None:
    """Write a file; a compressed one carries no time, so that it only changes with its content."""
    (TARGET / name).write_bytes(gzip.compress(content, 9, mtime=0) if name.endswith(".gz") else content)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
