"""A motion needs ten deputies, or five in a township, at the moment it is submitted; nobody waves it through."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.builders import COUNTY, NOW, PASSWORD
from tests.suggestions.council import DAY, Council, make_council
from tests.suggestions.council import TEXT as SUGGESTION
from tests.suggestions.test_pages import logged_in
from wangge.deputies.queries.seats import seats_of
from wangge.deputies.services.seats import end_seat
from wangge.foundation.history import events_of
from wangge.rules.errors import Refused
from wangge.rules.legal_terms import Rank
from wangge.suggestions.models import ClockRule, Motion, Signature, Suggestion
from wangge.suggestions.queries.rules import rules_on
from wangge.suggestions.services import drafting, motions
from wangge.suggestions.services.motions import MotionText

TEXT = MotionText("关于加强物业管理的议案", "老旧小区物业缺位。", "由常委会作出决议。")
HOUR = NOW + 3 * DAY


def a_session(council: Council) -> object:
    return motions.open_session(
        council.clerk, congress=council.congress, name="第二次会议", days=(date(2024, 3, 7), date(2024, 3, 10)),
        motions_until=HOUR, source="主席团第一次会议", now=NOW,
    )  # fmt: skip


def a_motion(council: Council, signers: int) -> Motion:
    key = motions.draft_motion(council.hats[0], a_session(council), TEXT, now=NOW)  # type: ignore[arg-type]
    motions.open_motion(key, is_open=True, hat=council.hats[0], now=NOW)
    for hat in council.hats[1:signers]:
        motions.sign_motion(key, hat=hat, now=NOW)
    return Motion.objects.get(pk=key)


def code_of(act: object) -> str:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return refused.value.code


@pytest.mark.django_db
def test_nine_are_refused_with_the_law_and_ten_are_enough_in_time() -> None:
    council = make_council(10)
    motion, lead = a_motion(council, 9), council.hats[0]

    with pytest.raises(Refused) as refused:
        motions.submit_motion(motion.pk, hat=lead, now=NOW)
    assert (refused.value.code, refused.value.facts["n"]) == ("motion.too_few", 9)
    assert "地方组织法" in str(refused.value.facts["source"])
    motions.sign_motion(motion.pk, hat=council.hats[9], now=NOW)
    assert code_of(lambda: motions.submit_motion(motion.pk, hat=lead, now=HOUR + timedelta(seconds=1))) == (
        "motion.too_late"
    )
    assert motions.submit_motion(motion.pk, hat=lead, now=HOUR) == "Y2024-001"
    assert code_of(lambda: motions.unsign_motion(motion.pk, hat=council.hats[9], now=NOW)) == "motion.not_now"
    assert code_of(lambda: motions.submit_motion(motion.pk, hat=lead, now=NOW)) == "motion.not_now"


@pytest.mark.django_db
def test_the_signature_of_a_deputy_who_left_before_submission_does_not_count() -> None:
    council = make_council(11)
    motion, lead = a_motion(council, 10), council.hats[0]
    (seat,) = seats_of(COUNTY, council.deputies[9])
    end_seat(COUNTY, seat.id, until_on=NOW.date(), now=NOW)

    assert code_of(lambda: motions.submit_motion(motion.pk, hat=lead, now=NOW)) == "motion.too_few"
    motions.sign_motion(motion.pk, hat=council.hats[10], now=NOW)
    assert motions.submit_motion(motion.pk, hat=lead, now=NOW)
    assert Motion.objects.get(pk=motion.pk).signed_by == 10

    (own,) = seats_of(COUNTY, council.deputies[1])
    paper = drafting.draft(council.hats[1], SUGGESTION, now=NOW)
    end_seat(COUNTY, own.id, until_on=NOW.date(), now=NOW)
    assert code_of(lambda: drafting.submit(paper, hat=council.hats[1], now=NOW)) == "suggestion.no_seat"


@pytest.mark.django_db
def test_five_are_enough_in_a_township() -> None:
    council = make_council(5, area="410105002")
    assert motions.submit_motion(a_motion(council, 5).pk, hat=council.hats[0], now=NOW)


@pytest.mark.django_db
def test_a_townships_motion_is_on_the_agenda_or_not_and_goes_to_no_committee() -> None:
    council = make_council(5, area="410105002", password=PASSWORD)
    motion = a_motion(council, 5)
    motions.submit_motion(motion.pk, hat=council.hats[0], now=NOW)
    client = Client()
    client.post("/login/", {"login": "congress", "password": PASSWORD})

    page = client.get(f"/suggestions/motions/{motion.pk.hex}/").content.decode()
    code = code_of(lambda: motions.refer_motion(motion.pk, "城建委", "交付审议", hat=council.clerk, now=NOW))

    assert code == "motion.no_committee"
    assert ['value="refer"' in page, 'value="list"' in page, 'value="turn"' in page] == [False, True, True]
    motions.list_motion(motion.pk, "列入议程", hat=council.clerk, now=NOW)


@pytest.mark.django_db
def test_a_suggestion_to_a_township_has_the_statutes_three_and_six_months_and_no_clock_of_its_own() -> None:
    council = make_council(1, area="410105002", presets=())

    held = {(one.code, one.term.n, one.rank) for one in rules_on(COUNTY, council.congress, NOW.date())}

    assert held == {
        ("reply", 3, Rank.STATUTE), ("reply_most", 6, Rank.STATUTE), ("signatures", 10, Rank.STATUTE),
        ("signatures_township", 5, Rank.STATUTE),
    }  # fmt: skip


@pytest.mark.django_db
def test_without_a_rule_a_part_or_a_fitting_day_it_is_refused() -> None:
    council = make_council(2)
    session = a_session(council)
    lead, clerk = council.hats[0], council.clerk
    assert code_of(lambda: motions.draft_motion(lead, session, MotionText("题", "", "案"), now=NOW)) == (  # type: ignore[arg-type]
        "motion.incomplete"
    )
    assert code_of(
        lambda: motions.open_session(
            clerk, congress=council.congress, name="x", days=(date(2024, 3, 7), date(2024, 3, 6)), motions_until=HOUR,
            source="x", now=NOW,
        )
    ) == "motion.days"  # fmt: skip
    motion = a_motion(council, 2)
    assert code_of(lambda: motions.unsign_motion(motion.pk, hat=lead, now=NOW)) == "suggestion.lead_signs"
    motions.unsign_motion(motion.pk, hat=council.hats[1], now=NOW)
    assert (
        code_of(lambda: motions.unsign_motion(motion.pk, hat=council.hats[1], now=NOW))
        == "suggestion.not_signed"
    )
    ClockRule.objects.filter(code="signatures").delete()
    assert code_of(lambda: motions.submit_motion(motion.pk, hat=lead, now=NOW)) == "motion.no_rule"


@pytest.mark.django_db
def test_a_motion_with_few_names_becomes_a_suggestion_and_one_not_listed_a_new_paper_with_its_signers() -> (
    None
):
    council = make_council(10, password=PASSWORD)
    few = a_motion(council, 3)
    paper = motions.offer_as_suggestion(few.pk, hat=council.hats[0], now=NOW)
    assert Suggestion.objects.get(pk=paper).motion == few.pk

    motion = a_motion(council, 10)
    motions.submit_motion(motion.pk, hat=council.hats[0], now=NOW)
    assert (
        code_of(lambda: motions.turn_motion(motion.pk, "x", hat=council.hats[0], now=NOW))
        == "suggestion.not_yours"
    )
    became = motions.turn_motion(motion.pk, "不列入议程", hat=council.clerk, now=NOW)

    row = Suggestion.objects.get(pk=became)
    assert (row.state, row.title, row.due_on) == ("draft", TEXT.title, None)
    assert Signature.objects.filter(paper=became).count() == 10
    assert [one.kind for one in events_of(COUNTY, motion.pk)][-2:] == ["motion.submitted", "motion.turned"]
    public = Client().get(reverse("suggestions:public_motion", args=[COUNTY, motion.pk.hex])).content.decode()
    assert TEXT.title in public
    for hat in (council.hats[0], council.clerk):
        assert logged_in(hat).get(reverse("suggestions:motion", args=[motion.pk.hex])).status_code == 200
        assert logged_in(hat).get(reverse("suggestions:motions")).status_code == 200


@pytest.mark.django_db
def test_a_motion_is_listed_or_goes_to_a_committee_that_reports() -> None:
    council = make_council(10)
    motion = a_motion(council, 10)
    motions.submit_motion(motion.pk, hat=council.hats[0], now=NOW)
    motions.refer_motion(motion.pk, "城建环资委", "主席团决定", hat=council.clerk, now=NOW)
    motions.report_motion(motion.pk, "建议列入明年计划", hat=council.clerk, now=NOW)
    motion.refresh_from_db()
    assert (motion.state, motion.committee) == ("reported", "城建环资委")


@pytest.mark.django_db(transaction=True)
def test_the_tenth_signature_taken_back_in_the_same_second_is_decided_by_one_lock() -> None:
    council = make_council(10)
    motion, done = a_motion(council, 10), []
    ready = threading.Barrier(2)

    def attempt(name: str, act: object) -> None:
        ready.wait()
        try:
            act()  # type: ignore[operator]
            done.append(name)
        except Refused as refused:
            done.append(refused.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(
            target=attempt, args=("submitted", lambda: motions.submit_motion(motion.pk, hat=council.hats[0], now=NOW))
        ),
        threading.Thread(
            target=attempt, args=("unsigned", lambda: motions.unsign_motion(motion.pk, hat=council.hats[9], now=NOW))
        ),
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    motion.refresh_from_db()
    left = Signature.objects.filter(paper=motion.pk, withdrawn_at=None).count()
    assert (set(done), motion.state, motion.signed_by, left) in (
        ({"submitted", "motion.not_now"}, "submitted", 10, 10),
        ({"unsigned", "motion.too_few"}, "draft", 0, 9),
    )


@pytest.mark.django_db
def test_the_public_reads_a_motions_title_without_a_residents_number() -> None:
    council = make_council(10)
    motion = a_motion(council, 10)
    Motion.objects.filter(pk=motion.pk).update(title="关于居民13912345678反映物业的议案")
    motions.submit_motion(motion.pk, hat=council.hats[0], now=HOUR)

    page = Client().get(reverse("suggestions:public_motion", args=[COUNTY, motion.pk.hex])).text
    listed = Client().get(reverse("suggestions:public", args=[COUNTY])).text

    assert "13912345678" not in page + listed
    assert "反映物业的议案" in page


@pytest.mark.django_db
def test_the_office_hides_a_motion_with_a_reason_and_shows_it_again() -> None:
    council = make_council(10, password=PASSWORD)
    motion = a_motion(council, 10)
    assert (
        code_of(
            lambda: motions.publish_motion(
                motion.pk, is_public=False, reason="涉密", hat=council.clerk, now=NOW
            )
        )
        == "motion.not_now"
    )
    motions.submit_motion(motion.pk, hat=council.hats[0], now=NOW)
    at, office = reverse("suggestions:motion_act", args=[motion.pk.hex]), logged_in(council.clerk)
    public, listed = (
        reverse("suggestions:public_motion", args=[COUNTY, motion.pk.hex]), reverse("suggestions:public", args=[COUNTY])
    )  # fmt: skip
    assert Client().get(public).status_code == 200

    assert office.post(at, {"act": "publish", "public": "0"}).status_code == 422
    office.post(at, {"act": "publish", "public": "0", "reason": "涉及未公开的规划"})
    shown = Client().get(listed).content.decode()
    assert Client().get(public).status_code == 404
    assert TEXT.title not in shown
    assert "涉及未公开的规划" in shown

    office.post(at, {"act": "publish", "public": "1"})
    assert Client().get(public).status_code == 200
    assert TEXT.title in Client().get(listed).content.decode()
