"""A clerk writes down what a colleague told by telephone or on paper (代录); the finder stays the finder."""

from dataclasses import replace
from datetime import datetime

from wangge.cases.queries.desk import desk
from wangge.cases.services.intake import Receipt, Report, report_case
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.people.queries import account_by_login, hats, holders
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.territory.queries import units

# Posts that write down what others tell them; the others found it themselves.
CLERKS = frozenset({PostKind.INTAKE_CLERK, PostKind.DUTY_OFFICER, PostKind.SHIFT_LEADER})
FINDERS = frozenset({PostKind.GRID_WORKER, PostKind.GRID_HEAD, PostKind.DIRECT_OWNER, PostKind.CHECKER})


def report_for(clerk: Hat, finder: str, report: Report, *, now: datetime) -> Receipt:
    """Take in a report in the name of the colleague who found it; the event names the clerk beside.

    Who checks, whose voice it is and what is kept apart follow the finder. Refuses `case.not_a_clerk`,
    `case.unknown_finder` for a login without such a post in the clerk's sight.
    """
    if clerk.kind not in CLERKS:
        raise Refused("case.not_a_clerk", post=clerk.kind)
    account = account_by_login(finder.strip())
    held = hats(account.id, on=desk(clerk.county).today(now)) if account else []
    found = next((hat for hat in held if hat.kind in FINDERS and _in_sight(clerk, hat)), None)
    if found is None:
        raise Refused("case.unknown_finder", field="finder", finder=finder[:40])
    told = replace(report, channel="grid", clerk=clerk.account_id.hex)
    return report_case(found, told, now=now)


def finders_of(clerk: Hat, *, now: datetime, most: int = 600) -> list[Hat]:
    """Return the colleagues for whom a clerk may write, by unit; none where there are too many to choose from."""
    known = units(clerk.county)
    below = [code for code, unit in known.items() if not sees(clerk).unit or sees(clerk).unit in unit.path]
    found = [
        hat for hat in holders(clerk.county, below, on=desk(clerk.county).today(now)) if hat.kind in FINDERS
    ]
    return found if len(found) <= most else []


def _in_sight(clerk: Hat, hat: Hat) -> bool:
    unit = units(clerk.county).get(hat.unit)
    return unit is not None and sees(clerk).holds(hat.county, unit.path, "")
