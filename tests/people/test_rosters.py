"""Rosters: turns by post, from a file or a weekly pattern; gaps and double turns in sight; swaps with a history."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import COUNTY, NOW, PASSWORD, STREET, Office, make_hat, make_office
from wangge.foundation.history import events_of
from wangge.people.hats import Hat
from wangge.people.models import Shift
from wangge.people.queries.duty import on_duty, quiet_until
from wangge.people.queries.rosters import roster, short_of, swaps_of
from wangge.people.services.rosters import (
    Wish,
    draw_up,
    generate,
    import_roster,
    read_duty_rules,
    set_duty_rules,
    set_patterns,
)
from wangge.people.services.swaps import answer_swap, ask_swap, decide_swap, withdraw_swap
from wangge.rules.duty import Span, SwapState
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NIGHT = datetime(2024, 3, 5, 13, tzinfo=UTC)  # nine in the evening in Zhengzhou
MORNING = NIGHT + 10 * HOUR
HEAD = "unit,login,post,from,until"
PATTERN_HEAD = "unit,login,post,weekday,from,until,first_day,last_day"
RULES = {
    "quiet": "22:00-06:00", "drawn_by": "administrator", "approved_by": "shift_leader", "declared_by": "accountable",
    "emergency_hours": "24", "source": "街道值班制度",
}  # fmt: skip


def turn(office: Office, hat: Hat, *, begins: datetime = NIGHT, hours: int = 10) -> UUID:
    draw_up(office.leader, Wish(STREET, hat.post_id, begins, begins + hours * HOUR, "test"), now=NOW)
    return Shift.objects.get(county=COUNTY, post_id=hat.post_id, from_at=begins).id


def test_who_is_on_duty_is_told_by_post_and_never_by_person() -> None:
    office = make_office()
    turn(office, office.clerk)

    (found,) = on_duty(COUNTY, STREET, NIGHT + HOUR)

    assert (found.post_id, found.kind, found.until_at) == (
        office.clerk.post_id,
        PostKind.INTAKE_CLERK,
        MORNING,
    )
    assert office.clerk.name not in found.name_of_post
    assert on_duty(COUNTY, STREET, MORNING) == []


def test_quiet_follows_the_roster_whoever_has_a_turn_is_told_and_the_next_turn_ends_the_quiet() -> None:
    office = make_office()
    turn(office, office.clerk, hours=3)
    turn(office, office.leader, begins=NIGHT + 5 * HOUR, hours=5)
    asked = NIGHT + 2 * HOUR

    def told(hat: Hat) -> datetime | None:
        return quiet_until(COUNTY, STREET, asked, post=hat.post_id)

    assert [told(hat) for hat in (office.clerk, office.leader, office.checker)] == [
        None,
        NIGHT + 5 * HOUR,
        MORNING,
    ]
    assert quiet_until(COUNTY, STREET, asked) is None
    assert quiet_until(COUNTY, STREET, NOW) is None


def test_a_countys_own_row_says_the_quiet_hours_and_who_draws_up() -> None:
    office = make_office()
    set_duty_rules(COUNTY, read_duty_rules(RULES), from_on=date(2024, 1, 1))

    with pytest.raises(Refused) as refused:
        turn(office, office.clerk)

    assert refused.value.code == "roster.not_yours"
    assert quiet_until(COUNTY, STREET, NIGHT) is None
    assert quiet_until(COUNTY, STREET, NIGHT + 2 * HOUR) == NIGHT + 9 * HOUR


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"emergency_hours": "long"}, "roster.unreadable"),
        ({"drawn_by": "mayor"}, "people.post_unknown"),
        ({"quiet": "late"}, "quiet.unreadable"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(changed: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_duty_rules(RULES | changed)

    assert refused.value.code == code


def test_gaps_and_double_turns_and_short_nights_are_in_sight() -> None:
    office = make_office()
    turn(office, office.clerk, hours=4)
    turn(office, office.clerk, begins=NIGHT + 3 * HOUR, hours=3)
    turn(office, office.leader, begins=NIGHT + 8 * HOUR, hours=2)
    night = Span(NIGHT, MORNING)

    found = roster(COUNTY, STREET, night)

    assert found.gaps == [Span(NIGHT + 6 * HOUR, NIGHT + 8 * HOUR)]
    assert [(first.until_at, second.from_at) for first, second in found.doubles] == [
        (NIGHT + 4 * HOUR, NIGHT + 3 * HOUR)
    ]
    assert short_of(COUNTY, STREET, night, least=2) == [night]


def test_a_file_is_taken_whole_by_the_local_clock_and_once() -> None:
    make_office()
    row = f"{STREET},clerk,intake_clerk,2024-03-05 21:00,2024-03-06 07:00"

    first = import_roster(COUNTY, [HEAD, row], source="file", now=NOW)
    second = import_roster(COUNTY, [HEAD, row], source="file", now=NOW)

    assert (first.taken, second.taken, second.already) == (1, 0, 1)
    assert [one.from_at for one in on_duty(COUNTY, STREET, NIGHT)] == [NIGHT]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("419999,clerk,intake_clerk,2024-03-05 21:00,2024-03-06 07:00", "people.unit_unknown"),
        (f"{STREET},nobody,intake_clerk,2024-03-05 21:00,2024-03-06 07:00", "roster.no_such_post"),
        (f"{STREET},clerk,intake_clerk,soon,2024-03-06 07:00", "roster.unreadable"),
        (f"{STREET},clerk,intake_clerk,2024-03-06 21:00,2024-03-06 07:00", "roster.ends_before"),
        (f"{STREET},clerk,intake_clerk,2024-03-05 21:00,2024-03-07 07:00", "roster.too_long"),
    ],
)
def test_a_row_at_fault_is_named_and_nothing_of_the_file_is_taken(row: str, code: str) -> None:
    make_office()
    good = f"{STREET},clerk,intake_clerk,2024-03-05 21:00,2024-03-06 07:00"

    report = import_roster(COUNTY, [HEAD, good, row], source="file", now=NOW)

    assert [(fault.code, fault.facts["row"]) for fault in report.faults] == [(code, 3)]
    assert not Shift.objects.exists()


def test_a_weekly_pattern_makes_dated_turns_also_over_midnight_and_leaves_what_was_swapped() -> None:
    office = make_office()
    lines = [PATTERN_HEAD, f"{STREET},clerk,intake_clerk,2,21:00,07:00,2024-03-01,"]
    set_patterns(COUNTY, lines, source="test")
    made = generate(COUNTY, STREET, date(2024, 3, 4), date(2024, 3, 17), now=NOW)
    shift = Shift.objects.get(county=COUNTY, from_at=NIGHT)
    swap = ask_swap(office.clerk, shift.id, of=office.leader.post_id, now=NOW)
    answer_swap(office.leader, swap, agrees=True, now=NOW)

    again = generate(COUNTY, STREET, date(2024, 3, 4), date(2024, 3, 17), now=NOW)

    assert (made, again, shift.until_at) == (2, 0, MORNING)
    assert [one.post_id for one in on_duty(COUNTY, STREET, NIGHT)] == [office.leader.post_id]


def test_a_swap_agreed_between_the_two_changes_the_roster_and_its_history_stays() -> None:
    office = make_office()
    mine = turn(office, office.clerk)
    theirs = turn(office, office.leader, begins=NIGHT + 24 * HOUR)

    swap = ask_swap(office.clerk, mine, of=office.leader.post_id, in_return=theirs, now=NOW)
    seen = [
        [row.id for row in swaps_of(hat, now=NOW, approving=False)] for hat in (office.clerk, office.leader)
    ]
    answer_swap(office.leader, swap, agrees=True, now=NOW)

    assert seen == [[swap], [swap]]
    assert [Shift.objects.get(id=key).post_id for key in (mine, theirs)] == [
        office.leader.post_id,
        office.clerk.post_id,
    ]
    assert [event.kind for event in events_of(COUNTY, swap)] == ["duty.swap_asked", "duty.swapped"]
    assert [row.state for row in swaps_of(office.clerk, now=NOW, approving=False)] == [SwapState.DONE]


def test_where_the_countys_row_names_an_approver_the_agreement_waits_for_a_third() -> None:
    office = make_office()
    mine = turn(office, office.clerk)
    set_duty_rules(COUNTY, read_duty_rules(RULES), from_on=date(2024, 1, 1))
    swap = ask_swap(office.clerk, mine, of=office.checker.post_id, now=NOW)
    answer_swap(office.checker, swap, agrees=True, now=NOW)
    between = Shift.objects.get(id=mine).post_id

    with pytest.raises(Refused) as party:
        decide_swap(office.checker, swap, approves=True, now=NOW)
    decide_swap(office.leader, swap, approves=True, now=NOW)

    assert (between, party.value.code) == (office.clerk.post_id, "roster.swap_not_yours")
    assert Shift.objects.get(id=mine).post_id == office.checker.post_id


def test_a_turn_is_never_in_two_swaps_and_a_settled_swap_stays_settled() -> None:
    office = make_office()
    mine = turn(office, office.clerk)
    swap = ask_swap(office.clerk, mine, of=office.leader.post_id, now=NOW)

    with pytest.raises(Refused) as twice:
        ask_swap(office.clerk, mine, of=office.checker.post_id, now=NOW)
    withdraw_swap(office.clerk, swap, now=NOW)
    with pytest.raises(Refused) as late:
        answer_swap(office.leader, swap, agrees=True, now=NOW)
    ask_swap(office.clerk, mine, of=office.checker.post_id, now=NOW)

    assert (twice.value.code, late.value.code) == ("roster.swap_open", "roster.swap_settled")


def test_what_cannot_be_swapped_is_refused() -> None:
    office = make_office()
    mine = turn(office, office.clerk)
    turn(office, office.leader, hours=2)
    free = make_hat("free", PostKind.DUTY_OFFICER, STREET)

    def code(hat: Hat, of: Hat, now: datetime) -> str:
        with pytest.raises(Refused) as refused:
            ask_swap(hat, mine, of=of.post_id, now=now)
        return refused.value.code

    assert code(office.checker, free, NOW) == "roster.not_your_shift"
    assert code(office.clerk, free, NIGHT + HOUR) == "roster.begun"
    assert code(office.clerk, office.clerk, NOW) == "roster.no_such_post"
    assert code(office.clerk, office.leader, NOW) == "roster.swap_clashes"


def logged_in(login: str) -> Client:
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})
    return client


def test_a_leader_draws_up_and_two_swap_on_the_pages() -> None:
    office = make_office(password=PASSWORD)
    leader, clerk = logged_in("leader"), logged_in("clerk")
    wish = {
        "unit": STREET,
        "post": office.clerk.post_id.hex,
        "from": "2199-03-05T21:00",
        "until": "2199-03-06T07:00",
    }

    week = leader.post("/roster/add/", wish)["Location"]
    shift = Shift.objects.get(county=COUNTY)
    clerk.post("/roster/swaps/", {"shift": shift.id.hex, "of": office.leader.post_id.hex})
    (swap,) = swaps_of(office.leader, now=NOW, approving=False)
    offered = leader.get("/roster/").content.decode()
    leader.post(f"/roster/swaps/{swap.id.hex}/agree/")

    assert f"/roster/swaps/{swap.id.hex}/agree/" in offered
    assert clerk.post("/roster/add/", wish).status_code == 403
    assert "Leader" in clerk.get(week).content.decode()
