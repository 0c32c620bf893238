"""Who works in the demo street? Departments, routing rows and people, all invented by us.

About sixty people hold every kind of post. Their names are a common surname with a word for
"sample", so nobody can be taken for a real person. One account of each role is marked `demo`:
it may be used by whoever looks at the demo.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from wangge.rules.posts import PostKind

DISTRICT, STREET = "410105", "410105002"
SINCE = "2012-05-01"  # the month in which the article's street began
WORKERS_GRIDS = 20  # how many grids one grid worker looks after, at most
NAMES = [
    surname + word
    for word, surname in product(
        ("示范", "样例", "演示", "虚构", "模拟", "试用"), "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
    )
]
DEPARTMENTS = [
    ("chengguan", "区城管", DISTRICT),
    ("shichang", "区市场监管", DISTRICT),
    ("zhujian", "区住建", DISTRICT),
    ("yingji", "区应急", DISTRICT),
    ("huanjing", "区生态环境", DISTRICT),
    ("zhifa", "街道综合执法", STREET),
]
# These keep things: covers, lamps, trees.
KEEPERS = [
    ("gongshui", "区供水养护", DISTRICT),
    ("ludeng", "区路灯养护", DISTRICT),
    ("yuanlin", "区园林养护", DISTRICT),
]
# Which item of the ledger goes where; what is not named stays with the office of its community.
ITEMS = [
    ("huanjing", ("0101",)), ("shichang", ("0102", "0201")), ("chengguan", ("0301", "0803")), ("zhujian", ("0302",)),
    ("yingji", ("0402", "0404")), ("zhifa", ("0202", "0401", "0802", "0804")),
]  # fmt: skip
# One grid has a worker and a head of its own: the accounts for looking at the demo.
SHOWN_GRID = "410105002012001"

POSTS_HEAD = ("login", "name", "post", "unit", "department", "from", "demo")


@dataclass(frozen=True, slots=True)
class Place:
    """A community with its grids' codes."""

    code: str
    name: str
    grids: Sequence[str]


def office_of(community: str) -> str:
    """Return the code of a community's own office."""
    return f"sq{community[-3:]}"


def departments(communities: Sequence[Place]) -> list[tuple[str, str, str]]:
    """Return code, name and unit of each department: of the district, the street, each community, and of things."""
    return DEPARTMENTS + [(office_of(one.code), one.name, one.code) for one in communities] + KEEPERS


def routes(communities: Sequence[Place]) -> list[tuple[int, str, str, str]]:
    """Return order, category, unit and department of each routing row."""
    named = [(department, item) for department, items in ITEMS for item in items]
    rows = [(order, f"zz-ledger:event:{item}", "", department)
            for order, (department, item) in enumerate(named, start=1)]  # fmt: skip
    return rows + [(100, "*", one.code, office_of(one.code)) for one in communities]


def posts(communities: Sequence[Place]) -> list[tuple[str, ...]]:
    """Return one row for each post."""
    names = iter(NAMES)
    rows: list[tuple[str, ...]] = []
    for login, held in _people(communities):
        name = next(names)
        is_demo = "1" if not login[-1].isdigit() else ""
        rows += [(login, name, kind, unit, department, SINCE, is_demo) for kind, unit, department in held]
    return rows


Held = list[tuple[str, str, str]]


def _people(communities: Sequence[Place]) -> Iterator[tuple[str, Held]]:
    yield from _shown(communities[0].code)
    yield "hyl-leader2", [(PostKind.SHIFT_LEADER, STREET, "")]
    yield "hyl-checker2", [(PostKind.CHECKER, STREET, "")]
    for place in communities:
        number = place.code[-3:]
        grids = [grid for grid in place.grids if grid != SHOWN_GRID]
        yield f"hyl-owner-{number}", [(PostKind.ACCOUNTABLE, place.code, "")]
        # The direct owner of a community is the head of each of its grids: one person, several hats.
        yield f"hyl-direct-{number}", [
            (PostKind.DIRECT_OWNER, place.code, ""), *((PostKind.GRID_HEAD, grid, "") for grid in grids),
        ]  # fmt: skip
        for first in range(0, len(grids), WORKERS_GRIDS):
            yield (
                f"hyl-worker-{number}-{first // WORKERS_GRIDS + 1}",
                [(PostKind.GRID_WORKER, grid, "") for grid in grids[first : first + WORKERS_GRIDS]],
            )
    for number, (code, _, unit) in enumerate(departments(communities), start=1):
        if code not in {"chengguan", "zhifa", "gongshui", office_of(communities[0].code)}:
            yield f"hyl-handler-{number:02d}", [(PostKind.HANDLER, unit, code)]
    yield "hyl-keeper", [(PostKind.HANDLER, DISTRICT, "gongshui")]


def _shown(community: str) -> list[tuple[str, Held]]:
    return [
        ("hyl-owner", [(PostKind.ACCOUNTABLE, STREET, "")]),
        ("hyl-direct", [(PostKind.DIRECT_OWNER, STREET, "")]),
        ("hyl-head", [(PostKind.GRID_HEAD, SHOWN_GRID, "")]),
        ("hyl-worker", [(PostKind.GRID_WORKER, SHOWN_GRID, "")]),
        ("hyl-clerk", [(PostKind.INTAKE_CLERK, STREET, "")]),
        ("hyl-leader", [(PostKind.SHIFT_LEADER, STREET, "")]),
        ("hyl-duty", [(PostKind.DUTY_OFFICER, STREET, "")]),
        ("hyl-dispatcher", [(PostKind.DISPATCHER, STREET, "")]),
        # Two hats: what this person dispatched, this person may not close.
        ("hyl-two", [(PostKind.DISPATCHER, STREET, ""), (PostKind.SHIFT_LEADER, STREET, "")]),
        ("hyl-handler", [(PostKind.HANDLER, DISTRICT, "chengguan")]),
        ("hyl-street", [(PostKind.HANDLER, STREET, "zhifa")]),
        ("hyl-office", [(PostKind.HANDLER, community, office_of(community))]),
        ("hyl-checker", [(PostKind.CHECKER, STREET, "")]),
        ("hyl-overseer", [(PostKind.OVERSEER, STREET, "")]),
        ("hyl-admin", [(PostKind.ADMINISTRATOR, DISTRICT, "")]),
    ]
