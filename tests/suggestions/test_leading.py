"""Does every way that a page of papers shows lead on, for whoever sees it?"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.builders import COUNTY, NOW, PASSWORD, SINCE, make_hat
from tests.suggestions.council import Council, Way, make_council
from tests.suggestions.test_joined_pages import answered
from tests.suggestions.test_motions import a_motion
from tests.suggestions.test_pages import logged_in
from wangge.deputies.services.seats import (
    ConstituencyWish,
    draw_constituency,
    found_congress,
    give_seat,
    keep_deputy,
)
from wangge.foundation.refusals import sentences
from wangge.rules.posts import PostKind
from wangge.rules.seats import Basis
from wangge.suggestions.models import Commitment, OpinionPaper
from wangge.suggestions.services.opinions import pass_on
from wangge.suggestions.views.naming import DECISIONS, EVENTS

pytestmark = pytest.mark.django_db


def deputy_of_the_city() -> Client:
    """Somebody who sits in the city's congress alone."""
    _, term = found_congress(COUNTY, COUNTY[:4], "市人民代表大会", term=16, from_on=SINCE, now=NOW)
    wish = ConstituencyWish("1", "本区选举单位", Basis.ELECTING, 3)
    hat = make_hat("city", PostKind.DEPUTY, COUNTY, password=PASSWORD)
    key = keep_deputy(COUNTY, "市代表", account=hat.account_id, now=NOW)
    give_seat(COUNTY, key, draw_constituency(COUNTY, term, wish, now=NOW), from_on=SINCE, now=NOW)
    return logged_in(hat)


def ways_of(page: Any) -> set[str]:
    """What a page says in its middle: the frame's entries are not its own."""
    middle = page.content.decode().partition("<main")[2]
    return set(
        re.findall(r'href="((?:/suggestions/(?:papers|public)/|\?)[^"]*)"', middle.replace("&amp;", "&"))
    )


def test_a_deputy_of_another_congress_is_led_to_the_public_page_of_a_paper() -> None:
    way, client = answered(), deputy_of_the_city()

    inside = client.get(f"/suggestions/papers/{way.id.hex}/").status_code
    ways = ways_of(client.get(f"/suggestions/promises/{Commitment.objects.get().pk.hex}/"))

    assert inside == 403
    assert f"/suggestions/public/{COUNTY}/{way.id.hex}/" in ways
    assert {one: client.get(one).status_code for one in ways} == dict.fromkeys(ways, 200)


def test_every_paper_of_the_matrix_opens_for_every_deputy() -> None:
    answered()
    client = deputy_of_the_city()

    matrix = "/suggestions/board/matrix/"
    cells = {one for one in ways_of(client.get(matrix)) if one.startswith("?")}
    ways = {one for cell in cells for one in ways_of(client.get(matrix + cell)) if not one.startswith("?")}

    assert cells
    assert {one: client.get(one).status_code for one in ways} == dict.fromkeys(ways, 200)


def test_an_act_of_duty_leads_to_the_opinion_or_motion_that_it_was() -> None:
    council: Council = make_council(password=PASSWORD)
    motion = a_motion(council, 1)
    pass_on(council.hats[0], title="路灯", words="太暗。", addressee="parks", now=NOW)
    opinion = OpinionPaper.objects.get()
    client = logged_in(council.clerk)

    def led(key: str) -> str:
        return client.get(f"/suggestions/papers/{key}/").headers.get("Location", "")

    assert led(motion.pk.hex) == f"/suggestions/motions/{motion.pk.hex}/"
    assert led(opinion.pk.hex) == f"/suggestions/opinions/#o-{opinion.pk.hex}"
    assert client.get(f"/suggestions/papers/{'0' * 32}/").status_code == 404


def test_every_event_of_a_paper_has_a_name() -> None:
    services = Path(__file__).parents[2] / "src" / "wangge" / "suggestions" / "services"
    said = {
        code
        for file in services.glob("*.py")
        for code in re.findall(r'"(suggestion\.[a-z_]+)"', file.read_text(encoding="utf-8"))
    }

    events = {code.partition(".")[2] for code in said - set(sentences())}

    assert len(events) > 30
    assert events - set(EVENTS) - set(DECISIONS) == set()


def test_a_work_page_says_what_waits_in_the_papers_and_the_number_is_the_lists() -> None:
    way = answered()
    deputy, clerk = logged_in(way.council.hats[0]), logged_in(way.council.clerk)
    Way(way.council).submitted()

    def waiting(client: Client, page: str) -> dict[str, str]:
        said = client.get(page).content.decode()
        return dict(re.findall(r'<a href="(/suggestions/[^"]*#\w+)">[^<]*<b class="figure">(\d+)</b>', said))

    assert waiting(deputy, "/deputies/work/") == {"/suggestions/#rate": "1"}
    assert len(deputy.get("/suggestions/").context["to_rate"]) == 1
    assert waiting(clerk, "/deputies/office/")["/suggestions/office/#s1"] == "1"
    assert len(clerk.get("/suggestions/office/").context["to_screen"]) == 1


@pytest.mark.parametrize("who", ["clerk", "government", "head"])
def test_the_committees_page_leads_nobody_to_what_is_not_theirs(who: str) -> None:
    council = make_council(password=PASSWORD)
    client = logged_in(getattr(council, who))

    page = client.get("/congress/").content.decode()

    ways = set(re.findall(r'class="btn" href="([^"]+)"', page))
    assert "/suggestions/promises/" in ways
    assert {one: client.get(one).status_code for one in ways} == dict.fromkeys(ways, 200)
