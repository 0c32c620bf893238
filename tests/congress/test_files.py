"""Steps and places of the committee's work take pictures and PDFs: for whoever sees the work inside, not the public."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import COUNTY, NOW, PASSWORD, Office, make_hat
from tests.congress.test_congress import DAY, LATER, WORDS, committee, plan, sitting
from tests.pictures import a_pdf, a_photo, a_zip
from wangge.congress.queries.activities import activity
from wangge.congress.queries.files import files_of, named_by_steps
from wangge.congress.queries.sites import sites_of
from wangge.congress.services.activities import Said, do_step, join_team, open_activity
from wangge.congress.services.files import Place, put_file, take_file
from wangge.congress.services.sites import find, name_site
from wangge.foundation.files.papers import FILES_MOST, FileKind
from wangge.foundation.history import events_of
from wangge.foundation.refusals import told
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code


def logged_in(login: str) -> Client:
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})
    return client


def under_way(*steps: str) -> tuple[Office, Hat, UUID]:
    """A law inspection with some steps done."""
    office, clerk = committee()
    key = open_activity(plan(), hat=clerk, now=NOW)
    for step in steps:
        do_step(key, step, WORDS, hat=clerk, now=LATER)
    return office, clerk, key


def test_the_unit_hands_in_its_answer_with_a_pdf_that_the_office_has_and_the_public_has_not() -> None:
    office, _, key = under_way("notify", "look", "report", "meeting", "opinion")
    file = SimpleUploadedFile("answer.doc", a_pdf())

    answer = logged_in("handler").post(
        f"/congress/{key.hex}/step", {"step": "answer", "words": "已整改", "file": file}
    )

    [line] = files_of(COUNTY, key)["answer"]
    address = f"/congress/{key.hex}/files/{line.hex}/"
    handed = logged_in("congress").get(address)
    assert (answer.status_code, line.kind) == (302, FileKind.PDF)
    assert (handed.content, handed["Content-Disposition"].startswith("attachment")) == (a_pdf(), True)
    assert logged_in("stranger").get(address).status_code == 403
    assert Client().get(address).status_code == 302
    public = Client().get(f"/congress/public/{COUNTY}/{key.hex}/").content.decode()
    assert ("已整改" in public, line.hex in public) == (True, False)
    assert office.handler.department == activity(COUNTY, key).department


def test_a_bad_file_refuses_the_step_with_it_and_nothing_is_half_written() -> None:
    _, _, key = under_way("notify", "look", "report", "meeting", "opinion")
    file = SimpleUploadedFile("answer.pdf", a_zip())

    answer = logged_in("handler").post(
        f"/congress/{key.hex}/step", {"step": "answer", "words": "已整改", "file": file}
    )

    coming = activity(COUNTY, key).coming
    assert answer.status_code == 422
    assert str(told(Refused("file.neither", field="file")).sentence) in answer.content.decode()
    assert coming is not None
    assert (coming.step, files_of(COUNTY, key)) == ("answer", {})


def test_the_team_puts_a_picture_with_its_finding_and_others_do_not() -> None:
    _, clerk, key = under_way("notify")
    deputy = make_hat("deputy", PostKind.DEPUTY, COUNTY, password=PASSWORD)
    person = sitting("甲代表", deputy)
    name_site(key, "菜市场后巷", hat=clerk, now=LATER)
    [site] = sites_of(COUNTY, key)
    place = Place(site=site.id)

    assert (
        code_of(lambda: put_file(key, place, a_photo(), "", hat=deputy, now=LATER)) == "congress.not_on_team"
    )
    join_team(key, person, leads=True, hat=clerk, now=LATER)
    find(site.id, "not_settled", "井盖仍破", hat=deputy, now=LATER, file=a_photo(1))
    put_file(key, place, a_photo(2), "近看", hat=deputy, now=LATER)

    page = logged_in("deputy").get(f"/congress/{key.hex}/").content.decode()
    lines = files_of(COUNTY, key)[site.hex]
    assert [one.words for one in lines] == ["", "近看"]
    assert all(f'<img src="/congress/{key.hex}/files/{one.hex}/"' in page for one in lines)


def test_files_go_with_steps_that_were_done_by_those_whose_step_it_is() -> None:
    office, clerk, key = under_way("notify")

    for place, hat, code in (
        (Place(step="notify"), office.handler, "congress.not_yours"), (Place(step="look"), clerk, "congress.not_now"),
        (Place(site=key), clerk, "row.unknown"),
    ):  # fmt: skip
        assert (
            code_of(lambda place=place, hat=hat: put_file(key, place, a_pdf(), "", hat=hat, now=LATER))
            == code
        )
    assert logged_in("congress").post(f"/congress/{key.hex}/files/", {"where": "nowhere"}).status_code == 404


def test_a_file_is_put_once_at_most_six_stand_at_a_step_and_whoever_put_one_takes_it_away() -> None:
    office, clerk, key = under_way("notify", "look", "report", "meeting", "opinion")
    do_step(key, "answer", Said("已整改", file=a_pdf(0)), hat=office.handler, now=LATER)
    place = Place(step="answer")
    keys = [put_file(key, place, a_pdf(n), "", hat=office.handler, now=LATER) for n in range(FILES_MOST)]

    assert len(files_of(COUNTY, key)["answer"]) == FILES_MOST
    assert code_of(lambda: put_file(key, place, a_pdf(99), "", hat=clerk, now=LATER)) == "file.too_many"
    head = make_hat("head", PostKind.DEPARTMENT_HEAD, COUNTY, department="water")
    assert code_of(lambda: take_file(key, keys[0], hat=head, now=LATER)) == "congress.not_yours"
    take_file(key, keys[0], hat=office.handler, now=LATER + DAY)
    assert logged_in("congress").post(f"/congress/{key.hex}/files/{keys[1].hex}/take").status_code == 302
    assert code_of(lambda: take_file(key, keys[0], hat=clerk, now=LATER)) == "row.unknown"
    assert len(set(named_by_steps())) == FILES_MOST - 2
    kinds = [event.kind for event in events_of(COUNTY, key)]
    assert (kinds.count("congress.attached"), kinds.count("congress.detached")) == (FILES_MOST, 2)
