"""A report is made of the record; its ballot is secret, adds up, and its result is public."""

from datetime import date
from uuid import UUID

import pytest

from tests.builders import COUNTY, NOW, SINCE, add_hat
from tests.deputies.seats import Council, make_council
from wangge.deputies.models import BallotBox, BallotCode, BallotThreshold, DutyReport
from wangge.deputies.queries.reports import report
from wangge.deputies.services.reports import announce, cast, close, count_papers, open_ballot
from wangge.foundation.history import events_of
from wangge.foundation.refusals import told
from wangge.rules.answering import Grade
from wangge.rules.ballots import Outcome, Tally, Threshold, outcome
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
DAYS = (date(2023, 3, 1), date(2024, 3, 1), date(2024, 3, 5))


def refused(act: object, *args: object, **more: object) -> str:
    with pytest.raises(Refused) as found:
        act(*args, **more)  # type: ignore[operator]
    return found.value.code


def announced() -> tuple[Council, UUID]:
    council = make_council()
    return council, announce(council.seat, *DAYS, hat=council.hat, now=NOW)


def grades(content: int, fair: int, discontent: int) -> dict[Grade, int]:
    return {Grade.CONTENT: content, Grade.FAIR: fair, Grade.DISCONTENT: discontent}


def test_two_people_count_the_papers_and_the_result_is_public() -> None:
    council, key = announced()
    open_ballot(key, 50, by_codes=False, hat=council.clerk, now=NOW)

    count_papers(key, grades(30, 10, 5), spoiled=1, missing=4, hat=council.clerk, now=NOW)
    alone = refused(close, key, hat=council.clerk, now=NOW)
    count_papers(key, grades(31, 9, 5), spoiled=1, missing=4, hat=council.second, now=NOW)
    differ = refused(close, key, hat=council.clerk, now=NOW)
    count_papers(key, grades(30, 10, 5), spoiled=1, missing=4, hat=council.second, now=NOW)
    result = close(key, hat=council.clerk, now=NOW)

    found = report(COUNTY, key)
    assert (alone, differ, result) == ("deputy.one_count", "deputy.counts_differ", Outcome.COMPETENT)
    assert found.tally == Tally(50, grades(30, 10, 5), 1, 4)
    assert found.document["deputy"] == council.deputy.hex


def test_a_count_that_does_not_add_up_is_refused() -> None:
    council, key = announced()
    open_ballot(key, 50, by_codes=False, hat=council.clerk, now=NOW)

    with pytest.raises(Refused) as found:
        count_papers(key, grades(30, 10, 5), spoiled=1, missing=5, hat=council.clerk, now=NOW)

    assert found.value.code == "deputy.ballot_unbalanced"
    assert "计票规则" in told(found.value, "zh").sentence


def test_a_code_serves_once_and_nothing_links_it_to_a_grade() -> None:
    council, key = announced()
    codes = open_ballot(key, 4, by_codes=True, hat=council.clerk, now=NOW)
    events = len(list(events_of(COUNTY, key)))

    cast(COUNTY, key, codes[0].lower().replace("-", " "), "content")
    cast(COUNTY, key, codes[2], "fair")
    twice = refused(cast, COUNTY, key, codes[0], "discontent")
    unknown = refused(cast, COUNTY, key, "AAAAA-AAAAA", "content")
    grade = refused(cast, COUNTY, key, codes[1], "superb")

    assert (twice, unknown, grade) == ("deputy.bad_code", "deputy.bad_code", "deputy.bad_grade")
    assert len(list(events_of(COUNTY, key))) == events
    assert {field.name for field in BallotCode._meta.fields} == {"id", "county", "report", "digest", "spent"}
    assert {field.name for field in BallotBox._meta.fields} == {"id", "county", "report", "grade", "n"}
    assert all(codes[0] not in row for row in BallotCode.objects.values_list("digest", flat=True))
    assert close(key, hat=council.second, now=NOW) is Outcome.COMPETENT
    assert (report(COUNTY, key).tally, BallotCode.objects.count()) == (Tally(4, grades(1, 1, 0), 0, 2), 0)


def test_the_deputy_neither_issues_nor_counts_and_the_stages_follow_each_other() -> None:
    council, key = announced()
    own_clerk = add_hat(council.hat.account_id, PostKind.CONGRESS_CLERK, COUNTY)

    assert refused(open_ballot, key, 9, by_codes=True, hat=own_clerk, now=NOW) == "deputy.party"
    assert refused(open_ballot, key, 9, by_codes=True, hat=council.hat, now=NOW) == "deputy.not_the_office"
    assert refused(open_ballot, key, 0, by_codes=True, hat=council.clerk, now=NOW) == "deputy.bad_number"
    assert refused(close, key, hat=council.clerk, now=NOW) == "deputy.ballot_state"
    assert refused(announce, council.seat, *DAYS[::-1], hat=council.clerk, now=NOW) == "deputy.bad_days"
    assert DutyReport.objects.get().state == "drafted"


def test_a_congress_has_thresholds_of_its_own() -> None:
    council, key = announced()
    BallotThreshold.objects.create(
        county=COUNTY,
        congress=council.congress,
        per_mille=950,
        outcome="competent",
        from_on=SINCE,
        source="test",
    )
    open_ballot(key, 10, by_codes=False, hat=council.clerk, now=NOW)
    for hat in (council.clerk, council.second):
        count_papers(key, grades(9, 0, 1), spoiled=0, missing=0, hat=hat, now=NOW)

    assert close(key, hat=council.clerk, now=NOW) is Outcome.NOT


def test_a_ballot_nobody_returned_says_nothing() -> None:
    assert outcome(Tally(5, grades(0, 0, 0), 0, 5), [Threshold(800, Outcome.COMPETENT, "test")]) is None
