"""A deputy puts pictures with a draft: told by their bytes, hidden faces, for whoever may open the paper."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.builders import NOW, PASSWORD
from tests.pictures import a_pdf_bomb, a_photo
from tests.suggestions.council import Council, Way, make_council
from wangge.foundation.files import check_files, read_photo
from wangge.foundation.history import events_of
from wangge.foundation.refusals import told
from wangge.rules.errors import Refused
from wangge.suggestions.queries.attachments import attachments, named_pictures
from wangge.suggestions.queries.papers import signers
from wangge.suggestions.services.attaching import PICTURES_MOST, attach, detach

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
        f"/suggestions/papers/{way.id.hex}/pictures/", {"picture": file, "words": "破损处"}, follow=True
    )
    return answer.status_code, answer.content.decode()


def test_a_picture_stands_on_the_paper_for_whoever_may_open_it_and_for_nobody_else() -> None:
    council = make_council(password=PASSWORD)
    way = Way(council, signers=2)

    status, page = sent(council, a_photo(), way=way)

    [row] = attachments(way.office.worker.county, way.id)
    address = f"/suggestions/papers/{way.id.hex}/pictures/{row.sha256}/"
    assert (status, "破损处" in page, address in page) == (200, True, True)
    assert [one.deputy for one in signers(way.office.worker.county, way.id)] == [council.deputies[0]]
    way.handed()
    seen = {name: logged_in(name).get(address).status_code for name in ("government", "head", "parkshead")}
    assert seen == {"government": 200, "head": 200, "parkshead": 404}
    assert Client().get(address).status_code == 302
    assert "suggestion.attached" in [one.kind for one in events_of(way.office.worker.county, way.id)]


def test_a_file_that_is_no_picture_is_refused_by_its_bytes_on_the_page_and_nothing_is_kept() -> None:
    council = make_council(password=PASSWORD)
    way = Way(council)

    for data, code in (
        (a_pdf_bomb(), "file.wrong_kind"), (b"not a picture", "file.not_a_photo"), (a_photo()[:2000], "file.broken"),
        (b"", "suggestion.no_picture"),
    ):  # fmt: skip
        status, page = sent(council, data, way=way)
        assert (status, str(told(Refused(code, field="picture", kind="PDF")).sentence) in page) == (422, True)

    assert attachments(way.office.worker.county, way.id) == []


def test_pictures_are_the_leads_until_submission_and_at_most_so_many() -> None:
    council = make_council()
    way, lead = Way(council, signers=2), council.hats[0]
    shas = [attach(way.id, a_photo(seed), "", hat=lead, now=NOW) for seed in range(PICTURES_MOST)]

    assert code_of(lambda: attach(way.id, a_photo(99), "", hat=lead, now=NOW)) == "suggestion.pictures_full"
    assert code_of(lambda: detach(way.id, shas[0], hat=council.hats[1], now=NOW)) == "suggestion.not_yours"
    detach(way.id, shas[0], hat=lead, now=NOW)
    assert code_of(lambda: detach(way.id, shas[0], hat=lead, now=NOW)) == "row.unknown"
    assert code_of(lambda: attach(way.id, b"", "", hat=lead, now=NOW)) == "suggestion.no_picture"
    assert attach(way.id, a_photo(1), "", hat=lead, now=NOW) == shas[1]
    way.submitted()
    assert code_of(lambda: attach(way.id, a_photo(7), "", hat=lead, now=NOW)) == "suggestion.not_now"
    assert [one.sha256 for one in attachments(lead.county, way.id)] == shas[1:]


def test_removing_files_that_no_row_names_keeps_pictures_of_papers_and_drops_those_taken_away() -> None:
    council = make_council()
    way, lead = Way(council), council.hats[0]
    kept, gone = (attach(way.id, a_photo(seed), "", hat=lead, now=NOW) for seed in (1, 2))
    detach(way.id, gone, hat=lead, now=NOW)

    check_files(named_pictures(), older_than=timezone.now() + timedelta(days=1), remove=True)

    assert read_photo(kept)
    assert code_of(lambda: read_photo(gone)) == "file.missing"
