"""Does `wangge routing check` list every category and grid without an owner, and every row that never decides?"""

import json
from datetime import date

import pytest

from tests.builders import COMMUNITIES, COUNTY, GRIDS, make_office
from wangge.cases.queries.desk import desk
from wangge.cases.services.reference import set_routes
from wangge.config.cli import main
from wangge.rules.routing import Route

pytestmark = pytest.mark.django_db
PARTS = "CJ/T 214-2007:part:*"


def checked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, str]]]:
    status = main(["routing", "check", "--county", COUNTY, "--json", *words])
    return status, json.loads(capsys.readouterr().out)["faults"]


def test_rows_that_cover_everything_pass(capsys: pytest.CaptureFixture[str]) -> None:
    make_office()

    assert checked(capsys) == (0, [])


def test_every_category_at_every_grid_without_an_owner_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    make_office()
    set_routes(
        COUNTY, [Route("", 1, PARTS, "", "water"), Route("", 2, "*", COMMUNITIES[0], "parks")], source="test"
    )

    status, faults = checked(capsys)

    events = [key for key in desk(COUNTY).categories if not key.startswith(PARTS[:-1])]
    assert status == 1
    assert {(one["kind"], one["category"], one["unit"]) for one in faults} == {
        ("unrouted", key, grid) for key in events for grid in GRIDS[2:]
    }


def test_a_hole_is_told_by_the_widest_unit_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    make_office()
    set_routes(
        COUNTY, [Route("", 1, PARTS, "", "water"), Route("", 2, "*", COMMUNITIES[0], "parks")], source="test"
    )

    main(["routing", "check", "--county", COUNTY, "--on", "2024-03-05"])

    head, *holes = capsys.readouterr().out.splitlines()
    events = [key for key in desk(COUNTY).categories if not key.startswith(PARTS[:-1])]
    assert head.endswith(f"categories x 4 grids, {len(events) * 2} faults")
    assert holes == [f"  unrouted from 2024-03-05: {key} at {COMMUNITIES[1]}" for key in events]


def test_a_row_in_the_shadow_one_that_sends_to_nobody_and_one_that_ends_are_listed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_office()
    rows = [
        Route("", 1, PARTS, "", "water"), Route("", 2, "CJ/T 214-2007:part:0101", "", "parks"),
        Route("", 3, "zz-ledger:*", "", "nobody"), Route("", 4, "*", "", "parks", until_on=date(2024, 9, 1)),
    ]  # fmt: skip
    set_routes(COUNTY, rows, source="test")

    _, faults = checked(capsys, "--on", "2024-03-05")

    told = {(one["kind"], one["from_on"]) for one in faults}
    assert told == {
        ("never_matches", "2024-03-05"),
        ("unknown_department", "2024-03-05"),
        ("unrouted", "2024-09-01"),
    }
