"""Whom to call: published numbers of desks by day, and never a person's own mobile."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.builders import COUNTY, STREET, make_office
from wangge.config.cli import main
from wangge.people.queries import duty_phones
from wangge.people.services.phones import set_duty_phones
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db
HEAD = "unit,department,number,from,source"


def take(*rows: str, head: str = HEAD) -> int:
    return set_duty_phones(COUNTY, [head, *rows])


def test_a_later_number_takes_the_place_of_the_one_before() -> None:
    make_office()

    taken = take(f"{STREET},,0371-0000-0100,2020-01-01,公示牌", f"{STREET},,0371-0000-0101,2024-01-01,公示牌")
    earlier = take(f"{STREET},,0371-0000-0099,2019-01-01,公示牌")
    again = take(f"{STREET},,0371-0000-0102,2024-01-01,公示牌")

    assert (taken, earlier, again) == (2, 1, 0)
    by_year = {year: duty_phones(COUNTY, on=date(year, 6, 1)) for year in (2018, 2019, 2023, 2024)}
    assert by_year == {
        2018: {}, 2019: {(STREET, ""): "0371-0000-0099"}, 2023: {(STREET, ""): "0371-0000-0100"},
        2024: {(STREET, ""): "0371-0000-0101"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",,0371-0000-0100,2020-01-01,x", "people.phone_of_nobody"),
        (f"{STREET},water,0371-0000-0100,2020-01-01,x", "people.phone_of_nobody"),
        (f"{STREET},,call me,2020-01-01,x", "people.phone_unreadable"),
        (f"{STREET},,138 0000 0000,2020-01-01,x", "people.phone_private"),
        (f"{STREET},,+86 13800000000,2020-01-01,x", "people.phone_private"),
        (f"{STREET},,0371-0000-0100,2020-01-01,", "people.value_missing"),
        (f"{STREET},,0371-0000-0100,soon,x", "people.day_unreadable"),
        ("419999,,0371-0000-0100,2020-01-01,x", "people.unit_unknown"),
        (",nobody,0371-0000-0100,2020-01-01,x", "people.department_unknown"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_and_nothing_of_the_file_is_kept(row: str, code: str) -> None:
    make_office()

    with pytest.raises(Refused) as refused:
        take(f"{STREET},,0371-0000-0100,2020-01-01,x", row)

    assert refused.value.code == code
    assert duty_phones(COUNTY, on=date(2024, 1, 1)) == {}


def test_a_file_without_its_columns_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        take("1,2", head="unit,number")

    assert refused.value.code == "people.column_missing"


def test_the_command_takes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_office()
    file = tmp_path / "phones.csv"
    file.write_text(f"{HEAD}\n,water,0371-0000-0200,2020-01-01,公示牌\n", encoding="utf-8")
    words: Sequence[str] = ["people", "phones", str(file), "--json"]

    assert main(list(words)) == 0

    assert '"taken": 1' in capsys.readouterr().out
