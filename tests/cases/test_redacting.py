"""Words that give the reporter away never reach the unit, and who is complained of never handles the complaint."""

import io
from uuid import UUID

import openpyxl
import pytest
from django.test import Client

from tests.builders import COUNTY, NOW, PASSWORD, Office, a_report, make_office
from wangge.cases.models import Case, CaseText, SealedWords
from wangge.cases.queries.exposure import public_row, sealing_of
from wangge.cases.queries.listing import Filters, page_of
from wangge.cases.queries.page import chain_ends, dossier
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import move_case
from wangge.cases.services.redacting import name_complained, open_sealed_words, redact_words
from wangge.config.subscriptions import CONSUMERS
from wangge.foundation.audit import verify_events
from wangge.foundation.models import Event
from wangge.foundation.worker import work_off
from wangge.rules.errors import Refused

SAID = "我家楼上饭店夜里排油烟，电话13812345678，我多次找过老板"
TOLD = "楼下饭店夜间排放油烟"
HOME = "3号楼2单元501室"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office(password=PASSWORD)


def said_by_phone(office: Office) -> UUID:
    report = a_report(channel="hotline", words=SAID, place=HOME)
    return report_case(office.clerk, report, now=NOW).case_id


def dispatched(office: Office, *, redacted: bool = True) -> UUID:
    case = said_by_phone(office)
    move_case(case, "file", hat=office.leader, now=NOW)
    if redacted:
        redact_words(case, TOLD, "花园路", hat=office.dispatcher, now=NOW)
    move_case(case, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="water"))
    work_off(CONSUMERS)
    return case


def page_for(login: str) -> Client:
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})
    return client


def refusal(act: object, *arguments: object, **named: object) -> str:
    with pytest.raises(Refused) as refused:
        act(*arguments, **named)  # type: ignore[operator]
    return refused.value.code


@pytest.mark.parametrize(
    "path", ["/cases/{case}/", "/cases/", "/cases/mine/", "/cases/?q=饭店", "/cases/export.csv"]
)
def test_the_unit_reads_the_redacted_words_on_every_page_and_in_every_export(
    office: Office, path: str
) -> None:
    case = dispatched(office)

    shown = page_for("handler").get(path.format(case=case.hex)).content.decode()

    assert TOLD in shown
    assert not any(piece in shown for piece in ("13812345678", "我家", "501室", "老板"))


def test_a_workbook_holds_the_redacted_words_only(office: Office) -> None:
    dispatched(office)

    book = openpyxl.load_workbook(io.BytesIO(page_for("handler").get("/cases/export.xlsx").content))
    cells = " ".join(str(cell.value) for row in book.active.rows for cell in row)

    assert TOLD in cells
    assert "13812345678" not in cells


@pytest.mark.parametrize("query", ["13812345678", "501室", "老板", "我家"])
def test_search_finds_nothing_by_words_that_were_hidden(office: Office, query: str) -> None:
    dispatched(office)

    for hat in (office.handler, office.administrator, office.dispatcher):
        assert page_of(hat, Filters(q=query)).rows == []
    assert len(page_of(office.handler, Filters(q="排放油烟")).rows) == 1


def test_the_original_is_sealed_and_each_opening_by_the_desk_is_an_event(office: Office) -> None:
    case = dispatched(office)

    said = open_sealed_words(case, hat=office.dispatcher, now=NOW)

    assert (said.words, said.place) == (SAID, HOME)
    last = Event.objects.filter(subject=case).latest("seq")
    assert (last.kind, last.actor) == ("case.sealed_words_opened", office.dispatcher.account_id.hex)


@pytest.mark.parametrize("who", ["handler", "worker", "checker", "overseer", "administrator"])
def test_nobody_but_the_desk_opens_the_original_or_redacts(office: Office, who: str) -> None:
    case, hat = dispatched(office), getattr(office, who)

    assert refusal(open_sealed_words, case, hat=hat, now=NOW) == "case.not_the_desk"
    assert refusal(redact_words, case, "别的", "", hat=hat, now=NOW) == "case.not_the_desk"
    assert page_for(who).post(f"/cases/{case.hex}/words/sealed").status_code == 403


def test_the_event_of_redacting_holds_a_digest_and_no_word(office: Office) -> None:
    case = dispatched(office)

    event = Event.objects.get(subject=case, kind="case.redacted")

    assert not any(piece in event.payload for piece in ("油烟", "13812345678", "花园路"))
    assert list(verify_events(COUNTY, chain_ends(COUNTY))) == []


def test_redacting_twice_keeps_the_first_original(office: Office) -> None:
    case = dispatched(office)

    redact_words(case, "夜间油烟", "", hat=office.clerk, now=NOW)

    assert SealedWords.objects.get(case=case).words == SAID
    assert CaseText.objects.get(case=case).words == "夜间油烟"


@pytest.mark.parametrize(
    ("words", "place", "code"),
    [
        ("", "", "case.words_missing"),
        ("长" * 2001, "", "case.words_too_long"),
        ("好", "长" * 201, "case.words_too_long"),
    ],
)
def test_words_for_the_unit_are_there_and_fit(office: Office, words: str, place: str, code: str) -> None:
    case = said_by_phone(office)

    assert refusal(redact_words, case, words, place, hat=office.clerk, now=NOW) == code
    assert CaseText.objects.get(case=case).words == SAID


def test_the_sealed_original_of_words_never_redacted_is_said_not_to_be_there(office: Office) -> None:
    case = said_by_phone(office)

    assert refusal(open_sealed_words, case, hat=office.clerk, now=NOW) == "case.not_redacted"


def test_the_desk_is_warned_of_words_that_give_the_reporter_away_and_others_are_not(office: Office) -> None:
    case = said_by_phone(office)

    desk = page_for("dispatcher").get(f"/cases/{case.hex}/").context["words_box"]
    overseer = page_for("overseer").get(f"/cases/{case.hex}/").context["words_box"]

    assert len(desk["warnings"]) == 3
    assert "13812345678" not in desk["proposal"]
    assert "排油烟" in desk["proposal"]
    assert overseer is None


def test_redacting_by_page_is_what_the_unit_reads(office: Office) -> None:
    case = said_by_phone(office)
    client = page_for("dispatcher")

    answer = client.post(f"/cases/{case.hex}/words", {"words": TOLD, "place": "花园路"})

    assert answer.status_code == 302
    assert dossier(office.leader, case, now=NOW).words == TOLD
    sealed = client.post(f"/cases/{case.hex}/words/sealed")
    assert SAID in sealed.content.decode()
    assert sealed.headers["Cache-Control"] == "no-store"


def test_who_is_complained_of_cannot_be_given_the_case(office: Office) -> None:
    case = said_by_phone(office)
    move_case(case, "file", hat=office.leader, now=NOW)
    name_complained(case, "water", hat=office.dispatcher, now=NOW)

    to_it = Brought(department="water")
    beside_it = Brought(department="parks", departments=("water",))

    assert (
        refusal(move_case, case, "dispatch", hat=office.dispatcher, now=NOW, brought=to_it)
        == "case.complained_handles"
    )
    assert (
        refusal(move_case, case, "dispatch", hat=office.dispatcher, now=NOW, brought=beside_it)
        == "case.complained_handles"
    )
    moved = move_case(case, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="parks"))
    assert moved.state == "dispatched"
    assert refusal(dossier, office.handler, case, now=NOW) == "row.unknown"


def test_naming_the_department_that_the_routing_proposed_takes_the_proposal_away(office: Office) -> None:
    case = said_by_phone(office)
    assert Case.objects.get(pk=case).department == "water"

    name_complained(case, "water", hat=office.clerk, now=NOW)

    row = Case.objects.get(pk=case)
    assert (row.department, row.route) == ("", None)
    assert sealing_of(COUNTY, case).complained == "water"


def test_a_unit_that_has_the_case_in_hand_must_lose_it_before_it_is_named(office: Office) -> None:
    case = dispatched(office)

    assert (
        refusal(name_complained, case, "water", hat=office.dispatcher, now=NOW) == "case.complained_handles"
    )
    assert (
        refusal(name_complained, case, "nobody", hat=office.dispatcher, now=NOW) == "case.unknown_department"
    )
    assert refusal(name_complained, case, "parks", hat=office.handler, now=NOW) == "case.not_the_desk"


def test_a_note_of_whom_it_complains_can_be_taken_back(office: Office) -> None:
    case = said_by_phone(office)
    name_complained(case, "water", hat=office.clerk, now=NOW)

    name_complained(case, "", hat=office.clerk, now=NOW)
    move_case(case, "file", hat=office.leader, now=NOW)

    moved = move_case(case, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="water"))
    assert moved.state == "dispatched"


def test_the_public_row_of_a_case_has_no_words_at_all(office: Office) -> None:
    case = dispatched(office)

    row = public_row(COUNTY, case)

    assert row is not None
    assert not any("words" in name or "place" in name for name in row.__slots__)
