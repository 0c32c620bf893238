"""The file of a frozen result says its sets, both numbers and the list of each, as they were frozen."""

import csv
import io
from urllib.parse import urlsplit

import pytest

from tests.builders import NOW, PASSWORD, STREET, make_hat
from tests.evaluation.street import FEBRUARY, make_street
from tests.evaluation.test_pages import client_of
from wangge.evaluation.services.freezing import freeze
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db


def test_every_set_of_the_file_opens_exactly_what_it_counts() -> None:
    street = make_street()
    result = freeze(street.sheet, STREET, FEBRUARY, hat=street.office.administrator, now=NOW)
    client = client_of(make_hat("boss", PostKind.ACCOUNTABLE, STREET, password=PASSWORD))

    content = client.get(f"/evaluation/results/{result.hex}/result.csv").content.decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(content, newline="")))
    linked = [row for row in rows if len(row) > 8 and "/cases/?figure=" in row[8]]
    assert len(linked) >= 4
    for row in linked:
        address = urlsplit(row[8])
        assert client.get(f"{address.path}?{address.query}").context["total"] == int(row[3]), row
    said = {row[0]: row[1] for row in rows[rows.index([], rows.index([]) + 1) + 1 :]}
    assert {row[6] for row in linked} <= set(said)
    assert all(said[row[6]] for row in linked)


def test_the_workbook_is_there_and_another_form_is_refused() -> None:
    street = make_street()
    result = freeze(street.sheet, STREET, FEBRUARY, hat=street.office.administrator, now=NOW)
    client = client_of(make_hat("boss", PostKind.ACCOUNTABLE, STREET, password=PASSWORD))

    assert client.get(f"/evaluation/results/{result.hex}/result.xlsx").status_code == 200
    assert client.get(f"/evaluation/results/{result.hex}/result.pdf").status_code == 404
