"""Everybody sees which groups of deputies there are, who is in them and what they did; each number opens its list."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.builders import COMMUNITIES, COUNTY, NOW
from tests.deputies.seats import Council, make_council
from tests.deputies.walking import read, stranger
from wangge.deputies.models import Seat
from wangge.deputies.services.groups import (
    OutingTold,
    found_group,
    join_group,
    note_outing,
    plan_item,
    take_over,
)
from wangge.rules.groups import GroupKind, Outing

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = timedelta(days=1)


def a_group(council: Council) -> str:
    """A group of one deputy that planned two items and went out once."""
    clerk = council.clerk
    group = found_group("花园路代表小组", GroupKind.AREA, hat=clerk, now=NOW)
    join_group(group, council.deputy, leads=True, hat=clerk, now=NOW)
    item = plan_item(group, "观摩垃圾分类", TODAY + DAY, hat=clerk, now=NOW)
    plan_item(group, "调研停车", TODAY + 2 * DAY, hat=clerk, now=NOW)
    told = OutingTold(
        Outing.LOOK, TODAY, COMMUNITIES[0], "问过住户，电话 13812345678，撤桶后无乱堆", plan=item
    )
    seen = note_outing(group, told, hat=clerk, now=NOW)
    take_over(seen, "推行楼栋轮值", "parks", TODAY + 30 * DAY, hat=clerk, now=NOW)
    return group.hex


def test_the_groups_stand_with_their_deputies_and_each_number_opens_the_list_that_it_counts() -> None:
    council = make_council()
    key, year = a_group(council), str(TODAY.year)
    at = reverse("deputies:public_group", args=[COUNTY, key])

    said = read(stranger(), "public_groups", COUNTY)
    listed = read(stranger(), "public_group", COUNTY, key, year=year)

    assert reverse("deputies:deputy", args=[COUNTY, council.deputy.hex]) in said
    assert "花园路代表小组" in said
    assert at in said
    assert len(re.findall(r"<li>\d+\. ", listed)) == 2
    assert listed.count('<article class="panel" id="on-') == 1
    assert "推行楼栋轮值" in listed


def test_a_page_for_everybody_has_no_forms_and_hides_what_gives_somebody_away() -> None:
    council = make_council()
    key = a_group(council)

    said = read(stranger(), "public_group", COUNTY, key, year=str(TODAY.year))

    assert "13812345678" not in said
    assert "撤桶后无乱堆" in said
    assert reverse("deputies:group_act", args=[key]) not in said


def test_whoever_holds_no_seat_any_more_is_in_no_group_on_the_public_page() -> None:
    council = make_council()
    key = a_group(council)
    Seat.objects.filter(deputy=council.deputy).update(until_on=TODAY)

    for said in (read(stranger(), "public_groups", COUNTY), read(stranger(), "public_group", COUNTY, key)):
        assert council.deputy.hex not in said


def test_a_deputys_public_page_leads_to_the_groups_and_the_finder_does_too() -> None:
    council = make_council()
    key = a_group(council)

    person = read(stranger(), "deputy", COUNTY, council.deputy.hex)
    finder = read(stranger(), "find", COUNTY)

    assert reverse("deputies:public_group", args=[COUNTY, key]) in person
    assert reverse("deputies:public_groups", args=[COUNTY]) in finder


def test_a_group_that_is_none_is_not_found() -> None:
    make_council()

    assert stranger().get(reverse("deputies:public_group", args=[COUNTY, "0" * 32])).status_code == 404
