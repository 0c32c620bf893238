"""`wangge cases`: real history in, cases out."""

import argparse
import csv
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from wangge.cases.exporting import Row, write_rows
from wangge.cases.importing.crowding import survey
from wangge.cases.importing.establishing import county_of, establish
from wangge.cases.importing.taking import Rejected, Tally, import_cases
from wangge.cases.queries.desk import counties
from wangge.cases.queries.export import EXPORTED, exported_pages
from wangge.cases.queries.listing import Filters
from wangge.config.commands.progress import step
from wangge.config.commands.telling import tell
from wangge.foundation.refusals import told
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.mapping import ImportMap, read_map
from wangge.rules.periods import Period


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("cases", help="take in past requests, write cases out")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    taking = acts.add_parser(
        "import",
        help="take in a stream of past requests",
        description="CSV, JSON lines or Parquet (.gz may follow); docs/import.md describes the mapping."
        " Safe to interrupt and to run again: what is there already is left alone.",
    )
    taking.add_argument("file", type=Path)
    taking.add_argument("--map", required=True, type=Path, metavar="MAP.toml")
    taking.add_argument("--rejects", type=Path, metavar="FILE", help="CSV of the rows that cannot be taken")
    taking.add_argument("--county", default="", help="where the mapping names none and there are several")
    taking.add_argument("--json", action="store_true")
    taking.set_defaults(run=run_import)
    writing = acts.add_parser("export", help="write cases as CSV, Excel or JSON lines")
    writing.add_argument("--out", required=True, type=Path, metavar="X.csv|X.xlsx|X.jsonl")
    writing.add_argument("--county", default="", help="needed when several are set up")
    for name, help_ in (
        ("unit", "code of a unit of territory"), ("kind", "category, written scheme:kind:code"),
        ("period", "2015, 2015-03 or 2015-03-31"), ("state", "code of a state"),
        ("department", "code of a department"), ("q", "words, two characters or more"),
    ):  # fmt: skip
        writing.add_argument(f"--{name}", default="", help=help_)
    writing.add_argument("--figure", default="found", choices=[str(one) for one in Figure], help="which set")
    writing.add_argument("--json", action="store_true")
    writing.set_defaults(run=run_export)


def run_import(args: argparse.Namespace) -> int:
    mapping = mapping_in(args.map)
    rejects = args.rejects or Path(settings.WANGGE_HOME) / "rejects" / f"{args.file.name}.csv"
    tally, seconds = take_in(args.file, mapping, args.map.parent, rejects, county=args.county)
    tell({**asdict(tally), "seconds": round(seconds, 3)}, as_json=args.json)
    if tally.rejected and not args.json:
        print(f"rejects: {rejects}")
    return 1 if tally.read and tally.read == tally.rejected else 0


def mapping_in(file: Path) -> ImportMap:
    """Read a mapping file; refuse `import.no_file`, `import.map_unreadable` and what `read_map` refuses."""
    try:
        return read_map(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError:
        raise Refused("import.no_file", file=str(file)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refused("import.map_unreadable", file=file.name, fault=str(fault)) from None


def take_in(
    file: Path, mapping: ImportMap, folder: Path, rejects: Path, *, county: str = "", sample: int = 0
) -> tuple[Tally, float]:
    """Import a file with progress and a rejects file; return what became of it and the seconds it took.

    `sample` is about how many rows to take, spread over the file; 0 takes all.
    """
    began = time.monotonic()
    seen = survey(file, mapping)
    own_county = county_of(mapping, county)
    establish(own_county, mapping, folder)
    every = max(1, seen.rows // sample) if sample else 1
    with step(f"import {file.name}", -(-seen.rows // every)) as bar, rejecting(rejects) as reject:
        tally = import_cases(
            file, mapping, own_county, seen=seen, now=timezone.now(), reject=reject, advance=bar.advance,
            every=every,
        )  # fmt: skip
    return tally, time.monotonic() - began


@contextmanager
def rejecting(file: Path) -> Iterator[Callable[[Rejected], None]]:
    """Write rejected rows into a CSV file, made anew and only when there is one."""
    file.unlink(missing_ok=True)
    opened = None
    try:

        def reject(one: Rejected) -> None:
            nonlocal opened
            if opened is None:
                file.parent.mkdir(parents=True, exist_ok=True)
                opened = file.open("w", encoding="utf-8", newline="")
                csv.writer(opened).writerow(("line", "id", "code", "field", "reason_zh", "reason_en"))
            zh, en = told(one.why, "zh"), told(one.why, "en")
            field = one.why.facts.get("field", "")
            csv.writer(opened).writerow((one.line, one.ref, one.why.code, field, zh.sentence, en.sentence))

        yield reject
    finally:
        if opened is not None:
            opened.close()


def run_export(args: argparse.Namespace) -> int:
    filters = Filters(
        figure=Figure(args.figure), unit=args.unit, kind=args.kind, period=Period(args.period),
        state=args.state, department=args.department, q=args.q,
    )  # fmt: skip
    county = args.county or _only_county()
    written = write_rows(args.out, EXPORTED, _rows(county, filters))
    tell({"county": county, "rows": written, "file": str(args.out)}, as_json=args.json)
    return 0


def _only_county() -> str:
    known = list(counties())
    if len(known) != 1:
        raise Refused("import.which_county", field="--county", counties=", ".join(known))
    return known[0]


def _rows(county: str, filters: Filters) -> Iterator[Row]:
    with step("export") as bar:
        for page in exported_pages(county, filters):
            yield from page
            bar.advance(len(page))
