"""How often a case was told of opens into each telling, by its day and channel, never by whoever told."""

import dataclasses
from datetime import timedelta
from uuid import UUID

import pytest

from tests.builders import COUNTY, COVER, NOW, Office, a_report, make_office
from tests.cases.test_batches import an_act
from wangge.cases.models import Case, Category
from wangge.cases.queries.desk import forget_desks
from wangge.cases.queries.lasting import shown_cases
from wangge.cases.queries.tellings import How, Telling, tellings
from wangge.cases.services.batches import enter_all
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import add_voice
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def office() -> Office:
    return make_office()


def told_often(office: Office) -> UUID:
    """A case, a voice, another report with two voices of which one is the same person's, merged; and one voice more."""
    resident = dataclasses.replace(office.stranger, kind=PostKind.RESIDENT)
    case, twin = (
        report_case(office.worker, a_report(category=COVER, at=NOW + n * DAY), now=NOW + n * DAY).case_id
        for n in range(2)
    )
    add_voice(office.neighbour, case, now=NOW + DAY)
    for hat in (office.neighbour, resident):
        add_voice(hat, twin, now=NOW + 2 * DAY)
    into = Case.objects.get(pk=case).number
    acts = [an_act(case, "file"), an_act(twin, "merge", words="同一件", target=into)]
    enter_all(office.leader, acts, now=NOW + 3 * DAY)
    add_voice(resident, case, now=NOW + 4 * DAY)
    return case


def test_the_list_is_as_long_as_the_number_and_says_day_and_channel(office: Office) -> None:
    case = told_often(office)
    [shown] = shown_cases(COUNTY, [case])

    found = tellings(COUNTY, {case: shown.reports})

    assert shown.reports == len(found) == 5
    assert [(one.how, one.channel) for one in found if one.how is not How.VOICE] == [
        (How.FIRST, "grid"), (How.MERGED, "grid"),
    ]  # fmt: skip
    assert sorted(one.channel for one in found if one.how is How.VOICE) == ["grid", "grid", "resident"]
    assert {field.name for field in dataclasses.fields(Telling)} == {
        "case", "number", "category", "on", "how", "channel",
    }  # fmt: skip


@pytest.mark.parametrize("counted", range(1, 6))
def test_a_number_that_was_counted_earlier_opens_the_tellings_until_then(
    office: Office, counted: int
) -> None:
    case = told_often(office)

    found = tellings(COUNTY, {case: counted})

    # A merge brings two at once: no number was ever between.
    assert len(found) == (2 if counted == 3 else counted)


def test_a_matter_that_points_at_people_has_no_list(office: Office) -> None:
    case = told_often(office)
    Category.objects.filter(key=COVER).update(matter_only=True)
    forget_desks()

    assert tellings(COUNTY, {case: 5}) == []
