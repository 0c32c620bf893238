"""A file of seats is taken whole or not at all; each row at fault says which rule it breaks."""

import pytest

from tests.builders import COMMUNITIES, COUNTY, NOW, SINCE, STREET, make_hat, make_office
from wangge.deputies.models import Congress, Constituency, Deputy, Seat
from wangge.deputies.queries.office_seats import terms_on
from wangge.deputies.queries.seats import seats_at
from wangge.deputies.services.importing import COLUMNS, import_seats
from wangge.deputies.services.seats import open_station
from wangge.foundation.models import Event
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
HEADER = ",".join(COLUMNS)
TODAY = NOW.date()


def row(**said: str) -> str:
    told = {
        "area": COUNTY, "congress": "金水区人民代表大会", "term": "11", "term_from": "2012-05-01", "constituency": "1",
        "name": "第一选区", "basis": "residential", "seats": "2", "units": COMMUNITIES[0], "deputy": "甲代表",
    }  # fmt: skip
    return ",".join((told | said).get(name, "") for name in COLUMNS)


def test_a_file_brings_congresses_constituencies_and_seats_and_again_brings_nothing() -> None:
    make_office()
    make_hat("deputy1", PostKind.DEPUTY, STREET)
    open_station(COUNTY, STREET, "花园路代表之家", from_on=SINCE, now=NOW)
    upper = {
        "area": "4101", "congress": "市人大", "constituency": "js", "name": "金水区选举单位", "basis": "electing",
        "seats": "30", "units": "", "login": "deputy1", "station": "花园路代表之家",
    }  # fmt: skip
    lines = [HEADER, row(), row(deputy="乙代表", part_time="是"), row(**upper)]

    first, again = import_seats(COUNTY, lines, now=NOW), import_seats(COUNTY, lines, now=NOW)

    assert (first.read, first.constituencies, first.seats, first.faults) == (3, 2, 3, [])
    assert (again.constituencies, again.seats, again.already) == (0, 0, 3)
    assert [one.name for one in seats_at(COUNTY, COMMUNITIES[0], TODAY)] == ["甲代表", "乙代表", "甲代表"]
    assert [(one.vacant, one.seats) for one in terms_on(COUNTY, TODAY)[1].constituencies] == [(0, 2)]


def test_rows_at_fault_are_named_and_nothing_of_the_file_is_written() -> None:
    make_office()
    lines = [
        HEADER, row(),
        row(constituency="2", name="第二选区", units=f"{STREET};{COMMUNITIES[1]}"),
        row(constituency="3", name="第三选区", units=COMMUNITIES[1], seats="many"),
        row(constituency="4", name="第四选区", units="", basis="street"),
        row(constituency="5", name="第五选区", units="", basis="work_unit", work_units="一厂；二厂", login="nobody"),
        row(area="41010500", constituency="6", units=""),
        row(deputy="丙代表", station="没有的站"),
        row(deputy="丁代表", **{"from": "yesterday"}),
    ]  # fmt: skip
    events = Event.objects.count()

    result = import_seats(COUNTY, lines, now=NOW)

    assert [(one.row, one.refused.code) for one in result.faults] == [
        (3, "deputy.constituency_overlap"), (4, "deputy.file_number"), (5, "deputy.unknown_basis"),
        (6, "people.login_unknown"), (7, "deputy.bad_area"), (8, "deputy.file_station"), (9, "deputy.file_day"),
    ]  # fmt: skip
    assert (result.seats, result.constituencies) == (0, 0)
    for model in (Congress, Constituency, Deputy, Seat):
        assert not model.objects.exists()
    assert Event.objects.count() == events


def test_a_person_with_seats_in_two_districts_is_refused_with_the_law() -> None:
    make_office()
    make_hat("deputy1", PostKind.DEPUTY, STREET)
    other = {
        "area": "410106",
        "congress": "邻区人大",
        "basis": "work_unit",
        "units": "",
        "work_units": "一厂",
    }

    result = import_seats(COUNTY, [HEADER, row(login="deputy1"), row(login="deputy1", **other)], now=NOW)

    assert [(one.refused.code, one.refused.facts["source"]) for one in result.faults] == [
        ("deputy.unrelated_seats", "选举法第四十八条")
    ]


@pytest.mark.parametrize(
    ("lines", "code"),
    [(["area,congress"], "deputy.column_missing"), ([HEADER], "deputy.file_empty")],
)
def test_a_file_without_columns_or_rows_is_refused(lines: list[str], code: str) -> None:
    make_office()

    with pytest.raises(Refused) as refused:
        import_seats(COUNTY, lines, now=NOW)

    assert refused.value.code == code


def test_a_place_that_no_constituency_covers_is_a_gap() -> None:
    make_office()
    import_seats(COUNTY, [HEADER, row()], now=NOW)

    assert [unit.code for unit in terms_on(COUNTY, TODAY)[0].gaps] == [COMMUNITIES[1]]
