"""A resident tells a deputy on the public page, follows by receipt, and the deputy lets it leave by one exit."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import COMMUNITIES, COUNTY, COVER, NOW, SINCE, add_hat
from tests.deputies.seats import Council, make_council
from tests.deputies.walking import logged_in, post, read, stranger
from wangge.cases.models import Case
from wangge.deputies.models import Matter
from wangge.deputies.services.advice import load_advice
from wangge.deputies.services.seats import end_seat
from wangge.rules.matters import Exit, Got
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
WORDS = "The lamp in the stairway has been dark for two months."


def brought(council: Council, **more: str) -> tuple[Matter, Client]:
    """A matter brought by the public form, and a browser with its receipt in hand."""
    resident = stranger()
    said = {"words": WORDS, "unit": COMMUNITIES[0], "private": "1", "contact": "13800000000", **more}
    answer = post(resident, "matter_form", COUNTY, council.deputy.hex, **said)
    assert answer.status_code == 200, answer.content.decode()
    number, secret = re.findall(r'id="(?:number|secret)">([^<]+)<', answer.content.decode())
    resident.post(reverse("reporters:follow"), {"number": number, "secret": secret})
    return Matter.objects.get(), resident


def followed(resident: Client) -> str:
    return resident.get(reverse("reporters:matter")).content.decode()


def test_words_reach_the_deputy_and_the_answer_comes_back_by_receipt() -> None:
    council = make_council(password="correct horse")
    deputy = logged_in(council.hat)
    row, resident = brought(council)

    assert WORDS[:40] in read(deputy, "work")
    assert WORDS in read(deputy, "matter", row.pk.hex)
    post(deputy, "matter_act", row.pk.hex, act="write", words="Which stairway is it?")
    assert "Which stairway is it?" in followed(resident)
    post(resident, "receipt_act", "write", words="The second one.")
    assert "The second one." in read(deputy, "matter", row.pk.hex)
    post(deputy, "matter_act", row.pk.hex, act="answer", words="They repair it on Friday.")

    page = followed(resident)
    assert "They repair it on Friday." in page
    assert "Answered by the deputy" in page
    assert "13800000000" not in read(deputy, "matter", row.pk.hex) + page


def test_handed_over_the_same_receipt_opens_the_case() -> None:
    council = make_council(password="correct horse")
    deputy = logged_in(council.hat)
    row, resident = brought(council)

    answer = post(deputy, "matter_act", row.pk.hex, act="hand_over", category=COVER)
    case = Case.objects.get()

    assert answer.status_code == 302
    assert case.number in followed(resident)
    post(resident, "receipt_act", "case")
    assert resident.get(reverse("reporters:matter")).context["matter"].held.case_id == case.pk


def test_a_refused_act_says_why_and_keeps_what_was_typed() -> None:
    council = make_council(password="correct horse")
    deputy = logged_in(council.hat)
    row, _ = brought(council)

    answer = post(deputy, "matter_act", row.pk.hex, act="pass_on", department="nowhere", words="Look at it")

    assert answer.status_code == 422
    assert "no such unit" in answer.content.decode()


def test_court_matters_are_led_to_their_channel_with_its_source() -> None:
    council = make_council(password="correct horse")
    load_advice(COUNTY, from_on=SINCE)
    row, resident = brought(council)

    post(logged_in(council.hat), "matter_act", row.pk.hex, act="lead", advice="court")

    assert "Turn to the court" in followed(resident)
    row.refresh_from_db()
    assert row.way_out == Exit.REFUSED


def test_the_form_sends_a_recused_deputys_resident_to_another_one() -> None:
    council = make_council(password="correct horse")
    add_hat(council.hat.account_id, PostKind.HANDLER, COUNTY, department="water")

    answer = post(
        stranger(), "matter_form", COUNTY, council.deputy.hex, words=WORDS, unit=COMMUNITIES[0], department="water"
    )  # fmt: skip

    page = answer.content.decode()
    assert answer.status_code == 403
    assert reverse("deputies:matter_form", args=[COUNTY, council.other.hex]) in page
    assert WORDS in page


def test_whoever_takes_a_post_later_loses_the_thread_and_the_resident_chooses_another() -> None:
    council = make_council(password="correct horse")
    row, resident = brought(council, department="water")
    deputy = logged_in(council.hat)  # with the deputy's hat on
    add_hat(council.hat.account_id, PostKind.HANDLER, COUNTY, department="water")

    assert WORDS[:40] not in read(deputy, "work")
    assert deputy.get(reverse("deputies:matter", args=[row.pk.hex])).status_code == 403
    assert "keeps away" in followed(resident)
    post(resident, "receipt_act", "turn", deputy=council.other.hex)

    assert WORDS in read(logged_in(council.other_hat), "matter", row.pk.hex)


def test_a_deputy_who_left_is_named_so_and_the_holder_or_the_office_turns_to_another() -> None:
    council = make_council(password="correct horse")
    office = logged_in(council.clerk)
    private, resident = brought(council)
    end_seat(COUNTY, council.seat, until_on=NOW.date(), now=NOW)

    desk = read(office, "office")
    assert "With deputies who left" in desk
    assert "Private: only its deputy reads it" in desk
    assert WORDS[:30] not in desk
    assert "The deputy has no seat any more" in followed(resident)
    post(resident, "receipt_act", "turn", deputy=council.other.hex)
    assert "In the deputy's hands" in followed(resident)
    assert Matter.objects.get(pk=private.pk).deputy == council.other
    assert "With deputies who left" not in read(office, "office")


def test_the_holder_says_once_whether_there_was_an_answer() -> None:
    council = make_council(password="correct horse")
    row, resident = brought(council)
    post(logged_in(council.hat), "matter_act", row.pk.hex, act="answer", words="Yes.")
    Matter.objects.update(out_at=NOW)  # long ago

    assert "Did you get an answer?" in followed(resident)
    post(resident, "receipt_act", "got", got="other")

    row.refresh_from_db()
    assert row.got == Got.OTHER
    assert 'name="got"' not in followed(resident)


def test_words_and_contact_go_at_the_holders_wish() -> None:
    council = make_council(password="correct horse")
    row, resident = brought(council)

    post(resident, "receipt_act", "withdraw")

    assert "no longer kept" in followed(resident)
    assert WORDS not in read(logged_in(council.hat), "matter", row.pk.hex)


def test_a_former_deputy_has_no_form_and_a_receipt_opens_only_its_own_matter() -> None:
    council = make_council(password="correct horse")
    _, resident = brought(council)

    end_seat(COUNTY, council.seat, until_on=NOW.date(), now=NOW)

    assert (
        stranger().get(reverse("deputies:matter_form", args=[COUNTY, council.deputy.hex])).status_code == 404
    )
    assert stranger().get(reverse("reporters:matter")).status_code == 302
    assert post(resident, "receipt_act", "case").status_code == 404
    assert post(resident, "receipt_act", "dance").status_code == 400


def test_words_that_give_their_writer_away_are_shown_before_they_are_sent() -> None:
    council, resident = make_council(), stranger()
    said = {"words": "我住在3号楼2单元501，电话13912345678，楼道灯坏了。", "place": "3号楼", "private": "1"}

    warned = post(resident, "matter_form", COUNTY, council.deputy.hex, **said)
    page = warned.content.decode()

    assert warned.status_code == 422
    assert "<q>13912345678</q>" in page
    assert 'name="warned" value="1"' in page
    assert said["words"] in page
    assert not Matter.objects.exists()

    sent = post(resident, "matter_form", COUNTY, council.deputy.hex, **said, warned="1")
    assert sent.status_code == 200
    assert Matter.objects.count() == 1
