"""`wangge assets`: things (部件) into the register, out of it, and whose they are."""

import argparse
import csv
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from wangge.cases.queries.desk import counties
from wangge.cases.queries.owning import RuleRow, loaded_kinds, who_owns
from wangge.config.commands.telling import tell
from wangge.foundation.refusals import told
from wangge.people.queries import departments
from wangge.rules.assets import AssetMap, AssetState, FieldSet, asset_map
from wangge.rules.errors import Refused
from wangge.rules.ownership import Owned, OwnerState
from wangge.territory.assets_reading import read_assets
from wangge.territory.queries.assets import (
    AssetFilter,
    AssetRow,
    asset_by_code,
    assets_page,
    kinds_held,
    unmapped_units,
)
from wangge.territory.services.assets import AssetReport, Standing, import_assets, map_units

FAULTS_SHOWN = 20


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("assets", help="things (部件) in the register, and whose they are")
    verbs = noun.add_subparsers(dest="verb", required=True, metavar="ACT")
    _register_import(verbs)
    listing = _verb(verbs, "list", "the register by code, or how many of each kind")
    for name, help_ in (("kind", "category, written scheme:part:code"), ("unit", "and all below it")):
        listing.add_argument(f"--{name}", default="", help=help_)
    listing.add_argument("--state", default="", choices=["", *AssetState])
    listing.add_argument("--owner-state", default="", choices=["", *OwnerState])
    listing.add_argument("--kinds", action="store_true", help="only how many of each kind")
    listing.set_defaults(run=run_list)
    owner = _verb(verbs, "owner", "who answers for a thing today, and who was passed over")
    owner.add_argument("code", help="its identifier of 16 or 17 characters")
    owner.set_defaults(run=run_owner)
    units = _verb(verbs, "units", "which department stands for which unit of the register")
    units.add_argument(
        "file", nargs="?", type=Path, help="CSV: unit,department[,name]; without it, what is open"
    )
    units.add_argument("--source", default="", help="who says so")
    units.add_argument("--from", dest="from_on", type=date.fromisoformat, metavar="DAY")
    units.set_defaults(run=run_units)


def _register_import(verbs: "argparse._SubParsersAction[Any]") -> None:
    enter = _verb(verbs, "import", "take a census in: all rows or none (Shapefile, GeoPackage, GeoJSON, CSV)")
    enter.add_argument("file", type=Path)
    enter.add_argument(
        "--set", required=True, dest="fields", choices=list(FieldSet), help="whose column names"
    )
    enter.add_argument("--scheme", default="", help="class scheme (CJ/T 214-2007 or GB/T 47678.5-2026)")
    enter.add_argument(
        "--map", type=Path, metavar="MAP.toml", help="other names of columns, states, owner states"
    )
    enter.add_argument("--crs", default="", help="EPSG:4326, EPSG:4490, GCJ-02, BD-09 or another EPSG code")
    enter.add_argument("--layer", default="", help="layer of a file that has several")
    enter.add_argument("--encoding", default="", help="of a Shapefile or CSV that does not say it: GBK")
    enter.add_argument("--photos", type=Path, metavar="FOLDER", help="where the photos lie that rows name")
    enter.add_argument("--synthetic", action="store_true", help="drawn by us; pages say so")
    enter.add_argument("--rejects", type=Path, metavar="FILE", help="CSV of the rows that cannot be taken")
    enter.set_defaults(run=run_import)


def _verb(verbs: "argparse._SubParsersAction[Any]", name: str, help_: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=help_)
    verb.add_argument("--county", default="", help="needed when several are set up")
    verb.add_argument("--json", action="store_true", help="report as one JSON object")
    return verb


def run_import(args: argparse.Namespace) -> int:
    county = _county(args.county)
    mapping = _mapping(args)
    source = read_assets(
        args.file, mapping, county=county, crs=args.crs, layer=args.layer, encoding=args.encoding
    )
    report = import_assets(
        source, county=county, known_kinds=loaded_kinds(), photos=args.photos, synthetic=args.synthetic,
        now=timezone.now(),
    )  # fmt: skip
    _tell_import(report, as_json=args.json)
    if report.faults and args.rejects:
        _write_rejects(args.rejects, report)
    return 1 if report.faults else 0


def _mapping(args: argparse.Namespace) -> AssetMap:
    said: dict[str, dict[str, str]] = {}
    if args.map:
        try:
            said = tomllib.loads(args.map.read_text(encoding="utf-8"))
        except OSError:
            raise Refused("territory.file_missing", file=args.map.name) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            raise Refused("territory.file_unreadable", file=args.map.name) from None
    for name in said:
        if name not in {"columns", "states", "owner_states"}:
            raise Refused("asset.map_unknown", field=args.map.name, value=name)
    return asset_map(FieldSet(args.fields), scheme=args.scheme, **said)


def _tell_import(report: AssetReport, *, as_json: bool) -> None:
    counts = ("read", "new", "changed", "unchanged", "outside", "elsewhere", "units")
    plain: dict[str, object] = {name: getattr(report, name) for name in counts}
    plain["written"] = not report.faults
    if as_json:
        faults = [{"row": row, "code": fault.code, **_plain(fault)} for row, fault in report.faults.items()]
        tell({**plain, "faults": faults}, as_json=True)
        return
    tell({**plain, "faults": len(report.faults)}, as_json=False)
    for fault in list(report.faults.values())[:FAULTS_SHOWN]:
        print(f"  {fault.code}: {told(fault, 'zh').sentence} {told(fault, 'en').sentence}")
    if len(report.faults) > FAULTS_SHOWN:
        print(f"  … {len(report.faults) - FAULTS_SHOWN} more: --rejects FILE or --json")


def _plain(fault: Refused) -> dict[str, str]:
    return {"field": str(fault.facts.get("field", "")), "sentence": told(fault, "zh").sentence}


def _write_rejects(file: Path, report: AssetReport) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("row", "code", "zh", "en"))
        writer.writerows(
            (row, fault.code, told(fault, "zh").sentence, told(fault, "en").sentence)
            for row, fault in report.faults.items()
        )


def run_list(args: argparse.Namespace) -> int:
    county = _county(args.county)
    if args.kinds:
        tell(kinds_held(county), as_json=args.json)
        return 0
    asked = AssetFilter(args.kind, args.unit, args.state, args.owner_state)
    if args.json:
        tell({"assets": [_told(one) for one in _all(county, asked)]}, as_json=True)
        return 0
    for one in _all(county, asked):
        keeper = one.maintainer or one.owner or one.authority or "-"
        print(f"{one.code}  {one.state:9} {one.owner_state:9} {one.unit or '-':16} {keeper}  {one.name}")
    return 0


def _all(county: str, asked: AssetFilter) -> Iterable[AssetRow]:
    after = ""
    while True:
        rows, after = assets_page(county, asked, after=after)
        yield from rows
        if not after:
            return


def _told(one: AssetRow) -> dict[str, object]:
    plain = asdict(one)
    return {
        name: value if isinstance(value, str | bool | float) or value is None else str(value)
        for name, value in plain.items()
    }


def run_owner(args: argparse.Namespace) -> int:
    county = _county(args.county)
    one = asset_by_code(county, args.code)
    if one is None:
        raise Refused("case.unknown_asset", field="code", asset=args.code[:40])
    on = timezone.localdate()
    found = who_owns(county, None, category="", asset=one.id, lon=None, lat=None, on=on)
    report: dict[str, object] = {
        "code": one.code, "name": one.name, "owner_state": str(one.owner_state),
        "department": found.answer.department, "decided_by": str(found.answer.rung or ""),
    }  # fmt: skip
    lists = {"keepers": _keepers(found.owned), "rulings": _rows(found.rulings), "rules": _rows(found.rules)}
    if args.json:
        tell(report | lists, as_json=True)
    else:
        tell(report, as_json=False)
        for name, rows in lists.items():
            for row in rows:
                print(f"  {name}: " + ", ".join(f"{key} {value}" for key, value in row.items() if value))
    return 0 if found.answer.department else 1


def _rows(rows: Sequence[RuleRow]) -> list[dict[str, str]]:
    return [
        {
            "department": one.department, "category": one.category, "unit": one.unit,
            "from": str(one.from_on or ""), "until": str(one.until_on or ""), "source": one.source,
            "case": one.number,
        }
        for one in rows
    ]  # fmt: skip


def _keepers(owned: Owned | None) -> list[dict[str, str]]:
    return [
        {
            "rung": str(one.rung),
            "unit": one.unit,
            "department": one.department,
            "passed": str(one.passed or ""),
        }
        for one in (owned.keepers if owned else ())
    ]


def run_units(args: argparse.Namespace) -> int:
    county = _county(args.county)
    if args.file is None:
        rows = unmapped_units(county)
        if args.json:
            tell({"without_department": [{"unit": code, "name": name} for code, name in rows]}, as_json=True)
        else:
            tell(dict(rows), as_json=False)
        return 0
    changed = map_units(
        county,
        _standings(args.file),
        departments=departments(county),
        source=args.source,
        from_on=args.from_on,
    )
    tell({"changed": changed, "without_department": len(unmapped_units(county))}, as_json=args.json)
    return 0


def _standings(file: Path) -> list[Standing]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except OSError:
        raise Refused("territory.file_missing", file=file.name) from None
    except (UnicodeDecodeError, csv.Error):
        raise Refused("territory.file_unreadable", file=file.name) from None
    for column in ("unit", "department"):
        if rows and column not in rows[0]:
            raise Refused("territory.column_missing", field=column, file=file.name, has=", ".join(rows[0]))
    return [Standing(row["unit"], row["department"] or "", row.get("name") or "") for row in rows]


def _county(said: str) -> str:
    found = list(counties())
    if said or len(found) == 1:
        return said or found[0]
    raise Refused("import.which_county", field="county", counties=", ".join(found))
