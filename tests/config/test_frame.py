"""Every post begins where its work waits, sees at most seven entries, and each of them opens."""

import pytest
from django.test import Client

from tests.builders import COMMUNITIES, COUNTY, NOW, PASSWORD, SINCE, STREET, make_hat, make_office
from wangge.deputies.services.seats import (
    ConstituencyWish,
    draw_constituency,
    found_congress,
    give_seat,
    keep_deputy,
)
from wangge.rules.posts import APPOINTED, OF_DEPARTMENT, OUTSIDE_CASES, PostKind
from wangge.rules.seats import Basis

pytestmark = pytest.mark.django_db


def appointed(kind: PostKind) -> Client:
    """Somebody with a post of this kind who has logged in; a deputy has a seat, too."""
    make_office()
    department = "water" if kind in OF_DEPARTMENT else ""
    unit = COUNTY if department or kind in OUTSIDE_CASES else STREET
    hat = make_hat("somebody", kind, unit, department=department, password=PASSWORD)
    if kind is PostKind.DEPUTY:
        _, term = found_congress(COUNTY, COUNTY, "区人大", term=11, from_on=SINCE, now=NOW)
        wish = ConstituencyWish("1", "第一选区", Basis.RESIDENTIAL, 1, units=COMMUNITIES[:1])
        seat = draw_constituency(COUNTY, term, wish, now=NOW)
        give_seat(
            COUNTY,
            keep_deputy(COUNTY, "甲代表", account=hat.account_id, now=NOW),
            seat,
            from_on=SINCE,
            now=NOW,
        )
    client = Client()
    client.post("/login/", {"login": "somebody", "password": PASSWORD})
    return client


@pytest.mark.parametrize("kind", sorted(APPOINTED))
def test_every_post_begins_at_its_own_work_and_every_entry_opens(kind: PostKind) -> None:
    client = appointed(kind)

    first = client.get("/", follow=True)
    pages = {name: client.get(url).status_code for name, url, _is_here in first.context["nav"]}

    assert first.status_code == 200
    assert 0 < len(pages) <= 7
    assert set(pages.values()) == {200}
    assert first.redirect_chain[-1][0] == first.context["nav"][0][1]


@pytest.mark.parametrize("kind", sorted(OUTSIDE_CASES))
def test_deputies_and_the_offices_behind_them_read_no_case_and_hear_no_stream(kind: PostKind) -> None:
    client = appointed(kind)

    page = client.get("/", follow=True)

    assert page.context["stream_token"] == ""
    assert 'role="search"' not in page.content.decode()
    assert client.get("/cases/").context["rows"] == []


def test_without_an_account_every_open_page_and_every_refusal_leads_to_the_others() -> None:
    make_office()
    client = Client()
    first = client.get(f"/deputies/public/{COUNTY}/")

    doors = [url for _, url, _ in first.context["open_pages"]]

    assert [client.get(one, follow=True).status_code for one in doors] == [200] * 5
    for page in ("/login/", "/follow/", "/deputies/public/999999/"):
        assert [one for _, one, _ in client.get(page).context["open_pages"]] == doors[:3]
    assert "/deputies/" in client.get("/nowhere/").content.decode()


def test_who_has_logged_in_sees_no_doors_for_the_public() -> None:
    page = appointed(PostKind.DISPATCHER).get("/", follow=True)

    assert "open_pages" not in page.context


@pytest.mark.parametrize(
    ("act", "page"),
    [
        ("/suggestions/papers/1/act", "/suggestions/papers/1/"),
        ("/cases/1/acts/file", "/cases/1/"),
        (f"/deputies/public/{COUNTY}/stations/1/book", f"/deputies/public/{COUNTY}/stations/1/"),
        ("/deputies/office/letter", "/deputies/office/"),
    ],
)
def test_the_address_of_an_act_opened_by_hand_leads_to_the_page_it_is_done_on(act: str, page: str) -> None:
    client = appointed(PostKind.CONGRESS_CLERK)

    by_hand = client.get(act, headers={"accept": "text/html"})
    by_program = client.get(act, headers={"accept": "application/json"})

    assert (by_hand.status_code, by_hand.headers.get("Location")) == (302, page)
    assert by_program.status_code == 405
