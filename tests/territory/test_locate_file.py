"""Claims about points by the file: CSV in, CSV out, refused by line and field."""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely

from tests.territory.drawing import COMMUNITY, DAY, NOW, SIDE, WEST, enter, make_town, middle, square
from wangge.rules.errors import Refused
from wangge.rules.geometry.coordinates import System, from_wgs84
from wangge.rules.geometry.locating import Locator, Verdict
from wangge.rules.levels import Level
from wangge.territory.points import Tally, locate_file
from wangge.territory.queries import plan_locator
from wangge.territory.queries.plans import plan_for_points
from wangge.territory.services.publishing import publish_plan

SHARED = (WEST + SIDE, middle(0)[1])  # on the border of A and B


@pytest.fixture
def locator() -> Locator:
    return Locator(["A", "B"], np.array([square(0, 0), square(1, 0)], dtype=object))


def write(path: Path, rows: Sequence[Sequence[object]], head: str = "id,lon,lat") -> Path:
    path.write_text(head + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows), encoding="utf-8")
    return path


def located(points: Path, locator: Locator, crs: str = "EPSG:4326") -> Tally:
    return locate_file(points, points.with_name("out.csv"), locator, crs=crs, advance=lambda _: None)


def answers(folder: Path) -> list[dict[str, str]]:
    with (folder / "out.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_inside_border_and_outside_are_told_in_the_order_of_the_file(
    tmp_path: Path, locator: Locator
) -> None:
    points = write(
        tmp_path / "in.csv", [("a", *middle(0)), ("b", *SHARED), ("c", *middle(7)), ("d", *middle(1))]
    )

    tally = located(points, locator)

    assert (tmp_path / "out.csv").read_text() == (
        "id,unit_code,verdict,candidates\na,A,inside,\nb,,border,A;B\nc,,outside,\nd,B,inside,\n"
    )
    assert (tally.read, tally.verdicts) == (4, {Verdict.INSIDE: 2, Verdict.BORDER: 1, Verdict.OUTSIDE: 1})


def test_a_missing_accuracy_is_none_at_all(tmp_path: Path, locator: Locator) -> None:
    lon, lat = SHARED[0] + 0.0001, SHARED[1]  # 9 m into B
    points = write(tmp_path / "in.csv", [("a", lon, lat, ""), ("b", lon, lat, 30)], "id,lon,lat,accuracy_m")

    located(points, locator)

    assert [(row["unit_code"], row["candidates"]) for row in answers(tmp_path)] == [("B", ""), ("", "B;A")]


def test_a_mark_of_byte_order_and_windows_line_ends_do_no_harm(tmp_path: Path, locator: Locator) -> None:
    lon, lat = middle(0)
    points = tmp_path / "in.csv"
    points.write_bytes(f"\ufeffid,lon,lat\r\n007,{lon},{lat}\r\n".encode())

    located(points, locator)

    assert answers(tmp_path) == [{"id": "007", "unit_code": "A", "verdict": "inside", "candidates": ""}]


def test_an_id_with_a_comma_comes_back_as_it_was(tmp_path: Path, locator: Locator) -> None:
    points = write(tmp_path / "in.csv", [('"x,1"', *middle(0)), ("二", *middle(0))])

    located(points, locator)

    assert [row["id"] for row in answers(tmp_path)] == ["x,1", "二"]


def test_points_of_another_system_are_turned_first(tmp_path: Path, locator: Locator) -> None:
    lon, lat = from_wgs84(SHARED[0] + 0.0001, SHARED[1], System.BD09)
    points = write(tmp_path / "in.csv", [("a", lon[0], lat[0])])

    located(points, locator, crs="BD-09")

    assert answers(tmp_path)[0]["unit_code"] == "B"


def test_columns_may_stand_in_any_order_beside_others(tmp_path: Path, locator: Locator) -> None:
    lon, lat = middle(0)
    points = write(tmp_path / "in.csv", [(lat, "word", lon, "a")], "lat,note,lon,id")

    located(points, locator)

    assert answers(tmp_path)[0]["unit_code"] == "A"


@pytest.mark.parametrize(
    ("head", "rows", "code", "facts"),
    [
        ("id,lon", [("a", 1)], "territory.column_missing", {"field": "lat"}),
        ("id,lon,lat", [], "territory.empty_file", {}),
        (
            "id,lon,lat",
            [("a", *middle(0)), ("b", "x", 34)],
            "territory.bad_number",
            {"row": 3, "field": "lon"},
        ),
        (
            "id,lon,lat",
            [("a", *middle(0)), ("b", 113, "")],
            "territory.bad_number",
            {"row": 3, "field": "lat"},
        ),
        ("id,lon,lat", [("a", *middle(0)), ("b", 113)], "territory.row_width", {"row": 3}),
        ("id,lon,lat", [("a", 34.78, 113.68)], "territory.swapped", {"row": 2}),
        ("id,lon,lat", [("a", 468000, 3849000)], "territory.not_degrees", {"row": 2}),
        ("id,lon,lat,accuracy_m", [("a", *middle(0), -1)], "territory.bad_accuracy", {"row": 2}),
    ],
)
def test_a_bad_file_is_refused_and_leaves_no_answers(
    tmp_path: Path,
    locator: Locator,
    head: str,
    rows: list[tuple[object, ...]],
    code: str,
    facts: dict[str, object],
) -> None:
    points = write(tmp_path / "in.csv", rows, head)

    with pytest.raises(Refused) as refused:
        located(points, locator)

    assert refused.value.code == code
    assert facts.items() <= refused.value.facts.items()
    assert list(tmp_path.iterdir()) == [points]


def test_swapped_degrees_that_are_still_degrees_are_seen_by_where_they_fall(tmp_path: Path) -> None:
    boston = Locator(["1"], np.array([shapely.box(-71.1, 42.3, -71.0, 42.4)], dtype=object))
    points = write(tmp_path / "in.csv", [("a", 42.35, -71.05)])

    with pytest.raises(Refused, match=r"territory.swapped"):
        located(points, boston)


@pytest.mark.django_db
def test_the_only_plan_in_force_answers_and_of_several_one_must_be_named() -> None:
    with pytest.raises(Refused, match=r"territory.none_in_force"):
        plan_for_points("", DAY)
    make_town()
    publish_plan("town", DAY, now=NOW)
    assert plan_for_points("", DAY) == "town"

    enter("boston", Level.COMMUNITY, [("1", "", shapely.box(-71.1, 42.3, -71.0, 42.4))], code_scheme="free")
    publish_plan("boston", DAY, now=NOW)

    with pytest.raises(Refused, match=r"territory.plan_unsaid"):
        plan_for_points("", DAY)
    assert plan_for_points("boston", DAY) == "boston"
    with pytest.raises(Refused, match=r"territory.not_in_force"):
        plan_for_points("boston", date(2020, 1, 1))


@pytest.mark.django_db
def test_a_draft_answers_when_it_is_named() -> None:
    make_town()

    assert plan_locator(plan_for_points("town", None)).place(*middle(0)).unit == f"{COMMUNITY}000"
