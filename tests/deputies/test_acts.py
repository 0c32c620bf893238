"""Acts of duty come from work, are checked by a second person, and are shown as done and due."""

from datetime import UTC, date, datetime

import pytest

from tests.builders import COMMUNITIES, COUNTY, COVER, GRIDS, NOW, SINCE
from tests.deputies.seats import TODAY, make_council
from wangge.deputies.models import Act
from wangge.deputies.queries.acts import acts_to_check, duties, firms, public_record
from wangge.deputies.services.acts import check, keep_firm, note_act, tell_due, visit
from wangge.deputies.services.matters import Said, bring, hand_over
from wangge.deputies.services.ruling import keep_rules, packaged_rules
from wangge.deputies.services.seats import ConstituencyWish, draw_constituency, found_congress, give_seat
from wangge.foundation.history import events_of
from wangge.foundation.ids import uuid7
from wangge.rules.duties import DutyKind, Every, Origin, is_nearly_over, span_of
from wangge.rules.errors import Refused
from wangge.rules.seats import Basis

pytestmark = pytest.mark.django_db


def refused(act: object, *args: object, **more: object) -> str:
    with pytest.raises(Refused) as found:
        act(*args, **more)  # type: ignore[operator]
    return found.value.code


def test_a_period_begins_with_its_month_quarter_or_year() -> None:
    assert span_of(Every.MONTH, date(2024, 12, 31)) == (date(2024, 12, 1), date(2025, 1, 1))
    assert span_of(Every.QUARTER, date(2024, 5, 1)) == (date(2024, 4, 1), date(2024, 7, 1))
    assert span_of(Every.YEAR, date(2024, 2, 29)) == (date(2024, 1, 1), date(2025, 1, 1))
    assert is_nearly_over(Every.MONTH, date(2024, 2, 25), 7)
    assert not is_nearly_over(Every.MONTH, date(2024, 2, 20), 7)


def test_the_founding_minima_are_done_by_work_that_a_second_person_accepted() -> None:
    council = make_council()
    keep_rules(COUNTY, council.congress, packaged_rules(), from_on=SINCE)
    firm = keep_firm(COUNTY, "示例纸业", COMMUNITIES[0])
    matter, _ = bring(COUNTY, council.deputy, Said("路灯不亮", unit=COMMUNITIES[0]), now=NOW)

    visit(DutyKind.VISIT, TODAY, GRIDS[0], raised=[matter], hat=council.hat, now=NOW)
    visit(DutyKind.FIRM, TODAY, COMMUNITIES[0], firm=firm, hat=council.hat, now=NOW)
    hand_over(matter, COVER, hat=council.hat, now=NOW)
    for act in acts_to_check(COUNTY):
        if act.kind is not DutyKind.FIRM:
            check(act.id, accept=True, hat=council.clerk, now=NOW)

    found = {
        duty.kind: (duty.done, len(duty.declared), duty.due) for duty in duties(COUNTY, council.deputy, TODAY)
    }
    assert found == {DutyKind.FIRM: (0, 1, 0), DutyKind.OPINION: (1, 0, 0), DutyKind.VISIT: (1, 0, 0)}
    record = public_record(COUNTY, council.deputy, TODAY)
    assert [(act.kind, act.raised) for act in record.acts if act.kind is DutyKind.VISIT] == [
        (DutyKind.VISIT, 1)
    ]
    assert len(record.acts) == 2


def test_the_same_work_counts_once_and_under_one_kind() -> None:
    council = make_council()
    subject = uuid7()

    first = note_act(COUNTY, council.deputy, "opinion", TODAY, "suggestion", subject, NOW)
    again = note_act(COUNTY, council.deputy, DutyKind.VISIT, TODAY, Origin.SUGGESTION, subject, NOW)

    assert first == again
    assert Act.objects.get().kind == "opinion"


def test_a_visit_that_raised_nothing_is_valid_and_one_outside_or_in_the_future_is_not() -> None:
    council = make_council()

    visit(DutyKind.VISIT, TODAY, COMMUNITIES[0], hat=council.hat, now=NOW)

    assert refused(visit, DutyKind.VISIT, TODAY, GRIDS[3], hat=council.hat, now=NOW) == "deputy.outside"
    assert (
        refused(visit, DutyKind.VISIT, date(2024, 3, 6), GRIDS[0], hat=council.hat, now=NOW)
        == "deputy.not_yet"
    )
    assert (
        refused(visit, DutyKind.VISIT, TODAY, GRIDS[0], hat=council.clerk, now=NOW) == "deputy.not_a_deputy"
    )
    assert refused(visit, DutyKind.FIRM, TODAY, GRIDS[0], hat=council.hat, now=NOW) == "deputy.no_firm"


def test_a_firm_sees_who_came_in_ninety_days_and_may_decline() -> None:
    council = make_council()
    firm = keep_firm(COUNTY, "示例纸业", COMMUNITIES[0])
    visit(DutyKind.FIRM, TODAY, COMMUNITIES[0], firm=firm, hat=council.hat, now=NOW)
    keep_firm(COUNTY, "示例纸业", COMMUNITIES[0], declines_until=date(2024, 6, 1))

    [row] = firms(COUNTY, TODAY)

    assert row.visits == [(TODAY, "甲代表")]
    again = refused(visit, DutyKind.FIRM, TODAY, GRIDS[0], firm=firm, hat=council.other_hat, now=NOW)
    assert again == "deputy.firm_declines"
    assert refused(keep_firm, COUNTY, "无处", "999") == "deputy.unknown_unit"


def test_an_act_is_checked_once_by_the_office_and_sent_back_only_with_a_reason() -> None:
    council = make_council()
    key = note_act(COUNTY, council.deputy, DutyKind.VISIT, TODAY, Origin.RECEPTION, uuid7(), NOW)

    assert refused(check, key, accept=True, hat=council.hat, now=NOW) == "deputy.not_the_office"
    assert refused(check, key, accept=False, hat=council.clerk, now=NOW) == "deputy.no_reason"
    check(key, accept=False, reason="那天没有接待", hat=council.clerk, now=NOW)

    assert refused(check, key, accept=True, hat=council.second, now=NOW) == "deputy.checked_already"


def test_before_the_month_ends_a_deputy_is_told_once_what_is_due() -> None:
    council = make_council()
    keep_rules(COUNTY, council.congress, packaged_rules(), from_on=SINCE)
    visit(DutyKind.VISIT, TODAY, GRIDS[0], hat=council.hat, now=NOW)

    early = tell_due(now=NOW)
    late = tell_due(now=datetime(2024, 3, 27, 2, tzinfo=UTC))
    again = tell_due(now=datetime(2024, 3, 28, 2, tzinfo=UTC))

    assert (early, late, again) == (0, 2, 0)
    event = next(one for one in events_of(COUNTY, council.deputy) if one.kind == "deputy.duty_due")
    assert (event.payload["due"], event.payload["period"]) == (2, "2024-03")
    assert event.payload["posts"] == [council.hat.post_id.hex]


def test_a_deputy_of_two_congresses_reads_whose_minimum_each_is() -> None:
    council = make_council()
    keep_rules(COUNTY, council.congress, packaged_rules(), from_on=SINCE)
    assert {duty.congress for duty in duties(COUNTY, council.deputy, TODAY)} == {""}

    upper, term = found_congress(COUNTY, "4101", "郑州市人民代表大会", term=13, from_on=SINCE, now=NOW)
    wish = ConstituencyWish("jinshui", "金水区选举单位", Basis.ELECTING, 30)
    give_seat(COUNTY, council.deputy, draw_constituency(COUNTY, term, wish, now=NOW), from_on=SINCE, now=NOW)
    keep_rules(COUNTY, upper, packaged_rules(), from_on=SINCE)

    found = [(duty.kind, duty.congress) for duty in duties(COUNTY, council.deputy, TODAY)]
    assert len(found) == 6
    assert {name for _, name in found} == {"金水区人民代表大会", "郑州市人民代表大会"}
