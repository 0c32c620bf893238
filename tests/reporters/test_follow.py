"""With number and secret: where it stands, and what the reporter still says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.builders import COUNTY, NOW, Office, a_report, make_office
from tests.pictures import a_photo
from tests.reporters.handing import RESULT, WORDS, closed, dispatched, handed, handled
from wangge.cases.queries.page import dossier
from wangge.cases.services.brought import Brought
from wangge.cases.services.moving import move_case
from wangge.reporters.queries.receipts import Held, followed
from wangge.reporters.services.answering import add, confirm, deny, rate
from wangge.reporters.services.promising import set_terms
from wangge.reporters.services.receiving import Handed, hand_in
from wangge.rules.answering import AnswerTerms
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db


def state_of(office: Office, held: Held) -> str:
    return dossier(office.leader, held.case_id, now=NOW).case.state


def log_in(client: Client, handed_in: Handed) -> Any:
    return client.post("/follow/", {"number": handed_in.number, "secret": handed_in.secret})


def handed_in() -> Handed:
    return hand_in(COUNTY, a_report(words=WORDS), now=NOW)


def test_number_and_secret_open_the_page_and_stand_in_no_address(client: Client) -> None:
    office = make_office()
    got = handed_in()
    dispatched(office, got.case_id)

    answer = log_in(client, got)
    page = client.get("/follow/matter/")

    assert answer.headers["Location"] == "/follow/matter/"
    body = page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert got.number in body
    assert "水务局" in body
    assert got.secret not in body
    assert got.secret not in client.cookies["sessionid"].value


def test_without_the_receipt_there_is_no_matter_to_see(client: Client) -> None:
    make_office()
    got = handed_in()

    wrong = client.post("/follow/", {"number": got.number, "secret": "0000-0000-0000-0000"})

    assert wrong.status_code == 422
    assert "reporters.no_such_receipt" in wrong.content.decode()
    assert client.get("/follow/matter/").headers["Location"] == "/follow/"
    assert client.post("/follow/acts/withdraw").headers["Location"] == "/follow/"


def test_leaving_the_page_shows_the_next_person_nothing(client: Client) -> None:
    make_office()
    log_in(client, handed_in())

    client.post("/follow/leave")

    assert client.get("/follow/matter/").headers["Location"] == "/follow/"


def test_the_reporter_adds_words_and_photos_that_the_handler_reads() -> None:
    office = make_office()
    held = handed()
    dispatched(office, held.case_id)

    add(held, "今天又塌了一块", [a_photo()], now=NOW)

    seen = dossier(office.handler, held.case_id, now=NOW)
    assert "今天又塌了一块" in seen.remarks.values()
    assert [photo.stage for photo in seen.photos] == ["before"]
    assert seen.case.state == "dispatched"


def test_repaired_says_the_reporter_and_it_counts_as_the_finding() -> None:
    office = make_office()
    held = handed()
    handled(office, held.case_id)

    confirm(held, now=NOW)

    assert state_of(office, held) == "checked"


def test_before_anything_was_done_there_is_nothing_to_confirm() -> None:
    office = make_office()
    held = handed()
    dispatched(office, held.case_id)

    with pytest.raises(Refused, match=r"case\.no_such_move"):
        confirm(held, now=NOW)
    assert not followed(held, now=NOW).may_confirm


def test_not_repaired_while_it_waits_for_the_check_sends_it_back_to_the_unit() -> None:
    office = make_office()
    held = handed()
    handled(office, held.case_id)

    deny(held, "还是缺半边", now=NOW)

    found = dossier(office.leader, held.case_id, now=NOW).case
    assert (found.state, found.reworks, found.department) == ("handling", 1, "water")


def test_not_repaired_after_the_end_opens_it_again_within_the_window() -> None:
    office = make_office()
    held = handed()
    ended = closed(office, held.case_id)
    last = ended + timedelta(days=30)

    deny(held, "又坏了", now=last)

    found = dossier(office.leader, held.case_id, now=last).case
    assert (found.state, found.reopens, found.ended_at) == ("filed", 1, None)


def test_after_the_window_it_is_handed_in_anew_and_the_page_says_so() -> None:
    office = make_office()
    held = handed()
    late = closed(office, held.case_id) + timedelta(days=30, seconds=1)

    with pytest.raises(Refused) as refused:
        deny(held, "又坏了", now=late)

    assert (refused.value.code, refused.value.facts) == ("reporters.window_passed", {"days": 30})
    assert not followed(held, now=late).may_deny
    assert state_of(office, held) == "closed"


def test_a_county_sets_its_own_window_by_date() -> None:
    office = make_office()
    set_terms(COUNTY, AnswerTerms(datetime(2024, 1, 1, tzinfo=UTC).date(), 7, 30, 20, 30, "金水区公告"))
    held = handed()
    ended = closed(office, held.case_id)

    shown = followed(held, now=ended)

    assert shown.deny_until == ended + timedelta(days=7)
    with pytest.raises(Refused, match=r"reporters\.window_passed"):
        deny(held, "又坏了", now=ended + timedelta(days=8))


@pytest.mark.parametrize("field", ["reopen_days", "contact_days", "says_per_hour", "tries_per_hour"])
def test_terms_that_promise_nothing_are_refused_by_field(field: str) -> None:
    plain = {"reopen_days": 7, "contact_days": 30, "says_per_hour": 20, "tries_per_hour": 30}

    with pytest.raises(Refused) as refused:
        set_terms(
            COUNTY, AnswerTerms(datetime(2024, 1, 1, tzinfo=UTC).date(), **(plain | {field: 0}), source="x")
        )

    assert (refused.value.code, refused.value.facts["field"]) == ("reporters.terms_unreadable", field)


def test_a_clerk_of_another_grid_cannot_speak_as_the_reporter() -> None:
    office = make_office()
    held = handed()
    handled(office, held.case_id)

    for hat in (office.worker, office.handler, office.leader):
        with pytest.raises(Refused, match=r"case\.not_your_move|row\.unknown"):
            move_case(held.case_id, "reporter_confirms", hat=hat, now=NOW)


def test_the_rating_is_asked_once_after_the_end_attitude_and_result_apart() -> None:
    office = make_office()
    held = handed()
    with pytest.raises(Refused, match=r"reporters\.not_ended"):
        rate(held, attitude="content", result="content", now=NOW)
    ended = closed(office, held.case_id)

    with pytest.raises(Refused) as unknown:
        rate(held, attitude="content", result="fine", now=ended)
    rate(held, attitude="content", result="discontent", now=ended)

    assert (unknown.value.code, unknown.value.facts["field"]) == ("reporters.unknown_grade", "result")
    assert not followed(held, now=ended).may_rate


@pytest.mark.django_db(transaction=True)
def test_a_second_rating_is_refused() -> None:
    office = make_office()
    held = handed()
    ended = closed(office, held.case_id)
    rate(held, attitude="content", result="discontent", now=ended)

    with pytest.raises(Refused, match=r"reporters\.rated"):
        rate(held, attitude="discontent", result="discontent", now=ended)


def test_nothing_said_is_refused_at_its_field() -> None:
    office = make_office()
    held = handed()
    dispatched(office, held.case_id)

    with pytest.raises(Refused) as refused:
        add(held, "  ", now=NOW)

    assert (refused.value.code, refused.value.facts) == ("reporters.words_missing", {"field": "words"})


def test_every_reporter_of_merged_matters_sees_the_answer_of_the_one_that_goes_on() -> None:
    office = make_office()
    going_on, merged, twice = handed(), handed(), handed()
    _merge(office, merged, into=going_on)
    _merge(office, twice, into=going_on)
    closed(office, going_on.case_id)

    shown = [followed(held, now=NOW).chain for held in (merged, twice)]

    assert [(one.is_merged, one.number, one.end) for one in shown] == [(True, going_on.number, "solved")] * 2
    assert all(RESULT in [step.words for step in one.steps] for one in shown)


def test_a_reporter_of_a_merged_matter_never_reads_the_other_reporter_s_words() -> None:
    office = make_office()
    going_on, merged = handed(), handed()
    _merge(office, merged, into=going_on)
    add(going_on, "这是另一位的话", [a_photo()], now=NOW)

    chain = followed(merged, now=NOW).chain

    assert "这是另一位的话" not in [step.words for step in chain.steps]
    assert not [photo for step in chain.steps for photo in step.photos]


def test_not_repaired_from_a_merged_matter_opens_the_one_that_went_on() -> None:
    office = make_office()
    going_on, merged = handed(), handed()
    _merge(office, merged, into=going_on)
    ended = closed(office, going_on.case_id)

    deny(merged, "没修好", now=ended)

    assert (state_of(office, going_on), state_of(office, merged)) == ("filed", "duplicate")


def _merge(office: Office, held: Held, *, into: Held) -> None:
    brought = Brought(words="同一件事", target=into.number)
    move_case(held.case_id, "merge", hat=office.leader, now=NOW, brought=brought)


def test_the_reporter_of_a_matter_in_parts_sees_each_part() -> None:
    office = make_office()
    held = handed()
    move_case(held.case_id, "file", hat=office.leader, now=NOW)
    move_case(
        held.case_id, "split", hat=office.dispatcher, now=NOW,
        brought=Brought(words="两家一起", departments=("water", "parks")),
    )  # fmt: skip

    parts = followed(held, now=NOW).chain.parts

    assert [part.unit for part in parts] == ["园林局", "水务局"]


def test_an_honest_end_tells_the_reporter_the_public_reason() -> None:
    office = make_office()
    held = handed()
    dispatched(office, held.case_id)
    move_case(held.case_id, "sign", hat=office.handler, now=NOW)
    move_case(held.case_id, "cannot", hat=office.handler, now=NOW, brought=Brought(words="内部：没钱"))
    move_case(
        held.case_id,
        "grant_cannot",
        hat=office.leader,
        now=NOW,
        brought=Brought(words="管线权属不明，已列入明年计划"),
    )

    words = [step.words for step in followed(held, now=NOW).chain.steps]

    assert "管线权属不明，已列入明年计划" in words
    assert "内部：没钱" not in words


def test_the_closing_photo_is_seen_once_it_was_looked_over_and_only_by_the_holder(client: Client) -> None:
    office = make_office()
    got = handed_in()
    handled(office, got.case_id, photos=(a_photo(seed=7),))
    sha = dossier(office.leader, got.case_id, now=NOW).photos[-1].sha256

    stranger = client.get(f"/follow/photos/{sha}/small").status_code
    log_in(client, got)
    holder = client.get(f"/follow/photos/{sha}/small").status_code

    assert (stranger, holder) == (404, 200)


def test_a_page_act_keeps_what_was_typed_when_it_is_refused(client: Client) -> None:
    office = make_office()
    got = handed_in()
    closed(office, got.case_id, now=NOW)  # long ago for the wall clock
    log_in(client, got)

    page = client.post("/follow/acts/deny", {"words": "还没好"})

    assert page.status_code == 422
    assert "reporters.window_passed" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_page_carries_out_what_its_buttons_say(client: Client) -> None:
    office = make_office()
    got = handed_in()
    handled(office, got.case_id)
    log_in(client, got)

    answers = [
        client.post("/follow/acts/write", {"words": "请问何时来"}).headers["Location"],
        client.post("/follow/acts/confirm", {"words": ""}).headers["Location"],
    ]

    assert answers == ["/follow/matter/?done=write", "/follow/matter/?done=confirm"]
    assert client.post("/follow/acts/nothing").status_code >= 400
    assert dossier(office.leader, got.case_id, now=NOW).case.state == "checked"
