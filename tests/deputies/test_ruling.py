"""A congress's minima, thresholds and the day of asking are dated rows with a source; a wrong file writes nothing."""

from datetime import timedelta

import pytest

from tests.builders import COUNTY, SINCE
from tests.deputies.seats import TODAY, make_council
from wangge.config.cli import main
from wangge.deputies.models import DutyRule
from wangge.deputies.queries.acts import duties
from wangge.deputies.queries.matters import advices, ask_after_days
from wangge.deputies.queries.reports import thresholds
from wangge.deputies.services.ruling import keep_rules, packaged_rules
from wangge.rules.ballots import Outcome
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db
OWN = """
asking_days = 7
asking_source = "区人大办公室"
[[duties]]
code = "visit"
kind = "visit"
quantity = 2
every = "quarter"
notice_days = 10
rank = "local"
zh = "每季度走访两次选民"
en = "Visit voters twice each quarter"
source = "区人大常委会代表履职办法"
[[thresholds]]
per_mille = 700
outcome = "competent"
source = "区人大常委会述职办法"
"""


def test_the_packaged_minima_name_their_source_and_bind_nobody_by_law() -> None:
    council = make_council()

    assert keep_rules(COUNTY, council.congress, packaged_rules(), from_on=SINCE) == 6

    found = duties(COUNTY, council.deputy, TODAY)
    assert [(one.kind, one.quantity, one.every, one.rank) for one in found] == [
        ("firm", 1, "month", "reference"), ("opinion", 1, "month", "reference"), ("visit", 1, "month", "reference"),
    ]  # fmt: skip
    assert all(one.source for one in found)


def test_a_congress_sets_its_own_from_a_day_on_and_the_days_before_keep_theirs() -> None:
    council = make_council()
    keep_rules(COUNTY, council.congress, packaged_rules(), from_on=SINCE)

    keep_rules(COUNTY, council.congress, OWN, from_on=TODAY)
    keep_rules(COUNTY, council.congress, OWN, from_on=TODAY)  # the same again changes nothing

    visit = next(one for one in duties(COUNTY, council.deputy, TODAY) if one.kind == "visit")
    before = next(
        one for one in duties(COUNTY, council.deputy, TODAY - timedelta(days=1)) if one.kind == "visit"
    )
    assert (visit.quantity, visit.every, before.quantity, before.every) == (2, "quarter", 1, "month")
    assert (ask_after_days(COUNTY, TODAY), ask_after_days(COUNTY, TODAY - timedelta(days=1))) == (7, 14)
    shares = {one.outcome: one.per_mille for one in thresholds(COUNTY, council.congress, TODAY)}
    assert shares == {Outcome.COMPETENT: 700, Outcome.BASICALLY: 500}


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('kind = "visit"', 'kind = "donation"', "kind"), ("quantity = 2", "quantity = 0", "quantity"),
        ('source = "区人大常委会代表履职办法"', 'source = ""', "source"),
        ("per_mille = 700", "per_mille = 1700", "per_mille"),
        ("asking_days = 7", "asking_days = true", "asking_days"), ("[[duties]]", "[duties", "file"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_named_and_nothing_of_its_file_is_kept(old: str, new: str, field: str) -> None:
    council = make_council()

    with pytest.raises(Refused) as refused:
        keep_rules(COUNTY, council.congress, OWN.replace(old, new), from_on=SINCE)

    assert (refused.value.code, refused.value.facts["field"]) == ("deputy.bad_rule", field)
    assert not DutyRule.objects.exists()


def test_the_command_keeps_preset_and_channels_for_a_congress() -> None:
    council = make_council()

    assert main(["deputies", "rules", COUNTY, "--county", COUNTY, "--from", SINCE.isoformat()]) == 0

    assert len(duties(COUNTY, council.deputy, TODAY)) == 3
    assert {one.code for one in advices(COUNTY, TODAY)} == {"court", "petition", "enforcement", "bidding"}
    assert main(["deputies", "rules", "999999", "--county", COUNTY, "--from", SINCE.isoformat()]) == 2
