"""Claims about `wangge territory`, run as other people's scripts run it."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import shapely

from tests.serving import environment_for, run_command
from tests.territory.drawing import COMMUNITY, SIDE, WEST, middle, square, write_geojson


class Script:
    """A home of its own, and the commands run on it."""

    def __init__(self, home: Path) -> None:
        self.home, self.environment = home, environment_for(home)
        assert self.run("init")[0] == 0

    def run(self, *words: str) -> tuple[int, str, str]:
        done = run_command(words, self.environment)
        return done.returncode, done.stdout, done.stderr

    def told(self, *words: str) -> tuple[int, dict[str, object]]:
        code, out, _ = self.run(*words, "--json")
        return code, json.loads(out)

    def enter(
        self, level: str, units: Sequence[tuple[str, shapely.Geometry]], *more: str
    ) -> tuple[int, str, str]:
        file = write_geojson(
            self.home / f"{level}.geojson", [({"CODE": code, "NAME": code}, one) for code, one in units]
        )
        return self.run(
            "territory", "import", str(file), "--plan", "p", "--level", level, "--code", "CODE", "--name", "NAME",
            "--crs", "EPSG:4326", "--code-scheme", "gb", *more,
        )  # fmt: skip


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Script:
    return Script(tmp_path_factory.mktemp("script"))


def test_the_whole_way_of_a_plan(script: Script) -> None:
    folder = script.home
    assert script.enter("community", [(COMMUNITY, square(0, 0, columns=2))])[0] == 0
    script.enter(
        "grid", [(f"{COMMUNITY}001", square(0, 0)), (f"{COMMUNITY}002", square(1.1, 0, columns=0.9))]
    )

    code, report = script.told("territory", "check", "--plan", "p")
    (gap,) = report["faults"]  # type: ignore[misc]
    assert (code, report["plan"], report["units"]) == (1, "p", 3)
    assert (gap["kind"], gap["units"]) == ("gap", [f"{COMMUNITY}001", f"{COMMUNITY}002"])  # type: ignore[index]
    assert gap["area_m2"] > 10_000  # type: ignore[index]

    refused = script.run("territory", "publish", "--plan", "p", "--from", "2026-01-01")
    assert refused[0] == 1
    assert "territory.open_faults" in refused[2]

    script.enter("grid", [(f"{COMMUNITY}002", square(1, 0))])
    assert script.told("territory", "check", "--plan", "p") == (0, {"plan": "p", "units": 3, "faults": []})
    assert script.run("territory", "publish", "--plan", "p", "--from", "2026-01-01")[0] == 0

    points, out = folder / "in.csv", folder / "out.csv"
    points.write_text(
        "id,lon,lat\n" + "".join(f"{at},{lon},{lat}\n" for at, (lon, lat) in enumerate([middle(0), middle(9)]))
        + f"b,{WEST + SIDE},{middle(0)[1]}\n"
    )  # fmt: skip
    code, told, _ = script.run("territory", "locate", str(points), "--out", str(out))
    assert code == 0
    assert "crs: EPSG:4326" in told
    with out.open(newline="") as file:
        assert [list(row.values()) for row in csv.DictReader(file)] == [
            ["0", f"{COMMUNITY}001", "inside", ""],
            ["1", "", "outside", ""],
            ["b", "", "border", f"{COMMUNITY}001;{COMMUNITY}002"],
        ]
    assert script.run("territory", "locate", str(points), "--out", str(out), "--on", "2025-12-31")[0] == 2

    exported = folder / "export.geojson"
    assert script.run("territory", "export", "--plan", "p", "--level", "grid", str(exported))[0] == 0
    again = script.run(
        "territory", "import", str(exported), "--plan", "copy", "--level", "grid", "--code", "code", "--name",
        "name", "--parent", "parent", "--json",
    )  # fmt: skip
    assert (again[0], json.loads(again[1])["read"]) == (0, 2)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "--plan", "nowhere"], "territory.unknown_plan"),
        (["publish", "--plan", "p", "--from", "tomorrow"], "invalid"),
        (
            ["import", "no.geojson", "--plan", "x", "--level", "grid", "--code", "c", "--crs", "EPSG:4326"],
            "file_missing",
        ),
        (["import", "no.geojson", "--plan", "x", "--level", "planet", "--code", "c"], "invalid choice"),
        (["locate", "no.csv", "--out", "o.csv", "--plan", "nowhere"], "territory.unknown_plan"),
        (["snap", "--plan", "nowhere", "--width", "1"], "territory.unknown_plan"),
        (["export", "--plan", "nowhere", "--level", "grid", "o.geojson"], "territory.unknown_plan"),
    ],
)
def test_wrong_use_ends_with_two_and_no_traceback(script: Script, words: list[str], says: str) -> None:
    code, _, error = script.run("territory", *words)

    assert code == 2
    assert says in error
    assert "Traceback" not in error


def test_a_refusal_is_said_in_both_languages_or_as_json(script: Script) -> None:
    said = script.enter("street", [("4101", square(0, 0))])[2]
    told = json.loads(script.enter("street", [("4101", square(0, 0))], "--json")[2])

    assert "territory.code_length" in said
    assert "请改正编码" in said
    assert "Correct the code" in said
    assert (told["code"], told["facts"]["row"], told["facts"]["field"]) == (
        "territory.code_length",
        "1",
        "CODE",
    )
