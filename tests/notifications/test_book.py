"""A table of notices is read whole or refused with its row; a county's own holds from its day on."""

import pytest
from django.test import Client

from tests.builders import COUNTY, NOW, PASSWORD, make_office
from wangge.config.cli import main
from wangge.notifications.models import Notice
from wangge.notifications.queries.book import book, read_book, usual_book
from wangge.notifications.services.channels import load_book
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db

ONE = """
[[rules]]
event = "case.closed"
to = "finder"
means = []
[templates]
"case.closed" = { zh = "{number}结案", en = "{number} closed" }
digest = { zh = "{count}条", en = "{count}" }
"""


def test_the_packaged_table_has_words_in_both_languages_for_every_event() -> None:
    known = usual_book()

    assert {rule.event for rule in known.rules} <= set(known.templates)
    assert main(["notifications", "check", "--json"]) == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[[rules", "notice.book_unreadable"),
        (ONE.replace('"finder"', '"everybody"'), "notice.row_unreadable"),
        (ONE.replace("means = []", 'means = []\noccasion = "unsigned"'), "notice.row_unreadable"),
        (ONE.replace(', en = "{number} closed"', ""), "notice.no_words"),
        (ONE.replace("{number}结案", "{reporter}结案"), "notice.fact_unknown"),
        (ONE + '"case.closed/unsigned" = { zh = "x" }', "notice.no_words"),
        (ONE.replace('zh = "{number}结案"', "zh = 5"), "notice.no_words"),
        (ONE + '"case.closed/danger" = "x"', "notice.book_unreadable"),
        (ONE.replace("means = []", 'means = []\nkinds = "smoke"'), "notice.row_unreadable"),
        (ONE.replace("means = []", 'means = []\nkinds = ["nothing:of:this*"]'), "notice.kind_unknown"),
        ("rules = 5", "notice.book_unreadable"),
        ("templates = 5", "notice.book_unreadable"),
    ],
)
def test_a_table_with_a_fault_is_refused_and_nothing_is_loaded(text: str, code: str) -> None:
    make_office()
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        load_book(COUNTY, text, from_on=NOW.date(), source="test", now=NOW)

    assert book(COUNTY, on=NOW.date()).source == ""


def test_a_countys_own_table_holds_from_its_day_on() -> None:
    make_office()
    load_book(COUNTY, ONE, from_on=NOW.date(), source="区办〔2024〕1号", now=NOW)

    assert book(COUNTY, on=NOW.date()) == read_book(ONE, "区办〔2024〕1号")
    assert len(book(COUNTY, on=NOW.date().replace(year=2023)).rules) == len(usual_book().rules)


def test_an_inbox_shows_ones_own_lines_and_marks_them_read(client: Client) -> None:
    office = make_office(password=PASSWORD)
    for hat in (office.worker, office.leader):
        Notice.objects.create(
            county=COUNTY, account=hat.account_id, event="case.closed", subject=hat.post_id, at=NOW,
            facts={"number": f"N-{hat.login}", "unit": "花园路", "kind": "井盖", "occasion": "always"},
        )  # fmt: skip
    client.post("/login/", {"login": "worker", "password": PASSWORD})

    page = client.get("/notifications/").content.decode()
    client.post("/notifications/read/")

    assert "N-worker" in page
    assert "N-leader" not in page
    assert Notice.objects.filter(read_at=None).count() == 1


def test_the_table_is_the_administrators_page(client: Client) -> None:
    make_office(password=PASSWORD)
    client.post("/login/", {"login": "worker", "password": PASSWORD})
    refused = client.get("/notifications/table/")
    client.post("/login/", {"login": "administrator", "password": PASSWORD})
    shown = client.get("/notifications/table/")

    assert (refused.status_code, shown.status_code) == (403, 200)
    assert "case.dispatched" in shown.content.decode()
