"""A small street with its office, built by the same services as a real one; every default is fixed.

Four square grids of about 900 m stand two by two, two in each community. Everybody in `Office` is
another person, so separation never gets in the way of a test that is not about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

import numpy as np
import shapely

from wangge.cases.models import Case, Category
from wangge.cases.services.intake import Report
from wangge.cases.services.reference import load_reference, set_routes, set_up_county
from wangge.foundation.ids import uuid7
from wangge.people.policies import Hat
from wangge.people.queries import hats
from wangge.people.services.accounts import create_account
from wangge.people.services.calendars import load_packaged_calendars, set_office_hours
from wangge.people.services.posts import add_department, appoint
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind
from wangge.rules.routing import Route
from wangge.territory.reading import Source, SourceUnit
from wangge.territory.services.drafts import PlanWish
from wangge.territory.services.importing import import_units
from wangge.territory.services.publishing import publish_plan

COUNTY, STREET = "410105", "410105002"
COMMUNITIES = ("410105002001", "410105002002")
GRIDS = ("410105002001001", "410105002001002", "410105002002001", "410105002002002")
SIDE = 0.01  # degrees
WEST, SOUTH = 113.68, 34.78
SINCE = date(2012, 1, 1)
NOW = datetime(2024, 3, 5, 2, tzinfo=UTC)  # a Tuesday, ten in the morning in Zhengzhou
PASSWORD = "correct horse"
COVER = "CJ/T 214-2007:part:0101"


def inside(grid: str) -> tuple[float, float]:
    """A point (lon, lat) in the middle of a grid."""
    number = GRIDS.index(grid)
    return WEST + (number % 2 + 0.5) * SIDE, SOUTH + (number // 2 + 0.5) * SIDE


def make_street(name: str = "test", *, since: date = SINCE) -> None:
    """Publish the plan of the street."""
    squares = [shapely.box(lon - SIDE / 2, lat - SIDE / 2, lon + SIDE / 2, lat + SIDE / 2)
               for lon, lat in map(inside, GRIDS)]  # fmt: skip
    wish = PlanWish(name, code_scheme="gb", county_name="金水区")
    drawn = [
        (Level.STREET, {STREET: "花园路街道"}, [shapely.union_all(squares)]),
        (Level.COMMUNITY, {COMMUNITIES[0]: "第一社区", COMMUNITIES[1]: "第二社区"},
         [shapely.union_all(squares[:2]), shapely.union_all(squares[2:])]),
        (Level.GRID, {code: f"第{number}网格" for number, code in enumerate(GRIDS, 1)}, squares),
    ]  # fmt: skip
    for level, names, outlines in drawn:
        import_units(_source(names, outlines), wish, level, code_field="code", now=NOW)
    publish_plan(name, since, now=NOW)


def _source(names: Mapping[str, str], outlines: list[shapely.Polygon]) -> Source:
    units = [SourceUnit(row, code, name, "") for row, (code, name) in enumerate(names.items(), 1)]
    return Source(units, np.array(outlines, dtype=object), "EPSG:4326")


@dataclass(frozen=True, slots=True)
class Office:
    """One person for each post of the street, and a second grid worker who has another grid."""

    worker: Hat
    neighbour: Hat
    clerk: Hat
    leader: Hat
    dispatcher: Hat
    handler: Hat
    stranger: Hat  # a handler of another department
    checker: Hat
    overseer: Hat
    administrator: Hat


def load_packaged() -> None:
    """Load the packaged rows unless they are there: conftest loads them once, a test that commits empties all."""
    if not Category.objects.exists():
        load_packaged_calendars()
        load_reference()


def make_office(*, password: str = "") -> Office:
    """Publish the street, load the reference rows, and appoint the people; `password` lets them log in."""
    load_packaged()
    make_street()
    set_office_hours(
        county=COUNTY, calendar="cn", zone="Asia/Shanghai", hours="08:00-12:00,14:00-18:00", from_on=SINCE,
        source="test",
    )  # fmt: skip
    set_up_county(COUNTY, zh="金水区", en="Jinshui", schemes=["CJ/T 214-2007", "zz-ledger"])
    for code, name in (("water", "水务局"), ("parks", "园林局")):
        add_department(county=COUNTY, code=code, name=name, unit=COUNTY)
    set_routes(
        COUNTY,
        [Route("", 1, "CJ/T 214-2007:part:01*", "", "water"), Route("", 2, "*", "", "parks")],
        source="test",
    )
    return Office(
        worker=make_hat("worker", PostKind.GRID_WORKER, GRIDS[0], password=password),
        neighbour=make_hat("neighbour", PostKind.GRID_WORKER, GRIDS[3], password=password),
        clerk=make_hat("clerk", PostKind.INTAKE_CLERK, STREET, password=password),
        leader=make_hat("leader", PostKind.SHIFT_LEADER, STREET, password=password),
        dispatcher=make_hat("dispatcher", PostKind.DISPATCHER, STREET, password=password),
        handler=make_hat("handler", PostKind.HANDLER, COUNTY, department="water", password=password),
        stranger=make_hat("stranger", PostKind.HANDLER, COUNTY, department="parks", password=password),
        checker=make_hat("checker", PostKind.CHECKER, STREET, password=password),
        overseer=make_hat("overseer", PostKind.OVERSEER, STREET, password=password),
        administrator=make_hat("administrator", PostKind.ADMINISTRATOR, COUNTY, password=password),
    )


def make_hat(login: str, kind: PostKind, unit: str, *, department: str = "", password: str = "") -> Hat:
    """Make a person with one post; called by the login."""
    account = create_account(county=COUNTY, login=login, name=login.title(), password=password)
    return add_hat(account, kind, unit, department=department)


def add_hat(account: UUID, kind: PostKind, unit: str, *, department: str = "") -> Hat:
    """Give a person one more post."""
    post = appoint(
        county=COUNTY, account=account, kind=kind, unit=unit, department=department, from_on=SINCE, now=NOW
    )
    return next(hat for hat in hats(account, on=NOW.date()) if hat.post_id == post)


def checker_of(office: Office, case: UUID) -> Hat:
    """Return who was named to check a case; the checker by post where nobody was."""
    by_account = {getattr(office, post).account_id: getattr(office, post) for post in Office.__slots__}
    named = Case.objects.get(pk=case).check_by
    return by_account[named] if named else office.checker


def a_report(grid: str = GRIDS[0], **changes: object) -> Report:
    """A report of a damaged cover in the middle of a grid."""
    lon, lat = inside(grid)
    plain = Report(
        id=uuid7(NOW), category=COVER, at=NOW, channel="grid", words="路口上水井盖破损", place="花园路口",
        lon=lon, lat=lat,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]
