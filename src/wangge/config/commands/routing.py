"""`wangge routing check`: which category at which grid has no owner, and which row never decides?"""

import argparse
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from wangge.cases.queries.desk import Desk, counties, desk
from wangge.config.commands.telling import tell
from wangge.rules.routing import Routing, RoutingFault, routing_faults, widest
from wangge.territory.queries import units


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("routing", help="check who answers for what where")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    parser = acts.add_parser(
        "check",
        help="list what nobody answers for, and rows that never decide",
        description="Looks at every category in use at every grid, today and on each day to come on which a row"
        " begins or ends. Ends with 1 when something is found. --json names every category and grid; without it"
        " each category has one line, and a street stands for its grids.",
    )
    parser.add_argument("--county", default="")
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DAY", help="from which day on (default: today)"
    )
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


@dataclass(frozen=True, slots=True)
class Checked:
    """What one county's rows lack."""

    county: str
    known: Desk
    paths: list[tuple[str, ...]]
    faults: list[RoutingFault]


def run(args: argparse.Namespace) -> int:
    asked = [args.county] if args.county else list(counties())
    found = [_check(county, args.on or timezone.localdate()) for county in asked]
    if args.json:
        faults = [{"county": one.county, **_plain(fault)} for one in found for fault in one.faults]
        tell({"counties": len(found), "faults": faults}, as_json=True)
    else:
        for one in found:
            sizes = f"{len(one.known.categories)} categories x {len(one.paths)} grids"
            tell({one.county: f"{sizes}, {len(one.faults)} faults"}, as_json=False)
            for line in (*_holes(one), *_rows(one)):
                print(f"  {line}")
    return 1 if any(one.faults for one in found) else 0


def _check(county: str, on: date) -> Checked:
    known, territory = desk(county), units(county)
    parents = {row.parent for row in territory.values()}
    lowest = [row.path for row in territory.values() if row.code not in parents]
    paths = [(county, *(code for code in path if code != county)) for path in lowest]
    # A row that sends to nobody owns nothing.
    rows = [route for route in known.routing.routes if route.department in known.departments]
    faults = [
        RoutingFault("unknown_department", route.category, route.unit, route.key, route.from_on or on)
        for route in known.routing.routes
        if route.department not in known.departments and (route.until_on is None or route.until_on > on)
    ]
    return Checked(county, known, paths, faults + routing_faults(Routing(rows), known.categories, paths, on))


def _plain(fault: RoutingFault) -> dict[str, object]:
    return asdict(fault) | {"from_on": fault.from_on.isoformat()}


def _holes(one: Checked) -> list[str]:
    grids: dict[tuple[str, date], set[str]] = {}
    for fault in one.faults:
        if fault.kind == "unrouted":
            grids.setdefault((fault.category, fault.from_on), set()).add(fault.unit)
    places: dict[frozenset[str], str] = {}  # the same hole is measured once
    lines = []
    for (category, day), hole in grids.items():
        key = frozenset(hole)
        if key not in places:
            places[key] = ", ".join(widest(key, one.paths))
        lines.append(f"unrouted from {day}: {category} at {places[key]}")
    return lines


def _rows(one: Checked) -> list[str]:
    orders = {route.key: route for route in one.known.routing.routes}
    return [
        f"{fault.kind} row {orders[fault.row].order}: {fault.category} at {fault.unit or 'everywhere'}"
        f" -> {orders[fault.row].department}"
        for fault in one.faults
        if fault.row
    ]
