"""Claims about a real city: Boston's wards and precincts as they were published."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.territory.drawing import DAY, NOW
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.territory.queries import plan_locator, units
from wangge.territory.reading import Fields, read_units
from wangge.territory.services.checking import check_plan
from wangge.territory.services.drafts import PlanWish
from wangge.territory.services.importing import ImportReport, import_units
from wangge.territory.services.publishing import publish_plan
from wangge.territory.services.snapping import snap_plan

pytestmark = pytest.mark.django_db
PLACEHOLDER = (-71.0587, 42.3594)


@pytest.fixture
def boston(real_data: Path) -> list[ImportReport]:
    wish = PlanWish("boston", code_scheme="free", county="us-boston")
    wards, precincts = (
        real_data / "boston-grid" / name
        for name in ("wards_original.geojson.gz", "precincts_wgs84.geojson.gz")
    )
    drawn = [
        (wards, Level.COMMUNITY, Fields("WARD", "WARD")),
        (precincts, Level.GRID, Fields("ward_precinct", "ward_precinct", "ward")),
    ]
    return [
        import_units(read_units(file, fields, crs="EPSG:4326"), wish, level, code_field=fields.code, now=NOW)
        for file, level, fields in drawn
    ]


def test_the_known_crossing_rings_are_found(boston: list[ImportReport]) -> None:
    wards, precincts = boston

    assert [one.code for one in wards.invalid] == ["5", "16", "17"]
    assert [one.code for one in precincts.invalid] == ["1713", "0511"]
    assert (wards.read, precincts.read) == (22, 255)


def test_every_precinct_finds_its_ward_though_the_files_write_it_differently(
    boston: list[ImportReport],
) -> None:
    publish_plan("boston", DAY, accept_reason="as the city published it", now=NOW)

    grids = [unit for unit in units("us-boston", DAY).values() if unit.level is Level.GRID]

    assert len(grids) == 255
    assert all(unit.path == ("us-boston", str(int(unit.code[:2])), unit.code) for unit in grids)


def test_the_harbour_precinct_lies_outside_its_ward(boston: list[ImportReport]) -> None:
    faults = check_plan("boston").faults

    outside = [fault for fault in faults if fault.kind == "outside_parent"]
    assert outside[0].units == ("0115",)
    assert outside[0].area_m2 == pytest.approx(1_885_080, rel=1e-4)
    assert Counter(str(fault.kind) for fault in faults)["invalid"] == 5
    assert not [fault for fault in faults if fault.kind in {"orphan", "bad_code", "duplicate_code"}]


def test_closing_slivers_leaves_only_what_is_wide(boston: list[ImportReport]) -> None:
    before = check_plan("boston").faults

    moves = snap_plan("boston", 5.0, now=NOW)

    after = check_plan("boston").faults
    assert max(move.widest_m for move in moves) < 5.1
    assert len(before) > 800
    assert len(after) < 20
    with pytest.raises(Refused, match=r"territory.open_faults"):
        publish_plan("boston", DAY, now=NOW)


def test_located_requests_agree_with_the_recorded_precinct(
    boston: list[ImportReport], real_data: Path
) -> None:
    with gzip.open(real_data / "boston-2015" / "requests_2015_q1q3.csv.gz", "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["geocoded"] == "1"]
    points = np.array([(float(row["longitude"]), float(row["latitude"])) for row in rows])

    places = plan_locator("boston").place_many(points[:, 0], points[:, 1])

    recorded = [row["precinct"] for row in rows]
    inside = [(unit, precinct) for unit, precinct in zip(places.units, recorded, strict=True) if unit]
    # Both shares are stated in the data's own notes: 99.98 % fall in a precinct, 94.3 % in the recorded one.
    assert len(inside) / len(rows) > 0.9997
    assert np.mean([unit == precinct for unit, precinct in inside if precinct]) == pytest.approx(
        0.943, abs=0.005
    )
