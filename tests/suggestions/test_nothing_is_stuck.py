"""What is dropped, joined, left or noted wrongly goes on: no paper, matter or motion ends where nobody can move it."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.builders import COMMUNITIES, COUNTY, COVER, GRIDS, NOW, PASSWORD, SINCE
from tests.suggestions.council import DAY, Council, Way, make_council
from tests.suggestions.test_joined import reports, searched
from tests.suggestions.test_motions import a_motion
from tests.suggestions.test_pages import logged_in, page
from tests.suggestions.test_refusals import code_of
from wangge.deputies.models import Act
from wangge.deputies.queries.matters import matter
from wangge.deputies.services.matters import Said, answer, bring
from wangge.deputies.services.seats import ConstituencyWish, draw_constituency, found_congress, give_seat
from wangge.rules.errors import Refused
from wangge.rules.motions import MotionStage
from wangge.rules.seats import Basis
from wangge.rules.suggestions import Stage
from wangge.suggestions.models import Contact, Motion, Round, Suggestion
from wangge.suggestions.queries.clusters import clusters_in
from wangge.suggestions.queries.outcome import place_of
from wangge.suggestions.queries.report import report
from wangge.suggestions.services import drafting, handing, motions, outcome, rounds, screening
from wangge.suggestions.services.drafting import Origin, Text
from wangge.suggestions.services.promises import watch_promises
from wangge.suggestions.services.replying import Commitment


def from_matter(council: Council) -> tuple[Way, object]:
    """A draft that came from a resident's matter."""
    key, _ = bring(COUNTY, council.deputies[0], Said("路口井盖总坏。", unit=COMMUNITIES[0]), now=NOW)
    way = Way(council)
    way.id = drafting.draft(council.hats[0], Text("题", "事", "议"), now=NOW, origin=Origin(matter=key))
    return way, key


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["dropped", "letter"])
def test_a_matter_waits_again_when_its_paper_is_dropped_or_becomes_a_letter(end: str) -> None:
    council = make_council()
    way, key = from_matter(council)
    assert not matter(COUNTY, key).is_open  # type: ignore[arg-type]

    if end == "dropped":
        drafting.drop(way.id, "", hat=council.hats[0], now=way.later())
    else:
        drafting.submit(way.id, hat=council.hats[0], now=way.later())
        screening.turn_away(way.id, "letter", "属于来信", hat=council.clerk, now=way.later())

    assert matter(COUNTY, key).is_open  # type: ignore[arg-type]
    answer(key, "已请单位看过。", hat=council.hats[0], now=way.later())  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_deputy_with_two_seats_says_to_which_congress_a_clusters_paper_goes() -> None:
    council = make_council(password=PASSWORD)
    _, term = found_congress(COUNTY, "4101", "市人民代表大会", term=15, from_on=SINCE, now=NOW)
    wish = ConstituencyWish("city", "选举单位", Basis.ELECTING, 1)
    give_seat(
        COUNTY, council.deputies[0], draw_constituency(COUNTY, term, wish, now=NOW), from_on=SINCE, now=NOW
    )
    reports(council)
    searched()
    [cluster] = clusters_in(COUNTY, (GRIDS[0],))
    client = Client()
    client.post(reverse("people:login"), {"login": "deputy0", "password": PASSWORD})

    shown = client.get(reverse("suggestions:cluster", args=[cluster.hex]))
    client.post(reverse("suggestions:found_paper", args=[cluster.hex]), {"congress": council.congress.hex})

    assert len(shown.context["congresses"]) == 2
    assert Suggestion.objects.get().congress == council.congress


@pytest.mark.django_db
def test_without_a_rule_for_ratings_deputies_have_our_days_and_nothing_shows_before() -> None:
    council = make_council(presets=())
    way = Way(council, signers=2).accepted().answered()
    way.rated()

    assert Round.objects.get(suggestion=way.id).feedback_by is not None
    assert report(COUNTY, council.congress, NOW.year, today=way.at.date()).said == ()
    assert (
        code_of(lambda: rounds.close(way.id, "", hat=council.clerk, now=way.at))
        == "suggestion.waits_for_ratings"
    )
    rounds.close(way.id, "", hat=council.clerk, now=way.at + 31 * DAY)
    assert way.row.state == Stage.CLOSED


@pytest.mark.django_db
def test_a_measure_names_a_day_that_is_neither_past_nor_years_away() -> None:
    way = Way(make_council()).accepted()
    today = way.at.date()

    def name(days: int) -> str:
        return code_of(lambda: outcome.name_scope(
            way.id, [GRIDS[1]], [COVER], target=1, due_on=today + timedelta(days=days), days=30,
            hat=way.office.handler, now=way.at,
        ))  # fmt: skip

    assert (name(-1), name(400)) == ("outcome.bad_days", "outcome.bad_days")
    outcome.name_scope(
        way.id, [GRIDS[1]], [COVER], target=1, due_on=today, days=30, hat=way.office.handler, now=way.at
    )
    assert place_of(COUNTY, way.id) == ((GRIDS[1],), (COVER,))


@pytest.mark.django_db
def test_a_missed_promise_opens_a_round_on_the_deputys_page_and_an_evaluation_has_words() -> None:
    way = Way(make_council(password=PASSWORD)).accepted()
    way.answered("B", Commitment("更换", "核查", (way.at + 20 * DAY).date()))
    at, lead, office = (
        reverse("suggestions:act", args=[way.id.hex]), logged_in(way.council.hats[0]), logged_in(way.council.clerk)
    )  # fmt: skip
    asked = {"act": "again", "cause": "commitment"}
    assert 'value="commitment"' not in page(lead, "paper", way.id.hex)
    assert lead.post(at, asked).status_code == 409
    assert office.post(at, {"act": "again"}).status_code == 422
    assert lead.post(at, {"act": "again", "words": "评估"}).status_code == 403

    watch_promises(now=way.later(30))
    assert 'value="commitment"' in page(lead, "paper", way.id.hex)
    lead.post(at, asked)

    assert [one.cause for one in Round.objects.order_by("number")] == ["first", "commitment"]


@pytest.mark.django_db
def test_a_talk_is_disputed_also_after_the_reply_went_out() -> None:
    way = Way(make_council()).accepted().answered()
    talk = Contact.objects.get(suggestion=way.id)

    handing.dispute_contact(
        way.id,
        talk.pk,
        "没有这次沟通",
        deputy=way.council.deputies[0],
        hat=way.council.hats[0],
        now=way.later(),
    )

    talk.refresh_from_db()
    assert talk.disputed_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("reported", [False, True])
def test_a_motion_comes_to_the_agenda_after_its_committee(reported: bool) -> None:
    council = make_council(10)
    motion = a_motion(council, 10)
    motions.submit_motion(motion.pk, hat=council.hats[0], now=NOW)
    motions.refer_motion(motion.pk, "城建环资委", "交委员会", hat=council.clerk, now=NOW)
    if reported:
        motions.report_motion(motion.pk, "建议列入议程", hat=council.clerk, now=NOW)

    motions.list_motion(motion.pk, "主席团决定", hat=council.clerk, now=NOW)

    assert Motion.objects.get(pk=motion.pk).state == MotionStage.LISTED


@pytest.mark.django_db
def test_who_signed_a_motion_passed_one_opinion_on_also_when_it_becomes_a_suggestion() -> None:
    council = make_council(10)
    motion = a_motion(council, 10)
    motions.submit_motion(motion.pk, hat=council.hats[0], now=NOW)
    paper = motions.turn_motion(motion.pk, "不列入议程", hat=council.clerk, now=NOW)

    drafting.submit(paper, hat=council.hats[0], now=NOW)

    assert Act.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_two_papers_that_are_joined_to_each_other_at_once_do_not_wait_for_each_other() -> None:
    council = make_council()
    one, two = Way(council).registered(), Way(council).registered()
    gate, refusals = threading.Barrier(2), []

    def join(key: object, into: object) -> None:
        gate.wait(10)
        try:
            screening.merge(key, into, hat=council.clerk, now=NOW)  # type: ignore[arg-type]
        except Refused as refused:
            refusals.append(refused.code)
        finally:
            connection.close()

    both = [threading.Thread(target=join, args=pair) for pair in ((one.id, two.id), (two.id, one.id))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)

    assert refusals == ["suggestion.bad_join"]
    assert sorted([one.row.joined is None, two.row.joined is None]) == [False, True]
