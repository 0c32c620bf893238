"""How does the demo street come to life? Its files are read, shifted to today and taken in by the ordinary services.

`tools/make_huayuanlu.py` makes the files; NOTICE says what in them is real and what is invented.
"""

import csv
import gzip
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from wangge.cases.queries.desk import desk
from wangge.cases.queries.figures import count
from wangge.cases.services.reference import load_reference, set_routes, set_up_county
from wangge.config.demo.ground import lay
from wangge.config.demo.huayuanlu.addresses import name_yards
from wangge.config.demo.huayuanlu.suggesting import bring_model
from wangge.config.demo.huayuanlu.things import stand_things
from wangge.config.subscriptions import CONSUMERS, SIZED
from wangge.foundation.worker import work_off
from wangge.people.queries import account_by_login
from wangge.people.services.accounts import DEMO_PASSWORD, create_account
from wangge.people.services.calendars import load_packaged_calendars, set_office_hours
from wangge.people.services.importing import import_people
from wangge.people.services.phones import set_duty_phones
from wangge.rules.assets import SCHEME_2013
from wangge.rules.deadlines import Limit, Unit, WorkingCalendar, due_at
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.levels import Level
from wangge.rules.periods import Period
from wangge.rules.routing import Route
from wangge.territory.services.drafts import PlanWish

FOLDER = Path(__file__).parent
ROOM = "410105002"  # the street, whose room never sleeps
COUNTY, PLAN = "410105", "huayuanlu-2012"
SINCE = date(2012, 5, 1)  # the month in which the article's street began
ASSUMED = "示范数据：本项目拟定"
NOTICE_ZH = "示范数据：只有区、街道、社区的名称和代码是真实的；边界、网格、人员和事项均为虚构。"
NOTICE_EN = (
    "Demo data: only the names and codes of district, street and communities are real;"
    " outlines, grids, people and matters are invented."
)
LAYERS = (
    (Level.STREET, "streets.geojson.gz"), (Level.COMMUNITY, "communities.geojson.gz"), (Level.GRID, "grids.geojson.gz"),
)  # fmt: skip
# The longest limit of the ledger: every clock that the demo starts must end in a year with a day list.
LONGEST = Limit(15, Unit.WORKING_DAYS)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was new: posts and cases; all places found, and how many of them are put right."""

    posts: int
    cases: int
    found: int
    solved: int


def load(*, now: datetime, advance: Callable[[int], None] = lambda _: None) -> Loaded:
    """Load the demo street as it stands at `now`; what is there already stays.

    A load that was interrupted goes on where it stopped. `advance` hears of cases as they are taken.
    """
    # Both act in the street that is set up here.
    from wangge.config.demo.huayuanlu.answering import call_to_answer
    from wangge.config.demo.huayuanlu.asking import ask_grids
    from wangge.config.demo.huayuanlu.council import convene
    from wangge.config.demo.huayuanlu.duty import staff_room
    from wangge.config.demo.huayuanlu.history import take_in_past
    from wangge.config.demo.huayuanlu.live import bring_alive
    from wangge.config.demo.huayuanlu.orders import finish_desk
    from wangge.config.demo.huayuanlu.reporting import report_street
    from wangge.config.demo.huayuanlu.scoring import score_street
    from wangge.config.demo.huayuanlu.sensing import let_things_speak
    from wangge.config.demo.huayuanlu.side_steps import take_side_steps

    load_packaged_calendars()
    load_reference()
    wish = PlanWish(PLAN, code_scheme="gb", county_name="金水区", synthetic=True)
    lay(FOLDER, wish, LAYERS, county=COUNTY, from_on=SINCE, now=now)
    posts = _appoint(now)
    _set_rules()
    stand_things(COUNTY, from_on=SINCE, now=now)
    name_yards(COUNTY, now=now)
    bring_model(COUNTY)
    told = told_as_of(now, desk(COUNTY).calendar)
    past, current = table("history.csv.gz"), table("live.csv")
    taken = take_in_past(COUNTY, past, now=told, advance=advance)
    work_off(CONSUMERS, sized=SIZED)
    left = current[max(0, _counted(Figure.FOUND) - len(past)) :]
    bring_alive(COUNTY, left, now=told, advance=advance)
    finish_desk(COUNTY, now=told)
    ask_grids(COUNTY, since=SINCE, now=told)
    take_side_steps(COUNTY, now=told)
    let_things_speak(COUNTY, now=now)
    staff_room(COUNTY, ROOM, now=now)
    work_off(CONSUMERS, sized=SIZED)
    score_street(COUNTY, now=now)
    call_to_answer(COUNTY, now=now)
    convene(COUNTY, now=now)
    work_off(CONSUMERS, sized=SIZED)
    report_street(COUNTY, now=now)
    work_off(CONSUMERS, sized=SIZED)
    return Loaded(posts, taken + len(left), _counted(Figure.FOUND), _counted(Figure.SOLVED))


def told_as_of(now: datetime, calendar: WorkingCalendar) -> datetime:
    """Return `now`, moved back by whole days until the longest limit ends in a year that the calendar knows."""
    last = datetime(max(calendar.days) + 1, 1, 1, tzinfo=now.tzinfo)
    moment = now - timedelta(days=max(0, (now - last).days + 1))
    while True:
        try:
            due_at(moment, LONGEST, calendar)
        except Refused:
            moment -= timedelta(days=1)
        else:
            return moment


def _counted(figure: Figure) -> int:
    return count(COUNTY, figure, unit=COUNTY, kind="", period=Period())[0]


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the demo's tables."""
    return list(csv.DictReader(io.StringIO(_text(name))))


def _text(name: str) -> str:
    content = (FOLDER / name).read_bytes()
    return (gzip.decompress(content) if name.endswith(".gz") else content).decode()


def _appoint(now: datetime) -> int:
    shown = {row["login"]: row["name"] for row in table("posts.csv") if row["demo"]}
    for login, name in shown.items():
        if account_by_login(login) is None:
            create_account(county=COUNTY, login=login, name=name, password=DEMO_PASSWORD, is_demo=True)
    report = import_people(
        COUNTY, _text("posts.csv").splitlines(), _text("departments.csv").splitlines(), now=now
    )
    for fault in report.faults:
        raise fault.refused
    set_duty_phones(COUNTY, _text("phones.csv").splitlines())
    return report.taken


def _set_rules() -> None:
    set_office_hours(
        county=COUNTY, calendar="cn", zone="Asia/Shanghai", hours="08:00-12:00,14:00-18:00", from_on=SINCE,
        source=ASSUMED,
    )  # fmt: skip
    set_up_county(
        COUNTY,
        zh="金水区",
        en="Jinshui",
        schemes=["zz-ledger", SCHEME_2013],
        notice_zh=NOTICE_ZH,
        notice_en=NOTICE_EN,
    )
    if desk(COUNTY).routing.routes:
        return  # cases name the rows that decided; the same rows stay
    routes = [
        Route("", int(row["order"]), row["category"], row["unit"], row["department"])
        for row in table("routing.csv")
    ]
    set_routes(COUNTY, routes, source=ASSUMED)
