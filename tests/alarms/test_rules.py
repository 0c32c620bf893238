"""May a county say its own rules of alarms, by dated rows with their source?"""

from datetime import timedelta

import pytest

from tests.alarms.things import groups, install, install_many, raised, taken
from tests.builders import COUNTY, NOW, make_office
from wangge.alarms.queries.terms import becomes, reasons, terms
from wangge.alarms.services.rules import Table, set_rows
from wangge.cases.models import Category
from wangge.cases.services.reference import rules_changed
from wangge.foundation.locking import writing
from wangge.rules.alarms import AlarmKind
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
FLOODED = "CJ/T 214-2007:event:0406"


@pytest.fixture(autouse=True)
def office() -> None:
    make_office()


def put(table: Table, *lines: str, source: str = "区防汛办〔2024〕3号", day: int = 0) -> int:
    return set_rows(COUNTY, table, lines, source=source, from_on=TODAY + timedelta(days=day), now=NOW)


def test_one_rule_of_a_county_stands_before_the_packaged_one_and_the_others_stay() -> None:
    put(Table.GROUPING, "what,kind,n,seconds,level", "storm,water_level,3,60,3")

    own = terms(COUNTY, TODAY)

    assert (own[AlarmKind.WATER_LEVEL].storm_n, own[AlarmKind.SMOKE].storm_n) == (3, 20)
    assert terms(COUNTY, TODAY - timedelta(days=1))[AlarmKind.WATER_LEVEL].storm_n == 20
    install_many(3)
    taken(*(raised(f"D-{n}") for n in range(3)))
    assert [group.device for group in groups()] == [None]


def test_a_later_decision_ends_the_earlier_one_on_its_day() -> None:
    put(Table.REASONS, "code,zh,en", "wind,大风,Wind")
    put(Table.REASONS, "code,zh,en", "snow,大雪,Snow", day=10)

    assert [row.code for row in reasons(COUNTY, TODAY)] == ["wind"]
    assert [row.code for row in reasons(COUNTY, TODAY + timedelta(days=10))] == ["snow"]


def test_a_class_that_points_at_people_is_refused_for_alarms() -> None:
    put(Table.CLASSES, "kind,category,level", f"smoke,{FLOODED},4")
    assert [one.category for one in becomes(COUNTY, TODAY)] == [FLOODED]
    Category.objects.filter(key=FLOODED).update(matter_only=True)
    with writing():
        rules_changed()

    with pytest.raises(Refused, match=r"alarm\.bad_row"):
        put(Table.CLASSES, "kind,category,level", f"smoke,{FLOODED},4")
    assert becomes(COUNTY, TODAY) == []


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        (Table.GROUPING, ["what,kind,n,seconds,level", "song,,1,1,1"]),
        (Table.GROUPING, ["what,kind,n,seconds,level", "storm,camera,1,1,1"]),
        (Table.GROUPING, ["what,kind,n,seconds,level", "storm,,0,1,1"]),
        (Table.GROUPING, ["what,kind,n,seconds,level", "storm,,1,-1,1"]),
        (Table.CLASSES, ["kind,category,level", "smoke,none,1"]),
        (Table.CLASSES, ["kind,category,level", f"smoke,{FLOODED},0"]),
        (Table.REASONS, ["code,zh,en", "x,,X"]),
    ],
)
def test_a_bad_row_refuses_the_whole_list(table: Table, lines: list[str]) -> None:
    with pytest.raises(Refused, match=r"alarm\.bad_row"):
        put(table, *lines)


def test_rows_have_a_source_and_known_columns() -> None:
    with pytest.raises(Refused, match=r"alarm\.no_rows"):
        put(Table.REASONS, "code,zh,en", "x,甲,X", source=" ")
    with pytest.raises(Refused, match=r"alarm\.no_rows"):
        put(Table.REASONS, "code,zh,en")
    with pytest.raises(Refused, match=r"alarm\.column_missing"):
        put(Table.REASONS, "code,zh", "x,甲")
    with pytest.raises(Refused, match=r"alarm\.column_unknown"):
        put(Table.REASONS, "code,zh,en,who", "x,甲,X,y")


def test_the_clock_of_a_county_is_its_own_rule() -> None:
    install()
    put(Table.GROUPING, "what,kind,n,seconds,level", "clock,,1,3600,0")

    taken(raised(after=1800))

    assert len(groups()) == 1
