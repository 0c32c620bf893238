"""An emergency lifts quiet hours until a stated moment, and loosens nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.builders import COMMUNITIES, COUNTY, GRIDS, NOW, PASSWORD, STREET, Office, a_report, make_office
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import move_case
from wangge.foundation.history import events_of
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.people.queries.duty import emergencies_of, emergency, quiet_until
from wangge.people.services.emergencies import (
    REASON_MOST,
    close_expired,
    declare_emergency,
    end_emergency,
    extend_emergency,
)
from wangge.rules.errors import Refused

pytestmark = pytest.mark.django_db
NIGHT = datetime(2024, 3, 5, 15, tzinfo=UTC)  # eleven at night in Zhengzhou
MORNING = datetime(2024, 3, 5, 23, tzinfo=UTC)  # seven in the morning
HOUR = timedelta(hours=1)


def declared(hat: Hat, unit: str = STREET, *, hours: int = 12, now: datetime = NIGHT) -> UUID:
    return declare_emergency(hat, unit, "积水漫过花园路", until=now + hours * HOUR, now=now)


def test_quiet_hours_are_lifted_in_the_unit_and_below_while_it_is_in_force() -> None:
    office = make_office()
    before = quiet_until(COUNTY, GRIDS[0], NIGHT)

    declared(office.leader, hours=2)

    assert before == MORNING
    assert quiet_until(COUNTY, GRIDS[0], NIGHT) is None
    assert quiet_until(COUNTY, GRIDS[0], NIGHT + 3 * HOUR) == MORNING


def test_it_is_over_by_itself_though_no_ticker_ran_and_the_ticker_only_writes_it_down() -> None:
    office = make_office()
    key = declared(office.leader, hours=2)
    later = NIGHT + 2 * HOUR

    unticked = emergency(COUNTY, STREET, later)
    close_expired(now=later + HOUR)
    again = close_expired(now=later + HOUR)

    assert (unticked, again) == (None, 0)
    (row,) = emergencies_of(COUNTY, STREET)
    assert (row.ended_at, row.ended_by) == (later, None)
    assert [event.kind for event in events_of(COUNTY, key)] == ["emergency.declared", "emergency.ended"]


def test_an_emergency_of_one_community_is_none_of_the_other() -> None:
    office = make_office()

    declared(office.leader, COMMUNITIES[0])

    assert emergency(COUNTY, GRIDS[0], NIGHT) is not None
    assert emergency(COUNTY, GRIDS[3], NIGHT) is None
    assert emergency(COUNTY, STREET, NIGHT) is None


def test_the_log_says_who_declared_it_why_until_when_how_often_longer_and_who_ended_it() -> None:
    office = make_office()
    key = declared(office.leader)
    extend_emergency(office.leader, key, until=NIGHT + 20 * HOUR, now=NIGHT + HOUR)

    end_emergency(office.leader, key, now=NIGHT + 2 * HOUR)

    (row,) = emergencies_of(COUNTY, STREET)
    assert (row.declared_by, row.reason, row.extensions) == (office.leader.post_id, "积水漫过花园路", 1)
    assert (row.until, row.ended_at, row.ended_by) == (
        NIGHT + 20 * HOUR,
        NIGHT + 2 * HOUR,
        office.leader.post_id,
    )
    assert emergency(COUNTY, STREET, NIGHT + 2 * HOUR) is None


def test_its_events_hold_no_words() -> None:
    office = make_office()

    key = declared(office.leader)

    (event,) = events_of(COUNTY, key)
    assert set(event.payload) == {"unit", "until", "hat", "post"}


@pytest.mark.parametrize(
    ("post", "reason", "hours", "code"),
    [
        ("worker", "积水", 2, "emergency.not_yours"),
        ("leader", "  ", 2, "emergency.reason_missing"),
        ("leader", "水" * (REASON_MOST + 1), 2, "emergency.reason_too_long"),
        ("leader", "积水", 0, "emergency.over_already"),
        ("leader", "积水", 73, "emergency.too_long"),
    ],
)
def test_what_cannot_be_declared_is_refused(post: str, reason: str, hours: int, code: str) -> None:
    office = make_office()

    with pytest.raises(Refused) as refused:
        declare_emergency(getattr(office, post), STREET, reason, until=NIGHT + hours * HOUR, now=NIGHT)

    assert refused.value.code == code
    assert emergencies_of(COUNTY, STREET) == []


def test_one_unit_has_one_emergency_and_what_is_over_is_neither_longer_nor_ended_again() -> None:
    office = make_office()
    key = declared(office.leader)
    with pytest.raises(Refused) as twice:
        declared(office.leader)
    end_emergency(office.leader, key, now=NIGHT)

    with pytest.raises(Refused) as longer:
        extend_emergency(office.leader, key, until=NIGHT + HOUR, now=NIGHT)
    with pytest.raises(Refused) as ended:
        end_emergency(office.leader, key, now=NIGHT)

    assert twice.value.code == "emergency.in_force"
    assert {longer.value.code, ended.value.code} == {"emergency.over_already"}


def refusals(office: Office, case: UUID) -> dict[str, str]:
    """Which post may not file and close a case by itself, and by which code."""
    found = {}
    for name in Office.__slots__:
        for act in ("file", "dispatch", "close"):
            try:
                move_case(case, act, hat=getattr(office, name), now=NIGHT, seen=-1)
            except Refused as refused:
                found[f"{name} {act}"] = refused.code
    return found


def test_nothing_else_is_loosened_no_sight_and_no_act() -> None:
    office = make_office()
    case = report_case(office.worker, a_report(), now=NOW).case_id
    hats = [getattr(office, name) for name in Office.__slots__]
    before = refusals(office, case), [sees(hat) for hat in hats]

    declared(office.leader)

    assert (refusals(office, case), [sees(hat) for hat in hats]) == before
    assert before[0]["handler close"] != ""


def logged_in(login: str) -> Client:
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})
    return client


def test_every_page_of_the_units_people_says_so_and_the_log_is_a_page() -> None:
    make_office(password=PASSWORD)
    leader, worker = logged_in("leader"), logged_in("worker")

    answer = leader.post("/emergencies/declare/", {"unit": STREET, "reason": "积水漫过花园路", "hours": "2"})

    assert answer.status_code == 302
    for address in ("/cases/mine/", "/me/", "/cases/"):
        assert "emergency-banner" in worker.get(address).content.decode()
    assert "积水漫过花园路" in worker.get("/emergencies/").content.decode()
    (row,) = emergencies_of(COUNTY, STREET)
    leader.post(f"/emergencies/{row.id.hex}/extend/", {"hours": "5"})
    leader.post(f"/emergencies/{row.id.hex}/end/")
    assert "emergency-banner" not in worker.get("/cases/mine/").content.decode()
