"""The public reads no hidden paper's promise and nobody's number; a list behind a number comes page by page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import COUNTY, COVER, GRIDS, NOW, PASSWORD, SINCE, add_hat
from tests.suggestions.council import DAY, Way, make_council
from tests.suggestions.test_joined import place_all, reports
from tests.suggestions.test_pages import logged_in, page
from wangge.cases.queries.board import PAGE
from wangge.deputies.services.seats import ConstituencyWish, draw_constituency, found_congress, give_seat
from wangge.rules.posts import PostKind
from wangge.rules.seats import Basis
from wangge.rules.suggestions import Role
from wangge.suggestions.queries.matrix import matrix
from wangge.suggestions.queries.outcome import controls_of
from wangge.suggestions.queries.report import report
from wangge.suggestions.services import handing, rating, screening
from wangge.suggestions.services.replying import Commitment

pytestmark = pytest.mark.django_db
PROMISE = "修好3号楼2单元门口，联系13812345678"


def promised(way: Way) -> Way:
    """A paper answered with a promise that is due soon."""
    due = (way.at + 20 * DAY).date()
    return way.accepted().answered("B", Commitment(PROMISE, "门口不再积水", due))


def test_a_hidden_papers_promise_is_counted_and_nothing_of_it_is_said() -> None:
    way = promised(Way(make_council(password=PASSWORD), at=NOW - 60 * DAY))
    asked = f"?year={way.row.year}&list=carried_out.under"
    rates = reverse("suggestions:public_rates", args=[COUNTY]) + asked
    shown = Client().get(rates).content.decode()
    assert "修好" in shown
    assert "13812345678" not in shown

    screening.publish(
        way.id, is_public=False, reason="涉及未公开的招标", hat=way.council.clerk, now=way.later()
    )
    hidden = Client().get(rates)

    assert "修好" not in hidden.content.decode()
    assert hidden.context["n"] == 1
    assert "门口不再积水" not in hidden.content.decode()


def test_the_list_behind_a_number_comes_page_by_page_and_says_the_whole_number() -> None:
    council = make_council()
    reports(council, PAGE + 3)
    place_all()
    said = {"units": GRIDS[0], "first": "2024-01-01", "until": "2024-12-31", "kinds": COVER}
    client, at = Client(), reverse("suggestions:public_cases", args=[COUNTY])

    first = client.get(at, said).context
    rest = client.get(first["next_url"]).context
    waiting = client.get(at, {"units": GRIDS[0], "load": "waiting"}).context
    older = client.get(waiting["next_url"]).context

    for begun, ended in ((first, rest), (waiting, older)):
        numbers = [one["row"].number for one in [*begun["lines"], *ended["lines"]]]
        assert (len(begun["lines"]), len(ended["lines"])) == (PAGE, 3)
        assert (begun["total"], len(set(numbers)), ended["next_url"]) == (PAGE + 3, PAGE + 3, "")
    assert client.get(at, said | {"after": "nonsense"}).status_code == 422


def test_a_signer_with_a_post_in_the_unit_is_nobody_who_was_silent() -> None:
    council = make_council()
    way = Way(council, signers=2).accepted().answered()
    add_hat(council.hats[1].account_id, PostKind.HANDLER, COUNTY, department="water")
    rating.rate(way.id, way.reply, attitude="satisfied", result="satisfied", hat=council.hats[0], now=way.at)

    found = report(COUNTY, council.congress, NOW.year, today=way.at.date())

    assert (found.result.rated, found.result.silent) == (1, 0)


def test_what_another_unit_named_is_no_untouched_place() -> None:
    make_council()
    beside = controls_of(COUNTY, [GRIDS[0]])

    assert GRIDS[1] in beside
    assert GRIDS[1] not in controls_of(COUNTY, [GRIDS[0]], {GRIDS[1]})


def test_a_unit_sees_the_papers_that_it_said_are_not_its_own() -> None:
    way = Way(make_council(password=PASSWORD)).handed(("water", Role.LEAD))
    handing.object_to(
        way.id, "不属于我单位", "parks", hat=way.office.handler, now=way.at + timedelta(hours=1)
    )

    shown = page(logged_in(way.office.handler), "unit")

    assert way.row.title in shown


def test_a_paper_of_a_deputy_with_two_seats_stands_in_the_congress_it_was_brought_to() -> None:
    council = make_council()
    way = Way(council).registered()
    _, term = found_congress(COUNTY, "4101", "市人民代表大会", term=15, from_on=SINCE, now=NOW)
    wish = ConstituencyWish("city", "金水区选举单位", Basis.ELECTING, 1)
    give_seat(
        COUNTY, council.deputies[0], draw_constituency(COUNTY, term, wish, now=NOW), from_on=SINCE, now=NOW
    )

    rows = matrix(COUNTY, today=NOW.date()).rows

    assert len([row for row in rows if council.deputies[0] in row.district.deputies]) == 2
    holding = [
        row.district.body
        for row in rows
        for found in row.papers.values()
        for one in found
        if one.id == way.id
    ]
    assert holding == [council.congress]
