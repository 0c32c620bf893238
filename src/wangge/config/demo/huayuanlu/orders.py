"""What does the demo's 12345 desk hold? Some of the open matters came by telephone; callers are invented."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.people.hats import Hat
from wangge.people.queries import account_by_login, hats
from wangge.reporters.queries.hotline import order_by_number
from wangge.reporters.services.hotline_acts import rule_unreasonable
from wangge.reporters.services.hotline_calls import Call, write_call
from wangge.reporters.services.hotline_intake import take_order
from wangge.reporters.services.hotline_reading import ReadOrder
from wangge.reporters.services.hotline_setup import save_order_map
from wangge.rules.callbacks import Answers, CallMeans, CallResult
from wangge.rules.hotline import OrderKind, SpecialRoute
from wangge.rules.past import PastRequest
from wangge.territory.queries import locator, units

FOLDER = Path(__file__).parent
STREAM = "zz-12345"


@dataclass(frozen=True, slots=True)
class Came:
    """A matter that came as an order, as the walk through its steps needs it."""

    case_id: UUID
    unit: str
    department: str


def orders_by_live_row() -> dict[str, dict[str, str]]:
    """Return the orders that are open matters of the demo, by the number of their live row."""
    return {row["live"]: row for row in _table() if row["live"]}


def take_live(
    row: Mapping[str, str],
    live: Mapping[str, str],
    category: str,
    at: datetime,
    *,
    now: datetime,
    county: str,
) -> Came:
    """Take in a live row as the order that brought it; `now` is the moment of loading."""
    lon, lat = float(live["lon"]), float(live["lat"])
    place = locator(county, at.date()).place(lon, lat, 0)
    read = _read(row, category, at, now, words=live["words"], place=live["place"], point=(lon, lat))
    take_order(_hat("hyl-clerk", now), read, STREAM, now=now)
    order = order_by_number(county, row["number"])
    route = desk(county).routing.decide(category, units(county)[place.unit].path, at.date())
    if order is None or order.case_id is None:
        raise RuntimeError(f"order {row['number']} of the demo has no case")
    return Came(order.case_id, place.unit, route.department if route else "")


def finish_desk(county: str, *, now: datetime) -> None:
    """Load the centre's mapping, the orders that are no matters, and what call-backs brought; once."""
    save_order_map(county, tomllib.loads((FOLDER / "centre.toml").read_text(encoding="utf-8")), now=now)
    clerk, judge = _hat("hyl-clerk", now), _hat("hyl-overseer", now)
    for row in _table():
        if not row["live"] and order_by_number(county, row["number"]) is None:
            category = f"zz-ledger:event:{row['item']}"
            at = now - timedelta(minutes=40)
            take_order(
                clerk, _read(row, category, at, now, words=row["words"], place=row["place"]), STREAM, now=now
            )
        order = order_by_number(county, row["number"])
        if order is None or order.call_result != CallResult.WAITING or order.missed:
            continue
        if row["call"]:
            write_call(order.id, _call(row["call"]), hat=clerk, now=order.due_at + timedelta(minutes=30))
        if row["ruling"]:
            rule_unreasonable(order.id, row["ruling"], hat=judge, now=order.due_at + timedelta(minutes=40))


def _read(
    row: Mapping[str, str], category: str, at: datetime, now: datetime, *, words: str, place: str,
    point: tuple[float, float] | None = None,
) -> ReadOrder:  # fmt: skip
    due = now + timedelta(hours=float(row["due_hours"]))
    request = PastRequest(
        ref=row["number"], reported_at=at, closed_at=None, due_at=due, outcome="", category=category, point=point,
        accuracy_m=5.0, unit="", words=words, place=place, channel="hotline", department="",
    )  # fmt: skip
    return ReadOrder(
        request, category, "", row["caller"], OrderKind(row["kind"]),
        SpecialRoute(row["route"]) if row["route"] else None, None, None, "",
    )  # fmt: skip


def _call(told: str) -> Call:
    if told == "missed":
        return Call(CallMeans.PHONE, None)
    responded, solved, satisfied = (word == "yes" for word in told.split())
    return Call(CallMeans.PHONE, Answers(responded, solved, satisfied))


def _hat(login: str, now: datetime) -> Hat:
    account = account_by_login(login)
    held = hats(account.id, on=now.date()) if account else []
    return held[0]


def _table() -> list[dict[str, str]]:
    with (FOLDER / "orders.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
