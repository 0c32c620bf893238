"""A paper that is not registered and goes to the grids is a case there, and each of the two shows the other."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import COMMUNITIES, COUNTY, COVER, PASSWORD
from tests.deputies.walking import logged_in
from tests.suggestions.council import TEXT, Way, make_council
from wangge.cases.models import Case
from wangge.deputies.queries.matters import matter
from wangge.deputies.services.matters import Said, bring
from wangge.reporters.models import Reporter
from wangge.rules.errors import Refused
from wangge.rules.suggestions import Stage
from wangge.suggestions.services import drafting, screening
from wangge.suggestions.services.drafting import Origin
from wangge.suggestions.services.screening import Filed

pytestmark = pytest.mark.django_db
FILED = Filed(COVER, COMMUNITIES[0], "路口井盖破损", "花园路口")


def test_a_paper_turned_into_a_grid_case_files_the_case_and_keeps_its_key() -> None:
    way = Way(make_council()).submitted()

    screening.turn_away(way.id, "case", "属于网格日常", filed=FILED, hat=way.council.clerk, now=way.at)

    case = Case.objects.get(pk=way.row.case)
    assert (way.row.state, way.row.turned_into) == (Stage.TURNED_AWAY, "case")
    assert (case.category, case.community, case.channel) == (COVER, COMMUNITIES[0], "superior")


def test_what_intake_refuses_leaves_the_paper_where_it_was() -> None:
    way = Way(make_council()).submitted()
    unknown = Filed("no-such-kind", COMMUNITIES[0])

    with pytest.raises(Refused) as found:
        screening.turn_away(way.id, "case", "属于网格", filed=unknown, hat=way.council.clerk, now=way.at)

    assert found.value.code == "case.unknown_category"
    assert (way.row.state, Case.objects.count()) == (Stage.SUBMITTED, 0)


def test_the_resident_whose_matter_the_paper_took_up_opens_the_case_by_the_same_receipt() -> None:
    council = make_council()
    way = Way(council)
    said = Said("井盖破了", unit=COMMUNITIES[0], contact="13800000000")
    key, _ = bring(COUNTY, council.deputies[0], said, now=way.at)
    way.id = drafting.draft(council.hats[0], TEXT, now=way.at, origin=Origin(matter=key))
    way.submitted()

    screening.turn_away(way.id, "case", "属于网格", filed=FILED, hat=council.clerk, now=way.at)

    found = matter(COUNTY, key)
    assert found.case == way.row.case
    assert Reporter.objects.get(pk=found.case_reporter).case == way.row.case


def test_on_the_pages_the_office_files_it_and_paper_and_case_show_each_other() -> None:
    way = Way(make_council(password=PASSWORD)).submitted()
    clerk: Client = logged_in(way.council.clerk)
    form = {
        "act": "turn_away", "into": "case", "category": COVER, "case_unit": COMMUNITIES[0], "case_words": "井盖破损",
        "place": "路口", "words": "属于网格日常",
    }  # fmt: skip

    answer = clerk.post(reverse("suggestions:act", args=[way.id.hex]), form, follow=True)

    case = Case.objects.get(pk=way.row.case)
    assert case.number in answer.content.decode()
    shown = logged_in(way.office.dispatcher).get(reverse("cases:case", args=[case.pk.hex]))
    assert TEXT.title in shown.content.decode()
