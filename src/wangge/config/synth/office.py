"""Who works in the invented city, and by which rules?"""

from collections.abc import Iterator
from datetime import date, datetime

from wangge.cases.queries.desk import desk
from wangge.cases.services.reference import load_reference, set_routes, set_up_county
from wangge.config.synth import COUNTY, COUNTY_EN, COUNTY_ZH
from wangge.people.services.accounts import DEMO_PASSWORD
from wangge.people.services.calendars import load_packaged_calendars, set_office_hours
from wangge.people.services.importing import import_people
from wangge.rules.posts import PostKind
from wangge.rules.routing import Route

SCHEME = "CJ/T 214-2007"
DEPARTMENTS = {
    "appearance": "市容环卫", "roads": "市政道路", "water": "供水排水", "parks": "园林绿化",
    "order": "城管执法", "housing": "房屋建设", "traffic": "交通设施", "power": "供电照明",
}  # fmt: skip
STREET_POSTS = (
    (PostKind.ACCOUNTABLE, 1), (PostKind.INTAKE_CLERK, 2), (PostKind.SHIFT_LEADER, 3), (PostKind.DUTY_OFFICER, 1),
    (PostKind.DISPATCHER, 3), (PostKind.CHECKER, 3), (PostKind.OVERSEER, 1),
)  # fmt: skip
# Hashing a password takes a while on purpose: only so many may log in, the first of each kind.
MAY_LOG_IN = 8


def furnish(codes: list[str], *, since: date, now: datetime) -> int:
    """Load the rules, appoint everybody, and return how many posts there are; what is there stays."""
    load_packaged_calendars()
    load_reference()
    set_office_hours(
        county=COUNTY, calendar="cn", zone="Asia/Shanghai", hours="08:00-12:00,14:00-18:00", from_on=since,
        source="invented",
    )  # fmt: skip
    set_up_county(
        COUNTY, zh=COUNTY_ZH, en=COUNTY_EN, schemes=[SCHEME],
        notice_zh="合成数据:区域、人员和案件均为虚构。",
        notice_en="Synthetic data: places, people and cases are invented.",
    )  # fmt: skip
    departments = ["code,name,unit", *(f"{code},{name},{COUNTY}" for code, name in DEPARTMENTS.items())]
    report = import_people(COUNTY, list(_people(codes, since)), departments, now=now)
    for fault in report.faults:
        raise fault.refused
    set_routes(COUNTY, _routes(), source="invented")
    return report.taken + report.already


def _people(codes: list[str], since: date) -> Iterator[str]:
    yield "login,name,post,unit,department,from,until,password"
    seen: dict[PostKind, int] = {}

    def line(kind: PostKind, unit: str, department: str = "") -> str:
        seen[kind] = number = seen.get(kind, 0) + 1
        login = f"{kind.value.replace('_', '-')}{number}"
        password = DEMO_PASSWORD if number <= MAY_LOG_IN else ""
        return f"{login},合成{number},{kind.value},{unit},{department},{since},,{password}"

    for _ in range(2):
        yield line(PostKind.ADMINISTRATOR, COUNTY)
    for department in DEPARTMENTS:
        for _ in range(2):
            yield line(PostKind.HANDLER, COUNTY, department)
    for street in sorted({code[:9] for code in codes}):
        for kind, count in STREET_POSTS:
            for _ in range(count):
                yield line(kind, street)
    for community in sorted({code[:12] for code in codes}):
        yield line(PostKind.GRID_HEAD, community)
    for code in codes:
        yield line(PostKind.GRID_WORKER, code)


def _routes() -> list[Route]:
    known = desk(COUNTY).categories.values()
    prefixes = sorted({f"{one.scheme}:{one.kind}:{one.code[:2]}" for one in known})
    departments = list(DEPARTMENTS)
    routes = [
        Route("", order, f"{prefix}*", "", departments[order % len(departments)])
        for order, prefix in enumerate(prefixes, 1)
    ]
    return [*routes, Route("", len(routes) + 1, "*", "", departments[0])]
