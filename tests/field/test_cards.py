"""One matter on three phones: who found it, who handles it, who checks it; each reads what it may and no more."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.builders import GRIDS, NOW, Office, a_report, checker_of
from tests.cases.walking import STEP, Walk
from tests.field.phones import Phone
from tests.pictures import a_photo
from wangge.cases.queries.photos import photos_of
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import move_case
from wangge.field.queries.cards import card, my_cards
from wangge.people.hats import Hat
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=30)
RESULT = "井盖已更换，周边已清理"


def shown(hat: Hat, case: UUID, **changes: Any) -> dict[str, Any]:
    found = card(hat, case, changes.get("now", LATER))
    assert found is not None
    return found


def acts(found: dict[str, Any]) -> list[str]:
    return [act["act"] for act in found["acts"]]


def test_the_finders_card_says_who_has_it_until_when_and_offers_nothing_that_is_not_theirs(
    office: Office,
) -> None:
    walk = Walk(office).to("dispatched")

    found = shown(office.worker, walk.id)

    assert (found["mine"], found["holder"], acts(found)) == ("reported", "水务局", [])
    assert found["due_words"].endswith(" 前")
    assert (found["kind"], found["unit_name"], found["place"]) == ("上水井盖", "第1网格", "花园路口")
    assert found["filed"] is True
    assert found["seq"] == walk.case.seq


def test_the_handlers_card_offers_signing_and_what_follows_and_never_names_the_finder_or_the_checker(
    office: Office,
) -> None:
    walk = Walk(office).to("dispatched")

    found = shown(office.handler, walk.id)
    told = Phone("handler").client.get(f"/field/cases/{walk.id}").json()

    assert (found["mine"], found["acts"][0]["act"], found["acts"][0]["main"]) == ("task", "sign", True)
    assert found["acts"][0]["needs"] == []
    then = {act["act"]: act for act in found["acts"][0]["then"]}
    assert then["feed_back"]["needs"] == ["result"]
    assert then["feed_back"]["takes_photo"] is True
    back = next(act for act in found["acts"] if act["act"] == "return")
    assert (back["needs"], back["main"]) == (["reason"], False)
    said = json.dumps([found, told], ensure_ascii=False)
    for hat in (office.worker, office.leader, office.checker):
        assert str(hat.account_id) not in said
        assert hat.account_id.hex not in said
    assert "Worker" not in said


def test_asking_for_more_time_asks_by_how_much_in_the_limits_own_unit(office: Office) -> None:
    walk = Walk(office).to("handling")

    found = shown(office.handler, walk.id)

    extend = next(act for act in found["acts"] if act["act"] == "extend")
    assert set(extend["needs"]) == {"reason", "amount"}
    assert isinstance(extend["choices"]["amount"], str)
    assert extend["choices"]["amount"]


def test_the_checkers_card_is_blind_until_the_finding_is_in(office: Office) -> None:
    walk = Walk(office).to("handling")
    walk.act("feed_back", RESULT, photos=(a_photo(),))
    checker = checker_of(office, walk.id)
    now = walk.at + STEP

    before = shown(checker, walk.id, now=now)
    told = Phone(checker.login).client.get(f"/field/cases/{walk.id}").json()
    after_photo = next(one for one in photos_of(walk.case.county, walk.id) if one.stage == "after")
    refused = Phone(checker.login).client.get(f"/field/photos/{walk.id}/{after_photo.sha256}?size=thumb")
    walk.act("pass", "看过了")
    since = shown(checker, walk.id, now=walk.at)

    assert before["mine"] == "check"
    assert before["blind"] is not None
    assert set(acts(before)) >= {"pass", "fail"}
    assert RESULT not in json.dumps([before, told], ensure_ascii=False)
    assert [photo["stage"] for photo in before["photos"]] == []
    assert refused.status_code == 404
    assert since["blind"] is None
    assert [photo["stage"] for photo in since["photos"]] == ["after"]


def test_what_was_solved_on_the_spot_is_sampled_without_its_own_words(office: Office) -> None:
    done = report_case(office.worker, a_report(words="", result=RESULT), now=NOW).case_id
    walk = Walk(office, done)
    sampler = checker_of(office, done)

    found = card(sampler, done, LATER) if walk.case.check_by else None

    if found is not None and found["blind"] is not None:  # the lot falls on a share of them only
        assert RESULT not in json.dumps(found, ensure_ascii=False)
    own = shown(office.worker, done)
    assert (own["end"], own["mine"]) == ("当场解决", "reported")


def test_my_cards_hold_what_waits_for_me_and_what_i_found_and_nothing_of_my_neighbours(
    office: Office,
) -> None:
    own = Walk(office)
    other = report_case(office.neighbour, a_report(GRIDS[3]), now=NOW).case_id

    worker, leader = my_cards(office.worker, now=LATER), my_cards(office.leader, now=LATER)

    assert [one["id"] for one in worker] == [str(own.id)]
    assert {one["id"] for one in leader} == {str(own.id), str(other)}
    assert {one["mine"] for one in leader} == {"task"}


def test_an_ended_report_stays_on_my_phone_for_two_weeks(office: Office) -> None:
    walk = Walk(office).to("closed")

    soon = my_cards(office.worker, now=walk.at + timedelta(days=13))
    late = my_cards(office.worker, now=walk.at + timedelta(days=15))

    assert [(one["id"], one["end"], one["due_at"]) for one in soon] == [(str(walk.id), "已解决", None)]
    assert late == []


def test_not_mended_after_all_opens_a_closed_report_again_by_its_finder_alone(office: Office) -> None:
    walk = Walk(office).to("closed")

    found = shown(office.worker, walk.id, now=walk.at)

    again = next(act for act in found["acts"] if act["label"] == "没修好")
    assert (again["needs"], again["main"]) == (["reason"], True)
    neighbour = card(office.neighbour, walk.id, walk.at)
    assert neighbour is None
    move = next(act["act"] for act in found["acts"] if act["label"] == "没修好")
    moved = move_case(walk.id, move, hat=office.worker, now=walk.at + STEP, brought=Brought(words="又塌了"))
    assert moved.state == "filed"


def test_a_matter_out_of_sight_is_not_there(office: Office) -> None:
    walk = Walk(office)

    answer = Phone("neighbour").client.get(f"/field/cases/{walk.id}")

    assert (answer.status_code, answer.json()["code"]) == (404, "row.unknown")
    assert card(office.stranger, walk.id, LATER) is None


def test_the_chain_tells_each_act_in_order_with_its_words(office: Office) -> None:
    walk = Walk(office).to("handling")
    walk.act("feed_back", RESULT)

    chain = Phone("leader").client.get(f"/field/cases/{walk.id}").json()["chain"]

    assert [step["at"] for step in chain] == sorted(step["at"] for step in chain)
    assert RESULT in chain[-1]["words"]
    assert all(set(step) == {"at", "words", "who"} for step in chain)


def test_a_photo_is_seen_by_whoever_may_see_the_case(office: Office) -> None:
    walk = Walk(office, photos=(a_photo(),))
    photo = shown(office.worker, walk.id)["photos"][0]

    whole, thumb = (Phone("worker").client.get(photo[name]) for name in ("url", "thumb"))
    hidden = Phone("neighbour").client.get(photo["url"])

    assert (whole.status_code, thumb.status_code, whole["Content-Type"]) == (200, 200, "image/jpeg")
    assert len(thumb.content) <= len(whole.content)
    assert hidden.status_code == 404


POSTS = ("leader", "dispatcher", "handler", "checker")


@pytest.mark.parametrize("state", ["reported", "filed", "dispatched", "handling", "handled"])
def test_every_act_on_a_card_can_be_done_with_exactly_what_it_asks_for(office: Office, state: str) -> None:
    said = {}
    for post in POSTS:
        hat = getattr(office, post)
        for number in range(len(_offered(hat, Walk(office).to(state)))):
            walk = Walk(office).to(state)
            for act in _offered(hat, walk)[number : number + 1]:  # the lot may name another checker this time
                said[post, act["act"]] = _done(hat, walk, act, office)

    never = {"case.not_your_move", "case.no_such_move", "case.proof_missing", "case.powers_apart"}
    assert said
    assert {code for code in said.values() if code in never} == set()


def _offered(hat: Hat, walk: Walk) -> list[dict[str, Any]]:
    found = card(hat, walk.id, walk.at)
    return found["acts"] if found else []


def _done(hat: Hat, walk: Walk, act: dict[str, Any], office: Office) -> str:
    try:
        move_case(walk.id, act["act"], hat=hat, now=walk.at + STEP, brought=_asked_for(act, walk, office))
    except Refused as refused:
        return refused.code
    return ""


def _asked_for(act: dict[str, Any], walk: Walk, office: Office) -> Any:
    needs = act["needs"]
    other = report_case(office.worker, a_report(GRIDS[0], at=walk.at), now=walk.at).number
    return Brought(
        words="见说明" if {"reason", "result"} & set(needs) else "",
        department=act["choices"]["department"][0]["key"] if "department" in needs else "",
        departments=tuple(one["key"] for one in act["choices"].get("departments", [])),
        cause=act["choices"]["cause"][0]["key"] if "cause" in needs else "",
        until=walk.at + timedelta(days=3) if "until" in needs else None,
        target=other if "target" in needs else "",
        amount=1 if "amount" in needs else None,
        photos=(a_photo(),) if "photo" in needs else (),
    )
