"""Groups, standing contacts, leaders' visits and the office's seats have pages that their people can work on."""

import re

import pytest
from django.urls import reverse

from tests.builders import COMMUNITIES, PASSWORD, STREET, make_hat
from tests.deputies.seats import make_council
from tests.deputies.walking import logged_in, post, read, stranger
from wangge.deputies.models import (
    Group,
    GroupVisit,
    LeaderMatter,
    LeaderPlace,
    LeaderVisit,
    TakenOver,
    Tie,
    TieContact,
)
from wangge.foundation.ids import uuid7
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
COVER = "CJ/T 214-2007:part:0101"


def test_the_office_begins_a_group_and_its_member_writes_its_work_down() -> None:
    council = make_council(password=PASSWORD)
    clerk, deputy = logged_in(council.clerk), logged_in(council.hat)

    post(clerk, "groups", name="East group", kind="area")
    key = Group.objects.get().pk.hex
    post(clerk, "group_act", key, act="join", deputy=council.deputy.hex, leads="1")
    post(deputy, "group_act", key, act="plan", words="Look at bins", due_on="2024-06-01")
    post(
        deputy,
        "group_act",
        key,
        act="outing",
        kind="look",
        on="2024-03-04",
        unit=COMMUNITIES[0],
        words="Clean bins",
    )
    visit = GroupVisit.objects.get()
    post(
        deputy, "group_act", key, act="taken", visit=visit.pk.hex, words="Same here", department="parks",
        due_on="2024-05-01",
    )  # fmt: skip
    post(deputy, "group_act", key, act="done", taken=TakenOver.objects.get().pk.hex)

    said = read(clerk, "group", key, year="2024")
    assert all(words in said for words in ("Look at bins", "Clean bins", "Same here", "convener", "园林局"))
    assert TakenOver.objects.get().done_on is not None
    post(clerk, "group_act", key, act="leave", deputy=council.deputy.hex)
    assert "nobody yet" in read(clerk, "group", key)


def test_what_is_refused_stands_on_the_page_with_what_was_written() -> None:
    council = make_council(password=PASSWORD)
    clerk = logged_in(council.clerk)
    post(clerk, "groups", name="East group", kind="area")
    key = Group.objects.get().pk.hex

    answer = post(
        clerk, "group_act", key, act="outing", kind="look", on="2024-03-04", unit="999", words="Kept words"
    )

    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert post(clerk, "groups", name="East group", kind="area").status_code == 409
    assert post(clerk, "group_act", key, act="dance").status_code == 400


def test_contacts_are_noted_by_their_holder_and_seen_by_the_office() -> None:
    council = make_council(password=PASSWORD)
    clerk, deputy, other = logged_in(council.clerk), logged_in(council.hat), logged_in(council.other_hat)
    post(clerk, "pairs_act", act="pair", holder=council.deputy.hex, voters="6")
    tie = Tie.objects.get().pk.hex
    today = Tie.objects.get().from_on

    post(deputy, "pairs_act", act="contact", tie=tie, on=today.isoformat(), way="phone")

    assert "by telephone" in read(clerk, "pairs")
    assert "6 voters" in read(deputy, "pairs")
    assert "6 voters" not in read(other, "pairs")
    assert TieContact.objects.count() == 1
    post(clerk, "pairs_act", act="part", tie=tie)
    assert "6 voters" not in read(clerk, "pairs")
    refused = post(clerk, "pairs_act", act="turn", deputy=council.deputy.hex, task="x", from_on="2024-03-05",
                   until_on="2024-03-06")  # fmt: skip
    assert refused.status_code == 422


def test_a_leader_draws_goes_and_reports_and_others_see_no_such_page() -> None:
    council = make_council(password=PASSWORD)
    head = make_hat("street-head", PostKind.ACCOUNTABLE, STREET, password=PASSWORD)
    leader, clerk = logged_in(head), logged_in(council.clerk)

    post(leader, "leaders", unit=STREET)
    visit = LeaderVisit.objects.get()
    first, second = LeaderPlace.objects.order_by("order")[:2]
    post(leader, "leader_act", visit.pk.hex, act="seen", place=first.pk.hex)
    post(
        leader,
        "leader_act",
        visit.pk.hex,
        act="find",
        place=second.pk.hex,
        category=COVER,
        words="Broken cover",
    )

    said = read(leader, "leader_visit", visit.pk.hex)
    assert "nothing found" in said
    assert LeaderMatter.objects.get().case.hex in said.replace("-", "")
    assert visit.digest in said
    assert post(leader, "leaders", unit=STREET).status_code == 409
    assert clerk.get(reverse("deputies:leaders")).status_code == 403
    assert "Visits of leaders" in leader.get(reverse("cases:waiting")).content.decode()
    assert leader.get(reverse("deputies:leader_visit", args=[uuid7().hex])).status_code == 404


def test_the_office_sees_seats_and_the_places_that_no_constituency_covers() -> None:
    council = make_council(password=PASSWORD)

    said = read(logged_in(council.clerk), "office_seats")

    assert re.search(r"No constituency covers:\s*第二社区", said)
    assert "甲代表" in said
    assert logged_in(council.hat).get(reverse("deputies:office_seats")).status_code == 403


@pytest.mark.parametrize("name", ["groups", "pairs", "leaders", "office_seats"])
def test_nobody_reads_these_pages_without_logging_in(name: str) -> None:
    make_council()

    assert stranger().get(reverse(f"deputies:{name}")).status_code == 302
