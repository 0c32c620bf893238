"""What the phone holds: every part, only what is new, only this post's scope, never what points at people."""

import gzip
import json
from datetime import timedelta
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
import shapely
from django.test import Client

from tests.builders import (
    COVER,
    GRIDS,
    NOW,
    SINCE,
    STREET,
    Office,
    a_report,
    inside,
    make_hat,
)
from tests.field.phones import Phone
from wangge.cases.services.intake import report_case
from wangge.field.queries.bundle import PARTS, bundle
from wangge.people.hats import Hat
from wangge.people.services.phones import set_duty_phones
from wangge.rules.geometry.locating import Locator
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind
from wangge.territory.reading import Source, SourceUnit
from wangge.territory.services.drafts import PlanWish
from wangge.territory.services.importing import import_units
from wangge.territory.services.publishing import publish_plan

pytestmark = pytest.mark.django_db
BUDGET = 150_000  # bytes, compressed (issue: a street of 170 grids)


def held(hat: Hat, have: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """The parts that a phone of this hat gets, by name."""
    return dict(bundle(hat, have or {}, now=changes.get("now", NOW))["parts"])


def data(hat: Hat, part: str, **changes: Any) -> Any:
    return held(hat, **changes)[part]["data"]


def test_a_phone_gets_every_part_and_then_only_what_is_new(office: Office) -> None:
    first = held(office.worker)
    have = {name: part["etag"] for name, part in first.items()}

    again = held(office.worker, have)
    report_case(office.worker, a_report(), now=NOW)
    later = held(office.worker, have)

    assert set(first) == set(PARTS)
    assert again == {}
    assert set(later) == {"kinds", "near", "cases"}  # it is recent, it lies near, and it is mine


def test_the_address_reads_etags_and_answers_nobody_else(office: Office) -> None:
    phone = Phone("worker")
    whole = phone.client.get("/field/bundle").json()
    have = ",".join(f"{name}:{part['etag']}" for name, part in whole["parts"].items())

    rest = phone.client.get("/field/bundle", {"have": have}).json()
    spoilt = phone.client.get("/field/bundle", {"have": "grids,x:y,,kinds:0"}).json()

    assert (whole["protocol"], whole["position"]) == (1, rest["position"])
    assert rest["parts"] == {}
    assert set(spoilt["parts"]) == set(whole["parts"])
    assert Client().get("/field/bundle").status_code == 401


def test_another_language_and_another_post_have_other_etags(office: Office) -> None:
    phone = Phone("worker")
    chinese = phone.client.get("/field/bundle").json()["parts"]
    phone.client.cookies["django_language"] = "en"

    english = phone.client.get("/field/bundle").json()["parts"]

    assert {name for name in chinese if chinese[name]["etag"] == english[name]["etag"]} == set()
    titles = [parts["duty"]["data"]["posts"][0]["title"] for parts in (chinese, english)]
    assert titles == ["网格员", "Grid worker"]
    assert held(office.worker)["duty"]["etag"] != held(office.neighbour)["duty"]["etag"]


def test_a_grid_worker_holds_the_outlines_of_the_community_and_the_way_up(office: Office) -> None:
    units = {unit["code"]: unit for unit in data(office.worker, "grids")["units"]}

    assert set(units) == {"410105", STREET, "410105002001", GRIDS[0], GRIDS[1]}
    assert [code for code, unit in units.items() if unit["mine"]] == [GRIDS[0]]
    assert [code for code, unit in units.items() if not unit["rings"]] == ["410105", STREET]
    assert units[GRIDS[0]]["parent"] == "410105002001"
    assert units[GRIDS[0]]["level"] == 5


def test_outlines_unpacked_on_the_phone_are_those_of_the_plan(office: Office) -> None:
    part = data(office.dispatcher, "grids")

    unpacked = {unit["code"]: _polygon(unit, part) for unit in part["units"] if unit["rings"]}

    for grid in GRIDS:
        assert shapely.contains_xy(unpacked[grid], *inside(grid))
        assert unpacked[grid].area == pytest.approx(0.01 * 0.01, rel=1e-3)
    assert unpacked[GRIDS[0]].intersection(unpacked[GRIDS[1]]).area < 1e-12


def test_a_street_of_170_grids_fits_the_budget_and_verdicts_are_the_plans(office: Office) -> None:
    hat, outlines = crooked_street()

    whole = bundle(hat, {}, now=NOW)
    part = whole["parts"]["grids"]["data"]

    packed = gzip.compress(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode())
    assert len(packed) < BUDGET
    held_grids = {unit["code"]: _polygon(unit, part) for unit in part["units"] if unit["level"] == Level.GRID}
    assert len(held_grids) == len(outlines) == 170
    phone = Locator(list(held_grids), np.array(list(held_grids.values())))
    plan = Locator(list(outlines), np.array(list(outlines.values())))
    rng = np.random.default_rng(4)
    points = rng.uniform((113.6, 34.7), (113.7, 34.8), (400, 2))
    told = [(phone.place(lon, lat, 10), plan.place(lon, lat, 10)) for lon, lat in points]
    assert sum(one != other for one, other in told) <= 8  # a metre at the very edge of the circle


def test_kinds_are_those_open_today_with_words_and_what_the_post_may_do(office: Office) -> None:
    report_case(office.worker, a_report(), now=NOW)

    worker, handler = data(office.worker, "kinds"), data(office.handler, "kinds")

    cover = next(kind for kind in worker["kinds"] if kind["key"] == COVER)
    assert cover["in_public"]
    assert cover["call"] == []
    gas = next(kind for kind in worker["kinds"] if kind["key"] == "CJ/T 214-2007:event:0403")
    assert [one["number"] for one in gas["call"]] == ["119"]
    assert data(office.worker, "routes")["limits"][COVER]
    assert worker["recent"] == worker["frequent"] == [COVER]
    assert ["井盖", COVER, 1.0] in worker["words"] or any(
        term in cover["name"] for term, key, _ in worker["words"] if key == COVER
    )
    assert worker["may"] == {"report": True, "solve": True}
    assert handler["may"] == {"report": False, "solve": False}
    assert handler["recent"] == []


def test_kinds_that_point_at_people_have_no_words_and_are_never_near(office: Office) -> None:
    kinds = data(office.worker, "kinds")
    sealed = {kind["key"] for kind in kinds["kinds"] if kind["matter_only"]}

    report_case(office.worker, a_report(category=min(sealed), words="两家争吵", place=""), now=NOW)

    assert sealed
    assert sealed.isdisjoint(key for _, key, _ in kinds["words"])
    assert data(office.worker, "near") == []
    card = data(office.worker, "cases")[0]
    assert (card["lon"], card["lat"], card["photos"], card["unit"]) == (None, None, [], "410105002001")


def test_near_holds_the_community_and_words_only_of_what_the_post_may_see(office: Office) -> None:
    own = report_case(office.worker, a_report(GRIDS[0], words="我这里的井盖"), now=NOW).case_id
    beside = make_hat("beside", PostKind.GRID_WORKER, GRIDS[1])
    other = report_case(beside, a_report(GRIDS[1], words="隔壁的井盖"), now=NOW).case_id
    far = report_case(office.neighbour, a_report(GRIDS[3]), now=NOW).case_id

    rows = {row["id"]: row for row in data(office.worker, "near")}

    assert set(rows) == {str(own), str(other)}
    assert rows[str(own)]["words"] == "我这里的井盖"
    assert (rows[str(other)]["words"], rows[str(other)]["photo"]) == ("", "")
    assert str(far) not in json.dumps(held(office.worker))


def test_near_forgets_what_was_found_long_ago(office: Office) -> None:
    report_case(office.worker, a_report(), now=NOW)

    assert data(office.worker, "near", now=NOW + timedelta(days=119)) != []
    assert data(office.worker, "near", now=NOW + timedelta(days=121)) == []


def test_routes_are_those_of_the_scope_in_their_order(office: Office) -> None:
    part = data(office.worker, "routes")

    assert [(row["order"], row["category"], row["department"]) for row in part["rows"]] == [
        (1, "CJ/T 214-2007:part:01*", "water"), (2, "*", "parks"),
    ]  # fmt: skip
    assert part["departments"]["water"] == {"name": "水务局", "phone": ""}
    assert part["limits"][COVER]


def test_the_duty_card_names_posts_and_published_numbers_and_no_person(office: Office) -> None:
    make_hat("beside", PostKind.GRID_WORKER, GRIDS[1])
    set_duty_phones(office.worker.county, [
        "unit,department,number,from,source", f"{STREET},,0371-0000-0100,2020-01-01,公示牌",
        ",water,0371-0000-0200,2020-01-01,公示牌",
    ])  # fmt: skip

    part = data(office.worker, "duty")

    assert [post["unit_name"] for post in part["posts"]] == ["第1网格"]
    assert {row["name"]: row["phone"] for row in part["departments"]} == {
        "水务局": "0371-0000-0200",
        "园林局": "",
    }
    assert {row["phone"] for row in part["next"]} == {"0371-0000-0100"}
    assert {row["unit"]: row["post"] for row in part["next"]} == {
        GRIDS[1]: "网格员",
        GRIDS[2]: "",
        GRIDS[3]: "网格员",
    }
    assert "Beside" not in json.dumps(part)


def test_no_part_carries_anothers_name_login_or_account(office: Office) -> None:
    report_case(office.worker, a_report(), now=NOW)
    for hat in (office.worker, office.dispatcher, office.leader, office.checker, office.administrator):
        said = json.dumps(held(hat), ensure_ascii=False)
        people = [getattr(office, name) for name in Office.__slots__]

        found = [
            one.login
            for one in people
            for word in (one.name, str(one.account_id), one.account_id.hex)
            if word in said
        ]

        assert found == []


def _polygon(unit: dict[str, Any], part: dict[str, Any]) -> shapely.Geometry:
    rings = []
    for ring in unit["rings"]:
        steps = np.cumsum(np.array(ring).reshape(-1, 2), axis=0)
        rings.append(shapely.Polygon(steps * part["step"] + np.array(part["zero"])))
    return rings[0]


def crooked_street() -> tuple[Hat, dict[str, shapely.Geometry]]:
    """Publish a street of 170 grids with borders of 60 vertices a side, and appoint its dispatcher."""
    across, down = 17, 10
    rng = np.random.default_rng(170)
    corners = {(x, y): np.array([113.6 + x * 0.006, 34.7 + y * 0.01]) + rng.uniform(-0.001, 0.001, 2)
               for x, y in product(range(across + 1), range(down + 1))}  # fmt: skip
    sides: dict[tuple[Any, Any], np.ndarray] = {}

    def side(one: tuple[int, int], other: tuple[int, int]) -> np.ndarray:
        if (other, one) in sides:
            return sides[other, one][::-1]
        if (one, other) not in sides:
            line = np.linspace(corners[one], corners[other], 60)
            line[1:-1] += rng.uniform(-4e-5, 4e-5, (58, 2))
            sides[one, other] = line
        return sides[one, other]

    outlines = {}
    for x, y in product(range(across), range(down)):
        way = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
        ring = np.vstack([side(one, other)[:-1] for one, other in pairwise(way)])
        outlines[f"410106001{1 + y:03d}{1 + x:03d}"] = shapely.Polygon(ring)
    wish = PlanWish("crooked", code_scheme="gb", county_name="二七区")
    communities = {code[:12] for code in outlines}
    levels = [
        (Level.STREET, {"410106001": shapely.union_all(list(outlines.values()))}),
        (Level.COMMUNITY, {one: shapely.union_all([o for code, o in outlines.items() if code.startswith(one)])
                           for one in sorted(communities)}),
        (Level.GRID, outlines),
    ]  # fmt: skip
    for level, drawn in levels:
        units = [SourceUnit(row, code, f"单元{row}", "") for row, code in enumerate(drawn, 1)]
        source = Source(units, np.array(list(drawn.values()), dtype=object), "EPSG:4326")
        import_units(source, wish, level, code_field="code", now=NOW)
    publish_plan("crooked", SINCE, now=NOW)
    return _office_of_it(), outlines


def _office_of_it() -> Hat:
    from wangge.cases.services.reference import set_up_county
    from wangge.people.queries import hats
    from wangge.people.services.accounts import create_account
    from wangge.people.services.calendars import set_office_hours
    from wangge.people.services.posts import appoint

    county = "410106"
    set_office_hours(
        county=county, calendar="cn", zone="Asia/Shanghai", hours="08:00-12:00", from_on=SINCE, source="test"
    )
    set_up_county(county, zh="二七区", en="Erqi", schemes=["CJ/T 214-2007", "zz-ledger"])
    account = create_account(county=county, login="far", name="Far", password="")
    appoint(
        county=county, account=account, kind=PostKind.DISPATCHER, unit="410106001", from_on=SINCE, now=NOW
    )
    return hats(account, on=NOW.date())[0]
