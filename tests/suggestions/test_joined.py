"""Four residents report one junction; a deputy's paper is founded on it, and the facts follow it to the end."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import COUNTY, COVER, GRIDS, NOW, a_report, add_hat, inside
from tests.suggestions.council import DAY, Council, Way, make_council
from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.services.intake import report_case
from wangge.foundation.history import events_of
from wangge.foundation.sequencing import placed_after, sequence
from wangge.rules.clusters import checksum
from wangge.rules.errors import Refused
from wangge.rules.lots import seed_of
from wangge.rules.outcome import CheckCause, CheckStage, drawn
from wangge.rules.posts import PostKind
from wangge.rules.promises import PromiseState
from wangge.suggestions.models import ChainTurn, Commitment, Exhibit, ReturnOffer, SiteCheck, Suggestion
from wangge.suggestions.queries.chain import turns_of
from wangge.suggestions.queries.clusters import clusters_in, exhibit_of, faults_of
from wangge.suggestions.queries.outcome import checks_of, offers_of, outcomes_of
from wangge.suggestions.queries.papers import paper
from wangge.suggestions.queries.promises import promises
from wangge.suggestions.queries.rates import rates
from wangge.suggestions.services import facts, handing, outcome
from wangge.suggestions.services import promises as ledger
from wangge.suggestions.services.clusters import begin_search, found_paper, keep_search, search_nightly
from wangge.suggestions.services.drafting import Text, edit
from wangge.suggestions.services.replying import Commitment as Promise

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def code_of(act: object) -> str:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return refused.value.code


def place_all() -> None:
    while sequence(COUNTY):
        pass


def reports(
    council: Council, n: int = 4, *, at: datetime = NOW - 5 * DAY, category: str = COVER
) -> list[UUID]:
    """Cases of one junction, an hour and a few metres apart."""
    lon, lat = inside(GRIDS[0])
    made = []
    for number in range(n):
        moment = at + number * timedelta(hours=1)
        said = a_report(GRIDS[0], category=category, at=moment, lon=lon + number * 1e-5, lat=lat)
        made.append(report_case(council.office.worker, said, now=moment).case_id)
    return made


def searched(at: datetime = NOW) -> None:
    search = begin_search(COUNTY, until=desk(COUNTY).today(at) + DAY)
    for _step in search.steps:
        pass
    keep_search(search, now=at)


def founded(council: Council) -> tuple[Way, list[UUID]]:
    """A deputy's draft on a cluster of four cases, as a way to walk on."""
    cases = reports(council)
    searched()
    [row] = clusters_in(COUNTY, (GRIDS[0],))
    way = Way.__new__(Way)
    way.council, way.at, way.office = council, NOW, council.office
    way.id = found_paper(row.id, hat=council.hats[0], now=NOW)
    told = Suggestion.objects.get(pk=way.id)
    edit(way.id, Text(told.title, told.facts, "更换井盖。", "water"), hat=council.hats[0], now=NOW)
    return way, cases


def test_a_repeated_place_becomes_a_draft_with_its_frozen_list_and_a_checksum_that_anybody_can_check() -> (
    None
):
    council = make_council()

    way, cases = founded(council)

    row = exhibit_of(COUNTY, way.id)
    assert row is not None
    assert sorted(row.cases) == sorted(cases)
    assert row.checksum == checksum(cases)
    event = next(one for one in events_of(COUNTY, way.id) if one.kind == "suggestion.founded")
    assert faults_of(row, recorded=str(event.payload["checksum"])) == []
    Exhibit.objects.update(cases=" ".join(case.hex for case in cases[:3]))
    tampered = exhibit_of(COUNTY, way.id)
    assert tampered is not None
    assert faults_of(tampered, recorded=str(event.payload["checksum"])) == ["list", "event", "lines"]


def test_three_cases_or_cases_about_people_make_no_cluster() -> None:
    council = make_council()
    [sealed] = list(desk(COUNTY).matter_only)[:1]
    reports(council, 3)
    reports(council, 6, category=sealed)

    searched()

    assert clusters_in(COUNTY, (COUNTY,)) == []


def test_a_cluster_outside_the_constituency_is_not_the_deputys_and_one_of_an_older_search_is_gone() -> None:
    council = make_council(deputies=4)
    reports(council)
    searched()
    [row] = clusters_in(COUNTY, (COUNTY,))

    assert code_of(lambda: found_paper(row.id, hat=council.hats[3], now=NOW)) == "cluster.not_yours"
    searched(NOW + DAY)
    assert code_of(lambda: found_paper(row.id, hat=council.hats[0], now=NOW)) == "cluster.gone"


def test_the_nightly_search_runs_once_a_day() -> None:
    council = make_council()
    reports(council)

    assert [search_nightly(now=NOW, seconds=60), search_nightly(now=NOW, seconds=60)] == [1, 0]
    assert [row.n for row in clusters_in(COUNTY, (COUNTY,))] == [4]


def test_a_promise_is_late_by_its_first_date_whatever_is_named_later_and_kept_when_another_person_says_so() -> (
    None
):
    council = make_council()
    due = (NOW + 20 * DAY).date()
    way = Way(council).accepted().answered("B", Promise("更换井盖", "井盖更换十处", due))
    [key] = Commitment.objects.values_list("pk", flat=True)
    late = NOW + 21 * DAY

    ledger.revise(key, due + 30 * DAY, "材料未到", hat=way.office.handler, now=NOW + 15 * DAY)
    told = ledger.watch_promises(now=late), ledger.watch_promises(now=late)

    [row] = promises(COUNTY, today=late.date())
    assert told == (1, 0)
    assert (row.due_on, row.state, row.is_missed) == (due, PromiseState.LATE, True)
    assert [one.due_on for one in row.revisions] == [due + 30 * DAY]
    assert [one.kind for one in events_of(COUNTY, key)] == [
        "promise.made",
        "promise.revised",
        "promise.missed",
    ]
    case = Case.objects.get(pk=reports(council, 1)[0])
    ledger.prove(key, cases=[case.number], words="已更换", hat=way.office.handler, now=late)
    assert (
        code_of(lambda: ledger.check(key, accept=True, hat=way.office.handler, now=late))
        == "promise.not_yours"
    )
    ledger.check(key, accept=True, hat=council.government, now=late)
    [row] = promises(COUNTY, today=late.date())
    assert row.state is PromiseState.KEPT_LATE


def test_a_proof_is_refused_where_it_shows_nothing_or_its_bringer_checks_it() -> None:
    council = make_council()
    due = (NOW + 20 * DAY).date()
    way = Way(council).accepted().answered("B", Promise("更换井盖", "井盖更换十处", due))
    [key] = Commitment.objects.values_list("pk", flat=True)
    handler, case = way.office.handler, Case.objects.get(pk=reports(council, 1)[0])
    both = add_hat(handler.account_id, PostKind.GOVERNMENT_CLERK, COUNTY)

    assert code_of(lambda: ledger.prove(key, hat=handler, now=NOW)) == "promise.no_proof"
    assert code_of(lambda: ledger.prove(key, cases=["x"], hat=handler, now=NOW)) == "promise.no_such_case"
    assert (
        code_of(lambda: ledger.prove(key, cases=[case.number], hat=way.office.stranger, now=NOW))
        == "promise.not_yours"
    )
    assert code_of(lambda: ledger.revise(key, due, "早些", hat=handler, now=NOW)) == "promise.bad_date"
    assert code_of(lambda: ledger.revise(key, due + DAY, " ", hat=handler, now=NOW)) == "promise.no_reason"
    ledger.prove(key, cases=[case.number], hat=handler, now=NOW)
    assert code_of(lambda: ledger.prove(key, cases=[case.number], hat=handler, now=NOW)) == "promise.waits"
    assert code_of(lambda: ledger.check(key, accept=True, hat=both, now=NOW)) == "promise.same_person"
    assert (
        code_of(lambda: ledger.check(key, accept=False, hat=council.government, now=NOW))
        == "promise.no_reason"
    )
    ledger.check(key, accept=True, hat=council.government, now=NOW)
    assert code_of(lambda: ledger.prove(key, cases=[case.number], hat=handler, now=NOW)) == "promise.kept"
    Commitment.objects.update(kept_at=None, proof_kind="picture")
    assert (
        code_of(lambda: ledger.prove(key, cases=[case.number], hat=handler, now=NOW)) == "promise.other_proof"
    )


def disagreeing(council: Council) -> tuple[Way, datetime]:
    """An answered paper whose unit named a target, and more cases after the due date than a year before."""
    way, _cases = founded(council)
    way.handed()
    handing.accept(way.id, hat=way.office.handler, now=way.later())
    way.answered("A")
    due = way.at.date() + 2 * DAY
    outcome.name_scope(
        way.id, [GRIDS[0]], [COVER], target=1, due_on=due, days=30, hat=way.office.handler, now=way.later()
    )
    reports(council, 6, at=way.at + 5 * DAY)
    return way, way.at + 40 * DAY


def test_an_a_with_a_rising_count_opens_a_check_and_only_the_lead_deputy_concludes() -> None:
    council = make_council(deputies=6)
    way, later = disagreeing(council)
    (found,) = outcomes_of(COUNTY, paper(COUNTY, way.id), today=later.date())
    assert found.before is not None
    assert found.after is not None
    assert (found.before.n, found.after.n, found.disagrees, found.is_met) == (4, 6, True, False)
    assert found.controls == (GRIDS[1], GRIDS[2], GRIDS[3])

    assert (outcome.check_outcomes(now=later), outcome.check_outcomes(now=later)) == (1, 0)
    [check] = checks_of(COUNTY, way.id)
    place_all()
    outcome.draw_check(check.id, hat=council.clerk, now=later)

    [check] = checks_of(COUNTY, way.id)
    assert (check.cause, check.before, check.after, check.state) == (
        CheckCause.DISAGREE,
        4,
        6,
        CheckStage.DRAWN,
    )
    again = drawn(seed_of(check.seed, "places"), [case.hex for case in check.frame], 3)
    assert sorted(again) == sorted(place.case.hex for place in check.places)
    assert council.deputies[0] not in check.people
    assert code_of(lambda: outcome.draw_check(check.id, hat=council.clerk, now=later)) == "outcome.drawn"
    hats = dict(zip(council.deputies, council.hats, strict=True))
    looker, outsider = (
        hats[check.members[0]],
        hats[next(one for one in check.people if one not in check.members)],
    )
    first = check.places[0].case
    assert (
        code_of(lambda: outcome.look(check.id, first, "settled", "", hat=outsider, now=later))
        == "outcome.not_drawn"
    )
    conclude = lambda hat: outcome.conclude(check.id, "not_solved", "仍在发生", hat=hat, now=later)  # noqa: E731
    assert code_of(lambda: conclude(council.hats[0])) == "outcome.places_left"
    for place in check.places:
        outcome.look(check.id, place.case, "not_settled", "仍破损", hat=looker, now=later)
    outcome.answer_check(check.id, "将再次更换。", hat=way.office.handler, now=later)
    assert code_of(lambda: conclude(looker)) == "outcome.not_yours"
    conclude(council.hats[0])
    assert code_of(lambda: conclude(council.hats[0])) == "outcome.not_now"
    [check] = checks_of(COUNTY, way.id)
    assert (check.state, check.conclusion, check.said_by) == (CheckStage.CONCLUDED, "not_solved", "water")


def test_a_deputy_with_a_post_in_the_unit_neither_draws_nor_is_drawn_nor_concludes() -> None:
    council = make_council(deputies=6)
    way, later = disagreeing(council)
    add_hat(council.hats[1].account_id, PostKind.HANDLER, COUNTY, department="water")
    outcome.check_outcomes(now=later)
    [check] = checks_of(COUNTY, way.id)

    assert code_of(lambda: outcome.draw_check(check.id, hat=council.hats[1], now=later)) == "deputy.recused"
    outcome.draw_check(check.id, hat=council.hats[2], now=later)

    [check] = checks_of(COUNTY, way.id)
    assert council.deputies[1] not in check.people
    add_hat(council.hats[0].account_id, PostKind.HANDLER, COUNTY, department="water")
    assert (
        code_of(lambda: outcome.conclude(check.id, "solved", "", hat=council.hats[0], now=later))
        == "deputy.recused"
    )


def test_a_check_without_places_is_not_drawn() -> None:
    council = make_council()
    way = Way(council).accepted().answered("A")
    key = outcome.ask_check(way.id, hat=council.clerk, now=way.at)

    assert (
        code_of(lambda: outcome.draw_check(key, hat=council.clerk, now=way.at)) == "outcome.nothing_to_draw"
    )


def test_the_same_kind_that_returns_after_an_a_is_offered_and_the_deputy_opens_another_round_with_its_cases() -> (
    None
):
    council = make_council()
    way, _cases = founded(council)
    way.handed()
    handing.accept(way.id, hat=way.office.handler, now=way.later())
    way.answered("A")
    back = reports(council, 2, at=way.at + 3 * DAY)
    later = way.at + 5 * DAY

    assert (facts.offer_returns(now=later), facts.offer_returns(now=later)) == (1, 0)
    [offer] = offers_of(COUNTY, way.id)
    assert sorted(offer.cases) == sorted(back)
    assert (
        code_of(lambda: facts.decide_return(offer.id, take=True, hat=council.hats[1], now=later))
        == "outcome.not_yours"
    )
    assert facts.decide_return(offer.id, take=True, hat=council.hats[0], now=later) == 2
    assert (
        code_of(lambda: facts.decide_return(offer.id, take=True, hat=council.hats[0], now=later))
        == "outcome.decided"
    )
    event = next(one for one in events_of(COUNTY, way.id) if one.kind == "suggestion.second_round")
    assert set(str(event.payload["cases"]).split()) == {case.hex for case in back}
    assert ReturnOffer.objects.get().new_round == 2


def test_each_receipt_is_told_each_turn_once_and_nobodys_name(client: Client) -> None:
    council = make_council()
    way, cases = founded(council)
    way.handed()
    place_all()

    for _twice in range(2):
        facts.note_turns(COUNTY, list(placed_after(COUNTY, 0, 10_000)))

    told = turns_of(COUNTY, cases[0])
    assert [one.turn.value for one in told] == ["founded", "submitted", "registered", "handed_over"]
    assert ChainTurn.objects.count() == 4 * len(cases)


def test_the_four_rates_stay_apart() -> None:
    council = make_council(deputies=6)
    way, later = disagreeing(council)
    way.rated(result="dissatisfied")
    outcome.check_outcomes(now=later)
    [check] = checks_of(COUNTY, way.id)
    outcome.draw_check(check.id, hat=council.clerk, now=later)
    hats = dict(zip(council.deputies, council.hats, strict=True))
    [check] = checks_of(COUNTY, way.id)
    for place in check.places:
        outcome.look(check.id, place.case, "settled", "", hat=hats[check.members[0]], now=later)
    outcome.conclude(check.id, "solved", "已解决", hat=council.hats[0], now=later)

    found = rates(COUNTY, council.congress, NOW.year, today=later.date())

    assert {one.code: (len(one.over), len(one.under)) for one in found.rows} == {
        "answered": (1, 1), "content": (0, 1), "carried_out": (0, 0), "solved": (1, 1),
    }  # fmt: skip
    assert SiteCheck.objects.get().state == CheckStage.CONCLUDED
