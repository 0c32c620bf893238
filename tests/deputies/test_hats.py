"""One person who is city deputy, district deputy and street leader keeps away from what is their street's own."""

import pytest
from django.urls import reverse

from tests.builders import COMMUNITIES, COUNTY, NOW, PASSWORD, SINCE, STREET, add_hat
from tests.deputies.seats import TODAY, Council, make_council
from tests.deputies.walking import logged_in, post, stranger
from wangge.deputies.queries.matters import matter_for, others_for
from wangge.deputies.queries.seats import seats_of, units_of
from wangge.deputies.services.matters import Said, bring
from wangge.deputies.services.seats import ConstituencyWish, draw_constituency, found_congress, give_seat
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.seats import Basis, CongressLevel

pytestmark = pytest.mark.django_db
ABOUT_STREET = Said("街道办事大厅下午没人。", unit=STREET)
ELSEWHERE = Said("路口信号灯太短。", unit=COMMUNITIES[0])


def three_hats() -> tuple[Council, Hat]:
    """The council, whose first deputy sits for the city too and leads the street: (council, the street's hat)."""
    council = make_council(password=PASSWORD)
    _, term = found_congress(COUNTY, "4101", "市人民代表大会", term=15, from_on=SINCE, now=NOW)
    wish = ConstituencyWish("js", "金水区选举单位", Basis.ELECTING, 30)
    give_seat(COUNTY, council.deputy, draw_constituency(COUNTY, term, wish, now=NOW), from_on=SINCE, now=NOW)
    return council, add_hat(council.hat.account_id, PostKind.ACCOUNTABLE, STREET)


def test_the_two_seats_stand_side_by_side_and_the_street_gives_none() -> None:
    council, _ = three_hats()

    assert [one.level for one in seats_of(COUNTY, council.deputy, TODAY)] == [
        CongressLevel.CITY,
        CongressLevel.DISTRICT,
    ]
    assert units_of(COUNTY, council.deputy, TODAY) == (COMMUNITIES[0],)


def test_the_form_about_the_street_is_refused_and_offers_another_deputy() -> None:
    council, _ = three_hats()

    answer = post(
        stranger(),
        "matter_form",
        COUNTY,
        council.deputy.hex,
        words=ABOUT_STREET.words,
        unit=STREET,
        private="1",
    )

    page = answer.content.decode()
    assert answer.status_code == 403
    assert reverse("deputies:matter_form", args=[COUNTY, council.other.hex]) in page
    assert [
        one.deputy for one in others_for(COUNTY, council.deputy, unit=STREET, department="", on=TODAY)
    ] == [council.other]


def test_what_is_not_the_streets_own_stays_with_the_deputy() -> None:
    council, _ = three_hats()

    key, _ = bring(COUNTY, council.deputy, ELSEWHERE, now=NOW)

    assert matter_for(council.hat, key, on=TODAY).id == key


def test_no_sealed_thread_crosses_to_the_streets_hat_of_the_same_person() -> None:
    council, street = three_hats()
    key, _ = bring(COUNTY, council.deputy, ELSEWHERE, now=NOW)

    with pytest.raises(Refused, match=r"row\.unknown"):
        matter_for(street, key, on=TODAY)


def test_the_page_of_the_thread_closes_for_whoever_leads_the_unit_now() -> None:
    council = make_council(password=PASSWORD)
    key, _ = bring(COUNTY, council.deputy, ABOUT_STREET, now=NOW)
    deputy = logged_in(council.hat)
    assert deputy.get(reverse("deputies:matter", args=[key.hex])).status_code == 200

    add_hat(council.hat.account_id, PostKind.ACCOUNTABLE, STREET)

    assert deputy.get(reverse("deputies:matter", args=[key.hex])).status_code == 403


def test_without_a_place_the_form_offers_deputies_of_the_same_constituency() -> None:
    council = make_council(password=PASSWORD)
    add_hat(council.hat.account_id, PostKind.HANDLER, COUNTY, department="water")

    answer = post(
        stranger(), "matter_form", COUNTY, council.deputy.hex, words="没人答复。", department="water"
    )

    assert answer.status_code == 403
    assert reverse("deputies:matter_form", args=[COUNTY, council.other.hex]) in answer.content.decode()
