"""What is being worked on at the moment of loading? Reported and moved through the ordinary services."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from wangge.cases.queries.desk import Desk, desk
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import Receipt, Report, report_case
from wangge.cases.services.moving import move_case
from wangge.cases.services.reference import category_key
from wangge.config.demo.huayuanlu.history import spend
from wangge.config.demo.huayuanlu.orders import Came, orders_by_live_row, take_live
from wangge.config.demo.huayuanlu.residents import Told, residents_by_live_row, tell
from wangge.config.demo.huayuanlu.things import LAMP_ITEM, lamp_near
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.people.hats import Hat
from wangge.people.queries import account_by_login, department_holders, hats, holders
from wangge.rules.deadlines import Limit, Unit, working_between
from wangge.rules.posts import PostKind
from wangge.territory.queries import locator, units

ACTS = {
    "filed": "file",
    "dispatched": "dispatch",
    "handling": "sign",
    "handled": "feed_back",
    "checked": "pass",
}
# How long each step took in office time, where another one followed.
TOOK = {
    "reported": timedelta(minutes=15), "filed": timedelta(minutes=25), "dispatched": timedelta(minutes=40),
    "handling": timedelta(minutes=90), "handled": timedelta(minutes=50),
}  # fmt: skip
RESULT = "已到场处理，现场恢复正常。"
LONG_AGO = timedelta(days=60)  # further back than any limit and holiday together
MINUTE = timedelta(minutes=1)


def bring_alive(
    county: str, rows: Sequence[Mapping[str, str]], *, now: datetime, advance: Callable[[int], None]
) -> int:
    """Report each row and move it to its state, at moments before `now`; return how many there were."""
    office = Office(county, now)
    for row in rows:
        with writing():  # the whole walk at once: an interrupted load leaves no case half way
            office.walk(row)
        advance(1)
    return len(rows)


class Office:
    """The people of the demo at work, each case by those whose grid, desk or department it is."""

    def __init__(self, county: str, now: datetime) -> None:
        self.county, self.now, self.known = county, now, desk(county)
        self.hats: dict[str, Hat] = {}
        self.orders = orders_by_live_row()
        self.residents = residents_by_live_row()

    def walk(self, row: Mapping[str, str]) -> None:
        """Report a row, then act until it stands in its state."""
        category = category_key("zz-ledger", "event", row["item"])
        moments = _moments(row["state"], category, float(row["spent"]), self.known, self.now)
        receipt = self._report(row, category, moments.pop("reported"))
        for state, at in moments.items():
            self._act(receipt, state, at, by_two=int(row["number"]) % 3 == 0)

    def _report(self, row: Mapping[str, str], category: str, at: datetime) -> Receipt | Came | Told:
        if order := self.orders.get(row["number"]):
            return take_live(order, row, category, at, now=self.now, county=self.county)
        lon, lat = float(row["lon"]), float(row["lat"])
        place = locator(self.county, at.date()).place(lon, lat, 0)
        report = Report(
            id=uuid7(at), category=category, at=at, channel="grid", words=row["words"], place=row["place"],
            lon=lon, lat=lat, accuracy_m=float(row["accuracy_m"]), photos=_photos(row["photo"]),
            asset=lamp_near(self.county, lon, lat) if row["item"] == LAMP_ITEM else None,
        )  # fmt: skip
        if told := self.residents.get(row["number"]):
            route = self.known.routing.decide(category, units(self.county)[place.unit].path, at.date())
            return tell(
                told, report, county=self.county, unit=place.unit, department=route.department if route else "",
                desk=self.hat("hyl-dispatcher", PostKind.DISPATCHER),
            )  # fmt: skip
        return report_case(self._worker_of(place.unit), report, now=at)

    def _act(self, receipt: Receipt | Came | Told, state: str, at: datetime, *, by_two: bool) -> None:
        brought = Brought()
        if state == "filed":
            hat = self.hat("hyl-leader")
        elif state == "dispatched":
            # One person is dispatcher and shift leader: those cases show that the two powers stay apart.
            hat = self.hat("hyl-two" if by_two else "hyl-dispatcher", PostKind.DISPATCHER)
            brought = Brought(department=receipt.department)
        elif state == "checked":
            hat = self._worker_of(receipt.unit)  # a department handled it: who found it looks again
        else:
            hat = self.handler_of(receipt.department)
            brought = Brought(words=RESULT) if state == "handled" else brought
        move_case(receipt.case_id, ACTS[state], hat=hat, now=at, brought=brought)

    def hat(self, login: str, kind: PostKind | None = None) -> Hat:
        if login not in self.hats:
            account = account_by_login(login)
            held = hats(account.id, on=self.now.date()) if account else []
            self.hats[login] = next(hat for hat in held if kind in {None, hat.kind})
        return self.hats[login]

    def _worker_of(self, grid: str) -> Hat:
        if grid not in self.hats:
            there = holders(self.county, [grid], on=self.now.date())
            self.hats[grid] = next(hat for hat in there if hat.kind is PostKind.GRID_WORKER)
        return self.hats[grid]

    def handler_of(self, department: str) -> Hat:
        if department not in self.hats:
            there = department_holders(self.county, department, on=self.now.date())
            self.hats[department] = next(hat for hat in there if hat.kind is PostKind.HANDLER)
        return self.hats[department]


def _moments(state: str, category: str, spent: float, known: Desk, now: datetime) -> dict[str, datetime]:
    """Return when each step was entered, so that `spent` of the present wait is over at `now`."""
    steps = ["reported", *ACTS]
    walked = steps[: steps.index(state) + 1]
    limit = known.limit_for(category, None, known.today(now))
    if state == "handling":
        # Its clock is the case's limit, which began with the dispatch.
        dispatched_at = _back(now, limit, spent, known)
        entered = {"handling": min(_later(dispatched_at, TOOK["dispatched"], known), now - MINUTE),
                   "dispatched": dispatched_at}  # fmt: skip
    elif state == "dispatched":
        entered = {"dispatched": _back(now, limit, spent, known)}
    else:
        wait = Limit.parse(known.states[state].clock.replace(" ", ""))
        entered = {state: _back(now, wait, spent, known)}
    for step, following in reversed(list(pairwise(walked))):
        if step not in entered:
            entered[step] = _ago(entered[following], TOOK[step], known)
    return {step: entered[step] for step in walked}


def _back(now: datetime, limit: Limit, spent: float, known: Desk) -> datetime:
    if limit.unit in {Unit.EMERGENCY_HOURS, Unit.CALENDAR_DAYS}:
        return now - (spend(now, limit, spent, known) - now)
    hours = timedelta(hours=limit.amount)
    days = timedelta(microseconds=limit.amount * known.calendar.day_length)
    return _ago(now, spent * (hours if limit.unit is Unit.OFFICE_HOURS else days), known)


def _ago(moment: datetime, office_time: timedelta, known: Desk) -> datetime:
    """Return the latest minute from which on this much office time passed until a moment."""
    low, high = -(LONG_AGO // MINUTE), 0
    while high - low > 1:
        middle = (low + high) // 2
        long_enough = working_between(moment + middle * MINUTE, moment, known.calendar) >= office_time
        low, high = (middle, high) if long_enough else (low, middle)
    return moment + low * MINUTE


def _later(moment: datetime, office_time: timedelta, known: Desk) -> datetime:
    return known.calendar.office_time_later(moment, office_time // timedelta(microseconds=1))


def _photos(name: str) -> tuple[bytes, ...]:
    if not name:
        return ()
    return ((Path(__file__).parent / "photos" / name).read_bytes(),)
