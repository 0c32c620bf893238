"""并案办理、分别答复: papers of the same content go to the same units, each with its own clock and answer."""

import pytest
from django.urls import reverse

from tests.builders import COUNTY, NOW, PASSWORD
from tests.suggestions.council import Way, make_council
from tests.suggestions.test_pages import logged_in, page
from tests.suggestions.test_refusals import code_of
from wangge.rules.suggestions import Role, Stage
from wangge.suggestions.models import Round
from wangge.suggestions.queries.work import units_holding
from wangge.suggestions.services import handing, screening
from wangge.suggestions.services.drafting import Text

pytestmark = pytest.mark.django_db


def test_joined_papers_go_to_the_same_units_and_are_answered_apart() -> None:
    council = make_council()
    first, second = Way(council).registered(), Way(council, text=Text("井盖", "破损", "更换")).submitted()
    assert (
        code_of(
            lambda: screening.register(
                second.id, one_matter=True, joined=second.id, hat=council.clerk, now=NOW
            )
        )
        == "suggestion.bad_join"
    )
    assert second.row.state == Stage.SUBMITTED
    screening.register(second.id, one_matter=True, joined=first.id, hat=council.clerk, now=second.later())
    units = [("water", Role.LEAD)]
    assert (
        code_of(lambda: handing.hand_over(second.id, units, hat=council.government, now=NOW))
        == "suggestion.joined_elsewhere"
    )
    handing.hand_over(first.id, units, hat=council.government, now=first.later())
    assert (first.row.state, second.row.state) == (Stage.HANDED_OVER, Stage.HANDED_OVER)
    handing.accept(first.id, hat=council.office.handler, now=first.later())
    first.answered()
    assert (first.row.state, second.row.state) == (Stage.REPLIED, Stage.HANDED_OVER)


def test_a_paper_joined_to_one_that_has_units_already_goes_to_the_same_units() -> None:
    council = make_council()
    first = Way(council).handed(("water", Role.LEAD), ("parks", Role.CO))
    second = Way(council, text=Text("井盖", "破损", "更换")).registered()
    screening.merge(second.id, first.id, hat=council.clerk, now=second.later())
    assert (
        code_of(lambda: handing.hand_over(second.id, [("parks", Role.LEAD)], hat=council.government, now=NOW))
        == "suggestion.joined_elsewhere"
    )

    handing.hand_over_joined(second.id, hat=council.government, now=second.later())

    assert second.row.state == Stage.HANDED_OVER
    held = [(one.department, one.role) for one in units_holding(COUNTY, second.id)]
    assert held == [("water", Role.LEAD), ("parks", Role.CO)]
    assert Round.objects.get(suggestion=second.id).from_at == second.at
    assert (
        code_of(
            lambda: handing.hand_over_joined(Way(council).registered().id, hat=council.government, now=NOW)
        )
        == "suggestion.bad_join"
    )


def test_no_paper_is_joined_to_an_answered_one() -> None:
    council = make_council()
    first = Way(council).accepted().contacted().answered()
    second = Way(council, text=Text("井盖", "破损", "更换")).registered()

    assert (
        code_of(lambda: screening.merge(second.id, first.id, hat=council.clerk, now=second.later()))
        == "suggestion.bad_join"
    )


def test_both_offices_join_and_hand_on_by_the_papers_page() -> None:
    council = make_council(password=PASSWORD)
    first = Way(council).handed(("water", Role.LEAD))
    second = Way(council).registered()
    clerk, government = logged_in(council.clerk), logged_in(council.government)
    at = reverse("suggestions:act", args=[second.id.hex])

    assert f'<option value="{first.id.hex}">' in page(clerk, "paper", second.id.hex)
    clerk.post(at, {"act": "merge", "joined": first.id.hex})
    offered = page(government, "paper", second.id.hex)
    assert 'name="as_joined"' in offered
    assert 'name="role"' not in offered
    government.post(at, {"act": "hand_over", "as_joined": "1"})

    assert second.row.state == Stage.HANDED_OVER
