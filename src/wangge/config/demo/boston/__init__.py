"""Boston: wards as communities, precincts as grids, nine months of real requests."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from wangge.config.commands.cases import mapping_in, take_in
from wangge.config.demo.ground import lay
from wangge.config.demo.staff import Member, staff
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
    Member("boston.handler", "Harry Highway", PostKind.HANDLER, COUNTY, "PWDx"),
    Member("boston.overseer", "Olive Oversee", PostKind.OVERSEER, COUNTY),
    Member("boston.admin", "Ada Admin", PostKind.ADMINISTRATOR, COUNTY),
)


def load() -> dict[str, object]:
    """Load the demo; return what was taken."""
    now = timezone.now()
    load_packaged_calendars()
    wish = PlanWish("boston-2015", code_scheme="free", county=COUNTY, county_name="Boston")
    lay(FOLDER, wish, LAYERS, county=COUNTY, from_on=SINCE, now=now, accept_faults=FAULTS)
    mapping = mapping_in(FOLDER / "MAP.toml")
    rejects = Path(settings.WANGGE_HOME) / "rejects" / "boston.csv"
    tally, seconds = take_in(FOLDER / "requests.csv.gz", mapping, FOLDER, rejects)
    staff(COUNTY, PEOPLE, from_on=SINCE, now=now)
    return {"demo": "boston", **asdict(tally), "seconds": round(seconds, 3)}
