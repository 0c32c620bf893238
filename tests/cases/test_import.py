"""Does real history come in whole, once, and with a reason for every row that stays out?

The mappings are those of docs/import.md: what the page shows is what runs here.
"""

import csv
import gzip
import json
import re
import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.builders import COMMUNITIES, COUNTY, GRIDS, inside, make_office
from tests.house.reading import ROOT
from wangge.cases.importing import taking
from wangge.cases.importing.crowding import Survey
from wangge.cases.models import Case, CaseText
from wangge.config.cli import main
from wangge.config.commands.cases import take_in
from wangge.foundation.models import Event
from wangge.rules.geometry.coordinates import System, from_wgs84
from wangge.rules.mapping import read_map

PAGE = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
KEYS = ["read", "taken", "already", "rejected", "ungeocoded", "seconds"]
SIMPLE = """
[source]
name = "simple"
[fields]
id = "no"
words = "text"
[times]
zone = "Asia/Shanghai"
reported_at = "opened"
closed_at = "closed"
[category]
scheme = "zz-ledger"
column = "class"
[position]
crs = "EPSG:4326"
lon = "lon"
lat = "lat"
"""
HEAD = ("no", "opened", "closed", "class", "lon", "lat", "text")


@pytest.fixture
def office(db: None) -> None:
    make_office()


def example(number: int, *, language: str = "toml") -> str:
    section = PAGE.split(f"## Example {number}")[1].split("\n## ")[0]
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found, number
    return found[1]


def a_row(ref: str, **changes: str) -> dict[str, str]:
    lon, lat = inside(GRIDS[0])
    plain = dict(
        zip(
            HEAD,
            (ref, "2024-01-02 10:00", "2024-01-03 10:00", "0801", str(lon), str(lat), "垃圾"),
            strict=True,
        )
    )
    return plain | changes


def write_csv(file: Path, rows: Sequence[dict[str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, HEAD)
        writer.writeheader()
        writer.writerows(rows)
    return file


@pytest.fixture
def enter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, dict[str, object]]]:
    """Run `wangge cases import FILE --json` with a mapping; its exit status and what it printed."""

    def run(file: Path, mapping: str = SIMPLE) -> tuple[int, dict[str, object]]:
        written = tmp_path / "MAP.toml"
        written.write_text(mapping, encoding="utf-8")
        rejects = tmp_path / "rejects.csv"
        words = ["cases", "import", str(file), "--map", str(written), "--rejects", str(rejects), "--json"]
        code = main(words)
        out, err = capsys.readouterr()
        return code, json.loads(out or err)

    return run


def rejects_of(folder: Path) -> list[dict[str, str]]:
    file = folder / "rejects.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


Enter = Callable[..., tuple[int, dict[str, object]]]


def test_the_first_example_is_the_mapping_of_the_demo() -> None:
    packaged = (ROOT / "src/wangge/config/demo/boston/MAP.toml").read_text(encoding="utf-8")

    assert tomllib.loads(example(1)) == tomllib.loads(packaged)


@pytest.mark.usefixtures("office")
def test_a_hotline_in_json_lines_comes_in_by_the_second_example(enter: Enter, tmp_path: Path) -> None:
    file = tmp_path / "orders.jsonl.gz"
    file.write_bytes(gzip.compress(example(2, language="json").encode()))

    code, told = enter(file, example(2))

    assert code == 0
    assert list(told) == KEYS
    assert [told[key] for key in KEYS[:5]] == [3, 2, 0, 1, 0]
    rubbish, lamp = Case.objects.order_by("reported_at")
    assert (rubbish.category, rubbish.end, rubbish.department) == ("zz-ledger:event:0801", "solved", "parks")
    assert rubbish.reported_at == datetime(2024, 3, 1, 1, 30, tzinfo=UTC)
    assert (rubbish.located, rubbish.grid, rubbish.accuracy_m) == ("inside", GRIDS[0], 20)
    assert rubbish.lon_e7 is not None
    assert rubbish.lat_e7 is not None
    assert (rubbish.lon_e7 / 1e7, rubbish.lat_e7 / 1e7) == pytest.approx(inside(GRIDS[0]), abs=1e-5)
    assert CaseText.objects.get(case=rubbish.id).words == "楼下垃圾没人清 三天了"
    assert (lamp.located, lamp.unit, lamp.lon_e7, lamp.ended_at) == ("named", COMMUNITIES[0], None, None)
    [skipped] = rejects_of(tmp_path)
    assert (skipped["line"], skipped["id"], skipped["code"]) == ("3", "ZZ240301-0019", "import.skipped")


@pytest.mark.usefixtures("office")
def test_another_programs_parquet_comes_in_by_the_third_example(enter: Enter, tmp_path: Path) -> None:
    lon, lat = (float(one[0]) for one in from_wgs84(*inside(GRIDS[3]), System.BD09))
    made = 1_700_000_000_000
    columns = {
        "event_id": [7, 8, 9], "description": ["井盖破损", None, "箱盖开着"], "created": [made, made, made],
        "finished": [made + 3_600_000, None, made + 60_000], "deadline": [made + 60_000, made, None],
        "class_code": ["0101", "0101", "0102"], "bd_x": [lon, None, lon], "bd_y": [lat, None, lat],
        "radius": [12.5, None, 0.0], "status": [1, 0, 2], "origin": [1, 2, None],
    }  # fmt: skip
    file = tmp_path / "events.parquet"
    pq.write_table(pa.table(columns), file)

    code, told = enter(file, example(3))

    assert (code, [told[key] for key in KEYS[:5]]) == (0, [3, 3, 0, 0, 1])
    late, waiting, on_the_spot = Case.objects.order_by("source_ref")
    assert (late.grid, late.located, late.on_time) == (GRIDS[3], "inside", False)
    assert late.overdue_at == late.due_at
    assert late.reported_at == datetime.fromtimestamp(made / 1000, UTC)
    assert (waiting.located, waiting.unit, waiting.channel) == ("ungeocoded", COUNTY, "video")
    assert (on_the_spot.end, on_the_spot.channel) == ("settled", "resident")


@pytest.mark.usefixtures("office")
def test_a_second_run_doubles_nothing_and_takes_what_is_new(enter: Enter, tmp_path: Path) -> None:
    rows = [a_row(str(number)) for number in range(5)]

    first = enter(write_csv(tmp_path / "past.csv", rows))[1]
    again = enter(write_csv(tmp_path / "past.csv", [*rows, a_row("5")]))[1]

    assert [(told["taken"], told["already"]) for told in (first, again)] == [(5, 0), (1, 5)]
    assert (Case.objects.count(), Event.objects.filter(kind__startswith="case.").count()) == (6, 12)


SPOILT = gzip.compress(",".join(HEAD).encode() * 99, mtime=0)[:40] + bytes(60)
FAULTY = {
    "import.bad_id": {"no": ""},
    "import.no_time": {"opened": ""},
    "import.bad_time": {"opened": "yesterday"},
    "import.time_out_of_range": {"opened": "2924-01-01", "closed": ""},
    "import.closed_before_reported": {"closed": "2024-01-02 09:59"},
    "import.unknown_category": {"class": "9999"},
    "import.half_point": {"lat": ""},
    "import.bad_number": {"lon": "113,68"},
    "import.text_too_long": {"text": "字" * 2001},
    "territory.swapped": {"lon": "34.785", "lat": "113.685"},
    "territory.not_degrees": {"lon": "471234.5", "lat": "3849000"},
}


@pytest.mark.usefixtures("office")
def test_every_row_is_taken_or_has_its_reason_in_the_rejects_file(enter: Enter, tmp_path: Path) -> None:
    good = [a_row("good 1"), a_row("good 2", lon="", lat="")]
    bad = [a_row(f"bad {number}", **change) for number, change in enumerate(FAULTY.values())]

    code, told = enter(write_csv(tmp_path / "past.csv", [good[0], *bad, good[1]]))

    assert (code, [told[key] for key in KEYS[:5]]) == (0, [13, 2, 0, 11, 1])
    rejects = rejects_of(tmp_path)
    assert [row["code"] for row in rejects] == list(FAULTY)
    assert [int(row["line"]) for row in rejects] == list(range(3, 14))
    assert all(row["reason_zh"] and row["reason_en"] and row["field"] for row in rejects)
    assert not [row for row in rejects if "{" in row["reason_zh"] + row["reason_en"]]


@pytest.mark.usefixtures("office")
def test_a_run_without_rejects_leaves_no_old_rejects_file(enter: Enter, tmp_path: Path) -> None:
    enter(write_csv(tmp_path / "past.csv", [a_row("1", opened="")]))
    assert rejects_of(tmp_path)

    enter(write_csv(tmp_path / "past.csv", [a_row("1")]))

    assert not (tmp_path / "rejects.csv").exists()


@pytest.mark.usefixtures("office")
def test_a_shared_placeholder_is_found_and_counts_as_ungeocoded(enter: Enter, tmp_path: Path) -> None:
    lon, lat = inside(GRIDS[1])
    spread = [a_row(f"spread {at}", lon=str(lon + at * 1e-6), lat=str(lat)) for at in range(300)]
    heap = [a_row(f"heap {at}") for at in range(100)]
    few = [a_row(f"few {at}", lon=str(lon), lat=str(lat - 0.001)) for at in range(99)]

    told = enter(write_csv(tmp_path / "past.csv", [*spread, *heap, *few]))[1]

    assert (told["taken"], told["ungeocoded"]) == (499, 100)
    assert set(Case.objects.filter(located="ungeocoded").values_list("lon_e7", "grid", "unit")) == {
        (None, "", COUNTY)
    }


@pytest.mark.usefixtures("office")
def test_a_point_on_a_border_takes_the_nearest_grid_provisionally(enter: Enter, tmp_path: Path) -> None:
    lon, _ = inside(GRIDS[0])

    enter(write_csv(tmp_path / "past.csv", [a_row("1", lon=str(lon + 0.00498)), a_row("2", lon=str(lon + 1))]),
          SIMPLE + "accuracy_m = 5\n")  # fmt: skip

    near, far = Case.objects.order_by("source_ref")
    assert (near.located, near.provisional, near.grid) == ("border", True, GRIDS[0])
    assert near.candidates == f"{GRIDS[0]};{GRIDS[1]}"
    assert (far.located, far.unit, far.provisional) == ("outside", COUNTY, False)


@pytest.mark.usefixtures("office")
def test_a_matter_that_points_at_people_keeps_no_point(enter: Enter, tmp_path: Path) -> None:
    enter(write_csv(tmp_path / "past.csv", [a_row("1", **{"class": "0501"})]))

    case = Case.objects.get()
    assert (case.lon_e7, case.grid, case.unit, case.cell) == (None, "", COMMUNITIES[0], "")


UNUSABLE = {
    "mapping.missing": (SIMPLE.replace('crs = "EPSG:4326"', ""), "position.crs"),
    "mapping.unknown_key": (SIMPLE + 'colour = "red"', "position.colour"),
    "mapping.wrong_value": (SIMPLE.replace("Asia/Shanghai", "Asia/Nowhere"), "times.zone"),
    "import.map_unreadable": ("[source", None),
    "import.column_missing": (SIMPLE.replace('"text"', '"words"'), "words"),
    "territory.crs_unknown": (SIMPLE.replace("EPSG:4326", "EPSG:999999"), "crs"),
}


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("fault", UNUSABLE)
def test_a_mapping_that_cannot_be_used_is_refused_by_name(fault: str, enter: Enter, tmp_path: Path) -> None:
    mapping, field = UNUSABLE[fault]

    code, told = enter(write_csv(tmp_path / "past.csv", [a_row("1")]), mapping)

    assert (code, told["code"]) == (2, fault)
    assert told["facts"].get("field") == field  # type: ignore[attr-defined]
    assert not Case.objects.exists()


@pytest.mark.usefixtures("office")
def test_points_of_another_system_than_declared_are_rejected_and_the_exit_says_so(
    enter: Enter, tmp_path: Path
) -> None:
    rows = [a_row("1", lon="-71.06", lat="42.36"), a_row("2", lon="-71.07", lat="42.35")]

    code, told = enter(write_csv(tmp_path / "past.csv", rows), SIMPLE.replace("EPSG:4326", "GCJ-02"))

    assert (code, told["rejected"], told["taken"]) == (1, 2, 0)
    assert [(row["code"], row["field"]) for row in rejects_of(tmp_path)] == [
        ("territory.crs_not_here", "crs")
    ] * 2


@pytest.mark.usefixtures("office")
def test_a_unit_that_nobody_knows_by_that_name_is_rejected_by_row(enter: Enter, tmp_path: Path) -> None:
    named = example(2).replace('"wz.sq"', '"unit"')
    lines = [
        json.dumps({"gdbh": str(number), "slsj": "2024-03-01", "lx": "路灯", "unit": unit})
        for number, unit in enumerate(["第一社区", "第九社区"])
    ]
    (tmp_path / "orders.jsonl").write_text("\n".join(lines))

    code, told = enter(tmp_path / "orders.jsonl", named)

    assert (code, told["taken"], told["rejected"]) == (0, 1, 1)
    assert [row["code"] for row in rejects_of(tmp_path)] == ["import.unknown_unit"]


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("past.csv", b"", "import.empty"),
        ("past.jsonl", b"", "import.empty"),
        ("past.csv", "编号,时间\n".encode("gb18030"), "import.encoding"),
        ("past.csv.gz", b"no gzip at all", "import.unreadable"),
        ("past.parquet", b"no parquet", "import.unreadable"),
        ("past.docx", b"?", "import.format"),
        ("past.csv.gz", SPOILT, "import.unreadable"),
        ("past.parquet", b"PAR1" + bytes(200) + b"PAR1", "import.unreadable"),
        ("past.jsonl", b"[" + b" " * 64_000_000 + b"]", "import.not_lines"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    name: str, content: bytes, fault: str, enter: Enter, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)

    code, told = enter(tmp_path / name)

    assert (code, told["code"]) == (2, fault)


@pytest.mark.usefixtures("office")
def test_a_file_with_a_head_and_no_rows_is_an_empty_import(enter: Enter, tmp_path: Path) -> None:
    code, told = enter(write_csv(tmp_path / "past.csv", []))

    assert (code, [told[key] for key in KEYS[:5]]) == (0, [0, 0, 0, 0, 0])


@pytest.mark.usefixtures("office")
def test_a_text_of_a_megabyte_is_rejected_and_its_neighbours_are_taken(enter: Enter, tmp_path: Path) -> None:
    rows = [a_row("1"), a_row("2", text="字" * 400_000), a_row("3")]

    told = enter(write_csv(tmp_path / "past.csv", rows))[1]

    assert (told["taken"], told["rejected"]) == (2, 1)
    assert [row["code"] for row in rejects_of(tmp_path)] == ["import.text_too_long"]


@pytest.mark.usefixtures("office")
def test_a_line_that_is_no_object_is_rejected_and_a_hole_in_numbers_is_no_value(
    enter: Enter, tmp_path: Path
) -> None:
    lines = [
        json.dumps(a_row("1")),
        "[1, 2]",
        '{"no": ',
        "9" * 5000,
        "",
        json.dumps(a_row("2") | {"lon": None, "lat": None}),
    ]
    (tmp_path / "past.jsonl").write_text("\n".join(lines))
    pq.write_table(
        pa.table(
            {name: [value] for name, value in a_row("3").items()}
            | {"lon": [float("nan")], "lat": [float("nan")]}
        ),
        tmp_path / "past.parquet",
    )

    told = enter(tmp_path / "past.jsonl")[1]
    rejects = rejects_of(tmp_path)
    holes = enter(tmp_path / "past.parquet")[1]

    assert [told[key] for key in KEYS[:5]] == [5, 2, 0, 3, 1]
    assert [(row["line"], row["code"]) for row in rejects] == [(line, "import.row_json") for line in "234"]
    assert (holes["taken"], holes["ungeocoded"]) == (1, 1)


@pytest.mark.usefixtures("office")
def test_what_was_interrupted_is_finished_by_the_next_run_and_nothing_is_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "CHUNK", 10)
    file = write_csv(tmp_path / "past.csv", [a_row(str(number)) for number in range(25)])
    mapping, chunks = read_map(tomllib.loads(SIMPLE)), []

    def interrupt(size: int) -> None:
        chunks.append(size)
        if len(chunks) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        taking.import_cases(
            file, mapping, COUNTY, seen=Survey(25, frozenset()), now=datetime.now(UTC), reject=print,
            advance=interrupt,
        )  # fmt: skip
    assert Case.objects.count() == 20

    tally, _ = take_in(file, mapping, tmp_path, tmp_path / "rejects.csv")

    assert (tally.read, tally.taken, tally.already, Case.objects.count()) == (25, 5, 20, 25)
