"""Does a mapping say what it means, and is a row read by it as it is written?"""

import copy
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wangge.rules.errors import Refused
from wangge.rules.mapping import ImportMap, read_map
from wangge.rules.past import past_request

NOW = datetime(2024, 3, 5, tzinfo=UTC)
TABLE = tomllib.loads("""
[source]
name = "hotline"
[fields]
id = "no"
words = ["title", "text"]
place = "street"
[times]
zone = "Asia/Shanghai"
reported_at = "opened"
closed_at = "closed"
due_at = "due"
[category]
scheme = "zz-ledger"
column = "type"
values = {rubbish = "0801", lamp = "0702"}
[position]
crs = "GCJ-02"
lon = "x"
lat = "y"
accuracy = "radius"
accuracy_m = 15
placeholder_points = [[113.6, 34.7]]
[outcome]
column = "result"
values = {done = "solved", twice = "duplicate", waiting = ""}
default = "not_solved"
[channel]
column = "source"
values = {phone = "hotline"}
default = "resident"
[skip]
type = ["test"]
""")
ROW = {
    "no": "A-1", "title": "垃圾", "text": "无人清理", "street": "花园路", "opened": "2024-03-01 09:30:00",
    "closed": "2024-03-02T08:00:00+08:00", "due": "", "type": "rubbish", "x": "113.685", "y": "34.776",
    "radius": "", "result": "done", "source": "phone",
}  # fmt: skip


def mapping(**changes: dict[str, object] | None) -> ImportMap:
    table = copy.deepcopy(TABLE)
    for name, change in changes.items():
        table[name] = table.get(name, {}) | (change or {})
    return read_map(table)


def refusal(**changes: dict[str, object] | None) -> Refused:
    with pytest.raises(Refused) as caught:
        mapping(**changes)
    return caught.value


def read(**changes: str) -> Refused | object:
    try:
        return past_request(mapping(), ROW | changes, now=NOW)
    except Refused as refused:
        return refused.code, refused.facts["field"]


def test_a_row_is_read_by_its_mapping() -> None:
    request = past_request(mapping(), ROW, now=NOW)

    assert request.ref == "A-1"
    assert request.reported_at == datetime(2024, 3, 1, 1, 30, tzinfo=UTC)
    assert request.closed_at == datetime(2024, 3, 2, 0, 0, tzinfo=UTC)
    assert request.due_at is None
    assert (request.outcome, request.category, request.channel) == ("solved", "0801", "hotline")
    assert (request.point, request.accuracy_m) == ((113.685, 34.776), 15)
    assert (request.words, request.place) == ("垃圾 无人清理", "花园路")


def test_a_row_without_a_moment_of_closing_is_open_whatever_else_it_says() -> None:
    request = past_request(mapping(), ROW | {"closed": "", "result": "done"}, now=NOW)

    assert (request.outcome, request.closed_at) == ("", None)


def test_what_the_source_calls_waiting_is_open_though_it_has_a_moment() -> None:
    request = past_request(mapping(), ROW | {"result": "waiting"}, now=NOW)

    assert (request.outcome, request.closed_at) == ("", None)


@pytest.mark.parametrize("place", [("113.6", "34.7"), ("0", "0"), ("", "")])
def test_a_placeholder_is_no_place(place: tuple[str, str]) -> None:
    request = past_request(mapping(), ROW | {"x": place[0], "y": place[1]}, now=NOW)

    assert request.point is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"no": ""}, ("import.bad_id", "no")),
        ({"no": "1" * 81}, ("import.bad_id", "no")),
        ({"opened": ""}, ("import.no_time", "opened")),
        ({"opened": "yesterday"}, ("import.bad_time", "opened")),
        ({"opened": "2030-01-01"}, ("import.time_out_of_range", "opened")),
        ({"closed": "2024-02-01"}, ("import.closed_before_reported", "closed")),
        ({"closed": "2030-02-01"}, ("import.time_out_of_range", "closed")),
        ({"type": "noise"}, ("import.no_category", "type")),
        ({"type": "test"}, ("import.skipped", "type")),
        ({"x": ""}, ("import.half_point", "x")),
        ({"y": "north"}, ("import.bad_number", "y")),
        ({"y": "nan"}, ("import.bad_number", "y")),
        ({"radius": "-1"}, ("import.bad_number", "radius")),
        ({"text": "长" * 2000}, ("import.text_too_long", "title")),
    ],
)
def test_a_bad_row_is_refused_naming_its_column(changes: dict[str, str], told: tuple[str, str]) -> None:
    assert read(**changes) == told


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("iso", "2024-03-01T01:30:00Z"),
        ("epoch_s", "1709256600"),
        ("epoch_ms", "1709256600000"),
        ("%Y年%m月%d日 %H:%M", "2024年03月01日 09:30"),
    ],
)
def test_a_moment_is_read_in_the_form_that_the_mapping_names(form: str, text: str) -> None:
    request = past_request(mapping(times={"format": form}), ROW | {"opened": text, "closed": ""}, now=NOW)

    assert request.reported_at == datetime(2024, 3, 1, 1, 30, tzinfo=UTC)


def test_a_local_time_that_comes_twice_is_the_first_of_both() -> None:
    request = past_request(
        mapping(times={"zone": "America/New_York"}),
        ROW | {"opened": "2015-11-01 01:30:00", "closed": ""},
        now=NOW,
    )

    assert request.reported_at == datetime(2015, 11, 1, 5, 30, tzinfo=UTC)


@given(st.floats(-180, 180), st.floats(-90, 90).filter(bool))
def test_wkt_gives_the_point_that_two_columns_give(lon: float, lat: float) -> None:
    by_wkt = mapping(position={"lon": "", "lat": "", "wkt": "g"})

    request = past_request(by_wkt, ROW | {"g": f"POINT ({lon!r} {lat!r})"}, now=NOW)

    assert request.point == (lon, lat)


def test_wkt_that_is_no_point_is_refused() -> None:
    by_wkt = mapping(position={"lon": "", "lat": "", "wkt": "g"})

    with pytest.raises(Refused, match=r"import\.bad_point"):
        past_request(by_wkt, ROW | {"g": "LINESTRING (0 0, 1 1)"}, now=NOW)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"fields": {"id": ""}}, "mapping.missing", "fields.id"),
        ({"times": {"zone": "Asia/Nowhere"}}, "mapping.wrong_value", "times.zone"),
        ({"times": {"format": "excel"}}, "mapping.wrong_value", "times.format"),
        ({"times": {"opened_at": "x"}}, "mapping.unknown_key", "times.opened_at"),
        ({"position": {"lat": ""}}, "mapping.missing", "position.lat"),
        ({"position": {"crs": ""}}, "mapping.missing", "position.crs"),
        ({"position": {"placeholder_points": [113.6, 34.7]}}, "mapping.wrong_value", "position.placeholder_points"),
        ({"position": {"placeholder_share": 2}}, "mapping.wrong_value", "position.placeholder_share"),
        ({"outcome": {"values": {"done": "finished"}}}, "mapping.wrong_value", "outcome"),
        ({"outcome": {"default": "finished"}}, "mapping.wrong_value", "outcome"),
        ({"category": {"by": "colour"}}, "mapping.wrong_value", "category.by"),
        ({"source": {"format": "xls"}}, "mapping.wrong_value", "source.format"),
        ({"notes": {"by": "me"}}, "mapping.unknown_key", "notes"),
    ],
)  # fmt: skip
def test_a_bad_mapping_is_refused_naming_its_key(
    changes: dict[str, dict[str, object]], code: str, field: str
) -> None:
    refused = refusal(**changes)

    assert (refused.code, refused.facts["field"]) == (code, field)


def test_a_mapping_names_every_column_that_it_reads_once() -> None:
    assert sorted(mapping().columns) == sorted(ROW)


def test_the_map_of_the_boston_demo_is_whole() -> None:
    file = Path(__file__).parents[2] / "src/wangge/config/demo/boston/MAP.toml"

    assert read_map(tomllib.loads(file.read_text(encoding="utf-8"))).stream == "boston-311"
