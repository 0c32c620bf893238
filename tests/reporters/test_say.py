"""有事请说: does the public form take a matter from anybody, and warn of what gives them away?"""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.builders import COMMUNITIES, COUNTY, COVER, GRIDS, inside, make_office
from tests.pictures import a_scene, with_metadata
from wangge.cases.queries.page import dossier
from wangge.foundation.ids import uuid7
from wangge.reporters.queries.receipts import held_by
from wangge.reporters.services.promising import set_terms
from wangge.rules.answering import ASSUMED_TERMS

pytestmark = pytest.mark.django_db(transaction=True)
FORM = f"/say/{COUNTY}/"


def filled(**changes: Any) -> dict[str, Any]:
    lon, lat = inside(GRIDS[0])
    plain = {
        "report_id": uuid7().hex, "category": COVER, "words": "巷口井盖缺了半边", "place": "花园路口", "unit": "",
        "lon": f"{lon}", "lat": f"{lat}", "accuracy_m": "12", "contact": "",
    }  # fmt: skip
    return plain | changes


def receipt(page: str) -> tuple[str, str]:
    number, secret = (
        re.search(rf'id="{name}">([^<]+)<', page).group(1)  # type: ignore[union-attr]
        for name in ("number", "secret")
    )
    return number, secret


def test_somebody_without_an_account_gets_a_receipt_that_opens_the_matter(client: Client) -> None:
    office = make_office()
    assert client.get("/say/").headers["Location"] == FORM
    assert client.get(FORM).status_code == 200

    page = client.post(FORM, filled())

    number, secret = receipt(page.content.decode())
    found = dossier(office.leader, held_by(number, secret).case_id, now=office_now())
    assert page["Cache-Control"] == "no-store"
    assert (found.words, found.case.grid, found.case.channel) == ("巷口井盖缺了半边", GRIDS[0], "resident")


def office_now() -> Any:
    from django.utils import timezone

    return timezone.now()


def test_a_community_or_an_address_in_words_is_place_enough(client: Client) -> None:
    office = make_office()

    named = client.post(FORM, filled(lon="", lat="", unit=COMMUNITIES[1])).content.decode()
    told = client.post(FORM, filled(lon="", lat="", place="农业路 8 号院门口")).content.decode()

    where = [
        dossier(office.administrator, held_by(*receipt(page)).case_id, now=office_now()).case
        for page in (named, told)
    ]
    assert [(case.community, case.located) for case in where] == [
        (COMMUNITIES[1], "named"),
        ("", "ungeocoded"),
    ]


def test_nothing_typed_is_lost_by_a_refusal(client: Client) -> None:
    make_office()

    page = client.post(FORM, filled(lon="", lat="", place="", contact="call me"))

    body = page.content.decode()
    assert page.status_code == 422
    assert "巷口井盖缺了半边" in body
    assert 'value="call me"' in body
    assert "reporters.contact_unreadable" in body


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("我家楼上漏水,从我家窗户能看到", "您住在哪里"),
        ("请打 13800138000 找我", "电话号码"),
        ("本人叫赵某,井盖坏了", "您的姓名"),
    ],
)
def test_words_that_give_the_writer_away_are_shown_before_they_are_sent(
    client: Client, words: str, why: str
) -> None:
    make_office()
    form = filled(words=words)

    first = client.post(FORM, form)
    second = client.post(FORM, {**form, "warned": "1"})

    assert first.status_code == 422
    assert why in first.content.decode()
    assert words in first.content.decode()
    assert second.status_code == 200
    assert "查询码" in second.content.decode()


def test_the_warning_is_given_while_typing_too_and_keeps_nothing(client: Client) -> None:
    make_office()

    page = client.post(f"{FORM}tells", {"words": "从我家阳台拍到的", "place": ""}).content.decode()
    calm = client.post(f"{FORM}tells", {"words": "井盖坏了", "place": ""}).content.decode()

    assert 'name="warned"' in page
    assert 'name="warned"' not in calm


def test_a_photo_comes_in_without_its_metadata_or_its_file_name(client: Client) -> None:
    office = make_office()
    photo = SimpleUploadedFile("从王某家窗口.jpg", with_metadata(a_scene()), content_type="image/jpeg")

    page = client.post(FORM, filled(photos=photo)).content.decode()

    found = dossier(office.leader, held_by(*receipt(page)).case_id, now=office_now())
    assert [row.stage for row in found.photos] == ["before"]


def test_one_network_hands_in_no_more_than_the_county_s_terms_allow(client: Client) -> None:
    make_office()
    from dataclasses import replace
    from datetime import date

    set_terms(
        COUNTY,
        replace(ASSUMED_TERMS, from_on=date(2012, 1, 1), says_per_hour=2, source="金水区公告 2024-1"),
    )

    answers = [client.post(FORM, filled(words=f"井盖 {n}")).status_code for n in range(3)]
    elsewhere = client.post(FORM, filled(words="井盖 4"), REMOTE_ADDR="198.51.100.4").status_code

    assert (answers, elsewhere) == ([200, 200, 429], 200)


def test_the_form_reads_in_either_language_and_asks_for_no_name(client: Client) -> None:
    make_office()

    chinese = client.get(FORM).content.decode()
    client.cookies["django_language"] = "en"
    english = client.get(FORM).content.decode()

    assert "有事请说" in chinese
    assert "Tell us what is wrong" in english
    assert not re.search(r'name="(name|login|id_number)"', chinese)


def test_the_outlines_of_the_form_s_map_are_public_and_end_at_communities(client: Client) -> None:
    make_office()

    codes = {one["properties"]["code"] for one in client.get(f"{FORM}outlines").json()["features"]}

    assert codes == set(COMMUNITIES)


def test_an_unknown_county_and_a_stale_form_are_refused(client: Client) -> None:
    make_office()

    assert client.get("/say/999999/").status_code >= 400
    assert client.post(FORM, filled(report_id="x")).status_code >= 400
