"""A clerk with a street as unit keeps its deputies' station and does nothing of the congress office."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.urls import reverse

from tests.builders import COUNTY, NOW, PASSWORD, SINCE, STREET, make_hat
from tests.deputies.seats import TODAY, Council, make_council
from tests.deputies.walking import logged_in
from wangge.deputies.models import Reception
from wangge.deputies.queries.matters import matter_for
from wangge.deputies.queries.receptions import stations
from wangge.deputies.services.matters import Said, bring
from wangge.deputies.services.notice_boards import NoticeText, put_up
from wangge.deputies.services.receptions import RhythmWish, call_off, plan_receptions, set_rhythm
from wangge.deputies.services.seats import open_station
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.matters import CameBy
from wangge.rules.posts import PostKind
from wangge.rules.receptions import Months

pytestmark = pytest.mark.django_db
TEXT = NoticeText("接待日改期", "本月改在 16 日。", TODAY, TODAY + timedelta(days=7))
OFFICE_ONLY = (
    "deputies:office", "deputies:office_seats", "deputies:groups", "deputies:asked", "suggestions:office",
    "suggestions:opinions", "suggestions:motions", "suggestions:matrix", "suggestions:clusters",
)  # fmt: skip


def kept() -> tuple[Council, Hat]:
    """A council, and the clerk of its street's station."""
    council = make_council(password=PASSWORD)
    return council, make_hat("station", PostKind.CONGRESS_CLERK, STREET, password=PASSWORD)


def test_the_clerk_begins_at_the_receptions_and_opens_nothing_of_the_office() -> None:
    _, hat = kept()
    client = logged_in(hat)

    first = client.get("/", follow=True)
    opened = {name: client.get(reverse(name)).status_code for name in OFFICE_ONLY}

    assert first.redirect_chain[-1][0] == reverse("deputies:roster")
    assert {client.get(url).status_code for _, url, _ in first.context["nav"]} == {200}
    assert set(opened.values()) == {403}, opened


def test_a_matter_that_the_office_may_read_is_not_the_stations() -> None:
    council, hat = kept()
    said = Said("公交站离社区太远。", private=False)
    key, _ = bring(COUNTY, council.deputy, said, came_by=CameBy.DESK, hat=council.clerk, now=NOW)

    assert matter_for(council.clerk, key, on=TODAY).id == key
    with pytest.raises(Refused, match=r"row\.unknown"):
        matter_for(hat, key, on=TODAY)
    with pytest.raises(Refused, match=r"deputy\.not_the_office"):
        bring(COUNTY, council.deputy, replace(said), came_by=CameBy.DESK, hat=hat, now=NOW)


def test_board_and_receptions_of_the_own_station_are_the_clerks_and_no_other_ones() -> None:
    _, hat = kept()
    (own,) = stations(COUNTY, TODAY)
    other = open_station(COUNTY, COUNTY, "区代表之家", from_on=SINCE, now=NOW)
    set_rhythm(COUNTY, own.id, RhythmWish(20, Months.EVERY, time(9), time(11), 30, 3, "通知"), from_on=TODAY)
    plan_receptions(COUNTY, now=NOW)
    first, second = Reception.objects.filter(station=own.id).order_by("begins_at")[:2]
    Reception.objects.filter(pk=second.pk).update(station=other)

    put_up(own.id, TEXT, hat=hat, now=NOW)
    call_off(first.pk, "停电", hat=hat, now=NOW)
    with pytest.raises(Refused, match=r"deputy\.not_the_office"):
        put_up(other, TEXT, hat=hat, now=NOW)
    with pytest.raises(Refused, match=r"reception\.not_yours"):
        call_off(second.pk, "停电", hat=hat, now=NOW)
    shown = logged_in(hat).get(reverse("deputies:roster"))
    assert [one.id for one in shown.context["stations"]] == [own.id]
