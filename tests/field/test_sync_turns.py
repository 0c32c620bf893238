"""Records that go on from others: in turn, from the base that their screen showed, in the post of their making."""

from uuid import UUID

import pytest

from tests.builders import GRIDS, Office, add_hat
from tests.field.phones import Phone
from wangge.cases.models import Case, Voice
from wangge.field.models import Announced, Arrival
from wangge.rules.posts import PostKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten_in_the_morning")]


def test_acts_of_one_batch_follow_each_other_whatever_their_order(phone: Phone, office: Office) -> None:
    report = phone.report()
    voice = phone.record("voice", {"case": report["id"]}, after=UUID(report["id"]))

    results = phone.results(voice, report)

    assert [one["state"] for one in results] == ["accepted", "accepted"]


def test_a_record_that_goes_on_from_one_not_there_waits_and_is_taken_later(
    phone: Phone, office: Office
) -> None:
    report = phone.report()
    act = phone.act(report["id"], "extend", None, after=UUID(report["id"]))

    answer = phone.send(act)
    assert (answer.status_code, answer.json()["results"][0]["state"]) == (425, "waiting")
    assert Arrival.objects.count() == 0
    assert list(Announced.objects.values_list("id", flat=True)) == [UUID(act["id"])]
    phone.results(report)
    [taken] = phone.results(act)

    assert taken["state"] == "refused"  # by the loop, not by its turn: a grid worker does not extend a report
    assert taken["problem"]["code"] not in {"field.base_waits", "case.changed"}
    assert Announced.objects.count() == 0


def test_an_act_with_the_event_that_its_screen_showed_is_taken(office: Office) -> None:
    report = Phone("worker").report()
    Phone("worker").results(report)
    leader = Phone("leader")
    act = leader.act(report["id"], "file", 1)

    [result] = leader.results(act)

    assert (result["state"], result["receipt"]["case"]) == ("accepted", report["id"])
    assert result["receipt"]["number"] == Case.objects.get().number
    assert leader.trusts(act, result["receipt"])
    assert Case.objects.get().state == "filed"


def test_an_act_on_an_older_state_is_refused_with_the_new_card(office: Office) -> None:
    worker, leader = Phone("worker"), Phone("leader")
    report = worker.report()
    worker.results(report)
    leader.results(leader.act(report["id"], "file", 1))

    [result] = leader.results(leader.act(report["id"], "file", 1))

    assert (result["state"], result["problem"]["code"]) == ("refused", "case.changed")
    assert result["card"]["id"] == report["id"]
    assert result["card"]["seq"] == Case.objects.get().seq


def test_a_second_act_goes_on_from_where_the_first_left_the_case(office: Office) -> None:
    worker, leader = Phone("worker"), Phone("leader")
    report = worker.report()
    worker.results(report)
    file = leader.act(report["id"], "file", 1)
    dispatch = {"department": "water"}
    # A leader files and a dispatcher dispatches: the loop refuses, but not because of the base.
    send = leader.act(report["id"], "dispatch", None, after=UUID(file["id"]), body=dispatch)

    together = leader.results(send, file)

    assert together[1]["state"] == "accepted"
    assert together[0]["problem"]["code"] not in {"case.changed", "field.base_waits"}


def test_an_act_without_a_base_is_refused(phone: Phone) -> None:
    report = phone.report()
    phone.results(report)

    [result] = phone.results(phone.act(report["id"], "file", None))

    assert result["problem"]["facts"]["field"] == "body.seen"


def test_what_goes_on_from_a_refused_record_is_refused(phone: Phone) -> None:
    bad = phone.report(body={"crs": ""})
    act = phone.act(bad["id"], "extend", None, after=UUID(bad["id"]))

    together = phone.results(bad, act)
    [later] = phone.results(phone.act(bad["id"], "extend", None, after=UUID(bad["id"])))

    assert [one["state"] for one in together] == ["refused", "refused"]
    assert together[1]["problem"]["code"] == later["problem"]["code"] == "case.base_missing"


def test_a_base_is_of_the_same_matter(phone: Phone) -> None:
    one, other = phone.report(), phone.report()
    phone.results(one, other)

    [result] = phone.results(phone.act(one["id"], "extend", None, after=UUID(other["id"])))

    assert (result["problem"]["code"], result["problem"]["facts"]["field"]) == ("field.unreadable", "after")


def test_somebody_elses_record_is_no_base(phone: Phone) -> None:
    report = phone.report()
    phone.results(report)
    other = Phone("neighbour")

    [result] = other.results(other.act(report["id"], "extend", None, after=UUID(report["id"])))

    assert result["state"] == "waiting"


def test_a_voice_is_added_once(phone: Phone) -> None:
    report = phone.report()
    phone.results(report)
    other = Phone("neighbour")
    voices = [other.record("voice", {"case": report["id"]}) for _ in range(2)]

    results = other.results(*voices)

    assert [one["receipt"]["case"] for one in results] == [report["id"]] * 2
    assert Voice.objects.count() == 1


def test_a_record_keeps_the_post_in_which_it_was_made(office: Office) -> None:
    phone = Phone("worker")
    second = add_hat(office.worker.account_id, PostKind.GRID_HEAD, GRIDS[1])
    mixed = (
        phone.report(post=str(second.post_id)),
        phone.report(),
        phone.report(post=str(office.leader.post_id)),
    )

    results = phone.results(*mixed)

    assert [one["state"] for one in results] == ["accepted", "accepted", "refused"]
    assert results[2]["problem"]["code"] == "people.not_your_post"
    posts = dict(Arrival.objects.values_list("id", "post"))
    assert posts[UUID(mixed[0]["id"])] == second.post_id
