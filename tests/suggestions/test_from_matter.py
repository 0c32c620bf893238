"""A paper and the resident's matter that it came from lead to each other, for those who may read them."""

import pytest
from django.urls import reverse

from tests.builders import COMMUNITIES, COUNTY, PASSWORD
from tests.deputies.walking import logged_in
from tests.suggestions.council import TEXT, Way, make_council
from wangge.deputies.services.matters import Said, bring
from wangge.suggestions.services import drafting
from wangge.suggestions.services.drafting import Origin

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_private", [True, False])
def test_a_draft_and_its_matter_lead_to_each_other_for_whoever_may_read_both(*, is_private: bool) -> None:
    council = make_council(password=PASSWORD)
    way = Way(council)
    said = Said("井盖破了", unit=COMMUNITIES[0], private=is_private)
    key, _ = bring(COUNTY, council.deputies[0], said, now=way.at)
    way.id = drafting.draft(council.hats[0], TEXT, now=way.at, origin=Origin(matter=key))
    paper_at, matter_at = (
        reverse("suggestions:paper", args=[way.id.hex]),
        reverse("deputies:matter", args=[key.hex]),
    )
    deputy, clerk = logged_in(council.hats[0]), logged_in(council.clerk)

    assert f'href="{matter_at}"' in deputy.get(paper_at).text
    assert f'href="{paper_at}"' in deputy.get(matter_at).text
    if not is_private:
        assert f'href="{paper_at}"' not in clerk.get(matter_at).text  # a draft is its deputy's
    way.submitted()
    assert (f'href="{matter_at}"' in clerk.get(paper_at).text) is not is_private
    assert clerk.get(matter_at).status_code == (404 if is_private else 200)
