"""Is every alarm judged by a person, into a case or 'nothing, because', and never by itself?"""

from datetime import timedelta

import pytest
from django.test import Client

from tests.alarms.things import HEAD, groups, install, install_many, raised, taken
from tests.builders import (
    COMMUNITIES,
    COUNTY,
    GRIDS,
    NOW,
    PASSWORD,
    STREET,
    Office,
    inside,
    make_hat,
    make_office,
)
from wangge.alarms.models import Device, Group
from wangge.alarms.queries import open_count, open_groups
from wangge.alarms.queries.groups import group, judged, waiting
from wangge.alarms.queries.terms import becomes
from wangge.alarms.services.asides import put_away
from wangge.alarms.services.devices import import_devices
from wangge.alarms.services.judging import judge_as_case, judge_as_nothing
from wangge.cases.models import Case, Category
from wangge.cases.services.reference import rules_changed
from wangge.foundation.history import events_of
from wangge.foundation.locking import writing
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

pytestmark = pytest.mark.django_db
FLOODED = "CJ/T 214-2007:event:0406"
LATER = NOW + timedelta(minutes=42)


@pytest.fixture
def office() -> Office:
    return make_office(password=PASSWORD)


def client_of(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def test_no_alarm_becomes_a_case_by_itself(office: Office) -> None:
    install()

    taken(*(raised(number=n, after=n) for n in range(30)))

    assert Case.objects.count() == 0
    assert len(groups()) == 1


def test_a_person_makes_a_case_of_it_and_the_wait_is_known(office: Office) -> None:
    install()
    taken(raised())
    [row] = groups()

    receipt = judge_as_case(row.id, FLOODED, "涵洞积水三十公分", hat=office.leader, now=LATER)

    case = Case.objects.get(pk=receipt.case_id)
    assert (case.channel, case.category, case.reported_at, case.grid) == ("device", FLOODED, NOW, GRIDS[0])
    judged = group(office.leader, row.id)
    assert (judged.verdict, judged.case, judged.judged_by) == ("case", case.id, office.leader.name)
    last = events_of(COUNTY, row.id)[-1]
    assert (last.kind, last.payload["waited"], last.payload["case"]) == ("alarm.judged", 42 * 60, case.id.hex)
    assert open_count(COUNTY, STREET) == 0


def test_or_says_that_it_is_nothing_and_why(office: Office) -> None:
    install()
    taken(raised())
    [row] = groups()

    with pytest.raises(Refused, match=r"alarm\.reason_missing"):
        judge_as_nothing(row.id, "other", "", hat=office.leader, now=LATER)
    judge_as_nothing(row.id, "seen_well", "已到场", hat=office.leader, now=LATER)

    with pytest.raises(Refused, match=r"alarm\.judged_already"):
        judge_as_case(row.id, FLOODED, "积水", hat=office.leader, now=LATER)
    assert Case.objects.count() == 0


def test_the_same_again_soon_after_is_the_same_but_worse_is_asked_about_anew(office: Office) -> None:
    install(warns="30", endangers="60")
    taken(raised(value=35))
    judge_as_nothing(groups()[0].id, "settled", "", hat=office.leader, now=NOW)

    taken(raised(number=2, after=60, value=40))
    assert groups() == []
    taken(raised(number=3, after=120, value=80))

    assert [one.level for one in groups()] == [3]


def test_who_may_not_judge_is_told_so_and_others_ground_is_out_of_sight(office: Office) -> None:
    install()
    taken(raised())
    [row] = groups()

    with pytest.raises(Refused, match=r"alarm\.not_judging"):
        judge_as_nothing(row.id, "test", "", hat=office.worker, now=NOW)
    with pytest.raises(Refused, match=r"row\.unknown"):
        judge_as_nothing(row.id, "test", "", hat=office.neighbour, now=NOW)
    with pytest.raises(Refused, match=r"alarm\.words_missing"):
        judge_as_case(row.id, FLOODED, " ", hat=office.leader, now=NOW)
    with pytest.raises(Refused, match=r"alarm\.not_its_class"):
        judge_as_case(row.id, "zz-ledger:event:0401", "堵了", hat=office.leader, now=NOW)


def test_no_class_that_points_at_people_is_ever_offered_for_an_alarm(office: Office) -> None:
    Category.objects.filter(key=FLOODED).update(matter_only=True)
    with writing():
        rules_changed()
    install()
    taken(raised())

    assert FLOODED not in {one.category for one in becomes(COUNTY, NOW.date())}
    with pytest.raises(Refused, match=r"alarm\.not_its_class"):
        judge_as_case(groups()[0].id, FLOODED, "积水", hat=office.leader, now=NOW)


def test_a_department_sees_the_alarms_of_its_own_things(office: Office) -> None:
    install("W-1", department="water")
    install("W-2", department="parks")
    taken(raised("W-1"), raised("W-2"))

    assert [row.device for row in waiting(office.handler)] == ["W-1"]


def test_a_storm_becomes_one_case_of_its_unit(office: Office) -> None:
    install_many(30)
    taken(*(raised(f"D-{n}") for n in range(30)))
    [storm] = groups()

    receipt = judge_as_case(storm.id, FLOODED, "全街积水", hat=office.leader, now=LATER)

    assert (receipt.unit, receipt.located) == (STREET, "named")
    assert groups() == []


def test_a_list_of_devices_is_taken_row_by_row(office: Office) -> None:
    lon, lat = inside(GRIDS[0])
    rows = [
        HEAD, f"A-1,smoke,一号楼,{lon},{lat},,water,,,60", f"A-1,smoke,一号楼,{lon},{lat},,,,,60",
        "A 2,smoke,二号楼,,,,,,,60", f"A-3,camera,三号楼,{lon},{lat},,,,,60", "A-4,smoke,四号楼,10,10,,,,,60",
        f"A-5,smoke,五号楼,{lon},{lat},,nobody,,,60", f"A-6,smoke,六号楼,{lon},{lat},,,high,,60",
        f"A-7,smoke,七号楼,{lon},{lat},,,,,0", f"A-8,smoke,八号楼,,,{GRIDS[1]},,,,60", "A-9,smoke,九号楼,,,,,,,60",
    ]  # fmt: skip

    done = import_devices(COUNTY, rows, now=NOW)

    assert (done.new, sorted(Device.objects.values_list("code", flat=True))) == (2, ["A-1", "A-8"])
    assert [(fault.code, fault.facts["row"]) for fault in done.faults] == [
        ("alarm.row_twice", 3), ("alarm.bad_row", 4), ("alarm.bad_row", 5), ("alarm.row_elsewhere", 6),
        ("alarm.bad_row", 7), ("alarm.bad_row", 8), ("alarm.bad_row", 9), ("alarm.bad_row", 11),
    ]  # fmt: skip
    assert import_devices(COUNTY, [rows[0], rows[1]], now=NOW).unchanged == 1
    with pytest.raises(Refused, match=r"alarm\.column_unknown"):
        import_devices(COUNTY, [f"{HEAD},resident", rows[1]], now=NOW)
    with pytest.raises(Refused, match=r"alarm\.column_missing"):
        import_devices(COUNTY, ["code,kind"], now=NOW)


def test_who_minds_devices_brings_in_and_moves_only_what_stands_in_their_own_unit(office: Office) -> None:
    guard = make_hat("guard", PostKind.DUTY_OFFICER, COMMUNITIES[1])
    install("A-1", grid=GRIDS[0])
    (here, there) = (",".join(map(str, inside(grid))) for grid in (GRIDS[3], GRIDS[0]))
    rows = [
        HEAD, f"A-1,smoke,搬走,{here},,,,,60", f"B-1,smoke,别处,{there},,,,,60", f"B-2,smoke,自己,{here},,,,,60",
    ]  # fmt: skip

    done = import_devices(COUNTY, rows, hat=guard, now=NOW)

    assert (done.new, done.changed) == (1, 0)
    assert [(fault.code, fault.facts["row"]) for fault in done.faults] == [
        ("alarm.row_elsewhere", 2), ("alarm.row_elsewhere", 3),
    ]  # fmt: skip
    assert Device.objects.get(code="A-1").unit == GRIDS[0]
    assert import_devices(COUNTY, rows[:2], hat=office.administrator, now=NOW).changed == 1


def test_what_was_judged_last_stands_first_however_old_the_alarm(office: Office) -> None:
    install("W-1")
    install("W-2", kind="tilt")
    taken(raised("W-1"))
    taken(raised("W-2", after=60), raised("W-2", 2, after=61), now=LATER)
    old, young = groups()
    judge_as_nothing(young.id, "test", "", hat=office.leader, now=LATER)
    judge_as_nothing(old.id, "test", "", hat=office.leader, now=LATER + timedelta(minutes=1))

    assert [row.group.id for row in judged(office.leader)] == [old.id, young.id]


def test_the_page_shows_what_waits_and_is_judged_on_the_spot(office: Office) -> None:
    install()
    taken(raised())
    [row] = groups()
    client = client_of(office.leader)

    page = client.get("/alarms/").content.decode()
    done = client.post(
        f"/alarms/{row.id.hex}/judge",
        {"verdict": "case", "category": FLOODED, "words": "积水"},
        headers={"HX-Request": "true"},
    )

    assert "花园路涵洞" in page
    assert done.status_code == 200
    assert "花园路涵洞" not in done.content.decode()
    assert Case.objects.count() == 1
    shown = client.get(f"/alarms/{row.id.hex}/").content.decode()
    assert "W-1" in shown
    assert "花园路涵洞" in client.get("/alarms/?show=judged").content.decode()


def test_a_refused_judgement_keeps_what_was_typed(office: Office) -> None:
    install()
    taken(raised())
    [row] = groups()

    answer = client_of(office.leader).post(
        f"/alarms/{row.id.hex}/judge", {"verdict": "nothing", "reason": "", "words": "我已看过"}
    )

    assert answer.status_code == 422
    assert "我已看过" in answer.content.decode()


def test_a_groups_messages_are_all_reachable_page_by_page(office: Office) -> None:
    install()
    taken(*(raised(number=n, after=n / 10) for n in range(250)))
    [row] = groups()
    client, url, seen = client_of(office.leader), f"/alarms/{row.id.hex}/", 0

    while url:
        page = client.get(url)
        seen += len(page.context["messages"])
        url = f"/alarms/{row.id.hex}/{page.context['after_url']}" if page.context["after_url"] else ""

    assert seen == 250 == Group.objects.get().count


def test_what_was_set_aside_stands_on_a_page_until_somebody_puts_it_away(office: Office) -> None:
    taken(raised("X-1"), raised("X-1", 2))
    client = client_of(office.leader)

    page = client.get("/alarms/aside/")
    line = page.context["rows"][0]["row"]
    with pytest.raises(Refused, match=r"alarm\.not_minding"):
        put_away(line.id, "看过", hat=office.worker, now=NOW)
    client.post(f"/alarms/aside/{line.id.hex}", {"reason": "厂家调试"})

    assert (line.count, line.device) == (2, "X-1")
    assert client.get("/alarms/aside/").context["n"] == 0
    assert client_of(office.worker).get("/alarms/aside/").status_code == 403


def test_the_register_is_a_page_and_takes_a_list(office: Office) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    lon, lat = inside(GRIDS[0])
    file = SimpleUploadedFile("d.csv", f"{HEAD}\nA-1,smoke,一号楼,{lon},{lat},,water,,,60\nbad\n".encode())

    page = client_of(office.leader).post("/alarms/devices/", {"file": file})

    assert (page.status_code, page.context["taken"]["new"], page.context["taken"]["n_faults"]) == (200, 1, 1)
    assert "一号楼" in page.content.decode()
    assert client_of(office.worker).post("/alarms/devices/", {}).status_code == 403


def test_others_see_a_group_by_the_seam_with_its_place_and_count(office: Office) -> None:
    install()
    taken(raised())

    [seen] = open_groups(COUNTY, GRIDS[0])

    lon, lat = inside(GRIDS[0])
    assert (round(seen.lon or 0, 6), round(seen.lat or 0, 6), seen.count) == (round(lon, 6), round(lat, 6), 1)
    assert open_groups(COUNTY, GRIDS[3]) == []


def test_whom_to_call_at_once_about_smoke_stands_above_the_judgement(office: Office) -> None:
    install("S-1", "smoke")
    install("W-1")
    taken(raised("S-1"), raised("W-1"))
    client = client_of(office.leader)

    listed = client.get("/alarms/").content.decode()
    [smoke] = [row for row in groups() if row.kind == "smoke"]
    [water] = [row for row in groups() if row.kind == "water_level"]

    assert listed.count('href="tel:119"') == 1
    assert 'href="tel:119"' in client.get(f"/alarms/{smoke.id.hex}/").content.decode()
    assert "tel:" not in client.get(f"/alarms/{water.id.hex}/").content.decode()
