"""Boston: wards as communities, precincts as grids, nine months of real requests."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from pathlib import Path

from django.conf import settings

from wangge.accountability.services.asking import ask_month
from wangge.accountability.services.rules import set_up
from wangge.analysis.services.ahead import look_ahead
from wangge.cases.queries.desk import desk
from wangge.cases.services.reference import load_reference
from wangge.config.commands.cases import mapping_in, take_in
from wangge.config.demo.ground import lay
from wangge.config.demo.staff import Member, staff
from wangge.config.subscriptions import CONSUMERS, SIZED
from wangge.foundation.worker import work_off
from wangge.people.services.calendars import load_packaged_calendars
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind
from wangge.territory.services.drafts import PlanWish

COUNTY = "us-boston"
FOLDER = Path(__file__).parent
SINCE = date(2015, 1, 1)
LAYERS = (
    (Level.CITY, "city.csv"), (Level.COMMUNITY, "wards.geojson.gz"), (Level.GRID, "precincts.geojson.gz"),
)  # fmt: skip
FAULTS = "as published: wards are cut at the shore, precincts were drawn apart from them"
PEOPLE = (
    Member("boston.worker", "Wendy Precinct", PostKind.GRID_WORKER, "0503"),
    Member("boston.leader", "Sam Shift", PostKind.SHIFT_LEADER, COUNTY),
    Member("boston.dispatcher", "Dora Dispatch", PostKind.DISPATCHER, COUNTY),
    Member("boston.allston", "Alma Allston", PostKind.ACCOUNTABLE, "21"),
    Member("boston.handler", "Harry Highway", PostKind.HANDLER, COUNTY, "PWDx"),
    Member("boston.overseer", "Olive Oversee", PostKind.OVERSEER, COUNTY),
    Member("boston.admin", "Ada Admin", PostKind.ADMINISTRATOR, COUNTY),
)


SAMPLE = 20_000
# What the house would have said then: the week of the first of September, when half the town moves house, was above its
# usual, and stands beside what was expected of it; of August, ward 21 is asked why so much was reported again.
MONDAYS, ASKED, ASKED_ON = (date(2015, 8, 31), date(2015, 9, 7)), "2015-08", date(2015, 10, 1)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading brought in: read = taken + already + rejected."""

    units_drawn: bool
    posts: int
    read: int
    taken: int
    already: int
    rejected: int
    ungeocoded: int


def load(*, now: datetime, sample: int = SAMPLE) -> Loaded:
    """Load the demo with about `sample` requests spread over the months (0 = all 93,963)."""
    load_packaged_calendars()
    load_reference()
    wish = PlanWish("boston-2015", code_scheme="free", county=COUNTY, county_name="Boston")
    drawn = lay(FOLDER, wish, LAYERS, county=COUNTY, from_on=SINCE, now=now, accept_faults=FAULTS)
    mapping = mapping_in(FOLDER / "MAP.toml")
    rejects = Path(settings.WANGGE_HOME) / "rejects" / "boston.csv"
    tally, _seconds = take_in(FOLDER / "requests.csv.gz", mapping, FOLDER, rejects, sample=sample)
    posts = staff(COUNTY, PEOPLE, from_on=SINCE, now=now)
    work_off(CONSUMERS, sized=SIZED)
    for monday in MONDAYS:
        look_ahead(COUNTY, until=monday, now=_morning_of(monday))
    set_up(COUNTY, from_on=SINCE, breaches=())
    ask_month(COUNTY, ASKED, now=_morning_of(ASKED_ON))
    work_off(CONSUMERS, sized=SIZED)
    return Loaded(drawn, posts, **asdict(tally))


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, time(6), desk(COUNTY).calendar.zone)
