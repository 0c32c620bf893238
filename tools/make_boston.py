"""Make the Boston demo's files from the collected data: `python tools/make_boston.py ../shared/data`.

Reads the requests of 2015 and the outlines of wards and precincts, writes `src/wangge/config/demo/boston`.
What is changed against the collected files is told in the NOTICE that is written beside them.
"""

import csv
import gzip
import io
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from boston_words import CHINESE

TARGET = Path(__file__).resolve().parents[1] / "src/wangge/config/demo/boston"
KEPT = (
    "case_id", "opened_at", "target_at", "closed_at", "ontime_status", "case_status", "closure_outcome",
    "case_title", "reason", "type", "queue", "department", "source", "street", "neighborhood", "ward",
    "precinct", "latitude", "longitude",
)  # fmt: skip
SCHEME = "boston-311"
# Where the subject most often beside a code says something else.
OWN_NAMES = {
    "BPS_": "Boston Public Schools (BPS_)", "BTDT": "Transportation (BTDT)", "GEN_": "General queue (GEN_)",
    "INFO": "Mayor's hotline (INFO)", "No Q": "No queue",
}  # fmt: skip
NOTICE = """\
City of Boston, ODC-PDDL (Open Data Commons Public Domain Dedication and Licence).

requests.csv.gz   311 service requests opened January to September 2015, as collected: the five largest
                  types, free text, photo links and house numbers are missing. Here columns that the demo
                  does not read are dropped; values are unchanged.
wards.geojson.gz, precincts.geojson.gz
                  wards (22) and precincts (255) before 2022, as published, with properties renamed to
                  code, name and parent and coordinates cut to 6 decimals. Rings that cross themselves are
                  left so: the demo repairs them when it loads them, and says what changed.
classes.csv       the request types in the order of their reason, numbered by us; name_zh is our translation.
departments.csv   department codes of the requests; the names are the subjects most often beside them.
routing.csv       for each type the department that had most of its requests of 2015, by our count.
"""


def main(data: Path) -> None:
    """Write all files of the demo."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with gzip.open(data / "boston-2015/requests_2015_q1q3.csv.gz", "rt", encoding="utf-8") as file:
        requests = list(csv.DictReader(file))
    write_table("requests.csv.gz", KEPT, ([row[name] for name in KEPT] for row in requests))
    write_rules(requests)
    outlines("boston-grid/wards_original.geojson.gz", "wards", data, ward)
    outlines("boston-grid/precincts_wgs84.geojson.gz", "precincts", data, precinct)
    (TARGET / "NOTICE").write_text(NOTICE, encoding="utf-8")


def write_rules(requests: list[dict[str, str]]) -> None:
    """Write classes, departments and routing rows as the requests themselves show them."""
    reason_of = {}
    departments: dict[str, Counter[str]] = defaultdict(Counter)
    handled: dict[str, Counter[str]] = defaultdict(Counter)
    for row in requests:
        reason_of.setdefault(row["type"], row["reason"])
        departments[row["department"]][row["subject"]] += 1
        handled[row["type"]][row["department"]] += 1
    reasons = sorted(set(reason_of.values()))
    codes = {}
    for number, reason in enumerate(reasons, start=1):
        types = sorted(name for name, its in reason_of.items() if its == reason)
        codes |= {name: f"{number:02d}{place:02d}" for place, name in enumerate(types, start=1)}
    write_table(
        "classes.csv", ("scheme", "kind", "code", "name", "name_zh", "major", "major_name"),
        (
            (SCHEME, "event", code, name, CHINESE[name], code[:2], reason_of[name])
            for name, code in sorted(codes.items(), key=second)
        ),
    )  # fmt: skip
    write_table(
        "departments.csv", ("code", "name", "unit"),
        ((code, OWN_NAMES.get(code) or f"{subjects.most_common(1)[0][0]} ({code})", "us-boston")
         for code, subjects in sorted(departments.items())),
    )  # fmt: skip
    write_table(
        "routing.csv", ("order", "scheme", "kind", "code", "unit", "department", "source"),
        ((100, SCHEME, "event", codes[name], "", owners.most_common(1)[0][0], "most requests of 2015")
         for name, owners in sorted(handled.items(), key=lambda one: codes[one[0]])),
    )  # fmt: skip


def second(pair: tuple[str, str]) -> str:
    """Sort by the second of two."""
    return pair[1]


def write_table(name: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a CSV, compressed if its name says so, with the same bytes every time."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    write_bytes(name, text.getvalue().encode())


def write_bytes(name: str, content: bytes) -> None:
    """Write a file; a compressed one carries no time, so that it only changes with its content."""
    (TARGET / name).write_bytes(gzip.compress(content, 9, mtime=0) if name.endswith(".gz") else content)


def ward(properties: dict[str, object]) -> dict[str, str]:
    """Name a ward as the precincts' codes begin."""
    number = int(str(properties["WARD"]))
    return {"code": f"{number:02d}", "name": f"Ward {number}", "parent": "us-boston"}


def precinct(properties: dict[str, object]) -> dict[str, str]:
    """Name a precinct by its published code."""
    own_ward = str(properties["ward"])
    name = f"Ward {int(own_ward)}, precinct {str(properties['precinct']).lstrip('0')}"
    return {"code": str(properties["ward_precinct"]), "name": name, "parent": own_ward}


def outlines(
    source: str, name: str, data: Path, names: Callable[[dict[str, object]], dict[str, str]]
) -> None:
    """Rewrite outlines with our property names and 6 decimals."""
    with gzip.open(data / source, "rt", encoding="utf-8") as file:
        collection = json.load(file)
    features = [
        {"type": "Feature", "properties": names(one["properties"]),
         "geometry": {"type": one["geometry"]["type"], "coordinates": rounded(one["geometry"]["coordinates"])}}
        for one in collection["features"]
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    write_bytes(f"{name}.geojson.gz", text.encode())


def rounded(coordinates: list[object]) -> list[object]:
    """Cut nested coordinates to 6 decimals (0.1 m) and drop points that repeat."""
    if isinstance(coordinates[0], int | float):
        return [round(float(str(one)), 6) for one in coordinates[:2]]
    parts: list[object] = []
    for one in coordinates:
        part = rounded(one)  # type: ignore[arg-type]
        if not parts or part != parts[-1]:
            parts.append(part)
    return parts


if __name__ == "__main__":
    main(Path(sys.argv[1]))
