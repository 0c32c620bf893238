"""What the law or the order of things forbids is refused, with its rule and source where there is one."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import COUNTY, NOW, PASSWORD, add_hat
from tests.suggestions.council import DAY, TEXT, Way, make_council
from wangge.config.cli import main
from wangge.foundation.crowding import refuse_crowd
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.suggestions import Role, Stage
from wangge.suggestions.models import Assignment, ClockRule, Contact, Round, Suggestion
from wangge.suggestions.queries.opinions import opinions_of
from wangge.suggestions.services import (
    drafting,
    handing,
    opinions,
    overseeing,
    rating,
    replying,
    rounds,
    screening,
)
from wangge.suggestions.services.acting import WORDS_MOST
from wangge.suggestions.services.drafting import Text
from wangge.suggestions.services.overseeing import Plan
from wangge.suggestions.services.replying import Commitment
from wangge.suggestions.services.setting_up import choose_scheme, load_presets, load_rows

pytestmark = pytest.mark.django_db


def refused(act: object) -> Refused:
    with pytest.raises(Refused) as found:
        act()  # type: ignore[operator]
    return found.value


def code_of(act: object) -> str:
    return refused(act).code


def test_only_the_own_log_in_signs_and_a_signature_is_taken_back_until_submission() -> None:
    way = Way(make_council())
    _, second, third = way.council.hats
    assert code_of(lambda: drafting.sign(way.id, hat=second, now=NOW)) == "suggestion.not_open"
    drafting.open_to_sign(way.id, is_open=True, hat=way.council.hats[0], now=NOW)
    drafting.sign(way.id, hat=second, now=NOW)
    assert code_of(lambda: drafting.sign(way.id, hat=second, now=NOW)) == "suggestion.signed_already"
    assert code_of(lambda: drafting.unsign(way.id, hat=third, now=NOW)) == "suggestion.not_yours"
    assert (
        code_of(lambda: drafting.unsign(way.id, hat=way.council.hats[0], now=NOW)) == "suggestion.lead_signs"
    )
    assert code_of(lambda: drafting.sign(way.id, hat=way.council.clerk, now=NOW)) == "suggestion.not_yours"
    drafting.unsign(way.id, hat=second, now=NOW)
    drafting.sign(way.id, hat=third, now=NOW)
    way.submitted()
    assert code_of(lambda: drafting.unsign(way.id, hat=third, now=NOW)) == "suggestion.not_now"


def test_another_text_needs_the_signatures_again() -> None:
    way = Way(make_council(), signers=3)
    drafting.edit(way.id, Text("另一个题目", "事实", "建议"), hat=way.council.hats[0], now=NOW)
    from wangge.suggestions.queries.papers import signers

    assert [one.deputy for one in signers(COUNTY, way.id)] == [way.council.deputies[0]]


def test_a_draft_without_its_parts_or_seat_is_refused() -> None:
    council = make_council()
    lead = council.hats[0]
    assert code_of(lambda: drafting.draft(lead, Text(" "), now=NOW)) == "suggestion.incomplete"
    assert (
        code_of(lambda: drafting.draft(lead, Text("题目", preferred="nobody"), now=NOW))
        == "suggestion.unknown_unit"
    )
    assert code_of(lambda: drafting.draft(council.clerk, TEXT, now=NOW)) == "suggestion.not_yours"
    other = council.office.worker.post_id
    assert code_of(lambda: drafting.draft(lead, TEXT, now=NOW, congress=other)) == "suggestion.no_seat"
    key = drafting.draft(lead, Text("题目"), now=NOW)
    assert refused(lambda: drafting.submit(key, hat=lead, now=NOW)).facts["field"] == "facts"
    drafting.drop(key, "不提了", hat=lead, now=NOW)


def test_screening_asks_for_one_matter_a_reason_and_a_scheme() -> None:
    council = make_council()
    way = Way(council).submitted()
    clerk = council.clerk
    assert (
        code_of(lambda: screening.register(way.id, one_matter=False, hat=clerk, now=NOW))
        == "suggestion.not_one_matter"
    )
    assert code_of(lambda: screening.send_back(way.id, " ", hat=clerk, now=NOW)) == "suggestion.no_words"
    assert (
        code_of(lambda: screening.turn_away(way.id, "x", "理由", hat=clerk, now=NOW)) == "suggestion.no_into"
    )
    early = NOW.replace(year=NOW.year - 1)
    assert (
        code_of(lambda: screening.register(way.id, one_matter=True, hat=clerk, now=early))
        == "suggestion.no_scheme"
    )
    screening.send_back(way.id, "请分成两件", hat=clerk, now=NOW)
    assert way.row.state == Stage.RETURNED
    way.submitted()
    assert (
        code_of(lambda: screening.turn_away(way.id, "case", "属于网格", hat=clerk, now=NOW))
        == "suggestion.no_filing"
    )
    screening.turn_away(way.id, "letter", "内容属于来信", hat=clerk, now=NOW)
    assert (way.row.state, way.row.turned_into, way.row.case) == (Stage.TURNED_AWAY, "letter", None)


def test_a_refusal_after_its_window_is_void_and_names_the_rule() -> None:
    way = Way(make_council()).handed()
    handler, late = way.office.handler, way.at + 40 * DAY
    inside = refused(lambda: handing.object_to(way.id, "", "parks", hat=handler, now=way.at + DAY))
    assert inside.code == "suggestion.no_words"
    assert (
        code_of(lambda: handing.object_to(way.id, "不是", "water", hat=handler, now=way.at + DAY))
        == "suggestion.unknown_unit"
    )
    over = refused(lambda: handing.object_to(way.id, "不是我局", "parks", hat=handler, now=late))
    assert (over.code, over.facts["source"]) == (
        "suggestion.window_over", "河南省办理代表建议办法（2017）第十四条，参照",
    )  # fmt: skip
    assert Assignment.objects.get(suggestion=way.id).object_by == date(2024, 3, 22)


def test_a_refusal_inside_the_window_is_decided_and_the_papers_clock_runs_on() -> None:
    way = Way(make_council()).handed()
    due, handler, government = way.row.due_on, way.office.handler, way.council.government
    assert (
        code_of(
            lambda: handing.decide_objection(way.id, "water", instead="", words="x", hat=government, now=NOW)
        )
        == "suggestion.no_objection"
    )
    handing.object_to(way.id, "属园林管养", "parks", hat=handler, now=way.later())
    handing.decide_objection(way.id, "water", instead="parks", words="同意", hat=government, now=way.later())
    assert code_of(lambda: handing.accept(way.id, hat=handler, now=way.at)) == "suggestion.not_yours"
    handing.accept(way.id, hat=way.office.stranger, now=way.later())
    assert (
        code_of(lambda: handing.accept(way.id, hat=way.office.stranger, now=NOW)) == "suggestion.held_already"
    )
    assert (way.row.due_on, way.row.state) == (due, Stage.HANDLING)
    assert (
        code_of(lambda: handing.add_unit(way.id, "parks", hat=government, now=way.at)) == "suggestion.units"
    )
    handing.add_unit(way.id, "water", hat=government, now=way.at)
    handing.accept(way.id, hat=handler, now=way.later())
    handing.opine(way.id, "井座由我局配合", hat=handler, now=way.later())
    assert (
        code_of(lambda: handing.opine(way.id, "x", hat=way.office.stranger, now=way.at))
        == "suggestion.no_co_handler"
    )


def test_no_reply_without_a_contact_that_stands() -> None:
    way = Way(make_council()).accepted()
    handler = way.office.handler

    def reply() -> object:
        return replying.draft_reply(way.id, words="已更换", grade="A", hat=handler, now=way.at)

    assert code_of(reply) == "suggestion.no_contact"
    early = way.at.date() - timedelta(days=30)
    assert (
        code_of(lambda: handing.contact(way.id, way="phone", on=early, words="x", hat=handler, now=way.at))
        == "suggestion.contact_day"
    )
    assert (
        code_of(
            lambda: handing.contact(way.id, way="tea", on=way.at.date(), words="x", hat=handler, now=way.at)
        )
        == "suggestion.no_way"
    )
    way.contacted()
    talk = Contact.objects.get(suggestion=way.id).pk
    lead, me = way.council.hats[0], way.council.deputies[0]
    handing.dispute_contact(way.id, talk, "没有接到电话", deputy=me, hat=lead, now=way.later())
    assert (
        code_of(lambda: handing.dispute_contact(way.id, talk, "x", deputy=me, hat=lead, now=way.at))
        == "suggestion.not_your_talk"
    )
    assert code_of(reply) == "suggestion.no_contact"
    way.contacted()
    reply()


def test_a_grade_of_another_scheme_and_a_b_without_promise_are_refused() -> None:
    way = Way(make_council()).accepted().contacted()
    handler = way.office.handler

    def reply(grade: str, *promises: Commitment) -> object:
        return replying.draft_reply(
            way.id, words="正在办理", grade=grade, commitments=promises, hat=handler, now=way.at
        )

    other = refused(lambda: reply("E"))
    assert (other.code, other.facts["letters"]) == ("suggestion.other_scheme", "A/B/C/D")
    assert code_of(lambda: reply("B")) == "suggestion.no_commitment"
    assert code_of(lambda: reply("B", Commitment("换", "", date(2024, 9, 1)))) == "suggestion.bad_commitment"
    assert (
        code_of(lambda: replying.sign_reply(way.id, hat=way.council.head, now=way.at))
        == "suggestion.no_reply"
    )
    reply("B", Commitment("更换井盖", "现场无破损", date(2024, 9, 1)))
    assert code_of(lambda: replying.sign_reply(way.id, hat=handler, now=way.at)) == "suggestion.not_yours"
    replying.sign_reply(way.id, hat=way.council.head, now=way.later())
    replying.return_reply(way.id, "water", "等次偏高", hat=way.council.government, now=way.later())
    reply("B", Commitment("更换井盖", "现场无破损", date(2024, 9, 1)))
    replying.sign_reply(way.id, hat=way.council.head, now=way.later())
    replying.send_reply(way.id, "water", hat=way.council.government, now=way.later())
    assert code_of(lambda: reply("A")) == "suggestion.not_now"
    clerk = way.council.clerk
    way.rated()
    assert code_of(lambda: rounds.close(way.id, "", hat=clerk, now=way.at)) == "suggestion.owes_commitment"
    rounds.follow(way.id, hat=clerk, now=way.later())
    assert way.row.state == Stage.FOLLOWED


def test_a_rating_is_given_once_by_who_signed_and_holds_no_post_in_the_unit() -> None:
    council = make_council()
    way = Way(council, signers=3).accepted().answered()
    add_hat(council.hats[1].account_id, PostKind.HANDLER, COUNTY, department="water")
    lead = council.hats[0]

    def rate(by: object, **said: str) -> object:
        told = {"attitude": "satisfied", "result": "fair"} | said
        return rating.rate(way.id, way.reply, hat=by, now=way.at, **told)  # type: ignore[arg-type]

    assert code_of(lambda: rate(council.hats[1])) == "deputy.recused"
    assert code_of(lambda: rate(council.head)) == "suggestion.not_yours"
    assert code_of(lambda: rate(council.clerk)) == "suggestion.not_yours"
    assert code_of(lambda: rate(lead, result="good")) == "suggestion.no_rating"
    assert (
        code_of(lambda: rating.rate(way.id, way.id, attitude="fair", result="fair", hat=lead, now=way.at))
        == "suggestion.no_reply"
    )
    rate(lead)
    assert code_of(lambda: rate(lead)) == "suggestion.rated_already"
    assert (
        code_of(lambda: rounds.close(way.id, "", hat=council.clerk, now=way.later()))
        == "suggestion.waits_for_ratings"
    )
    assert (
        code_of(lambda: rounds.follow(way.id, hat=council.clerk, now=way.at + 60 * DAY))
        == "suggestion.owes_nothing"
    )
    rounds.close(way.id, "", hat=council.clerk, now=way.at + 60 * DAY)


def test_more_time_is_granted_once_and_never_beyond_six_months() -> None:
    way = Way(make_council()).accepted()
    handler, government = way.office.handler, way.council.government

    def ask(until: date) -> object:
        return rounds.ask_extension(way.id, until, "涉及管网改造", hat=handler, now=way.at)

    assert code_of(
        lambda: rounds.decide_extension(way.id, grant=True, words="", hat=government, now=way.at)
    ) == ("suggestion.no_extension")
    beyond = refused(lambda: ask(date(2024, 9, 9)))
    assert (beyond.code, beyond.facts["day"]) == ("suggestion.past_most", date(2024, 9, 8))
    assert code_of(lambda: ask(date(2024, 6, 1))) == "suggestion.past_most"
    ask(date(2024, 9, 8))
    rounds.decide_extension(way.id, grant=True, words="同意", hat=government, now=way.later())
    kept = Round.objects.get(suggestion=way.id)
    assert (kept.due_on, kept.first_due_on, way.row.due_on) == (
        date(2024, 9, 8),
        date(2024, 6, 8),
        date(2024, 9, 8),
    )
    assert code_of(lambda: ask(date(2024, 9, 8))) == "suggestion.no_extension"


def test_a_looser_rule_is_refused_at_load_and_unknown_sets_too() -> None:
    council = make_council()
    row = {
        "code": "reply", "n": 4, "unit": "months", "sense": "at_most", "rank": "provincial", "source": "某省办法",
    }  # fmt: skip
    loose = refused(lambda: load_rows(COUNTY, "loose", {"rows": [row]}))
    assert loose.code == "legal.looser"
    assert not ClockRule.objects.filter(preset="loose").exists()
    assert load_rows(COUNTY, "strict", {"rows": [row | {"n": 2}]}) == 1
    assert code_of(lambda: load_presets(COUNTY, ["mars"])) == "suggestion.no_preset"
    assert code_of(lambda: choose_scheme(COUNTY, Round().pk, 2024, "IX", "x")) == "suggestion.unknown_scheme"
    assert Way(council).handed().row.due_on == date(2024, 5, 8)


def test_a_key_paper_an_opinion_and_the_public_pages_keep_their_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    way = Way(make_council(password=PASSWORD)).handed()
    clerk, lead, handler = way.council.clerk, way.council.hats[0], way.office.handler
    on = way.at.date()
    assert code_of(lambda: overseeing.note_oversight(way.id, "interim", on, "x", hat=clerk, now=way.at)) == (
        "suggestion.no_key"
    )
    assert code_of(lambda: overseeing.make_key(way.id, Plan("", "", "", ""), hat=clerk, now=way.at)) == (
        "suggestion.no_words"
    )
    assert code_of(lambda: screening.publish(way.id, is_public=False, hat=clerk, now=way.at)) == (
        "suggestion.no_reason_to_hide"
    )
    opinions.pass_on(lead, title="菜价", words="公示不清", addressee="water", now=way.at)
    [paper] = opinions_of(COUNTY, way.council.deputies[0])
    assert code_of(lambda: opinions.answer_opinion(paper.id, "x", hat=way.office.stranger, now=way.at)) == (
        "suggestion.not_yours"
    )
    opinions.answer_opinion(paper.id, "已督促", hat=handler, now=way.at)
    assert (
        code_of(lambda: opinions.answer_opinion(paper.id, "x", hat=handler, now=way.at))
        == "suggestion.reply_sent"
    )
    assert (
        code_of(lambda: handing.accept(way.id, hat=way.office.stranger, now=way.at)) == "suggestion.not_yours"
    )
    assert code_of(
        lambda: handing.contact(way.id, way="phone", on=on, words="x", hat=handler, now=way.at)
    ) == ("suggestion.not_now")
    refuse_crowd("192.0.2.7", now=NOW, most=1)
    assert code_of(lambda: refuse_crowd("192.0.2.7", now=NOW, most=1)) == "request.too_often"
    answer = Client().get(reverse("suggestions:public", args=[COUNTY]), {"set": "x"})
    assert answer.status_code == 404
    assert main(["suggestions", "scheme", COUNTY, "--congress", "4199", "--year", "2024", "--scheme", "I",
                 "--source", "x"]) == 2  # fmt: skip
    assert "suggestion.no_congress" in capsys.readouterr().err


def test_a_unit_that_only_helps_or_has_not_accepted_does_not_reply() -> None:
    way = Way(make_council()).handed(("water", Role.LEAD), ("parks", Role.CO))
    handing.accept(way.id, hat=way.office.handler, now=way.later())
    stranger = way.office.stranger
    assert code_of(lambda: replying.draft_reply(way.id, words="x", grade="A", hat=stranger, now=way.at)) == (
        "suggestion.not_accepted"
    )
    assert code_of(lambda: rounds.ask_extension(way.id, date(2024, 9, 1), "x", hat=stranger, now=way.at)) == (
        "suggestion.not_accepted"
    )


def test_a_day_that_is_none_is_said_at_its_field() -> None:
    from django.http import QueryDict

    from wangge.suggestions.views.acts import day

    assert refused(lambda: day(QueryDict("on=soon"), "on")).facts["field"] == "on"
    assert code_of(lambda: day(QueryDict(""), "on")) == "suggestion.bad_day"


def test_a_paper_of_the_full_length_with_line_breaks_is_kept_whole_and_a_longer_one_refused() -> None:
    council = make_council()
    longest = "\r\n".join(["字" * 99] * 40) + "\r\n" + "末"
    assert len(longest) > WORDS_MOST == len(longest.replace("\r\n", "\n")) - 1
    whole = longest.removesuffix("\r\n末") + "末"

    key = drafting.draft(council.hats[0], Text("题目", whole, "建议"), now=NOW)
    too_long = refused(lambda: drafting.draft(council.hats[0], Text("题目", longest, "建议"), now=NOW))

    assert Suggestion.objects.get(county=COUNTY, pk=key).facts.endswith("末")
    assert (too_long.code, too_long.facts["field"]) == ("case.words_too_long", "facts")
