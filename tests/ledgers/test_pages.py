"""The ledgers as people of the office use them: numbers open their rows, sheets come as files, templates are tried."""

import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from docx import Document

from tests.builders import COMMUNITIES, COUNTY, GRIDS, PASSWORD, a_report, make_office
from wangge.cases.services.intake import report_case
from wangge.foundation.ids import uuid7
from wangge.foundation.sequencing import sequence
from wangge.ledgers.queries.templates import own_templates
from wangge.people.hats import Hat

pytestmark = pytest.mark.django_db
RUBBISH = "zz-ledger:event:0801"


def logged_in(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


@pytest.fixture
def hats() -> dict[str, Hat]:
    office = make_office(password=PASSWORD)
    for number, grid in enumerate((GRIDS[0], GRIDS[0], GRIDS[3])):
        at = timezone.now() - timedelta(minutes=number + 1)
        worker = office.worker if grid == GRIDS[0] else office.neighbour
        report_case(worker, a_report(grid, id=uuid7(at), at=at, category=RUBBISH), now=at)
    sequence(COUNTY)
    return {name: getattr(office, name) for name in office.__slots__}


def test_each_count_opens_as_many_rows_as_it_says(hats: dict[str, Hat]) -> None:
    client = logged_in(hats["overseer"])
    page = client.get("/ledgers/").content.decode()

    links = set(re.findall(r'href="([^"]*/(?:cases|ledgers/rows)/\?[^"]+)"[^>]*>(\d+)<', page))

    assert links
    for url, n in links:
        shown = client.get(url.replace("&amp;", "&")).content.decode()
        assert len(set(re.findall(r'href="/cases/([0-9a-f-]{32,36})/"', shown))) == int(n), url


def test_a_unit_counts_its_own(hats: dict[str, Hat]) -> None:
    page = logged_in(hats["overseer"]).get(f"/ledgers/?unit={COMMUNITIES[0]}").content.decode()

    assert re.findall(r"ledgers/rows/\?[^>]*figure=found&amp;area=08[^>]*>(\d+)<", page) == ["2"]


def test_every_sheet_comes_as_a_file_with_its_digest(hats: dict[str, Hat]) -> None:
    client = logged_in(hats["overseer"])
    case = re.findall(r'href="/cases/([0-9a-f]{32})/"', client.get("/ledgers/rows/").content.decode())[0]
    week = timezone.localdate().isocalendar()

    for asked in (
        "ledger?area=08", "monthly", f"weekly?period={week.year}-W{week.week:02}", f"reply?case={case}",
        f"case_file?case={case}",
    ):  # fmt: skip
        answer = client.get(f"/ledgers/{asked}")
        assert answer.status_code == 200, answer.content
        assert answer["Repr-Digest"].startswith("sha-256=:")
        assert "attachment" in answer["Content-Disposition"]


def test_a_case_page_offers_its_file(hats: dict[str, Hat]) -> None:
    client = logged_in(hats["overseer"])
    case = re.findall(r'href="/cases/([0-9a-f]{32})/"', client.get("/ledgers/rows/").content.decode())[0]

    page = client.get(f"/cases/{case}/").content.decode()

    assert f"/ledgers/case_file?case={case}" in page
    assert "/ledgers/reply" not in page, "no order brought it"


@pytest.mark.parametrize(
    "asked",
    ["nothing", "ledger", "monthly?period=2024-W10", "reply?case=x", "monthly?unit=1", "rows/?figure=x"],
)
def test_a_wrong_address_is_refused_in_words(hats: dict[str, Hat], asked: str) -> None:
    answer = logged_in(hats["overseer"]).get(f"/ledgers/{asked}")

    assert answer.status_code in {404, 422}


def test_an_administrator_puts_a_template_in_place_and_the_next_sheet_uses_it(hats: dict[str, Hat]) -> None:
    client = logged_in(hats["administrator"])

    sent = client.post("/ledgers/templates/", _form(a_word_file("金水区样表 {{ found }}"), sheet="monthly"))

    assert sent.status_code == 302, sent.content.decode()
    made = client.get("/ledgers/monthly")
    assert Document(io.BytesIO(made.content)).paragraphs[0].text == "金水区样表 3"
    assert "区文〔2026〕1号" in client.get("/ledgers/templates/").content.decode()


def test_a_template_with_an_unknown_field_is_refused_by_name_and_nothing_changes(
    hats: dict[str, Hat],
) -> None:
    sent = logged_in(hats["administrator"]).post(
        "/ledgers/templates/", _form(a_word_file("{{ reporter_phone }}"))
    )

    assert sent.status_code == 422
    assert "reporter_phone" in sent.content.decode()
    assert own_templates(COUNTY) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"source": " "}, 422), ({"sheet": "none"}, 404), ({"from_on": "x"}, 422), ({"template": ""}, 422)],
)
def test_a_template_without_what_it_needs_is_refused(
    hats: dict[str, Hat], changed: dict[str, str], code: int
) -> None:
    sent = logged_in(hats["administrator"]).post(
        "/ledgers/templates/", _form(a_word_file("{{ found }}")) | changed
    )

    assert sent.status_code == code
    assert own_templates(COUNTY) == []


@pytest.mark.parametrize("name", ["overseer", "handler", "worker", "leader"])
def test_nobody_but_an_administrator_changes_templates(hats: dict[str, Hat], name: str) -> None:
    client = logged_in(hats[name])

    assert client.get("/ledgers/templates/").status_code == 403
    assert client.get("/ledgers/templates/monthly").status_code == 403
    assert client.post("/ledgers/templates/", _form(a_word_file("{{ found }}"))).status_code == 403


def _form(content: bytes, *, sheet: str = "monthly") -> dict[str, object]:
    file = io.BytesIO(content)
    file.name = "form.docx"
    return {"sheet": sheet, "template": file, "source": "区文〔2026〕1号", "from_on": ""}


def a_word_file(text: str) -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return out.getvalue()
