"""What a look for hot spots reads, keeps and shows; people in matters are in none."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

import pytest
from django.test import Client

from tests.builders import COUNTY, COVER, GRIDS, NOW, PASSWORD, Office, make_hat, make_office
from tests.pasts import a_past
from wangge.analysis.models import HotSpot, HotSpotLook
from wangge.analysis.queries.hotspots import look_of, looks, setting_on, spots_of
from wangge.analysis.queries.recurring import rules_on
from wangge.analysis.services.hotspots import begin_look, keep_look, look_nightly, set_hotspots
from wangge.cases.models import Case
from wangge.cases.queries.desk import desk
from wangge.cases.services.history import HistoricCase, take_in_history
from wangge.config.cli import main
from wangge.foundation.history import events_of
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.hotspots import Setting
from wangge.rules.posts import PostKind
from wangge.rules.recurring import Again, PlaceKind

pytestmark = pytest.mark.django_db
ASKED = Setting(spans=(1, 3, 7, 14), baseline_days=100, metres_most=300, least=4, trials=199, per_mille=10)
CROWD = 10


def client_of(hat: Hat) -> Client:
    client = Client()
    client.post("/login/", {"login": hat.login, "password": PASSWORD})
    return client


def around(n: int, lon_e7: int, lat_e7: int, **changes: object) -> list[HistoricCase]:
    """Cases of one spot, found one a day until yesterday."""
    return [
        a_past(f"{lon_e7}-{lat_e7}-{number}-{changes.get('category', '')}", lon_e7=lon_e7, lat_e7=lat_e7,
               reported_at=NOW - timedelta(days=1 + number % 3), closed_at=None, outcome="", **changes)
        for number in range(n)
    ]  # fmt: skip


def usual(n: int = 160) -> list[HistoricCase]:
    """Cases all over the street, a hundred days long, at spots that come again and again."""
    chance = Random(2)
    return [
        a_past(f"usual-{number}", lon_e7=1136820000 + chance.randrange(16) * 11_000,
               lat_e7=347820000 + chance.randrange(16) * 11_000,
               reported_at=NOW - timedelta(days=chance.randrange(1, 100)), closed_at=None, outcome="")
        for number in range(n)
    ]  # fmt: skip


def make_busy_street(more: Sequence[HistoricCase] = ()) -> Office:
    office = make_office(password=PASSWORD)
    take_in_history(COUNTY, [*usual(), *around(CROWD, 1136935000, 347935000, unit=GRIDS[3]), *more], now=NOW)
    set_hotspots(COUNTY, ASKED, source="test")
    return office


def looked(now: datetime = NOW, **how: object) -> HotSpotLook:
    look = begin_look(COUNTY, until=desk(COUNTY).today(now), seed=1, **how)  # type: ignore[arg-type]
    for _ in look.steps:
        pass
    return HotSpotLook.objects.get(pk=keep_look(look, now=now))


def test_a_crowd_is_kept_with_all_that_is_needed_to_find_it_again() -> None:
    make_busy_street()

    look = looked()

    [spot] = HotSpot.objects.filter(look=look.id)
    crowd = Case.objects.filter(lon_e7=1136935000).values_list("id", flat=True)
    assert {case.hex for case in crowd} <= set(spot.cases.split())
    assert (spot.observed, spot.category) == (len(spot.cases.split()), COVER)
    assert spot.expected_milli < 3000
    assert (look.seed, look.trials, look.source, look.counted) == (1, 199, "test", 160 + CROWD)
    assert [event.kind for event in events_of(COUNTY, look.id)] == ["hotspots.looked"]
    again = looked()
    assert HotSpot.objects.get(look=again.id).cases == spot.cases


def test_a_street_without_a_crowd_has_no_hot_spot() -> None:
    make_office()
    take_in_history(COUNTY, usual(), now=NOW)
    set_hotspots(COUNTY, ASKED, source="test")

    look = looked()

    assert not HotSpot.objects.filter(look=look.id).exists()
    assert look_of(COUNTY, look.id).p_strongest > 0.01


def test_matters_that_point_at_people_are_in_no_look() -> None:
    office = make_busy_street()
    sealed = min(desk(COUNTY).matter_only)
    # However such a matter came to have a point: no door of the system gives it one.
    take_in_history(COUNTY, around(CROWD * 2, 1136860000, 347860000, category=COVER, stream="x"), now=NOW)
    Case.objects.filter(stream="x").update(category=sealed)

    look = looked()

    assert look.counted == 160 + CROWD
    assert not HotSpot.objects.filter(category=sealed).exists()
    page = client_of(office.administrator).get("/analysis/hotspots/").content.decode()
    assert desk(COUNTY).categories[sealed].zh not in page


def test_a_case_that_became_a_matter_about_people_is_no_longer_shown() -> None:
    office = make_busy_street()
    look = looked()
    Case.objects.filter(lon_e7=1136935000).update(category=min(desk(COUNTY).matter_only))

    shown = spots_of(office.administrator, look.id)

    assert sum(one.in_sight for one in shown) < CROWD


def test_what_nobody_confirmed_or_located_is_left_out_and_counted_apart() -> None:
    nowhere = [
        a_past(f"none-{number}", unit="", located="ungeocoded", lon_e7=None, lat_e7=None,
               reported_at=NOW - timedelta(days=2), closed_at=None, outcome="")
        for number in range(7)
    ]  # fmt: skip
    border = around(
        CROWD * 2, 1136900000, 347900000, provisional=True, candidates=(GRIDS[3], GRIDS[1]), stream="y"
    )
    make_busy_street([*nowhere, *border])

    look = looked()

    assert (look.counted, look.pointless, look.provisional) == (160 + CROWD, 7, CROWD * 2)
    assert HotSpot.objects.filter(look=look.id).count() == 1


def test_trial_work_refused_reports_and_today_are_in_no_look() -> None:
    make_busy_street()
    crowd = list(Case.objects.filter(lon_e7=1136935000).order_by("id"))
    Case.objects.filter(pk__in=[one.id for one in crowd[:3]]).update(trial=True)
    Case.objects.filter(pk__in=[one.id for one in crowd[3:6]]).update(end="refused")
    Case.objects.filter(pk__in=[one.id for one in crowd[6:]]).update(reported_at=NOW)

    look = looked()

    assert look.counted == 160


def test_each_night_every_county_is_looked_over_once_a_slice_at_a_time() -> None:
    make_busy_street()

    slices = 0
    while not look_nightly(now=NOW, seconds=0):
        slices += 1

    assert slices >= 1
    assert look_nightly(now=NOW, seconds=60) == 0
    assert HotSpotLook.objects.filter(county=COUNTY).count() == 1
    assert look_nightly(now=NOW + timedelta(days=1), seconds=60) == 1


def test_a_county_sets_its_own_look_from_a_day_on_and_says_why() -> None:
    make_office()
    day = NOW.date()
    assert setting_on(COUNTY, day) == (Setting(), "")

    set_hotspots(COUNTY, ASKED, source="test", from_on=day)

    assert setting_on(COUNTY, day) == (ASKED, "test")
    assert setting_on(COUNTY, day - timedelta(days=1)) == (Setting(), "")
    with pytest.raises(Refused) as refused:
        set_hotspots(COUNTY, ASKED, source=" ")
    assert refused.value.code == "hotspots.no_source"


def test_a_hot_spot_opens_exactly_its_cases() -> None:
    office = make_busy_street()
    look = looked()
    client = client_of(office.administrator)

    page = client.get("/analysis/hotspots/").content.decode()

    [(address, n)] = re.findall(r'href="(/analysis/hotspots/[0-9a-f]{32}/)">(\d+)<', page)
    opened = client.get(address)
    listed = {row.id.hex for row, _url in opened.context["rows"]}
    assert listed == set(HotSpot.objects.get(look=look.id).cases.split())
    assert len(listed) == int(n)
    drawn = client.get(f"/analysis/hotspots/areas?look={look.id.hex}").json()
    assert [one["properties"]["id"] for one in drawn["features"]] == [address.split("/")[-2]]


def test_who_sees_none_of_its_cases_does_not_see_the_hot_spot() -> None:
    office = make_busy_street()
    looked()
    spot = HotSpot.objects.get()
    elsewhere = make_hat("elsewhere", PostKind.GRID_WORKER, GRIDS[1], password=PASSWORD)
    deputy = make_hat("deputy", PostKind.DEPUTY, COUNTY, password=PASSWORD)

    for hat in (elsewhere, deputy):
        client = client_of(hat)
        assert client.get("/analysis/hotspots/").context["spots"] == []
        assert client.get(f"/analysis/hotspots/{spot.id.hex}/").status_code == 404
    assert client_of(office.neighbour).get(f"/analysis/hotspots/{spot.id.hex}/").status_code == 200


def test_before_the_first_look_the_page_says_so() -> None:
    office = make_office(password=PASSWORD)

    answer = client_of(office.leader).get("/analysis/hotspots/")

    assert answer.status_code == 200
    assert answer.context["look"] is None


def test_the_command_looks_at_once_and_tells_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    make_busy_street()

    status = main(["analysis", "hotspots", "--until", f"{NOW:%Y-%m-%d}", "--seed", "1", "--json"])

    assert status == 0
    told = capsys.readouterr().out
    assert '"hot_spots": 1' in told
    assert '"seed": 1' in told
    assert [one.seed for one in looks(COUNTY)] == [1]


def test_the_map_of_a_hot_spot_draws_exactly_its_cases() -> None:
    client = client_of(make_busy_street().administrator)
    looked()
    spot = HotSpot.objects.get()

    things = client.get(f"/analysis/hotspots/{spot.id.hex}/cases").json()["things"]

    assert len(things) == spot.observed
    assert {one["url"].rstrip("/").rpartition("/")[2] for one in things} == set(spot.cases.split())


def test_the_file_of_a_look_says_all_that_is_needed_to_judge_it() -> None:
    client = client_of(make_busy_street().administrator)
    look, spot = looked(), HotSpot.objects.get()

    content = client.get(f"/analysis/hotspots.csv?look={look.id.hex}").content.decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(content, newline="")))
    facts = dict(row for row in rows[: rows.index([])])
    assert (facts["随机种子"], facts["随机重排次数"], facts["规则来源"]) == ("1", "199", "test")
    [found] = [row for row in rows if len(row) > 8 and row[8].endswith(f"/analysis/hotspots/{spot.id.hex}/")]
    assert int(found[3]) == spot.observed
    assert client.get(f"/analysis/hotspots.xlsx?look={look.id.hex}").status_code == 200


def test_the_landing_page_and_the_figures_lead_to_it() -> None:
    client = client_of(make_busy_street().administrator)
    looked()

    assert 'href="/analysis/hotspots/">1<' in client.get("/analysis/").content.decode()
    assert 'href="/analysis/"' in client.get("/cases/figures/").content.decode()


def test_a_county_sets_its_rules_by_command(capsys: pytest.CaptureFixture[str]) -> None:
    make_office()
    rule = [
        "analysis",
        "hotspot-rule",
        "--county",
        COUNTY,
        "--source",
        "街道办 2024 第 3 号",
        "--from",
        "2024-03-01",
    ]

    done = main([*rule, "--spans", "2,5", "--least", "5"])
    wrong = main([*rule, "--spans", "5,two"])
    again = main(
        ["analysis", "recurring-rule", "--county", COUNTY, "--source", "x", "--place", "grid", "--times", "5"]
    )

    assert (done, wrong, again) == (0, 2, 0)
    setting, source = setting_on(COUNTY, NOW.date())
    assert (setting.spans, setting.least, source) == ((2, 5), 5, "街道办 2024 第 3 号")
    assert rules_on(COUNTY, NOW.date())[PlaceKind.GRID] == Again(5, 30, 180)
    assert "hotspots.setting" in capsys.readouterr().err
