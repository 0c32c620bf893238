"""Do messages become groups that a person can judge: none lost, none twice, nothing about people?"""

import json
from datetime import timedelta

import pytest

from tests.alarms.things import groups, install, install_many, raised, said, taken
from tests.builders import COMMUNITIES, COUNTY, GRIDS, NOW, STREET, Office, make_office
from wangge.alarms.models import Aside, Device, Group, Message
from wangge.alarms.queries import open_count, open_groups, silent_count
from wangge.alarms.queries.chains import chain_ends
from wangge.alarms.queries.devices import devices
from wangge.alarms.services.devices import mark_silent
from wangge.alarms.services.taking import Became
from wangge.foundation.audit import verify_events
from wangge.foundation.history import events_of
from wangge.foundation.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office() -> Office:
    return make_office()


def codes(outcomes: list[object]) -> list[str]:
    return [getattr(one, "code", one) for one in outcomes]


def test_an_alarm_opens_one_group_at_its_place_and_records_one_event() -> None:
    install()

    assert taken(raised()) == [Became.TAKEN]

    [group] = open_groups(COUNTY, STREET)
    assert (group.kind, group.unit[:9], group.count, group.level, group.place) == (
        "water_level", STREET, 1, 2, "花园路涵洞",
    )  # fmt: skip
    assert [event.kind for event in events_of(COUNTY, group.id)] == ["alarm.raised"]
    assert list(verify_events(COUNTY, chain_ends(COUNTY), rows_of=("alarm.", "device."))) == []


def test_the_same_message_sent_again_is_taken_once() -> None:
    install()
    taken(raised())

    assert taken(raised(), raised(number=2), raised(number=2)) == [Became.AGAIN, Became.TAKEN, Became.AGAIN]

    assert Message.objects.count() == 2
    assert [group.count for group in groups()] == [2]


def test_one_device_has_one_open_group_however_often_it_speaks() -> None:
    install()

    for number in range(5):
        taken(
            *(raised(number=100 * number + one, after=3600 * number + one) for one in range(10)),
            now=NOW + timedelta(days=1),
        )

    assert [group.count for group in groups()] == [50]
    assert Event.objects.filter(kind="alarm.raised").count() == 1


def test_a_reading_is_an_alarm_from_its_threshold_on_and_worse_from_the_second() -> None:
    install(warns="30", endangers="60")
    at = NOW.isoformat()

    low = taken(said(kind="reading", id="a", at=at, value=29.9))
    taken(said(kind="reading", id="b", at=at, value=30))
    taken(said(kind="reading", id="c", at=at, value=75))

    assert low == [Became.TAKEN]
    assert sorted(Message.objects.values_list("value", "level")) == [(30.0, 2), (75.0, 3)]
    assert [group.level for group in groups()] == [3]


def test_a_tilt_is_believed_only_when_it_is_repeated_within_its_window() -> None:
    install("T-1", "tilt")

    taken(raised("T-1", 1))
    assert groups() == []
    taken(raised("T-1", 2, after=60))

    [group] = groups()
    assert group.count == 2
    assert set(Message.objects.values_list("group", flat=True)) == {group.id}


def test_a_device_that_opens_and_closes_all_the_time_is_one_group_marked_as_flapping() -> None:
    install("M-1", "manhole")

    taken(
        *(raised("M-1", n, after=10 * n, state="cleared" if n % 2 else "raised") for n in range(20)),
        now=NOW + timedelta(hours=1),
    )

    [group] = groups()
    assert (group.flapping, group.count) == (True, 20)


def test_ten_thousand_alarms_of_a_minute_are_one_group_with_its_messages_and_few_events() -> None:
    install_many(200)

    for part in range(20):
        taken(
            *(raised(f"D-{n % 200}", 500 * part + n, after=part * 3 + n / 500) for n in range(500)),
            now=NOW + timedelta(minutes=1),
        )

    [group] = groups()
    assert (group.count, group.device, group.unit) == (10_000, None, STREET)
    assert Message.objects.filter(group=group.id).count() == 10_000
    assert Event.objects.filter(kind__startswith="alarm.").count() == 1
    assert open_count(COUNTY, STREET) == 1


def test_what_a_person_could_already_see_is_gathered_into_the_storm_that_follows() -> None:
    install_many(30)
    taken(*(raised(f"D-{n}") for n in range(5)))

    taken(*(raised(f"D-{n}", 2, after=20) for n in range(5, 30)))

    [storm] = groups()
    assert (storm.count, storm.first_at, Group.objects.filter(parent=storm.id).count()) == (30, NOW, 5)
    assert Event.objects.filter(kind="alarm.gathered").count() == 5
    assert list(verify_events(COUNTY, chain_ends(COUNTY), rows_of=("alarm.", "device."))) == []


def test_an_alarm_after_the_storm_has_a_group_of_its_own() -> None:
    install_many(30)
    taken(*(raised(f"D-{n}") for n in range(30)))

    taken(raised("D-3", 2, after=3600), now=NOW + timedelta(hours=2))

    assert [group.device is None for group in groups()] == [True, False]


@pytest.mark.parametrize("planted", ["name", "phone", "face", "plate", "person_id", "note", "image", "Value"])
def test_no_message_can_carry_a_key_beyond_the_schema_and_nothing_of_it_is_kept(planted: str) -> None:
    install()

    outcome = taken(raised(**{planted: "李某 豫A12345"}))

    assert codes(outcome) == ["alarm.unknown_key"]
    row = Aside.objects.get()
    assert "李某" not in json.dumps([str(value) for value in row.__dict__.values()], ensure_ascii=False)
    assert not Message.objects.exists()


def test_bad_messages_are_set_aside_and_counted_and_never_hold_up_the_good_ones() -> None:
    install()
    future = said(id="x", at=(NOW + timedelta(minutes=6)).isoformat(), state="raised")
    bad = [
        future, said("W-9", id="y", at=NOW.isoformat(), state="raised"), said(id="z", at="now", state="raised"),
        said(id="z", at=NOW.isoformat()), said(kind="song", id="z", at=NOW.isoformat()),
        said(id="z", at="2024-03-05T10:00:00", state="raised"),
        said(kind="reading", id="z", at=NOW.isoformat(), value="9"),
        said(id="z" * 3000, at=NOW.isoformat(), state="raised"),
        said(id="q", at="1970-01-01T00:00:00Z", state="raised"),
    ]  # fmt: skip

    outcomes = taken(*bad, future, raised())

    assert codes(outcomes) == [
        "alarm.in_the_future", "alarm.unknown_device", "alarm.bad_value", "alarm.missing_key", "alarm.unknown_kind",
        "alarm.bad_value", "alarm.bad_value", "alarm.too_long", "alarm.too_long_ago", "alarm.in_the_future", "taken",
    ]  # fmt: skip
    assert Aside.objects.get(code="alarm.in_the_future").count == 2
    assert len(groups()) == 1


def test_made_up_names_of_devices_fill_lines_up_to_a_bound() -> None:
    taken(*(raised(f"X-{n}") for n in range(700)))

    assert Aside.objects.count() <= 501
    assert sum(Aside.objects.values_list("count", flat=True)) == 700


def test_a_device_that_should_have_spoken_is_silent_and_heard_again_each_told_once(office: Office) -> None:
    install(minutes="10")
    taken(said(kind="beat", at=NOW.isoformat()))
    later = NOW + timedelta(minutes=11)

    assert [mark_silent(now=NOW + timedelta(minutes=9)), mark_silent(now=later), mark_silent(now=later)] == [
        0,
        1,
        0,
    ]
    assert [one.code for one in devices(office.leader, now=later, only_silent=True)] == ["W-1"]
    taken(said(kind="beat", at=later.isoformat()), now=later)

    device = Device.objects.get()
    kinds = [event.kind for event in events_of(COUNTY, device.id)]
    assert kinds == ["device.registered", "device.silent", "device.heard"]
    assert silent_count(office.leader, now=later) == 0


def test_silent_devices_are_counted_each_by_its_own_period_in_the_unit_that_is_asked_about(
    office: Office,
) -> None:
    install("W-1", minutes="10")
    install("W-2", grid=GRIDS[3], minutes="10")
    install("W-3", minutes="60")
    taken(*(said(one, kind="beat", at=NOW.isoformat()) for one in ("W-1", "W-2", "W-3")))
    later = NOW + timedelta(minutes=11)

    assert silent_count(office.leader, now=later) == 2
    assert silent_count(office.leader, unit=COMMUNITIES[1], now=later) == 1
    [row] = devices(office.leader, unit=COMMUNITIES[1], now=later, only_silent=True)
    assert row.code == "W-2"


def test_a_device_that_never_spoke_is_not_silent() -> None:
    install(minutes="1")

    assert mark_silent(now=NOW + timedelta(days=9)) == 0
