"""The shift log: written by one, signed by another, open matters carried, and never changed afterwards."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.alarms.things import groups, install_many, raised, taken
from tests.builders import COUNTY, NOW, PASSWORD, STREET, Office, a_report, make_hat, make_office
from wangge.alarms.services.judging import judge_as_nothing
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import move_case
from wangge.foundation.history import events_of
from wangge.opscentre.queries.shifts import shift, shifts
from wangge.opscentre.services.shifts import WORDS_MOST, offer, open_shift, refuse_offer, sign, write_entry
from wangge.people.hats import Hat
from wangge.people.services.emergencies import declare_emergency
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.shifts import CarriedWhy, ShiftState

pytestmark = pytest.mark.django_db
GAS = "CJ/T 214-2007:event:0403"
HOUR = timedelta(hours=1)


def begun(hat: Hat) -> UUID:
    return open_shift(hat, STREET, now=NOW)


def test_a_shift_draws_by_itself_what_was_filed_and_declared_while_it_lasted() -> None:
    office = make_office()
    key = begun(office.clerk)
    case = report_case(office.worker, a_report(), now=NOW + HOUR).case_id
    move_case(case, "file", hat=office.leader, now=NOW + HOUR)
    declare_emergency(office.leader, STREET, "积水", until=NOW + 5 * HOUR, now=NOW + 2 * HOUR)

    sheet = shift(COUNTY, key, now=NOW + 3 * HOUR)

    assert [(one.kind, one.at) for one in sheet.doings] == [
        ("case", NOW + HOUR),
        ("emergency", NOW + 2 * HOUR),
    ]


def test_what_was_judged_in_a_shift_stands_on_its_sheet_however_much_was_judged_since() -> None:
    office = make_office()
    key = begun(office.clerk)
    install_many(60, "smoke")
    first, *others = (raised(f"D-{number}", after=120 * number) for number in range(60))
    taken(first, now=NOW + HOUR)
    judge_as_nothing(groups()[0].id, "test", "", hat=office.leader, now=NOW + HOUR)
    offer(office.clerk, key, "无事", now=NOW + 2 * HOUR)
    sign(office.leader, key, now=NOW + 2 * HOUR)
    taken(*others, now=NOW + 3 * HOUR)
    for group in groups():
        judge_as_nothing(group.id, "test", "", hat=office.leader, now=NOW + 4 * HOUR)

    sheet = shift(COUNTY, key, now=NOW + 5 * HOUR)

    assert [(one.kind, one.at) for one in sheet.doings] == [("alarm", NOW + HOUR)]


def test_a_hand_over_keeps_what_could_not_wait_as_it_stood_then() -> None:
    office = make_office()
    key = begun(office.clerk)
    case = report_case(office.worker, a_report(category=GAS, words="燃气管道破裂"), now=NOW).case_id
    report_case(office.worker, a_report(), now=NOW)

    offer(office.clerk, key, "请盯住花园路", now=NOW + HOUR)

    (carried,) = shift(COUNTY, key, now=NOW + HOUR).carried
    assert (carried.subject, carried.why) == (case, CarriedWhy.UNPASSED)


def test_two_different_people_sign_and_the_incoming_ones_shift_begins() -> None:
    office = make_office()
    key = begun(office.clerk)
    offer(office.clerk, key, "无事", now=NOW + HOUR)

    mine = sign(office.leader, key, now=NOW + 2 * HOUR)

    before, after = (shift(COUNTY, one, now=NOW + 3 * HOUR) for one in (key, mine))
    assert (before.row.state, before.row.until_at) == (ShiftState.SIGNED, NOW + 2 * HOUR)
    assert (after.row.state, after.row.from_at, after.before) == (ShiftState.OPEN, NOW + 2 * HOUR, key)
    kinds = [event.kind for event in events_of(COUNTY, key)]
    assert kinds == ["shift.opened", "shift.offered", "shift.signed"]


def test_nobody_signs_for_both_whatever_post_is_worn() -> None:
    office = make_office()
    key = begun(office.clerk)
    with pytest.raises(Refused) as early:
        sign(office.leader, key, now=NOW)
    offer(office.clerk, key, "无事", now=NOW)

    with pytest.raises(Refused) as own:
        sign(office.clerk, key, now=NOW)

    assert (early.value.code, own.value.code) == ("shift.not_offered", "shift.own_signature")


def test_who_does_not_sign_says_why_and_the_shift_goes_on() -> None:
    office = make_office()
    key = begun(office.clerk)
    offer(office.clerk, key, "无事", now=NOW)

    refuse_offer(office.leader, key, "少写了花园路积水", now=NOW)

    sheet = shift(COUNTY, key, now=NOW)
    assert (sheet.row.state, sheet.refusal) == (ShiftState.OPEN, "少写了花园路积水")
    offer(office.clerk, key, "花园路积水未退", now=NOW)
    sign(office.leader, key, now=NOW)


def test_a_signed_shift_takes_dated_additions_only_and_one_that_waits_takes_nothing() -> None:
    office = make_office()
    key = begun(office.clerk)
    write_entry(office.clerk, key, "巡查正常", now=NOW)
    offer(office.clerk, key, "无事", now=NOW)
    with pytest.raises(Refused) as waiting:
        write_entry(office.clerk, key, "再写一句", now=NOW)
    sign(office.leader, key, now=NOW)

    write_entry(office.clerk, key, "补记一句", now=NOW + HOUR)
    with pytest.raises(Refused) as again:
        offer(office.clerk, key, "改写", now=NOW + HOUR)

    assert (waiting.value.code, again.value.code) == ("shift.offered", "shift.not_open")
    sheet = shift(COUNTY, key, now=NOW + HOUR)
    assert [(entry.words, entry.is_addition) for entry in sheet.entries] == [
        ("巡查正常", False),
        ("补记一句", True),
    ]
    assert sheet.words == "无事"


def test_the_night_officer_alone_hands_over_the_next_morning_and_until_then_it_stands_open() -> None:
    office = make_office()
    night = make_hat("night", PostKind.DUTY_OFFICER, STREET)
    key = open_shift(night, STREET, now=NOW)
    morning = open_shift(office.clerk, STREET, now=NOW + 10 * HOUR)

    going = [row.id for row in shifts(COUNTY, STREET) if row.state is not ShiftState.SIGNED]
    offer(night, key, "一夜无事", now=NOW + 11 * HOUR)
    taken = sign(office.clerk, key, now=NOW + 11 * HOUR)

    assert set(going) == {key, morning}
    assert taken == morning


@pytest.mark.parametrize(
    ("post", "words", "code"),
    [
        ("overseer", "字", "shift.not_yours"),
        ("handler", "字", "ops.by_territory"),
        ("clerk", " ", "shift.words_missing"),
        ("clerk", "字" * (WORDS_MOST["entry"] + 1), "shift.words_too_long"),
    ],
)
def test_what_cannot_be_written_is_refused(post: str, words: str, code: str) -> None:
    office: Office = make_office()
    key = begun(office.clerk)

    with pytest.raises(Refused) as refused:
        write_entry(getattr(office, post), key, words, now=NOW)

    assert refused.value.code == code
    assert shift(COUNTY, key, now=NOW).entries == []


def test_one_post_keeps_one_shift_at_a_time() -> None:
    office = make_office()
    begun(office.clerk)

    with pytest.raises(Refused) as refused:
        begun(office.clerk)

    assert refused.value.code == "shift.open_already"


def logged_in(login: str) -> Client:
    client = Client()
    client.post("/login/", {"login": login, "password": PASSWORD})
    return client


def test_two_people_hand_over_on_the_pages() -> None:
    make_office(password=PASSWORD)
    clerk, leader = logged_in("clerk"), logged_in("leader")

    address = clerk.post("/ops/shifts/begin/", {"unit": STREET})["Location"]
    clerk.post(f"{address}write/", {"words": "花园路巡查正常"})
    clerk.post(f"{address}offer/", {"words": "无事交接"})
    own, theirs = (client.get(address).content.decode() for client in (clerk, leader))
    answer = leader.post(f"{address}sign/")
    sheet = clerk.get(address).content.decode()
    listed = leader.get("/ops/shifts/").content.decode()

    assert (f"{address}sign/" in own, f"{address}sign/" in theirs) == (False, True)
    assert answer.status_code == 302
    assert "花园路巡查正常" in sheet
    assert "无事交接" in sheet
    assert address in listed
