"""Which templates come with the system? This makes the Word and Excel ones; the Typst one is its own source."""

import io
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from wangge.ledgers.printing.packing import still

FOLDER = Path(__file__).resolve().parents[1] / "src/wangge/ledgers/data/templates"
LEDGER = (
    ("序号", "no", 6), ("案件编号", "number", 20), ("类别", "kind", 18), ("发现时间", "reported_at", 16),
    ("社区", "community", 14), ("网格", "grid", 14), ("地点", "place", 22), ("情况", "words", 36),
    ("来源", "channel", 10), ("承办单位", "department", 16), ("到达层级", "level", 9), ("状态", "state", 10),
    ("时限", "due_at", 16), ("解决时间", "solved_at", 16), ("办结时间", "ended_at", 16), ("按期", "on_time", 6),
)  # fmt: skip
MONTHLY = (
    ("序号", "no", 6), ("领域", "area", 18), ("类别", "kind", 28), ("发现", "found", 9), ("解决", "solved", 9),
    ("按期解决", "on_time", 10), ("超期", "overdue", 9), ("现有未结", "open", 10), ("解决率", "solve_rate", 10),
    ("按期率", "on_time_rate", 10),
)  # fmt: skip
THIN = Side(style="thin", color="888888")


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    note = "截至 {{ as_of }}（第 {{ position }} 号记录）"
    keep(
        "ledger.xlsx",
        workbook("{{ unit }}{{ area }}台账", f"{{{{ period }}}}　共 {{{{ n }}}} 件　{note}", LEDGER, {}),
    )
    total = {name: f"{{{{ {name} }}}}" for _, name, _ in MONTHLY[3:]} | {"kind": "合计"}
    keep(
        "monthly.xlsx",
        workbook("{{ unit }}社区治理月报（二十类）", f"{{{{ period }}}}　{note}", MONTHLY, total),
    )
    keep("weekly.docx", weekly())
    keep("reply.docx", reply())


def keep(name: str, content: bytes) -> None:
    (FOLDER / name).write_bytes(still(content))
    print(name, len(content))


def workbook(
    title: str, note: str, columns: tuple[tuple[str, str, int], ...], total: dict[str, str]
) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "表"
    for row, text, size in ((1, title, 16), (2, note, 10)):
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(columns))
        cell = sheet.cell(row, 1, text)
        cell.font = Font(name="SimSun", size=size, bold=row == 1)
        cell.alignment = Alignment(horizontal="center")
    for number, (head, name, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        lines = [(3, head), (4, f"{{{{ rows.{name} }}}}")] + ([(5, total.get(name, ""))] if total else [])
        for row, text in lines:
            cell = sheet.cell(row, number, text)
            cell.font = Font(name="SimSun", size=10, bold=row != 4)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(THIN, THIN, THIN, THIN)
    sheet.freeze_panes = "A4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"
    book.properties.created = book.properties.modified = datetime(2026, 1, 1)  # noqa: DTZ001
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def paper(title: str) -> Document:
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "SimSun", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")
    section = document.sections[0]
    section.page_width, section.page_height, section.orientation = Cm(21), Cm(29.7), WD_ORIENT.PORTRAIT
    head = document.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(title)
    run.bold, run.font.size = True, Pt(16)
    return document


def table(document: Document, columns: list[tuple[str, str]]) -> None:
    made = document.add_table(rows=2, cols=len(columns), style="Table Grid")
    for number, (head, place) in enumerate(columns):
        made.cell(0, number).text, made.cell(1, number).text = head, place
        made.cell(0, number).paragraphs[0].runs[0].bold = True


def weekly() -> bytes:
    document = paper("{{ unit }}网格化管理周报")
    document.add_paragraph("{{ period }}（{{ first_day }} 至 {{ last_day }}）")
    document.add_paragraph("本周发现 {{ found }} 件，解决 {{ solved }} 件，超期 {{ overdue }} 件。")
    document.add_paragraph("一、逐日情况").runs[0].bold = True
    day = [("日期", "day"), ("发现", "found"), ("解决", "solved"), ("超期", "overdue")]
    table(document, [(head, f"{{{{ days.{name} }}}}") for head, name in day])
    document.add_paragraph("二、分类情况").runs[0].bold = True
    kind = [("序号", "no"), ("类别", "kind"), ("发现", "found"), ("解决", "solved"), ("超期", "overdue")]
    table(document, [(head, f"{{{{ kinds.{name} }}}}") for head, name in kind])
    document.add_paragraph("三、目前超期未结，须会商督促（至多五十件）").runs[0].bold = True
    late = [("序号", "no"), ("案件编号", "number"), ("类别", "kind"), ("地点", "place"), ("承办单位", "department"),
            ("时限", "due_at")]  # fmt: skip
    table(document, [(head, f"{{{{ late.{name} }}}}") for head, name in late])
    document.add_paragraph("截至 {{ as_of }}（第 {{ position }} 号记录）")
    return saved(document)


def reply() -> bytes:
    document = paper("关于 12345 工单办理情况的答复")
    made = document.add_table(rows=0, cols=4, style="Table Grid")
    for one in (
        ("工单号", "{{ order }}", "案件编号", "{{ number }}"),
        ("受理时间", "{{ reported_at }}", "办理时限", "{{ due_at }}"),
        ("承办单位", "{{ department }}", "办理状态", "{{ state }}"),
        ("办结时间", "{{ ended_at }}", "是否按期", "{{ on_time }}"),
    ):
        for cell, text in zip(made.add_row().cells, one, strict=True):
            cell.text = text
    for head, text in (
        ("诉求类别", "{{ kind }}"), ("诉求地点", "{{ place }}"), ("诉求内容", "{{ words }}"),
        ("办理结果", "{{ result }}"), ("答复时间", "{{ answered_at }}"),
    ):  # fmt: skip
        cells = made.add_row().cells
        cells[0].text = head
        cells[1].merge(cells[3]).text = text
    document.add_paragraph("{{ unit }}　截至 {{ as_of }}")
    document.add_paragraph("校验码 {{ chain }}（第 {{ seq }} 步，第 {{ position }} 号记录）")
    document.add_paragraph("{{ verify }}")
    return saved(document)


def saved(document: Document) -> bytes:
    document.core_properties.author = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


if __name__ == "__main__":
    main()
