"""Reception days come round by rule, are announced in time, swapped by both, booked without a name."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from icalendar import Calendar

from tests.builders import (
    COMMUNITIES,
    COUNTY,
    GRIDS,
    NOW,
    PASSWORD,
    SINCE,
    STREET,
    inside,
    make_hat,
    make_office,
)
from wangge.deputies.models import Booking
from wangge.deputies.queries.receptions import feed, of_deputy, reception, receptions
from wangge.deputies.services.receptions import (
    RhythmWish,
    agree_swap,
    announce_due,
    ask_swap,
    book,
    call_off,
    give_back,
    plan_receptions,
    set_rhythm,
)
from wangge.deputies.services.seats import (
    ConstituencyWish,
    draw_constituency,
    end_seat,
    found_congress,
    give_seat,
    keep_deputy,
    open_station,
)
from wangge.deputies.views.stations import BOOKINGS_MOST
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.seats import Basis

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
RULE = RhythmWish(15, "odd", time(9), time(11), 30, 3, "test")


def station() -> tuple[UUID, list[tuple[UUID, Hat, UUID]]]:
    """A station with two deputies who can log in: (station, [(deputy, hat, seat)])."""
    make_office(password=PASSWORD)
    place = open_station(COUNTY, STREET, "花园路代表之家", address="示例路 1 号", from_on=SINCE, now=NOW)
    _, term = found_congress(COUNTY, COUNTY, "区人大", term=11, from_on=SINCE, now=NOW)
    wish = ConstituencyWish("1", "第一选区", Basis.RESIDENTIAL, 2, units=(COMMUNITIES[0],))
    east = draw_constituency(COUNTY, term, wish, now=NOW)
    people = []
    for name in ("first", "second"):
        hat = make_hat(name, PostKind.DEPUTY, COUNTY, password=PASSWORD)
        person = keep_deputy(COUNTY, f"{name}代表", account=hat.account_id, now=NOW)
        people.append((person, hat, give_seat(COUNTY, person, east, from_on=SINCE, station=place, now=NOW)))
    set_rhythm(COUNTY, place, RULE, from_on=SINCE)
    plan_receptions(COUNTY, now=NOW)
    return place, people


def coming(place: UUID) -> UUID:
    return receptions(COUNTY, now=NOW, station=place, announced=False)[0].id


def refusal(do: object, *args: object, **told: object) -> str:
    with pytest.raises(Refused) as refused:
        do(*args, **told)  # type: ignore[operator]
    return refused.value.code


def test_receptions_come_round_by_their_rule_once_and_are_announced_three_days_before() -> None:
    place, _ = station()

    again = plan_receptions(COUNTY, now=NOW)
    early = announce_due(COUNTY, now=NOW)
    due = announce_due(COUNTY, now=datetime(2024, 3, 12, 1, tzinfo=ZONE))

    [one] = receptions(COUNTY, now=NOW, station=place)
    assert (again, early, due) == (0, 0, 1)
    assert one.begins_at == datetime(2024, 3, 15, 9, tzinfo=ZONE)
    assert len(one.free) == 4


def test_a_swap_needs_both_and_changes_the_calendar() -> None:
    place, people = station()
    key = coming(place)
    mine = reception(COUNTY, key).receivers[0].deputy
    (asks, asker, _), (other, agrees, _) = people if people[0][0] == mine else people[::-1]

    assert refusal(agree_swap, key, hat=agrees, now=NOW) == "reception.not_yours"
    ask_swap(key, other, hat=asker, now=NOW)
    assert reception(COUNTY, key).receivers[0].deputy == asks
    assert [one.id for one in of_deputy(COUNTY, other, now=NOW)] == [key]
    agree_swap(key, hat=agrees, now=NOW)

    after = reception(COUNTY, key)
    assert (after.receivers[0].deputy, after.receivers[0].asked, after.change) == (other, None, 1)
    assert refusal(ask_swap, key, other, hat=agrees, now=NOW) == "reception.not_here"


def test_a_slot_is_booked_once_and_given_back_by_its_code_alone() -> None:
    place, _ = station()
    announce_due(COUNTY, now=datetime(2024, 3, 12, 1, tzinfo=ZONE))
    one = receptions(COUNTY, now=NOW, station=place)[0]

    code = book(COUNTY, one.id, one.free[1], now=NOW)

    assert refusal(book, COUNTY, one.id, one.free[1], now=NOW) == "reception.slot_taken"
    assert (
        refusal(book, COUNTY, one.id, one.begins_at + timedelta(minutes=7), now=NOW) == "reception.slot_taken"
    )
    assert refusal(give_back, COUNTY, one.id, "0000000000", now=NOW) == "reception.unknown_code"
    held = Booking.objects.get()
    assert code not in held.code
    give_back(COUNTY, one.id, code, now=NOW)
    assert not Booking.objects.exists()


def test_a_reception_that_is_called_off_stays_in_sight_with_its_reason_and_is_not_booked() -> None:
    place, people = station()
    announce_due(COUNTY, now=datetime(2024, 3, 12, 1, tzinfo=ZONE))
    clerk = make_hat("congress", PostKind.CONGRESS_CLERK, COUNTY)
    one = receptions(COUNTY, now=NOW, station=place)[0]

    assert refusal(call_off, one.id, "会议", hat=people[0][1], now=NOW) == "reception.not_yours"
    assert refusal(call_off, one.id, " ", hat=clerk, now=NOW) == "reception.no_reason"
    call_off(one.id, "会议冲突", hat=clerk, now=NOW)

    page = Client().get(f"/deputies/public/{COUNTY}/stations/{place.hex}/")
    assert reception(COUNTY, one.id).why == "会议冲突"
    assert refusal(book, COUNTY, one.id, one.free[0], now=NOW) == "reception.over"
    assert page.status_code == 200


def test_a_rhythm_of_the_thirtieth_or_without_a_slot_is_refused() -> None:
    place, _ = station()

    for wish in (
        RhythmWish(30, "odd", time(9), time(11), 30, 3, "test"),
        RhythmWish(15, "odd", time(9), time(9, 10), 30, 3, "test"),
    ):
        assert refusal(set_rhythm, COUNTY, place, wish, from_on=SINCE) == "reception.bad_rhythm"


def test_a_calendar_program_reads_zone_place_change_and_cancelling() -> None:
    place, _ = station()
    announce_due(COUNTY, now=datetime(2024, 3, 12, 1, tzinfo=ZONE))
    clerk = make_hat("congress", PostKind.CONGRESS_CLERK, COUNTY)
    one = reception(COUNTY, coming(place))
    call_off(one.id, "会议冲突", hat=clerk, now=NOW)

    body = feed(COUNTY, place, now=NOW, host="testserver")
    handed = Client().get(f"/deputies/public/{COUNTY}/stations/{place.hex}.ics")

    calendar = Calendar.from_ical(body)
    found = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    event = found[f"{one.hex}@testserver"]
    assert handed["Content-Type"].startswith("text/calendar")
    assert event["dtstart"].dt == datetime(2024, 3, 15, 9, tzinfo=ZONE)
    assert (str(event["status"]), int(event["sequence"])) == ("CANCELLED", 1)
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


def test_a_resident_finds_the_deputy_by_name_code_and_point_and_no_private_number() -> None:
    _, people = station()
    lon, lat = inside(GRIDS[0])
    address = f"/deputies/public/{COUNTY}/"

    pages = [
        Client().get(address, asked).content.decode()
        for asked in ({"q": "第一社区"}, {"unit": GRIDS[0]}, {"lon": f"{lon}", "lat": f"{lat}"})
    ]

    assert all("first代表" in page and "second代表" in page for page in pages)
    assert all("由本居住选区选出" in page for page in pages)
    assert Client().get(address, {"q": "无此地"}).status_code == 404
    assert Client().get(address, {"lon": "0", "lat": "0"}).status_code == 422
    assert people


def test_a_name_that_means_several_places_asks_which() -> None:
    station()

    page = Client().get(f"/deputies/public/{COUNTY}/", {"q": "社区"})

    assert len(page.context["choices"]) == 2
    assert not page.context["groups"]


def test_a_former_deputys_page_keeps_the_record_and_offers_no_way_to_write() -> None:
    _, people = station()
    person, _, seat = people[0]
    end_seat(COUNTY, seat, until_on=NOW.date(), now=NOW)

    sitting = Client().get(f"/deputies/public/{COUNTY}/{people[1][0].hex}/").content.decode()
    former = Client().get(f"/deputies/public/{COUNTY}/{person.hex}/").content.decode()

    assert "/matter/" in sitting
    assert "/matter/" not in former
    assert "已经离任" in former


def test_the_office_sees_which_communities_no_constituency_covers() -> None:
    station()
    make_hat("congress", PostKind.CONGRESS_CLERK, COUNTY, password=PASSWORD)
    client = Client()
    client.post("/login/", {"login": "congress", "password": PASSWORD})

    page = client.get("/deputies/receptions/")

    assert [row.code for row in page.context["gaps"]] == [COMMUNITIES[1]]
    assert client.get("/deputies/receptions/").status_code == 200


def test_the_pages_refuse_a_reception_that_is_over() -> None:
    place, people = station()
    announce_due(COUNTY, now=datetime(2024, 3, 12, 1, tzinfo=ZONE))
    key = coming(place)
    mine = reception(COUNTY, key).receivers[0].deputy
    asker, agrees = ("first", "second") if people[0][0] == mine else ("second", "first")
    other = next(person for person, _, _ in people if person != mine)
    clients = {}
    for login in (asker, agrees):
        clients[login] = Client()
        clients[login].post("/login/", {"login": login, "password": PASSWORD})

    clients[asker].post(f"/deputies/receptions/{key.hex}", {"act": "swap", "deputy": other.hex})
    clients[agrees].post(f"/deputies/receptions/{key.hex}", {"act": "agree"})

    # The pages stand at the real clock, by which this reception is long over.
    assert reception(COUNTY, key).receivers[0].deputy == mine
    booked = Client().post(
        f"/deputies/public/{COUNTY}/stations/{place.hex}/book",
        {"reception": key.hex, "slot": reception(COUNTY, key).free[0].isoformat()},
    )
    assert booked.status_code == 409


def test_a_network_that_read_many_pages_may_still_book() -> None:
    place, _ = station()
    address = f"/deputies/public/{COUNTY}/stations/{place.hex}/"
    client = Client(REMOTE_ADDR="192.0.2.40")
    for _ in range(BOOKINGS_MOST + 1):
        client.get(address)

    answers = [client.post(f"{address}book", {"slot": "x"}).status_code for _ in range(BOOKINGS_MOST + 1)]

    assert answers[-1] == 429
    assert 429 not in answers[:-1]


def test_whoever_gives_a_slot_back_is_told_which_one_is_free_again() -> None:
    place, _ = station()
    announce_due(COUNTY, now=datetime(2024, 3, 12, 1, tzinfo=ZONE))
    one = receptions(COUNTY, now=NOW, station=place)[0]
    code = book(COUNTY, one.id, one.free[1], now=NOW)

    told = Client().post(
        f"/deputies/public/{COUNTY}/stations/{place.hex}/book", {"reception": one.id.hex, "code": code}
    )

    assert told.status_code == 200
    assert f"您预约的 {one.free[1].astimezone(ZONE):%Y-%m-%d %H:%M} 已退回" in told.content.decode()
    assert not Booking.objects.exists()
