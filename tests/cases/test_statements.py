"""How many statements does a page cost, whatever its size? Counted where they arrive: in the database."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import GRIDS, NOW, PASSWORD, Office, a_report, make_office
from wangge.cases.services.intake import report_case
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.worker import work_off

pytestmark = pytest.mark.django_db

MOST = 8
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")
PAGES = (
    "/cases/mine/",
    "/cases/",
    "/cases/?last=1",
    "/cases/?q=%E4%BA%95%E7%9B%96",
    "/cases/?figure=open&unit=410105002001",
    "/cases/map/",
    "/cases/map/clusters?bbox=113.67,34.77,113.71,34.81&zoom=14",
    "/cases/figures/",
    "/cases/figures/?period=2024-03",
)


@pytest.mark.parametrize("login", ["leader", "handler", "administrator"])
def test_a_page_costs_at_most_eight_statements_whatever_its_size(login: str) -> None:
    office = make_office(password=PASSWORD)
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})
    _report(office, 3)
    _asked_by(client)  # what a process holds is read once, not once a page

    few = _asked_by(client)
    _report(office, 60)
    many = _asked_by(client)

    assert {path: asked for path, asked in many.items() if len(asked) > MOST} == {}
    # The words of a first row cost one statement; a second row costs none.
    assert {path: asked for path, asked in many.items() if len(asked) > len(few[path]) + 1} == {}


def _asked_by(client: Client) -> dict[str, list[str]]:
    """The statements of each page."""
    found = {}
    for path in PAGES:
        with _statements() as asked:
            assert client.get(path).status_code == 200, path
        found[path] = asked
    return found


def _report(office: Office, count: int) -> None:
    for number in range(count):
        report_case(office.worker, a_report(GRIDS[number % 4], words=f"井盖破损 {number}"), now=NOW)
    work_off(CONSUMERS)


@contextmanager
def _statements() -> Iterator[list[str]]:
    """Collect what reaches the database, without transaction control."""
    asked: list[str] = []
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.set_trace_callback(asked.append)
        try:
            yield asked
        finally:
            connection.connection.set_trace_callback(None)
    else:
        with CaptureQueriesContext(connection) as captured:
            yield asked
        asked += [query["sql"] for query in captured.captured_queries]
    asked[:] = [one for one in asked if not one.lstrip().upper().startswith((*CONTROL, "--"))]
