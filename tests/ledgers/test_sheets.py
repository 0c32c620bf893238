"""One record feeds every form: sheets say what the figures say, and no more than the hat may see."""

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.builders import COMMUNITIES, COUNTY, GRIDS, NOW, Office, a_report, make_office
from wangge.cases.queries.figures import KIND, UNIT, Slice, read_counts
from wangge.cases.queries.page import dossier
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import report_case
from wangge.cases.services.moving import move_case
from wangge.foundation.ids import uuid7
from wangge.foundation.sequencing import sequence
from wangge.ledgers.queries.sheets import SheetFile, sheet_file, sheet_record
from wangge.ledgers.queries.wishes import Wish
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.periods import Period
from wangge.rules.sheets import Area, Sheet

pytestmark = pytest.mark.django_db
RUBBISH, DISPUTE, LANE = "zz-ledger:event:0801", "zz-ledger:event:0501", "zz-ledger:event:0401"
MONTH, WEEK = Period("2024-03"), Period("2024-W10")
LATER = NOW + timedelta(days=1)


@pytest.fixture
def office() -> Office:
    office = make_office()
    for number, (kind, grid) in enumerate(
        [(RUBBISH, GRIDS[0]), (RUBBISH, GRIDS[3]), (LANE, GRIDS[0]), (DISPUTE, GRIDS[0])]
    ):
        at = NOW + timedelta(minutes=number)
        report = a_report(
            grid, id=uuid7(at), at=at, category=kind, words=f"第{number}件的情况", place=f"第{number}处"
        )
        report_case(office.worker if grid == GRIDS[0] else office.neighbour, report, now=at)
    sequence(COUNTY)
    return office


def sheet(hat: Hat, wish: Wish) -> Any:
    record, _ = sheet_record(hat, wish, now=LATER)
    return record


def handled_case(office: Office) -> UUID:
    case_id = report_case(office.worker, a_report(words="井盖坏了"), now=NOW).case_id
    for hours, (act, hat, brought) in enumerate([
        ("file", office.leader, Brought()), ("dispatch", office.dispatcher, Brought(department="water")),
        ("sign", office.handler, Brought()), ("feed_back", office.handler, Brought(words="已更换井盖")),
        ("pass", office.worker, Brought()), ("close", office.leader, Brought()),
    ], 1):  # fmt: skip
        move_case(case_id, act, hat=hat, now=NOW + timedelta(hours=hours), brought=brought)
    return case_id


def test_a_ledger_holds_the_matters_of_its_area_and_no_others(office: Office) -> None:
    record = sheet(office.overseer, Wish(Sheet.LEDGER, period=MONTH, area=Area.CITY))

    assert record["area"] == "城市管理提升"
    assert [row["words"] for row in record["rows"]] == ["第1件的情况", "第0件的情况"]
    assert record["n"] == 2


def test_the_seven_ledgers_are_those_of_the_standard(office: Office) -> None:
    names = [sheet(office.overseer, Wish(Sheet.LEDGER, area=area))["area"] for area in Area]

    # standards.md 4.2; the catalogue writes 基层组织 as the article does.
    assert names == ["非法生产", "非法经营", "非法建设", "安全生产", "信访稳定", "基层组织", "城市管理提升"]


def test_the_monthly_table_has_twenty_kinds_and_the_numbers_of_the_figures_page(office: Office) -> None:
    sequence(COUNTY)
    counts = read_counts(COUNTY, [Slice(tuple(Figure), (COMMUNITIES[0],), None, MONTH, KIND)])

    record = sheet(office.administrator, Wish(Sheet.MONTHLY, unit=COMMUNITIES[0], period=MONTH))

    assert len(record["rows"]) == 20
    by_name = {row["kind"]: row for row in record["rows"]}
    for kind, name in ((RUBBISH, "暴露垃圾"), (LANE, "消防通道堵塞"), (DISPUTE, "物业服务矛盾")):
        for figure in ("found", "solved", "on_time", "overdue", "open"):
            assert by_name[name][figure] == counts.n(0, Figure(figure), kind)
    assert record["found"] == 3
    assert record["position"] == counts.as_of


def test_the_rows_of_the_ledgers_are_as_many_as_the_figures_count(office: Office) -> None:
    sequence(COUNTY)
    whole = read_counts(COUNTY, [Slice((Figure.FOUND,), (COUNTY,), "", MONTH, UNIT)]).total(0, Figure.FOUND)

    rows = sum(sheet(office.administrator, Wish(Sheet.LEDGER, period=MONTH, area=area))["n"] for area in Area)

    assert rows == whole == 4


def test_the_weekly_sheet_adds_up_by_day_and_by_kind(office: Office) -> None:
    handled_case(office)

    record = sheet(office.overseer, Wish(Sheet.WEEKLY, period=WEEK))

    assert (record["first_day"], record["last_day"]) == ("2024-03-04", "2024-03-10")
    assert record["found"] == sum(day["found"] for day in record["days"]) == 5
    assert record["found"] == sum(kind["found"] for kind in record["kinds"])
    assert record["solved"] == sum(day["solved"] for day in record["days"]) == 1


def test_a_matter_that_points_at_people_stands_without_words_place_and_grid(office: Office) -> None:
    [row] = sheet(office.overseer, Wish(Sheet.LEDGER, area=Area.PETITIONS))["rows"]

    assert (row["words"], row["place"], row["grid"]) == ("", "", "")
    assert row["community"] == "第一社区"


@pytest.mark.parametrize("kind", [Sheet.REPLY, Sheet.CASE_FILE])
def test_the_paper_of_a_matter_that_points_at_people_tells_no_place_below_its_community(
    office: Office, kind: Sheet
) -> None:
    case_id = report_case(office.worker, a_report(category=DISPUTE, place="三号楼"), now=NOW).case_id

    record = sheet(office.overseer, Wish(kind, case_id=case_id))

    assert (record["place"], record["grid"], record["community"]) == ("", "", "第一社区")
    assert "网格" not in record["unit"]
    assert not record.get("photos")


def test_a_hat_exports_no_more_than_it_sees(office: Office) -> None:
    own = sheet(office.worker, Wish(Sheet.LEDGER, area=Area.CITY))

    assert [row["words"] for row in own["rows"]] == ["第0件的情况"]
    with pytest.raises(Refused, match=r"case\.unknown_unit"):
        sheet(office.worker, Wish(Sheet.MONTHLY, unit=GRIDS[3], period=MONTH))
    with pytest.raises(Refused, match=r"case\.unknown_unit"):
        sheet(office.worker, Wish(Sheet.MONTHLY, unit=COUNTY, period=MONTH))


def test_a_matter_out_of_sight_is_refused_as_if_it_were_not_there(office: Office) -> None:
    case_id = handled_case(office)

    for kind in (Sheet.REPLY, Sheet.CASE_FILE):
        with pytest.raises(Refused, match=r"row\.unknown"):
            sheet(office.stranger, Wish(kind, case_id=case_id))


def test_the_handling_unit_learns_neither_reporter_nor_checker_from_paper(office: Office) -> None:
    case_id = handled_case(office)

    for_unit = sheet(office.handler, Wish(Sheet.CASE_FILE, case_id=case_id))
    for_desk = sheet(office.overseer, Wish(Sheet.CASE_FILE, case_id=case_id))

    posts = {row["act"]: row["post"] for row in for_unit["timeline"]}
    assert (posts["上报"], posts["核查通过"]) == ("", "")
    assert "承办人员" in posts.values()
    assert {row["act"]: row["post"] for row in for_desk["timeline"]}["上报"] == "网格员"
    for record in (for_unit, for_desk):
        assert not {"Worker", "Checker", "Handler", "Leader"} & _said(record), (
            "acts are told by post, never by person"
        )


def test_a_department_does_not_read_by_which_door_a_matter_came(office: Office) -> None:
    case_id = report_case(office.worker, a_report(category=RUBBISH), now=NOW).case_id
    move_case(case_id, "file", hat=office.leader, now=NOW)
    move_case(case_id, "dispatch", hat=office.dispatcher, now=NOW, brought=Brought(department="water"))
    sequence(COUNTY)

    [row] = sheet(office.handler, Wish(Sheet.LEDGER, area=Area.CITY))["rows"]

    assert row["channel"] == ""


def test_a_case_file_tells_every_change_of_a_due_moment_and_its_place_in_the_chain(office: Office) -> None:
    case_id = handled_case(office)
    sequence(COUNTY)

    record = sheet(office.overseer, Wish(Sheet.CASE_FILE, case_id=case_id))

    case = dossier(office.overseer, case_id, now=LATER).case
    assert (record["chain"], record["seq"]) == (case.chain, case.seq)
    assert len(record["county_chain"]) == 64
    assert record["position"] > 0
    assert {due["clock"] for due in record["dues"]} == {"群众时限", "部门时限"}
    assert record["dues"][0]["before"] == "–"


def test_the_reply_says_what_the_reporter_may_read(office: Office) -> None:
    record = sheet(office.clerk, Wish(Sheet.REPLY, case_id=handled_case(office)))

    assert record["words"] == "井盖坏了"
    assert record["department"] == "水务局"
    assert record["on_time"] == "是"


@pytest.mark.parametrize("kind", list(Sheet))
def test_the_same_state_prints_the_same_file_at_another_time(office: Office, kind: Sheet) -> None:
    wish = a_wish(kind, handled_case(office))
    sequence(COUNTY)

    first, second = (
        sheet_file(office.overseer, wish, now=now) for now in (LATER, LATER + timedelta(hours=3))
    )

    assert first == second
    assert first.sha256[:8] in first.name


def test_a_new_act_makes_another_file(office: Office) -> None:
    wish = Wish(Sheet.LEDGER, period=MONTH, area=Area.CITY)
    sequence(COUNTY)
    before = sheet_file(office.overseer, wish, now=LATER)

    report_case(office.worker, a_report(category=RUBBISH), now=LATER)
    sequence(COUNTY)

    assert sheet_file(office.overseer, wish, now=LATER).sha256 != before.sha256


def test_files_open_in_word_and_excel_and_hold_the_words(office: Office) -> None:
    ledger = sheet_file(office.overseer, Wish(Sheet.LEDGER, period=MONTH, area=Area.CITY), now=LATER)
    reply = sheet_file(office.overseer, Wish(Sheet.REPLY, case_id=handled_case(office)), now=LATER)

    assert "第0件的情况" in _cells(ledger)
    assert any(
        "井盖坏了" in cell.text
        for row in Document(io.BytesIO(reply.content)).tables[0].rows
        for cell in row.cells
    )


def test_a_wish_without_what_its_sheet_is_made_of_is_refused(office: Office) -> None:
    for wish, code in (
        (Wish(Sheet.LEDGER), "needs_area"), (Wish(Sheet.WEEKLY, period=MONTH), "needs_week"),
        (Wish(Sheet.MONTHLY, period=WEEK), "needs_month"), (Wish(Sheet.REPLY), "needs_case"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=rf"ledger\.{code}"):
            sheet(office.overseer, wish)


def a_wish(kind: Sheet, case_id: UUID) -> Wish:
    plain = Wish(kind, period=WEEK if kind is Sheet.WEEKLY else MONTH)
    return replace(plain, case_id=case_id, area=Area.CITY)


def _said(record: Any) -> set[str]:
    lists = [value for value in record.values() if isinstance(value, list)]
    return {value for rows in lists for row in rows for value in row.values() if isinstance(value, str)}


def _cells(file: SheetFile) -> set[object]:
    return {
        cell.value
        for row in load_workbook(io.BytesIO(file.content)).worksheets[0].iter_rows()
        for cell in row
    }
