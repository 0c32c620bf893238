"""Stations begin and seats end at the machine; who left opens no thread, and who keeps away reads not a word of it."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import COMMUNITIES, COUNTY, NOW, PASSWORD, add_hat
from tests.deputies.seats import TODAY, make_council
from tests.deputies.walking import logged_in, read
from wangge.config.cli import main
from wangge.deputies.models import Reception
from wangge.deputies.queries.matters import matter_for
from wangge.deputies.queries.receptions import stations
from wangge.deputies.queries.seats import congresses, seats_at, sitting
from wangge.deputies.services.acts import visit
from wangge.deputies.services.groups import found_group
from wangge.deputies.services.matters import Said, bring
from wangge.deputies.services.seats import end_seat
from wangge.rules.duties import DutyKind
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
WORDS = "水务局的人总不来，请代表看看。"


def test_a_station_with_its_rhythm_is_kept_by_command() -> None:
    make_council()

    assert main(["deputies", "station", COMMUNITIES[1], "二社区联络站", "--from", "2024-03-01"]) == 0
    assert main([
        "deputies", "rhythm", "二社区联络站", "15", "09:00", "11:00", "--source", "通知", "--from", "2024-03-01",
    ]) == 0  # fmt: skip
    assert "二社区联络站" in [one.name for one in stations(COUNTY, TODAY)]
    assert (
        main(
            [
                "deputies",
                "rhythm",
                "没有的站",
                "15",
                "09:00",
                "11:00",
                "--source",
                "通知",
                "--from",
                "2024-03-01",
            ]
        )
        != 0
    )
    assert Reception.objects.count() == 0  # nobody serves there yet


def test_a_seat_and_a_term_end_by_command_and_nobody_is_offered_any_more() -> None:
    council = make_council()
    assert len(seats_at(COUNTY, COMMUNITIES[0], TODAY)) == 2
    day = TODAY.isoformat()

    assert main(["deputies", "leave", COUNTY, "1", "甲代表", "--from", day]) == 0
    assert [one.deputy for one in seats_at(COUNTY, COMMUNITIES[0], TODAY)] == [council.other]
    assert main(["deputies", "leave", COUNTY, "1", "甲代表", "--from", day]) != 0
    assert main(["deputies", "term", COUNTY, "--from", day]) == 0
    assert (sitting(COUNTY, TODAY), congresses(COUNTY, TODAY)) == ([], [])


def test_who_left_opens_no_thread_and_no_page_of_a_deputy() -> None:
    council = make_council(password=PASSWORD)
    key, _ = bring(COUNTY, council.deputy, Said(WORDS, unit=COMMUNITIES[0]), now=NOW)
    client = logged_in(council.hat)
    assert WORDS in read(client, "matter", key.hex)

    end_seat(COUNTY, council.seat, until_on=TODAY, now=NOW)

    with pytest.raises(Refused, match=r"deputy\.no_seat_now"):
        matter_for(council.hat, key, on=TODAY)
    for page in (
        reverse("deputies:matter", args=[key.hex]),
        reverse("deputies:work"),
        reverse("deputies:visit"),
    ):
        assert client.get(page).status_code == 403


def test_the_visit_form_says_no_word_of_a_matter_to_keep_away_from() -> None:
    council = make_council(password=PASSWORD)
    key, _ = bring(COUNTY, council.deputy, Said(WORDS, unit=COMMUNITIES[0], department="water"), now=NOW)
    client = logged_in(council.hat)
    add_hat(council.hat.account_id, PostKind.HANDLER, COUNTY, department="water")

    assert WORDS[:8] not in read(client, "visit")
    with pytest.raises(Refused, match=r"deputy\.recused"):
        visit(DutyKind.VISIT, TODAY, COMMUNITIES[0], raised=[key], hat=council.hat, now=NOW)


@pytest.mark.parametrize("year", ["0000", "9999", "١٩٩٩", "x"])
def test_a_year_that_nobody_means_shows_this_one(year: str) -> None:
    council = make_council()
    group = found_group("花园路代表小组", "area", hat=council.clerk, now=NOW)

    page = Client().get(reverse("deputies:public_group", args=[COUNTY, group.hex]), {"year": year})

    assert page.status_code == 200
