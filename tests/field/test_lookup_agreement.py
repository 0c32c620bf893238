"""Do the phone's scripts judge as the server does: whose ground, whose work, how alike?"""

import gzip
import json
import subprocess
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path
from random import Random

import numpy as np
import pytest
import shapely

from wangge.rules.geometry.locating import Locator
from wangge.rules.geometry.metres import distances_m
from wangge.rules.routing import Route, Routing

STATIC = Path(__file__).resolve().parents[2] / "src/wangge/field/static/field"
STEP = 1e-6
STEP_M = 0.2  # a corner rounded to the step moves by less
SEED = 4
POINTS = 2000
# On stdin {module, calls: [[name, args]]}, on stdout the results; `unpack` turns the first part into units once.
RUN = """
import {{ readFileSync }} from "node:fs";
const {{ part, calls }} = JSON.parse(readFileSync(0, "utf8"));
const rules = await import("{module}");
const units = part ? rules.unpacked(part) : null;
console.log(JSON.stringify(calls.map(([name, ...args]) =>
  typeof rules[name] === "function" ? rules[name](...(units ? [units, ...args] : args)) : rules[name])));
"""


@pytest.fixture(scope="module")
def grids() -> tuple[list[str], np.ndarray]:
    """Codes and outlines of the demo street's grids, in degrees."""
    packed = files("wangge.config").joinpath("demo", "huayuanlu", "grids.geojson.gz").read_bytes()
    features = json.loads(gzip.decompress(packed))["features"]
    outlines = [shapely.from_geojson(json.dumps(feature["geometry"])) for feature in features]
    return [feature["properties"]["code"] for feature in features], np.array(outlines, dtype=object)


@pytest.fixture(scope="module")
def part(grids: tuple[list[str], np.ndarray]) -> dict[str, object]:
    """The street as the bundle's part `grids` holds it, in whole steps from a zero."""
    codes, outlines = grids
    zero = tuple(shapely.total_bounds(outlines)[:2])
    units = [
        {
            "code": code,
            "name": code,
            "level": 5,
            "parent": code[:12],
            "mine": False,
            "rings": rings(outline, zero),
        }
        for code, outline in zip(codes, outlines, strict=True)
    ]
    return {"county": "410105", "zero": zero, "step": STEP, "units": units}


def rings(outline: shapely.Geometry, zero: tuple[float, ...]) -> list[list[int]]:
    packed = []
    for polygon in shapely.get_parts(outline):
        for ring in (polygon.exterior, *polygon.interiors):
            whole = np.round((shapely.get_coordinates(ring) - zero) / STEP).astype(int)
            packed.append(np.concatenate([whole[:1], np.diff(whole, axis=0)]).ravel().tolist())
    return packed


def on_phone(module: str, calls: list[list[object]], part: object = None) -> list[dict[str, object]]:
    """What the phone's rules answer, run by Node alone."""
    script = RUN.format(module=(STATIC / module).as_uri())
    told = json.dumps({"part": part, "calls": calls})
    words = ["node", "--input-type=module", "--eval", script]
    done = subprocess.run(words, input=told, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_two_thousand_points_are_judged_alike_but_for_the_rounding_of_outlines(
    grids: tuple[list[str], np.ndarray], part: object
) -> None:
    codes, outlines = grids
    chance = Random(SEED)
    west, south, east, north = shapely.total_bounds(outlines)
    points = [
        (chance.uniform(west - 0.001, east + 0.001), chance.uniform(south - 0.001, north + 0.001),
         chance.choice([0, 3, 8, 15, 20, 30, 60, 120]))
        for _ in range(POINTS)
    ]  # fmt: skip
    locator = Locator(codes, outlines)

    answers = on_phone("lookup_rules.js", [["placeOf", *point] for point in points], part)

    differ = 0
    for (lon, lat, accuracy), told in zip(points, answers, strict=True):
        here = locator.place(lon, lat, accuracy)
        if (told["verdict"], told["unit"], told["candidates"]) == (
            here.verdict,
            here.unit,
            list(here.candidates),
        ):
            continue
        differ += 1
        metres = distances_m(outlines.copy(), np.full(len(codes), lon), np.full(len(codes), lat))
        edges = np.array([edge_m(outline, lon, lat) for outline in outlines[metres < accuracy + 1]])
        near = np.concatenate([edges, np.abs(metres - accuracy), _gaps(metres[metres <= accuracy + STEP_M])])
        assert near.min() < STEP_M, (lon, lat, accuracy, told, here)
    assert differ < POINTS / 100


def edge_m(outline: shapely.Geometry, lon: float, lat: float) -> float:
    """Metres from a point to an outline's own line, inside or out."""
    return metres_to(shapely.boundary(outline), lon, lat)


def metres_to(shape: shapely.Geometry, lon: float, lat: float) -> float:
    """Metres from a point to a shape, 0 inside."""
    return float(distances_m(np.array([shape], dtype=object), np.array([lon]), np.array([lat]))[0])


def _gaps(metres: np.ndarray) -> np.ndarray:
    # Candidates as far as each other may stand in either order.
    return np.diff(np.sort(metres)) if len(metres) > 1 else np.array([np.inf])


def test_points_thirty_metres_from_a_border_are_flagged_and_never_guessed(
    grids: tuple[list[str], np.ndarray], part: object
) -> None:
    codes, outlines = grids
    chance = Random(SEED)
    asked: list[tuple[str, float, float]] = []
    for code, outline in zip(codes, outlines, strict=True):
        within = shapely.buffer(
            outline, -29.5 / 111_320
        )  # a degree of longitude is shorter: nearer, never farther
        if not within.is_empty:
            line = within.boundary
            spots = [line.interpolate(chance.random(), normalized=True) for _ in range(5)]
            # Where the street ends there is no neighbour to be mistaken for.
            others = shapely.union_all(outlines[np.array(codes) != code])
            asked += [(code, spot.x, spot.y) for spot in spots if metres_to(others, spot.x, spot.y) <= 30]

    answers = on_phone("lookup_rules.js", [["placeOf", lon, lat, 30] for _, lon, lat in asked], part)

    assert len(asked) > 500
    assert {told["verdict"] for told in answers} == {"border"}
    assert all(code in told["candidates"] for (code, _, _), told in zip(asked, answers, strict=True))  # type: ignore[operator]


def test_the_department_is_the_one_that_the_server_routes_to() -> None:
    rows = [
        Route("a", 1, "S:part:01*", "410105002001", "water"),
        Route("b", 1, "S:part:0102", "", "light", from_on=date(2024, 1, 1), until_on=date(2024, 7, 1)),
        Route("c", 2, "S:part:01*", "410105", "district"),
        Route("d", 3, "S:*", "", "rest"),
    ]
    paths = [["410105"], ["410105", "410105002", "410105002001"], ["410105", "410105002", "410105002002"]]
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 30), date(2024, 7, 1)]
    kinds = ["S:part:0101", "S:part:0102", "S:event:0101", "T:event:0101"]
    asked = [(kind, path, day) for kind in kinds for path in paths for day in days]
    routes = {"rows": [_told(row) for row in rows], "departments": {}, "limits": {}}

    answers = on_phone(
        "whose_rules.js", [["whoseWork", routes, kind, path, str(day)] for kind, path, day in asked]
    )

    routing = Routing(rows)
    for (kind, path, day), told in zip(asked, answers, strict=True):
        decided = routing.decide(kind, path, day)
        assert (told and told["code"]) == (decided and decided.department)


def _told(row: Route) -> dict[str, object]:
    return {
        "order": row.order, "category": row.category, "unit": row.unit, "department": row.department,
        "from_on": row.from_on and str(row.from_on), "until_on": row.until_on and str(row.until_on),
    }  # fmt: skip


def test_likeness_weighs_with_the_numbers_that_were_fitted() -> None:
    fitted = tomllib.loads(files("wangge.cases").joinpath("data", "likeness.toml").read_text("utf-8"))

    [weights] = on_phone("near_rules.js", [["WEIGHTS"]])

    for name, number in weights.items():
        expected = {key: fitted["prior"][key] for key in number} if name == "prior" else fitted[name]  # type: ignore[attr-defined]
        assert number == expected, name
