"""A group's year holds what it planned, where it went, and what others took over; pairs are counted, never ranked."""

from datetime import date, timedelta

import pytest

from tests.builders import COMMUNITIES, COUNTY, NOW, SINCE, add_hat
from tests.deputies.seats import TODAY, Council, make_council
from wangge.deputies.models import Seat, TieContact
from wangge.deputies.queries.groups import group, year_of
from wangge.deputies.queries.pairs import gaps, ties, turns
from wangge.deputies.services.groups import (
    OutingTold,
    found_group,
    join_group,
    leave_group,
    note_outing,
    plan_item,
    see_done,
    take_over,
)
from wangge.deputies.services.pairs import note_contact, pair, part, set_founding_ties, take_turn
from wangge.rules.errors import Refused
from wangge.rules.groups import GroupKind, Outing, TieKind
from wangge.rules.posts import PostKind
from wangge.rules.suggestions import Way

pytestmark = pytest.mark.django_db
LOOK = OutingTold(Outing.LOOK, TODAY, COMMUNITIES[1], "垃圾分类亭由居民自管")


def in_committee(council: Council, deputy: object) -> None:
    Seat.objects.filter(county=COUNTY, deputy=deputy).update(in_committee=True, part_time=True)


def test_a_group_plans_goes_out_and_says_who_took_over_what() -> None:
    council = make_council()
    key = found_group("第一代表小组", GroupKind.AREA, hat=council.clerk, now=NOW)
    join_group(key, council.deputy, leads=True, hat=council.clerk, now=NOW)
    item = plan_item(key, "看分类投放", TODAY + timedelta(days=30), hat=council.hat, now=NOW)
    told = OutingTold(Outing.LOOK, TODAY, COMMUNITIES[1], "分类亭由居民自管", plan=item)

    visit = note_outing(key, told, hat=council.hat, now=NOW)
    taken = take_over(visit, "在第一社区照办", "parks", TODAY + timedelta(days=60), hat=council.hat, now=NOW)
    see_done(taken, hat=council.hat, now=NOW)

    held = year_of(COUNTY, key, TODAY.year)
    assert [(one.name, one.leads) for one in group(COUNTY, key, TODAY).members] == [("甲代表", True)]
    assert [one.done for one in held.plan] == [(TODAY,)]
    assert [(one.department, one.done_on) for one in held.outings[0].taken] == [("parks", TODAY)]


def test_only_members_and_the_office_write_a_groups_work_down() -> None:
    council = make_council()
    key = found_group("第一代表小组", GroupKind.AREA, hat=council.clerk, now=NOW)
    join_group(key, council.deputy, hat=council.clerk, now=NOW)
    leave_group(key, council.deputy, hat=council.clerk, now=NOW)

    for hat in (council.hat, council.other_hat, council.office.handler):
        with pytest.raises(Refused, match=r"group\.not_yours"):
            note_outing(key, LOOK, hat=hat, now=NOW)
    with pytest.raises(Refused, match=r"deputy\.not_the_office"):
        found_group("自己的小组", GroupKind.TRADE, hat=council.hat, now=NOW)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (OutingTold("party", TODAY, COMMUNITIES[1], "x"), "group.unknown_kind"),
        (OutingTold(Outing.LOOK, TODAY, "999", "x"), "deputy.unknown_unit"),
        (OutingTold(Outing.LOOK, TODAY + timedelta(days=1), COMMUNITIES[1], "x"), "group.bad_day"),
        (OutingTold(Outing.LOOK, TODAY, COMMUNITIES[1], " "), "group.no_words"),
    ],
)
def test_an_outing_without_sense_is_refused(told: OutingTold, code: str) -> None:
    council = make_council()
    key = found_group("第一代表小组", GroupKind.AREA, hat=council.clerk, now=NOW)

    with pytest.raises(Refused) as refused:
        note_outing(key, told, hat=council.clerk, now=NOW)

    assert refused.value.code == code


def test_two_groups_of_one_name_are_refused() -> None:
    council = make_council()
    found_group("第一代表小组", GroupKind.AREA, hat=council.clerk, now=NOW)

    with pytest.raises(Refused, match=r"group\.there_already"):
        found_group("第一代表小组", GroupKind.AREA, hat=council.clerk, now=NOW)


def test_who_holds_a_post_in_a_department_does_not_see_off_what_it_took_over() -> None:
    council = make_council()
    add_hat(council.hat.account_id, PostKind.DEPARTMENT_HEAD, COUNTY, department="parks")
    key = found_group("第一代表小组", GroupKind.AREA, hat=council.clerk, now=NOW)
    join_group(key, council.deputy, hat=council.clerk, now=NOW)
    visit = note_outing(key, LOOK, hat=council.hat, now=NOW)
    taken = take_over(visit, "照办", "parks", TODAY, hat=council.hat, now=NOW)

    with pytest.raises(Refused, match=r"deputy\.recused"):
        see_done(taken, hat=council.hat, now=NOW)


def test_a_contact_counts_towards_what_the_rule_asks_and_the_same_one_only_once() -> None:
    council = make_council()
    set_founding_ties(COUNTY, council.congress, from_on=SINCE)
    tie = pair(council.deputy, voters=6, hat=council.clerk, now=NOW)

    note_contact(tie, TODAY, Way.VISIT, hat=council.hat, now=NOW)
    note_contact(tie, TODAY, Way.VISIT, hat=council.clerk, now=NOW)

    [row] = ties(COUNTY, TODAY, council.deputy)
    assert (len(row.contacts), row.due, row.is_met, row.other_name) == (1, 10, False, "")
    assert set_founding_ties(COUNTY, council.congress, from_on=SINCE) == 0


def test_a_gap_names_who_keeps_fewer_contacts_than_the_rule_asks() -> None:
    council = make_council()
    set_founding_ties(COUNTY, council.congress, from_on=SINCE)
    in_committee(council, council.deputy)
    pair(council.deputy, voters=6, hat=council.clerk, now=NOW)
    pair(council.deputy, deputy=council.other, hat=council.clerk, now=NOW)

    found = {(one.name, one.kind): (one.has, one.least) for one in gaps(COUNTY, TODAY)}

    assert found == {("乙代表", TieKind.DEPUTY_VOTERS): (0, 5), ("甲代表", TieKind.MEMBER_DEPUTY): (1, 5)}


def test_without_a_rule_nothing_is_due_and_nothing_is_a_gap() -> None:
    council = make_council()
    pair(council.deputy, voters=2, hat=council.clerk, now=NOW)

    assert [one.due for one in ties(COUNTY, TODAY)] == [None]
    assert gaps(COUNTY, TODAY) == []


def test_a_pair_without_another_end_outside_the_committee_or_twice_is_refused() -> None:
    council = make_council()
    pair(council.deputy, voters=5, hat=council.clerk, now=NOW)
    wrong = {
        "pair.no_other_end": {"voters": 0}, "pair.there_already": {"voters": 7},
        "pair.not_in_committee": {"deputy": council.other},
    }  # fmt: skip

    for code, ends in wrong.items():
        with pytest.raises(Refused) as refused:
            pair(council.deputy, hat=council.clerk, now=NOW, **ends)  # type: ignore[arg-type]
        assert refused.value.code == code


def test_nobody_else_and_no_other_day_notes_a_contact() -> None:
    council = make_council()
    tie = pair(council.deputy, voters=5, hat=council.clerk, now=NOW)

    for hat, on, way, code in (
        (council.other_hat, TODAY, Way.PHONE, "pair.not_yours"),
        (council.hat, TODAY + timedelta(days=1), Way.PHONE, "group.bad_day"),
        (council.hat, date(2020, 1, 1), Way.PHONE, "group.bad_day"),
        (council.hat, TODAY, "letter", "pair.unknown_way"),
    ):
        with pytest.raises(Refused) as refused:
            note_contact(tie, on, way, hat=hat, now=NOW)
        assert refused.value.code == code
    assert not TieContact.objects.exists()


def test_an_ended_pair_is_kept_and_not_listed() -> None:
    council = make_council()
    tie = pair(council.deputy, voters=5, hat=council.clerk, now=NOW)

    part(tie, hat=council.clerk, now=NOW)

    assert ties(COUNTY, TODAY) == []
    assert len(ties(COUNTY, TODAY - timedelta(days=1))) == 0
    assert pair(council.deputy, voters=8, hat=council.clerk, now=NOW)


def test_part_time_members_stand_on_the_roster_one_turn_at_a_time() -> None:
    council = make_council()
    in_committee(council, council.deputy)
    days = {"from_on": TODAY, "until_on": TODAY + timedelta(days=5)}
    take_turn(council.deputy, "物业条例调研", **days, hat=council.clerk, now=NOW)

    with pytest.raises(Refused, match=r"pair\.turn_taken"):
        take_turn(council.deputy, "另一项", **days, hat=council.clerk, now=NOW)
    with pytest.raises(Refused, match=r"pair\.not_part_time"):
        take_turn(council.other, "一项", **days, hat=council.clerk, now=NOW)

    assert [(one.name, one.task) for one in turns(COUNTY, TODAY)] == [("甲代表", "物业条例调研")]
