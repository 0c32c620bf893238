"""A dissatisfied deputy opens a second round with its own clock; reminders, silence and the year's figures."""

from datetime import UTC, date, datetime

import pytest

from tests.builders import COUNTY, NOW, add_hat
from tests.suggestions.council import DAY, Way, make_council
from wangge.foundation.history import events_of
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.suggestions import Cause, Role, Stage
from wangge.suggestions.models import Rating, Reply, Round
from wangge.suggestions.queries.report import report
from wangge.suggestions.queries.waiting import dissatisfied_again, rated_out, unheard, unrated
from wangge.suggestions.services import handing, rating, replying, rounds
from wangge.suggestions.services.setting_up import choose_scheme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("preset", "begun", "due"),
    [
        ("henan-2017", NOW, date(2024, 4, 14)),
        ("henan-2000", datetime(2012, 5, 5, 2, tzinfo=UTC), date(2012, 6, 13)),
    ],
)
def test_the_second_round_has_its_own_clock_by_the_rules_of_the_place_and_time(
    preset: str, begun: datetime, due: date
) -> None:
    council = make_council(presets=(preset,))
    choose_scheme(COUNTY, council.congress, begun.year, "II", "通知")
    way = Way(council, at=begun).accepted().answered().rated(result="dissatisfied")

    first, second = Round.objects.filter(suggestion=way.id).order_by("number")
    assert (way.row.state, way.row.round_no, way.row.due_on) == (Stage.HANDLING, 2, due)
    assert (second.cause, first.replied_at is not None) == ("dissatisfied", True)
    with pytest.raises(Refused) as refused:
        replying.draft_reply(way.id, words="x", grade="A", hat=way.office.handler, now=way.at)
    assert refused.value.code == "suggestion.no_contact"
    way.answered().rated()
    assert Rating.objects.filter(suggestion=way.id).count() == 2
    assert way.row.state == Stage.REPLIED


def test_not_satisfied_again_waits_for_the_office_and_facts_open_another_round_too() -> None:
    way = Way(make_council()).accepted().answered().rated(result="dissatisfied").answered()
    way.rated(result="dissatisfied")
    assert (way.row.state, way.row.round_no) == (Stage.REPLIED, 2)
    assert [row.id for row in dissatisfied_again(COUNTY)] == [way.id]

    number = rounds.open_second_round(COUNTY, way.id, Cause.FACTS, [way.id], way.council.hats[0], way.later())
    assert (number, way.row.round_no) == (3, 3)
    assert events_of(COUNTY, way.id)[-1].payload["cases"] == way.id.hex
    with pytest.raises(Refused):
        rounds.open_second_round(COUNTY, way.id, Cause.FACTS, [], way.council.hats[0], way.at)


def test_a_stranger_opens_no_round() -> None:
    way = Way(make_council()).accepted().answered()
    with pytest.raises(Refused) as refused:
        rounds.open_second_round(COUNTY, way.id, Cause.FACTS, [], way.council.hats[2], way.later())
    assert refused.value.code == "suggestion.not_yours"


def test_two_units_that_answer_apart_answer_the_paper_together() -> None:
    way = Way(make_council()).handed(("water", Role.SEPARATE), ("parks", Role.SEPARATE))
    handing.accept(way.id, hat=way.office.handler, now=way.later())
    handing.accept(way.id, hat=way.office.stranger, now=way.later())
    way.answered("A")
    assert way.row.state == Stage.HANDLING
    with pytest.raises(Refused, match=r"suggestion\.no_reply"):
        way.rated(result="dissatisfied")  # the round is not answered: it could open no second one
    _parks_answer(way)
    assert (way.row.state, Round.objects.get(suggestion=way.id).meaning) == (Stage.REPLIED, "declined")


def test_each_units_reply_is_waited_for_except_by_who_holds_a_post_there() -> None:
    way = Way(make_council()).handed(("water", Role.SEPARATE), ("parks", Role.SEPARATE))
    handing.accept(way.id, hat=way.office.handler, now=way.later())
    handing.accept(way.id, hat=way.office.stranger, now=way.later())
    way.answered("A")
    _parks_answer(way)
    lead, clerk = way.council.hats[0], way.council.clerk
    water, parks = (Reply.objects.get(suggestion=way.id, department=one).pk for one in ("water", "parks"))
    rating.rate(way.id, parks, attitude="satisfied", result="satisfied", hat=lead, now=way.later())

    with pytest.raises(Refused, match=r"suggestion\.waits_for_ratings"):
        rounds.close(way.id, "", hat=clerk, now=way.at)
    assert unheard(COUNTY, way.id, 1, way.at.date()) == {(water, way.council.deputies[0])}
    add_hat(lead.account_id, PostKind.HANDLER, COUNTY, department="water")
    assert unheard(COUNTY, way.id, 1, way.at.date()) == set()
    assert unrated(COUNTY, way.council.deputies[0], way.at.date()) == set()
    rounds.close(way.id, "", hat=clerk, now=way.at)
    assert way.row.state == Stage.CLOSED


def _parks_answer(way: Way) -> None:
    stranger = way.office.stranger
    handing.contact(way.id, way="phone", on=way.at.date(), words="沟通", hat=stranger, now=way.later())
    replying.draft_reply(way.id, words="暂不能", grade="D", hat=stranger, now=way.later())
    replying.sign_reply(way.id, hat=way.council.parks_head, now=way.later())
    replying.send_reply(way.id, "parks", hat=way.council.government, now=way.later())


def test_reminders_are_events_given_once_and_a_ticker_a_year_later_gives_one() -> None:
    way = Way(make_council()).accepted()
    assert rounds.remind_all(now=way.at) == 0
    soon = way.at + 70 * DAY
    assert rounds.remind_all(now=soon) == 1
    assert rounds.remind_all(now=soon) == 0
    assert rounds.remind_all(now=way.at + 400 * DAY) == 1
    assert [one.payload["days"] for one in events_of(COUNTY, way.id) if one.kind.endswith("reminded")] == [
        30,
        0,
    ]


def test_silence_is_counted_apart_and_every_figure_is_its_papers() -> None:
    council = make_council()
    way, other = Way(council, signers=3).accepted().answered(), Way(council).handed()
    way.rated(by=0).rated(by=1, result="fair")
    today, over = way.at.date(), (way.at + 30 * DAY).date()
    while_asked = report(COUNTY, council.congress, 2024, today=today)
    assert (while_asked.result.rated, while_asked.said) == (0, ())  # whoever sees who spoke sees who did not

    found = report(COUNTY, council.congress, 2024, today=over)

    assert (
        found.count("all"),
        found.count("handed_over"),
        found.count("answered"),
        found.count("in_time"),
    ) == (2, 2, 1, 1)
    assert (found.result.rated, found.result.content, found.result.silent) == (2, 2, 1)
    assert [one.paper for one in found.said] == [way.id, way.id]
    assert "silent" not in found.sets
    assert [row.id for row in found.papers("grade_A")] == [way.id]
    assert other.id not in {row.id for row in found.papers("answered")}
    assert unrated(COUNTY, council.deputies[2], today) == {way.id}
    assert rated_out(COUNTY, today) == []
    assert [row.id for row in rated_out(COUNTY, over)] == [way.id]


def test_after_silence_and_the_days_for_it_a_paper_may_end() -> None:
    way = Way(make_council(), signers=2).accepted().answered()
    rounds.close(way.id, "代表逾期未评价", hat=way.council.clerk, now=way.at + 30 * DAY)
    assert way.row.state == Stage.CLOSED
    rating.rate(
        way.id,
        way.reply,
        attitude="satisfied",
        result="satisfied",
        hat=way.council.hats[1],
        now=way.at + 31 * DAY,
    )
