"""Deputies put files with a draft, units with a reply: told by their bytes, for whoever may read what they go with."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.builders import NOW, PASSWORD
from tests.pictures import a_pdf, a_pdf_bomb, a_photo, a_zip
from tests.suggestions.council import Council, Way, make_council
from wangge.foundation.files import check_files
from wangge.foundation.files.papers import FILES_MOST, hand_out
from wangge.foundation.history import events_of
from wangge.foundation.refusals import told
from wangge.rules.errors import Refused
from wangge.suggestions.queries.attachments import attachments, named_by_papers
from wangge.suggestions.queries.papers import signers
from wangge.suggestions.services.attaching import attach, detach
from wangge.suggestions.services.replying import draft_reply, send_reply, sign_reply

pytestmark = pytest.mark.django_db


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def logged_in(login: str) -> Client:
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})
    return client


def sent(council: Council, data: bytes, *, way: Way) -> tuple[int, str]:
    """Put a file with a paper by its page; return the status and the page's words."""
    file = SimpleUploadedFile("a.jpg", data, content_type="image/jpeg")
    lead = logged_in(council.hats[0].login)
    answer = lead.post(
        f"/suggestions/papers/{way.id.hex}/files/", {"file": file, "words": "破损处"}, follow=True
    )
    return answer.status_code, answer.content.decode()


def test_a_picture_stands_on_the_paper_for_whoever_may_open_it_and_for_nobody_else() -> None:
    council = make_council(password=PASSWORD)
    way = Way(council, signers=2)

    status, page = sent(council, a_photo(), way=way)

    [row] = attachments(way.office.worker.county, way.id)[None]
    address = f"/suggestions/papers/{way.id.hex}/files/{row.hex}/"
    assert (status, "破损处" in page, address in page) == (200, True, True)
    assert [one.deputy for one in signers(way.office.worker.county, way.id)] == [council.deputies[0]]
    way.handed()
    seen = {name: logged_in(name).get(address).status_code for name in ("government", "head", "parkshead")}
    assert seen == {"government": 200, "head": 200, "parkshead": 404}
    assert Client().get(address).status_code == 302
    assert "suggestion.attached" in [one.kind for one in events_of(way.office.worker.county, way.id)]


def test_a_file_that_is_neither_picture_nor_pdf_is_refused_by_its_bytes_on_the_page_and_nothing_is_kept() -> (
    None
):
    council = make_council(password=PASSWORD)
    way = Way(council)

    for data, code in (
        (a_zip(), "file.neither"), (b"not a picture", "file.neither"), (a_photo()[:2000], "file.broken"),
        (a_pdf_bomb(), "file.pdf_broken"), (b"", "file.none"),
    ):  # fmt: skip
        status, page = sent(council, data, way=way)
        assert (status, str(told(Refused(code, field="file")).sentence) in page) == (422, True)

    assert attachments(way.office.worker.county, way.id) == {None: []}


def test_files_are_the_leads_until_submission_and_at_most_so_many() -> None:
    council = make_council()
    way, lead = Way(council, signers=2), council.hats[0]
    keys = [attach(way.id, a_photo(seed), "", hat=lead, now=NOW) for seed in range(FILES_MOST)]

    assert code_of(lambda: attach(way.id, a_photo(99), "", hat=lead, now=NOW)) == "file.too_many"
    assert code_of(lambda: detach(way.id, keys[0], hat=council.hats[1], now=NOW)) == "suggestion.not_yours"
    detach(way.id, keys[0], hat=lead, now=NOW)
    assert code_of(lambda: detach(way.id, keys[0], hat=lead, now=NOW)) == "row.unknown"
    assert code_of(lambda: attach(way.id, b"", "", hat=lead, now=NOW)) == "file.none"
    assert attach(way.id, a_photo(1), "", hat=lead, now=NOW) == keys[1]
    way.submitted()
    assert code_of(lambda: attach(way.id, a_photo(7), "", hat=lead, now=NOW)) == "suggestion.not_now"
    assert [one.id for one in attachments(lead.county, way.id)[None]] == keys[1:]


def test_removing_files_that_no_row_names_keeps_those_of_papers_and_drops_those_taken_away() -> None:
    council = make_council()
    way, lead = Way(council), council.hats[0]
    for data in (a_photo(1), a_pdf(1)):
        attach(way.id, data, "", hat=lead, now=NOW)
    kept = attachments(lead.county, way.id)[None]
    away = [attach(way.id, data, "", hat=lead, now=NOW) for data in (a_photo(2), a_pdf(2))]
    gone = attachments(lead.county, way.id)[None][2:]
    for key in away:
        detach(way.id, key, hat=lead, now=NOW)

    found = check_files(named_by_papers(), older_than=timezone.now() + timedelta(days=1), remove=True)

    assert (found.missing, found.damaged) == ([], [])
    assert [hand_out(one).status_code for one in kept] == [200, 200]
    assert [code_of(lambda one=one: hand_out(one)) for one in gone] == ["file.missing", "file.missing"]


def test_a_pdf_is_handed_out_as_a_download_as_it_came_and_never_opened_in_the_page() -> None:
    council = make_council(password=PASSWORD)
    way = Way(council)
    status, page = sent(council, a_pdf(), way=way)
    [row] = attachments(way.office.worker.county, way.id)[None]
    address = f"/suggestions/papers/{way.id.hex}/files/{row.hex}/"

    answer = logged_in(council.hats[0].login).get(address)

    assert (status, f'<img src="{address}"' in page, f'href="{address}" download' in page) == (
        200,
        False,
        True,
    )
    assert answer.content == a_pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_unit_puts_files_with_its_reply_until_it_is_signed_and_others_have_them_once_it_is_sent() -> None:
    council = make_council(password=PASSWORD)
    way, handler = Way(council).accepted().contacted(), council.office.handler
    reply = draft_reply(way.id, words="井盖已更换。", grade="A", hat=handler, now=way.later())

    key = attach(way.id, a_pdf(), "竣工图", hat=handler, now=way.later(), reply=reply)

    address = f"/suggestions/papers/{way.id.hex}/files/{key.hex}/"
    before = {name: logged_in(name).get(address).status_code for name in ("government", "head", "congress")}
    sign_reply(way.id, hat=council.head, now=way.later())
    for late in (lambda: attach(way.id, a_pdf(2), "", hat=handler, now=way.at, reply=reply),
                 lambda: detach(way.id, key, hat=handler, now=way.at)):  # fmt: skip
        assert code_of(late) == "suggestion.no_reply"
    send_reply(way.id, "water", hat=council.government, now=way.later())
    page = logged_in("congress").get(f"/suggestions/papers/{way.id.hex}/").content.decode()
    assert before == {"government": 200, "head": 200, "congress": 404}
    assert (address in page, "竣工图" in page) == (True, True)
    assert logged_in("congress").get(address).status_code == 200
    assert Client().get(address).status_code == 302


def test_a_reply_that_is_written_anew_keeps_its_files_and_another_unit_puts_none_there() -> None:
    council = make_council()
    way, handler = Way(council).accepted().contacted(), council.office.handler
    reply = draft_reply(way.id, words="井盖已更换。", grade="A", hat=handler, now=way.later())
    key = attach(way.id, a_pdf(), "", hat=handler, now=way.at, reply=reply)

    again = draft_reply(way.id, words="井盖已全部更换。", grade="A", hat=handler, now=way.later())

    assert again == reply
    assert [one.id for one in attachments(handler.county, way.id)[reply]] == [key]
    assert code_of(
        lambda: attach(way.id, a_pdf(), "", hat=council.office.stranger, now=way.at, reply=reply)
    ) == ("suggestion.not_yours")
