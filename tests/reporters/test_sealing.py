"""Can a unit learn who reported the matter that it handles or is complained of, by any way out of the system?"""

import io
import logging
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.builders import COUNTY, NOW, PASSWORD, STREET, Office, a_report, add_hat, make_hat, make_office
from tests.pictures import a_scene, with_metadata
from tests.reporters.handing import PHONE, dispatched, handed
from wangge.cases.exporting import write_rows
from wangge.cases.queries.export import EXPORTED, exported_pages
from wangge.cases.queries.listing import Filters
from wangge.cases.queries.page import dossier
from wangge.cases.services.redacting import name_complained
from wangge.config.api import api
from wangge.foundation.files import read_photo
from wangge.foundation.history import events_of
from wangge.people.hats import Hat
from wangge.reporters.identity import public_hat
from wangge.reporters.queries.desk_side import contacted, pleas_for
from wangge.reporters.queries.receipts import followed
from wangge.reporters.services.answering import tell_pressure, write_to_desk
from wangge.reporters.services.contacting import answer_plea, open_contact, pass_on
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
MAIL = "someone@example.org"
REASON = "转告三天无人回复，需要核对井盖位置"


def signed_in(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    if client.get("/cases/mine/").status_code != 200:
        client.post("/hats/", {"post": hat.post_id.hex})
    assert client.get("/cases/mine/").status_code == 200
    return client


def test_every_opening_of_a_contact_is_an_event_that_the_reporter_sees() -> None:
    office = make_office()
    held = handed(contact=MAIL)

    opened = open_contact(held.case_id, REASON, hat=office.dispatcher, now=NOW)

    assert opened == MAIL
    seen = followed(held, now=NOW).openings
    assert [(one.at, one.who, one.words) for one in seen] == [(NOW, "花园路街道 · 派遣员", REASON)]
    kinds = [(one.kind, one.actor) for one in events_of(COUNTY, held.reporter_id)]
    assert kinds[-1] == ("reporter.contact_opened", office.dispatcher.account_id.hex)
    assert "Dispatcher" not in str(seen)  # by post, never by name


def test_a_contact_is_not_opened_without_a_reason_that_says_something() -> None:
    office = make_office()
    held = handed()

    with pytest.raises(Refused, match=r"reporters\.reason_missing"):
        open_contact(held.case_id, "查", hat=office.dispatcher, now=NOW)

    assert followed(held, now=NOW).openings == []


@pytest.mark.parametrize(
    "who", ["worker", "clerk", "handler", "stranger", "checker", "overseer", "administrator"]
)
def test_nobody_but_those_who_dispatch_opens_a_contact(who: str) -> None:
    office = make_office()
    held = handed()
    dispatched(office, held.case_id)

    with pytest.raises(Refused, match=r"reporters\.not_the_desk|row\.unknown"):
        open_contact(held.case_id, REASON, hat=getattr(office, who), now=NOW)

    assert followed(held, now=NOW).openings == []


@pytest.mark.parametrize("department", ["water", "parks"])
def test_a_dispatcher_with_a_post_in_the_handling_or_the_blamed_unit_stands_aside(department: str) -> None:
    office = make_office()
    held = handed()
    name_complained(held.case_id, "parks", hat=office.dispatcher, now=NOW)
    dispatched(office, held.case_id)
    add_hat(office.dispatcher.account_id, PostKind.HANDLER, COUNTY, department=department)

    for act in (
        lambda: open_contact(held.case_id, REASON, hat=office.dispatcher, now=NOW),
        lambda: pass_on(held.case_id, "请问在哪里", hat=office.dispatcher, now=NOW),
        lambda: contacted(office.dispatcher, held.case_id, now=NOW),
    ):
        with pytest.raises(Refused, match=r"reporters\.recused"):
            act()
    assert open_contact(held.case_id, REASON, hat=office.leader, now=NOW) == PHONE


def test_words_are_passed_on_and_answered_without_anybody_learning_an_address() -> None:
    office = make_office()
    held = handed()
    dispatched(office, held.case_id)

    pass_on(held.case_id, "请问是路东还是路西？", hat=office.clerk, now=NOW)
    write_to_desk(held, "路东", now=NOW + timedelta(minutes=1))

    told = [(one.by_reporter, one.words) for one in followed(held, now=NOW + timedelta(minutes=1)).letters]
    assert told == [(False, "请问是路东还是路西？"), (True, "路东")]
    assert [one.words for one in contacted(office.dispatcher, held.case_id, now=NOW).letters][-1] == "路东"
    for hat in (office.handler, office.worker, office.checker):
        with pytest.raises(Refused, match=r"reporters\.not_the_desk|row\.unknown"):
            contacted(hat, held.case_id, now=NOW)


def test_a_case_without_a_receipt_has_nobody_to_write_to() -> None:
    office = make_office()
    from wangge.cases.services.intake import report_case

    found = report_case(office.worker, a_report(), now=NOW)

    with pytest.raises(Refused, match=r"reporters\.no_reporter"):
        pass_on(found.case_id, "您好", hat=office.dispatcher, now=NOW)


def test_without_a_contact_there_is_nothing_to_open() -> None:
    office = make_office()
    held = handed(contact="")

    with pytest.raises(Refused, match=r"reporters\.no_contact"):
        open_contact(held.case_id, REASON, hat=office.dispatcher, now=NOW)


def test_pressure_reaches_the_supervising_unit_and_nobody_down_the_chain() -> None:
    office = make_office()
    above = make_hat("above", PostKind.OVERSEER, COUNTY)
    held = handed()
    dispatched(office, held.case_id)

    tell_pressure(held, "有人上门让我撤回", now=NOW)

    reads = {
        name: [plea.words for plea in pleas_for(hat, now=NOW)]
        for name, hat in (
            ("overseer", office.overseer), ("above", above), ("leader", office.leader),
            ("dispatcher", office.dispatcher), ("handler", office.handler), ("worker", office.worker),
            ("administrator", office.administrator),
        )
    }  # fmt: skip
    assert {name for name, words in reads.items() if words} == {"above"}
    assert "有人上门让我撤回" not in str(contacted(office.dispatcher, held.case_id, now=NOW))
    assert not [one for one in events_of(COUNTY, held.case_id) if one.kind.startswith("reporter.")]


def test_pressure_in_the_grid_s_own_hands_reaches_the_street_s_overseer() -> None:
    office = make_office()
    held = handed()

    assert tell_pressure(held, "网格员来过", now=NOW) == STREET
    assert [plea.words for plea in pleas_for(office.overseer, now=NOW)] == ["网格员来过"]


def test_an_overseer_with_a_post_in_the_unit_concerned_hears_nothing_of_pressure() -> None:
    office = make_office()
    held = handed()
    dispatched(office, held.case_id)
    tell_pressure(held, "有人上门", now=NOW)
    add_hat(office.overseer.account_id, PostKind.HANDLER, COUNTY, department="water")

    assert pleas_for(office.overseer, now=NOW) == []


def test_the_supervising_unit_s_answer_is_read_by_the_reporter_alone() -> None:
    office = make_office()
    held = handed()
    dispatched(office, held.case_id)
    tell_pressure(held, "有人上门", now=NOW)
    (plea,) = pleas_for(office.overseer, now=NOW)

    answer_plea(plea.id, "已记下，今后请直接写给我们", hat=office.overseer, now=NOW)

    letters = followed(held, now=NOW).letters
    assert [(one.words, one.who) for one in letters][-1] == (
        "已记下，今后请直接写给我们",
        "花园路街道 · 督办人",
    )
    assert letters[0].read_at == NOW
    with pytest.raises(Refused, match=r"row\.unknown"):
        answer_plea(plea.id, "我们看看", hat=office.leader, now=NOW)


# What the handling unit and the unit complained of can reach, chair by chair.

SECRETS = (PHONE, "从王某家窗口", "203.0.113.9")


@pytest.fixture
def complained(client: Client, caplog: pytest.LogCaptureFixture) -> tuple[Office, Any, str]:
    """A matter handed in through the page by somebody with a phone, at an address, with a telling photo name."""
    caplog.set_level(logging.DEBUG)
    office = make_office(password=PASSWORD)
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.reporters.test_say import filled, receipt

    photo = SimpleUploadedFile("从王某家窗口.jpg", with_metadata(a_scene()), content_type="image/jpeg")
    page = client.post(
        f"/say/{COUNTY}/", filled(contact=PHONE, photos=photo), REMOTE_ADDR="203.0.113.9"
    ).content.decode()
    from wangge.reporters.queries.receipts import held_by

    number, secret = receipt(page)
    held = held_by(number, secret)
    dispatched(office, held.case_id)
    name_complained(held.case_id, "parks", hat=office.dispatcher, now=NOW)
    return office, held, secret


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("chair", ["handler", "stranger", "worker", "checker"])
def test_no_page_list_search_or_export_tells_the_reporter(
    chair: str, complained: tuple[Office, Any, str]
) -> None:
    office, held, secret = complained
    client = signed_in(getattr(office, chair))
    case = f"/cases/{held.case_id.hex}/"

    pages = [
        "/cases/mine/", "/cases/", case, f"/cases/?q={PHONE}", f"/cases/?q={held.number}", "/cases/map/",
        "/cases/figures/", f"/cases/export.csv?q={PHONE}", "/cases/export.csv", "/cases/export.xlsx",
        f"/reporters/{held.case_id.hex}/", "/reporters/pressed/",
    ]  # fmt: skip
    answers = {url: client.get(url) for url in pages}

    for url, answer in answers.items():
        body = _unpacked(answer)
        for word in (*SECRETS, secret, held.reporter_id.hex, str(held.reporter_id)):
            # A page repeats what it was asked for; that it finds nothing by it is said below.
            assert word in url or word.encode() not in body, f"{url} tells {word}"
    assert answers[f"/reporters/{held.case_id.hex}/"].status_code in {403, 404}
    assert answers["/reporters/pressed/"].status_code == 403
    found = answers[f"/cases/?q={PHONE}"].content.decode()
    assert held.number not in found


def _unpacked(answer: Any) -> bytes:
    body: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return b"".join(book.read(name) for name in book.namelist())
    return body


@pytest.mark.django_db(transaction=True)
def test_the_door_to_the_reporter_stands_on_the_desk_s_case_page_and_on_no_other(
    complained: tuple[Office, Any, str],
) -> None:
    office, held, _ = complained
    door = f"/reporters/{held.case_id.hex}/"

    seen = {
        chair: door in signed_in(getattr(office, chair)).get(f"/cases/{held.case_id.hex}/").content.decode()
        for chair in ("dispatcher", "leader", "handler", "worker")
    }

    assert seen == {"dispatcher": True, "leader": True, "handler": False, "worker": False}


@pytest.mark.django_db(transaction=True)
def test_the_desk_opens_a_contact_on_the_page_and_the_page_is_not_stored(
    complained: tuple[Office, Any, str],
) -> None:
    office, held, _ = complained
    client = signed_in(office.dispatcher)
    address = f"/reporters/{held.case_id.hex}/"

    before = client.get(address).content.decode()
    silent = client.post(f"{address}open", {"words": "查"})
    opened = client.post(f"{address}open", {"words": REASON})

    assert PHONE not in before
    assert (silent.status_code, PHONE in silent.content.decode()) == (422, False)
    assert PHONE in opened.content.decode()
    assert opened["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
def test_no_log_line_and_no_event_tells_the_reporter(
    complained: tuple[Office, Any, str], caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    office, held, secret = complained
    client.post("/follow/", {"number": held.number, "secret": secret}, REMOTE_ADDR="203.0.113.9")
    client.post("/follow/", {"number": held.number, "secret": "wrong"}, REMOTE_ADDR="203.0.113.9")
    signed_in(office.handler).get(f"/reporters/{held.case_id.hex}/")

    events = str([*events_of(COUNTY, held.case_id), *events_of(COUNTY, held.reporter_id)])
    logged = "\n".join(one.getMessage() for when in ("setup", "call") for one in caplog.get_records(when))
    for word in (*SECRETS, secret, "SECRETPHONE", "GPS"):
        assert word not in logged
        assert word not in events


@pytest.mark.django_db(transaction=True)
def test_no_file_tells_the_reporter_by_its_name_or_its_metadata(
    complained: tuple[Office, Any, str], home: Path
) -> None:
    office, held, _ = complained
    photos = dossier(office.handler, held.case_id, now=NOW).photos
    names = [str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()]

    assert len(photos) == 1
    data = read_photo(photos[0].sha256)
    assert b"Exif" not in data
    assert not [name for name in names if "王某" in name]


def test_the_command_line_s_export_holds_no_reporter(tmp_path: Path) -> None:
    make_office()
    handed(contact=MAIL)

    for form in ("csv", "xlsx", "jsonl"):
        out = tmp_path / f"cases.{form}"
        write_rows(out, EXPORTED, (row for page in exported_pages(COUNTY, Filters()) for row in page))
        data = out.read_bytes()
        if form == "xlsx":
            with zipfile.ZipFile(out) as book:
                data = b"".join(book.read(name) for name in book.namelist())
        assert MAIL.encode() not in data


def test_no_property_of_the_api_speaks_of_a_reporter() -> None:
    schemas = api.get_openapi_schema()["components"]["schemas"]  # type: ignore[index]
    properties = {name for schema in schemas.values() for name in schema.get("properties", {})}

    assert not [name for name in properties if re.search(r"contact|caller|secret|reporter|phone", name)]


def test_all_who_come_by_the_public_door_look_alike_to_the_office() -> None:
    office = make_office()
    one, other = handed(), handed(contact=MAIL)

    seen = [dossier(office.leader, held.case_id, now=NOW) for held in (one, other)]

    assert {shown.history[0].actor for shown in seen} == {public_hat(COUNTY).account_id.hex}
    assert seen[0].names == seen[1].names == {}
