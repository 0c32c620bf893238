"""Does a county load its routing, powers and samples whole or not at all, each bad row named?"""

from pathlib import Path

import pytest

from tests.builders import COUNTY, COVER, GRIDS, NOW, a_report, make_office
from tests.cases.walking import Walk
from wangge.cases.models import PowerRow, RoutingRow, SampleRow
from wangge.cases.queries.desk import desk
from wangge.cases.services.intake import report_case
from wangge.config.cli import main

pytestmark = pytest.mark.django_db


def load(table: str, text: str, tmp_path: Path) -> int:
    file = tmp_path / f"{table}.csv"
    file.write_text(text, encoding="utf-8")
    return main(["rules", "load", table, str(file), "--county", COUNTY])


def test_a_table_of_routing_takes_the_place_of_the_one_before_and_rulings_stay(tmp_path: Path) -> None:
    office = make_office()
    walk = Walk(office).to("handling")
    walk.act("return")
    walk.act("deny_return")
    walk.act("return_again")
    walk.act("rule", department="parks")

    status = load("routing", f"category,unit,department\n{COVER},{GRIDS[3]},parks\n*,,water\n", tmp_path)

    assert status == 0
    assert RoutingRow.objects.filter(ruling__isnull=False).count() == 1
    assert report_case(office.neighbour, a_report(GRIDS[3]), now=NOW).department == "parks"
    assert report_case(office.worker, a_report(GRIDS[1]), now=NOW).department == "water"
    assert report_case(office.worker, a_report(GRIDS[0]), now=NOW).department == "parks", "as ruled"


def test_powers_and_samples_are_loaded_with_their_source(tmp_path: Path) -> None:
    make_office()

    assert load("powers", f"category,level,power,source\n{COVER},grid,send_up,赋权清单第3条\n", tmp_path) == 0
    assert load("samples", "category,per_mille\n*,50\n", tmp_path) == 0

    assert PowerRow.objects.get().source == "赋权清单第3条"
    assert SampleRow.objects.get().per_mille == 50
    assert desk(COUNTY).powers.rules[0].category == COVER


BAD = {
    "rules.column_missing": ("routing", "category,unit\n*,\n"),
    "rules.cell_empty": ("routing", "category,unit,department\n*,,\n"),
    "rules.unknown_category": ("routing", "category,unit,department\nnothing,,water\n"),
    "rules.unknown_department": ("routing", "category,unit,department\n*,,nobody\n"),
    "rules.unknown_unit": ("routing", "category,unit,department\n*,nowhere,water\n"),
    "rules.unknown_word": ("powers", "category,level,power,source\n*,village,settle,x\n"),
    "rules.table_empty": ("samples", "category,per_mille\n"),
}


@pytest.mark.parametrize("code", BAD)
def test_a_bad_row_is_named_and_nothing_is_loaded(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_office()
    before = RoutingRow.objects.count()
    table, text = BAD[code]

    status = load(table, text, tmp_path)

    assert status == 1
    assert code in capsys.readouterr().err
    assert (RoutingRow.objects.count(), PowerRow.objects.count(), SampleRow.objects.count()) == (before, 0, 0)


def test_a_county_chooses_a_loop_by_command_and_only_a_published_one(tmp_path: Path) -> None:
    make_office()

    assert main(["workflow", "choose", "zhengzhou-1", "--county", COUNTY, "--from", "2024-01-01"]) == 0
    assert main(["workflow", "choose", "zhengzhou-9", "--county", COUNTY]) == 2
    assert main(["workflow", "draw", "zhengzhou-1", "--out", str(tmp_path / "no" / "x.svg")]) == 2
    assert desk(COUNTY).workflow_on(NOW.date()).preset == "zhengzhou"
