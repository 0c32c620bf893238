"""A small piece of ground and a few people on it, every default fixed."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from wangge.people.hats import Hat
from wangge.people.models import CalendarDay, CalendarYear
from wangge.people.queries import forget_calendars, hats
from wangge.people.services.accounts import create_account
from wangge.people.services.posts import add_department, appoint
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind
from wangge.territory.models import Plan, Term, Unit
from wangge.territory.queries import forget

COUNTY, STREET, COMMUNITY, OTHER = "410105", "410105002", "410105002001", "410105002002"
GRID, OTHER_GRID = "410105002001001", "410105002002001"
NOW = datetime(2024, 3, 5, 2, tzinfo=UTC)
TODAY = date(2024, 3, 5)
SECRET = "correct horse"

Appoint = Callable[..., Hat]


@pytest.fixture(autouse=True)
def fresh_memory() -> None:
    """What a process keeps of the database does not outlive the test's database."""
    forget()
    forget_calendars()


@pytest.fixture
def ground(db: None) -> None:
    """A street with two communities of one grid each, in force since 2012."""
    plan = Plan.objects.create(
        name="test", code_scheme="gb", state="published", version=1, county_name="金水区", created_at=NOW
    )
    Term.objects.create(county=COUNTY, plan=plan, from_on=date(2012, 1, 1))
    for code, name, level in (
        (COUNTY, "金水区", Level.DISTRICT), (STREET, "花园路街道", Level.STREET),
        (COMMUNITY, "第一社区", Level.COMMUNITY), (OTHER, "第二社区", Level.COMMUNITY),
        (GRID, "第一网格", Level.GRID), (OTHER_GRID, "第二网格", Level.GRID),
    ):  # fmt: skip
        whole = [COUNTY, STREET, code[:12], code]
        path = "/".join(dict.fromkeys(part for part in whole if len(part) <= len(code)))
        Unit.objects.create(county=COUNTY, plan=plan, code=code, name=name, level=level, path=path)


@pytest.fixture
def department(ground: None) -> str:
    add_department(county=COUNTY, code="water", name="水务局", unit=COUNTY)
    return "water"


@pytest.fixture
def someone(ground: None) -> UUID:
    """A person who may log in as `chen` and holds no post."""
    return create_account(county=COUNTY, login="chen", name="陈一", password=SECRET)


@pytest.fixture
def appointed(someone: UUID) -> Appoint:
    """Appoint that person, by default to a grid since 2024."""

    def appoint_to(
        kind: PostKind = PostKind.GRID_WORKER, unit: str = GRID, from_on: date = date(2024, 1, 1), **more: str
    ) -> Hat:
        post = appoint(
            county=COUNTY, account=someone, kind=kind, unit=unit, from_on=from_on, now=NOW,
            department=more.get("department", ""),
        )  # fmt: skip
        return next(hat for hat in hats(someone, on=max(TODAY, from_on)) if hat.post_id == post)

    return appoint_to


@pytest.fixture
def no_calendar(db: None) -> None:
    """No year is loaded yet."""
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()
