"""The files of the figures pages say what the pages say: both numbers, both lists, each set, one moment."""

import csv
import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.builders import NOW, PASSWORD, STREET, Office, a_report
from tests.cases.histories import close_it, fold, make_busy_office, take_in
from wangge.cases.services.intake import report_case
from wangge.people.hats import Hat

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = make_busy_office(password=PASSWORD)
    take_in(range(0, 200_000, 9_973))
    close_it(office, report_case(office.worker, a_report(), now=NOW).case_id, timedelta(hours=1))
    while fold(500, 500):
        pass
    return office


def client_of(hat: Hat, *, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def lines_of(content: bytes) -> list[list[str]]:
    rows = rows_of(content)
    start = rows.index([]) + 1
    end = rows.index([], start)
    return rows[start + 1 : end]


def test_every_number_of_the_file_opens_exactly_the_list_it_counts(office: Office) -> None:
    client = client_of(office.administrator)

    lines = lines_of(client.get("/cases/figures.csv?period=2024-03").content)

    opened = 0
    for line in lines:
        for number, link in ((line[3], line[8]), (line[4], line[9])):
            address = urlsplit(link)
            if link and "figure=" in address.query:
                listed = client.get(f"{address.path}?{address.query}").context["total"]
                opened += 1
                assert listed is None or listed == int(number), (line, listed)
    assert opened > 60


def test_the_file_says_its_moment_its_page_and_what_is_in_each_set(office: Office) -> None:
    rows = rows_of(client_of(office.administrator).get("/cases/figures.csv?period=2024").content)

    facts = dict(row for row in rows[: rows.index([])])
    assert facts["页面"] == "http://testserver/cases/figures/?period=2024"
    assert "截至" in facts
    sets = {row[0] for row in rows[len(rows) - rows[::-1].index([]) :]}
    lines = lines_of(client_of(office.administrator).get("/cases/figures.csv?period=2024").content)
    counted = {part for line in lines for cell in line[6:8] for part in cell.split(" + ") if part}
    assert counted <= sets


def test_the_workbook_holds_the_same_numbers_as_the_page(office: Office) -> None:
    client = client_of(office.administrator)
    page = client.get("/cases/figures/").context

    book = load_workbook(io.BytesIO(client.get("/cases/figures.xlsx").content))

    [by_unit] = [table for table in page["tables"] if table["key"] == "unit"]
    found = {
        row[0].value: row[2].value
        for row in book[by_unit["title"]].iter_rows(min_row=2)
        if row[1].value == "发现"
    }
    assert found == {row["label"]: row["found"]["n"] for row in by_unit["rows"]}
    assert len(book.sheetnames) >= 8


def test_a_unit_too_small_to_compare_is_not_compared_in_the_file(office: Office) -> None:
    client = client_of(office.administrator)
    [by_unit] = [
        one for one in client.get(f"/cases/figures/?unit={STREET}").context["tables"] if one["key"] == "unit"
    ]
    apart = {row["label"] for row in by_unit["rows"] if row["is_apart"]}

    lines = lines_of(client.get(f"/cases/figures.csv?unit={STREET}").content)

    told = {line[2] for line in lines if line[0] == by_unit["title"] and line[1] in apart}
    assert apart
    assert told <= {"发现", "未结"}


def test_steps_leave_with_both_numbers_of_each_rate(office: Office) -> None:
    client = client_of(office.administrator)
    page = client.get("/cases/steps/").context

    rows = rows_of(client.get("/cases/steps.csv").content)

    for rate in page["rates"]:
        [line] = [
            row for row in rows if len(row) > 4 and row[0] == "环节比率" and row[2] == str(rate["label"])
        ]
        assert (int(line[3]), int(line[4])) == (rate["n"], rate["d"])
    assert client.get("/cases/steps.xlsx").status_code == 200


def test_a_department_s_file_opens_no_rows_that_it_may_not_see(office: Office) -> None:
    lines = lines_of(client_of(office.handler).get("/cases/figures.csv").content)

    assert lines
    assert not any(line[8] or line[9] for line in lines)


def test_another_form_is_refused(office: Office) -> None:
    assert client_of(office.administrator).get("/cases/figures.pdf").status_code == 404


def test_the_english_file_has_no_chinese_words_of_ours(office: Office) -> None:
    client = client_of(office.administrator)
    client.cookies["django_language"] = "en"

    lines = lines_of(client.get("/cases/figures.csv").content)

    assert {line[2] for line in lines} >= {"Found", "Solved", "Solve rate", "On time"}
