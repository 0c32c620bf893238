"""A matter comes to a deputy with a sealed receipt and leaves by one exit; the deputy never handles it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import COMMUNITIES, COUNTY, COVER, NOW, SINCE, add_hat
from tests.deputies.seats import TODAY, make_council
from wangge.cases.models import Case, CaseText
from wangge.deputies.models import Matter, Seat
from wangge.deputies.queries.matters import (
    asked_counts,
    away,
    is_asked,
    left_matters,
    matter,
    matter_for,
    matters_at_desk,
    matters_left_behind,
    matters_of,
    matters_readable,
    offered_for,
    open_matters,
    others_for,
)
from wangge.deputies.queries.reports import compose_report
from wangge.deputies.services.advice import load_advice
from wangge.deputies.services.matters import (
    Said,
    answer,
    ask_due,
    bring,
    expire_contacts,
    hand_over,
    lead_elsewhere,
    note_erased,
    pass_on,
    say_got,
    taken_up,
    turn_to,
    withdraw,
    write_back,
)
from wangge.foundation.history import events_of
from wangge.foundation.ids import uuid7
from wangge.foundation.refusals import told
from wangge.foundation.scrubbing import worded_tables
from wangge.foundation.sequencing import placed_after, sequence
from wangge.reporters.models import Letter, Reporter
from wangge.reporters.queries.receipts import held, held_by
from wangge.reporters.services.sealing import unseal
from wangge.reporters.services.withdrawing import withdraw as withdraw_by_receipt
from wangge.rules.errors import Refused
from wangge.rules.matters import Away, CameBy, Exit, Got
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
SAID = Said("楼道灯坏了两个月没人修。", unit=COMMUNITIES[0], place="三号院", contact="13800000000")


def refused(act: object, *args: object, **more: object) -> str:
    with pytest.raises(Refused) as found:
        act(*args, **more)  # type: ignore[operator]
    return found.value.code


def test_a_matter_has_a_receipt_whose_contact_is_sealed_and_a_thread_of_two() -> None:
    council = make_council()

    key, handed = bring(COUNTY, council.deputy, SAID, now=NOW)
    write_back(COUNTY, key, "补充：二单元。", now=NOW)
    answer(key, "已和物业约好周五修。", hat=council.hat, now=NOW)

    row = Reporter.objects.get(case=key)
    assert held_by(handed.number, handed.secret).case_id == key
    assert (row.contact != "13800000000", unseal(row.contact)) == (True, "13800000000")
    assert list(Letter.objects.order_by("at", "id").values_list("by_reporter", flat=True)) == [True, False]
    assert matter(COUNTY, key).way_out is Exit.ANSWERED
    assert [event.kind for event in events_of(COUNTY, key)] == [
        "deputy.matter_received",
        "deputy.matter_answered",
    ]
    assert all("楼道" not in str(event.payload) for event in events_of(COUNTY, key))


def test_handed_over_it_is_a_case_whose_receipt_belongs_to_the_same_person() -> None:
    council = make_council()
    key, _ = bring(COUNTY, council.deputy, SAID, now=NOW)

    case = hand_over(key, COVER, hat=council.hat, now=NOW)

    found = matter(COUNTY, key)
    kept = Reporter.objects.get(pk=found.case_reporter)
    assert (found.way_out, found.case, kept.case) == (Exit.CASE, case, case)
    assert unseal(kept.contact) == "13800000000"
    assert Case.objects.get(pk=case).community == COMMUNITIES[0]
    assert refused(hand_over, key, COVER, hat=council.hat, now=NOW) == "deputy.matter_left"


def test_who_the_resident_is_stays_with_the_deputy_when_the_grids_take_it() -> None:
    council = make_council()
    said = Said("路口井盖坏了。我叫王小明，电话13800138000", unit=COMMUNITIES[0])
    key, _ = bring(COUNTY, council.deputy, said, now=NOW)

    case = hand_over(key, COVER, hat=council.hat, now=NOW)

    assert matter(COUNTY, key).words == said.words
    assert CaseText.objects.get(case=case).words == "路口井盖坏了。〔…〕，电话〔…〕"


def test_without_a_community_no_grid_takes_it_and_a_unit_may() -> None:
    council = make_council()
    key, _ = bring(COUNTY, council.deputy, Said("公交线路太少。"), now=NOW)

    assert refused(hand_over, key, COVER, hat=council.hat, now=NOW) == "deputy.no_place"
    assert refused(pass_on, key, "nowhere", "", hat=council.hat, now=NOW) == "deputy.unknown_department"
    pass_on(key, "water", "已转水务局研究。", hat=council.hat, now=NOW)

    assert (matter(COUNTY, key).way_out, matter(COUNTY, key).passed_to) == (Exit.UNIT, "water")


def test_court_matters_are_not_taken_and_led_to_their_channel() -> None:
    council = make_council()
    load_advice(COUNTY, from_on=SINCE)
    key, _ = bring(COUNTY, council.deputy, Said("法院判得不公。"), now=NOW)

    assert refused(lead_elsewhere, key, "weather", hat=council.hat, now=NOW) == "deputy.unknown_advice"
    lead_elsewhere(key, "court", hat=council.hat, now=NOW)

    assert (matter(COUNTY, key).way_out, matter(COUNTY, key).advice) == (Exit.REFUSED, "court")


def test_taken_up_it_names_the_suggestion() -> None:
    council = make_council()
    key, _ = bring(COUNTY, council.deputy, SAID, now=NOW)
    suggestion = uuid7()

    taken_up(COUNTY, key, suggestion, NOW, council.hat)

    assert (matter(COUNTY, key).way_out, matter(COUNTY, key).suggestion) == (Exit.SUGGESTION, suggestion)


def test_a_deputy_with_a_post_in_the_unit_concerned_keeps_away_and_others_are_offered() -> None:
    council = make_council()
    key, _ = bring(COUNTY, council.deputy, SAID, now=NOW)
    about_water = Said("水务局的人态度不好。", unit=COMMUNITIES[0], department="water")
    add_hat(council.hat.account_id, PostKind.HANDLER, COUNTY, department="water")
    add_hat(council.hat.account_id, PostKind.ACCOUNTABLE, COMMUNITIES[0])

    assert refused(bring, COUNTY, council.deputy, about_water, now=NOW) == "deputy.recused"
    assert refused(matter_for, council.hat, key, on=TODAY) == "deputy.recused"
    with pytest.raises(Refused) as found:
        matter_for(council.hat, key, on=TODAY)
    assert "回避规则" in told(found.value, "zh").sentence
    offered = others_for(COUNTY, council.deputy, unit=COMMUNITIES[0], department="water", on=TODAY)
    assert [one.name for one in offered] == ["乙代表"]


def test_another_deputy_and_other_posts_do_not_open_it() -> None:
    council = make_council()
    key, _ = bring(COUNTY, council.deputy, SAID, now=NOW)

    for hat in (council.other_hat, council.clerk, council.office.handler, council.office.administrator):
        assert refused(matter_for, hat, key, on=TODAY) == "row.unknown"
    assert [one.id for one in open_matters(COUNTY, council.deputy)] == [key]


def test_the_office_writes_down_a_letter_and_nobody_else_does() -> None:
    council = make_council()

    key, handed = bring(COUNTY, council.deputy, SAID, came_by=CameBy.DESK, hat=council.clerk, now=NOW)
    found = matter_for(council.clerk, key, on=TODAY)

    assert (found.came_by, handed.number) == (CameBy.DESK, found.number)
    assert (
        refused(bring, COUNTY, council.deputy, SAID, came_by=CameBy.DESK, hat=council.office.clerk, now=NOW)
        == "deputy.not_the_office"
    )


def test_later_it_is_asked_once_whether_there_was_an_answer_and_counted_without_the_person() -> None:
    council = make_council()
    key, _ = bring(COUNTY, council.deputy, SAID, now=NOW)
    answer(key, "好。", hat=council.hat, now=NOW)

    soon = ask_due(now=NOW + timedelta(days=3))
    asked = ask_due(now=NOW + timedelta(days=15))
    again = ask_due(now=NOW + timedelta(days=16))
    say_got(COUNTY, key, Got.OTHER, now=NOW + timedelta(days=17))

    assert (soon, asked, again) == (0, 1, 0)
    assert is_asked(matter(COUNTY, key), NOW + timedelta(days=20)) is False
    assert asked_counts(COUNTY) == {"yes": 0, "no": 0, "other": 1, "asked": 1}
    assert refused(say_got, COUNTY, key, Got.YES, now=NOW + timedelta(days=18)) == "deputy.said_already"


def test_the_holder_turns_to_another_deputy_of_the_place_while_it_is_open() -> None:
    council = make_council()
    key, _ = bring(COUNTY, council.deputy, SAID, now=NOW)

    turn_to(COUNTY, key, council.other, now=NOW)
    answer(key, "好。", hat=council.other_hat, now=NOW)

    assert matter(COUNTY, key).deputy == council.other
    assert refused(turn_to, COUNTY, key, council.deputy, now=NOW) == "deputy.matter_left"
    assert refused(turn_to, COUNTY, key, uuid7(), now=NOW) == "deputy.unknown"


def test_words_letters_and_contact_go_when_the_holder_takes_them_back_or_the_days_are_over() -> None:
    council = make_council()
    key, _ = bring(COUNTY, council.deputy, SAID, now=NOW)
    write_back(COUNTY, key, "补充。", now=NOW)
    other, _ = bring(COUNTY, council.deputy, SAID, now=NOW)
    answer(other, "好。", hat=council.hat, now=NOW)

    withdraw(COUNTY, key, now=NOW)
    soon = expire_contacts(now=NOW + timedelta(days=30))
    late = expire_contacts(now=NOW + timedelta(days=91))

    assert (matter(COUNTY, key).words, matter(COUNTY, key).place) == ("", "")
    assert set(Letter.objects.filter(case=key).values_list("words", flat=True)) == {""}
    assert (soon, late) == (0, 1)
    assert set(Reporter.objects.values_list("contact", flat=True)) == {""}


def test_withdrawn_by_the_receipt_of_the_case_that_it_became_a_matter_loses_its_words_too() -> None:
    council = make_council()
    key, _ = bring(COUNTY, council.deputy, SAID, now=NOW)
    kept, _ = bring(COUNTY, council.deputy, SAID, now=NOW)
    case = hand_over(key, COVER, hat=council.hat, now=NOW)
    receipt = Reporter.objects.get(case=case)

    withdraw_by_receipt(held(COUNTY, receipt.pk), now=NOW)
    while sequence(COUNTY):
        pass
    note_erased(COUNTY, list(placed_after(COUNTY, 0, 1000)))

    assert (matter(COUNTY, key).words, matter(COUNTY, kept).words) == ("", SAID.words)
    assert set(Reporter.objects.filter(case__in=[key, case]).values_list("contact", flat=True)) == {""}


def test_the_tables_that_are_written_anew_are_named_by_whoever_owns_them() -> None:
    assert {"deputies_matter", "reporters_letter", "cases_casetext", "cases_remark"} <= set(worded_tables())


def test_the_office_opens_what_is_not_private() -> None:
    council = make_council()
    key, _ = bring(COUNTY, council.deputy, replace(SAID, private=False), now=NOW)

    assert matter_for(council.clerk, key, on=TODAY).id == key


def test_a_former_deputy_and_empty_words_are_refused() -> None:
    council = make_council()

    assert refused(bring, COUNTY, uuid7(), SAID, now=NOW) == "deputy.unknown"
    assert refused(bring, COUNTY, council.deputy, Said(" "), now=NOW) == "reporters.words_missing"
    assert Matter.objects.count() == 0


def test_an_old_matter_is_found_and_counted_behind_any_number_of_newer_ones() -> None:
    council = make_council()
    old, _ = bring(
        COUNTY, council.deputy, SAID, came_by=CameBy.DESK, hat=council.clerk, now=NOW - timedelta(days=40)
    )
    key, _ = bring(COUNTY, council.deputy, SAID, came_by=CameBy.DESK, hat=council.clerk, now=NOW)
    answer(key, "好。", hat=council.hat, now=NOW)
    answered = Matter.objects.get(pk=key)
    Matter.objects.bulk_create(
        Matter(
            county=COUNTY, number=f"DB-{number}", deputy=council.deputy, words="灯坏", came_by=CameBy.DESK, at=NOW,
            way_out=answered.way_out, out_at=NOW,
        ) for number in range(250)
    )  # fmt: skip

    left, n = left_matters(COUNTY, council.deputy, 20)

    assert [one.id for one in open_matters(COUNTY, council.deputy)] == [old]
    assert matters_at_desk(COUNTY)[0].id == old
    assert (len(left), n) == (20, 251)
    assert len(left_matters(COUNTY, council.deputy, None)[0]) == 251
    found = matters_of(COUNTY, council.deputy, TODAY - timedelta(days=60), TODAY + timedelta(days=1))
    assert len(found) == 252
    assert (
        len(compose_report(COUNTY, council.deputy, council.seat, TODAY, TODAY + timedelta(days=1))["matters"])
        == 251
    )


def test_a_matter_of_a_deputy_who_left_is_seen_by_the_office_and_goes_to_another_deputy() -> None:
    council = make_council()
    private, _ = bring(COUNTY, council.deputy, SAID, now=NOW)
    open_one, _ = bring(COUNTY, council.deputy, replace(SAID, private=False), now=NOW)
    assert away(matter(COUNTY, private), TODAY) is None
    assert (
        refused(turn_to, COUNTY, open_one, council.other, hat=council.clerk, now=NOW)
        == "deputy.still_takes_it"
    )
    assert matters_left_behind(COUNTY, TODAY) == []

    later = NOW + timedelta(days=5)
    day = TODAY + timedelta(days=5)
    Seat.objects.filter(county=COUNTY, deputy=council.deputy).update(until_on=day)

    assert away(matter(COUNTY, private), day) is Away.FORMER
    assert {one.id for one in matters_left_behind(COUNTY, day)} == {private, open_one}
    assert council.other in {seat.deputy for seat in offered_for(matter(COUNTY, private), day)}
    assert refused(turn_to, COUNTY, private, council.other, hat=council.clerk, now=later) == "row.unknown"
    turn_to(COUNTY, open_one, council.other, hat=council.clerk, now=later)
    turn_to(COUNTY, private, council.other, now=later)
    assert matters_left_behind(COUNTY, day) == []
    assert {one.id for one in open_matters(COUNTY, council.other)} == {private, open_one}


def test_the_office_reads_the_matters_that_are_not_private() -> None:
    council = make_council()
    bring(COUNTY, council.deputy, SAID, now=NOW)
    open_one, _ = bring(COUNTY, council.deputy, replace(SAID, private=False), now=NOW)

    assert [one.id for one in matters_readable(COUNTY, TODAY)] == [open_one]
