"""Templates that offices write: filled whatever the words, refused by name where they ask for what is not there."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from wangge.ledgers.printing import fill
from wangge.ledgers.queries.templates import PACKAGED, packaged
from wangge.ledgers.services.templates import a_pixel, try_template
from wangge.rules.errors import Refused
from wangge.rules.sheets import Entry, Form, Picture, Sheet, a_sample, printable

PIXEL = a_pixel()
AT = datetime(2024, 3, 5, 2, tzinfo=UTC)
NASTY = "=1+1 \x00\x07控制\u202e符 " + "长" * 300 + " " + "x" * 900 + " 👷🏽‍♀️🕳️ ]]>&<b> #eval(1) {{ unit }}"


@pytest.mark.parametrize("sheet", list(Sheet))
def test_every_packaged_template_names_only_known_fields_and_renders(sheet: Sheet) -> None:
    row = packaged(sheet)

    try_template(sheet, row.form, row.content, at=AT)


@pytest.mark.parametrize("sheet", list(Sheet))
def test_the_same_record_gives_the_same_bytes(sheet: Sheet) -> None:
    row, record = packaged(sheet), a_sample(sheet, PIXEL, entries=3)

    assert fill(row.form, row.content, record, at=AT) == fill(row.form, row.content, record, at=AT)


@pytest.mark.parametrize("sheet", list(Sheet))
def test_controls_long_words_and_emoji_are_printed_and_run_nothing(sheet: Sheet) -> None:
    row, plain = packaged(sheet), a_sample(sheet, PIXEL, entries=2)
    record = {
        name: NASTY if isinstance(value, str) and len(value) < 64 else
        [{one: NASTY if isinstance(own, str) and len(own) < 64 else own for one, own in entry.items()}
         for entry in value] if isinstance(value, list) else value
        for name, value in plain.items()
    }  # fmt: skip

    made = fill(row.form, row.content, record, at=AT)

    if PACKAGED[sheet] is Form.EXCEL:
        cells = [cell for line in load_workbook(io.BytesIO(made)).active.iter_rows() for cell in line]  # type: ignore[union-attr]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert any("{{ unit }}" in str(cell.value) for cell in cells), "words are never read as a template"


def test_a_case_without_photos_and_one_with_thirty_are_printed() -> None:
    row, record = packaged(Sheet.CASE_FILE), dict(a_sample(Sheet.CASE_FILE, PIXEL, entries=1))
    thirty: list[Entry] = [
        {"no": n, "stage": "处置前", "sha256": "0" * 64, "image": Picture(f"photo-{n}.jpg", PIXEL)}
        for n in range(30)
    ]

    none = fill(row.form, row.content, record | {"photos": []}, at=AT)
    many = fill(row.form, row.content, record | {"photos": thirty}, at=AT)

    assert none[:4] == many[:4] == b"%PDF"
    assert len(many) > len(none)


def test_a_word_template_of_a_county_shows_photos_and_repeats_rows() -> None:
    document = Document()
    document.add_paragraph("{{ number }}")
    line = document.add_table(rows=1, cols=2).rows[0]
    line.cells[0].text, line.cells[1].text = "{{ photos.stage }}", "{{ photos.image }}"

    made = Document(
        io.BytesIO(fill(Form.WORD, _bytes(document), a_sample(Sheet.CASE_FILE, PIXEL, entries=3), at=AT))
    )

    assert len(made.tables[0].rows) == 3
    assert len(made.inline_shapes) == 3 or len({*made.part.package.image_parts}) == 1


def test_a_field_that_word_cut_into_runs_is_still_one_field() -> None:
    document = Document()
    paragraph = document.add_paragraph()
    for piece in ("{{ nu", "mb", "er }}"):
        paragraph.add_run(piece)

    made = Document(io.BytesIO(fill(Form.WORD, _bytes(document), {"number": "A-1"}, at=AT)))

    assert made.paragraphs[0].text == "A-1"


@pytest.mark.parametrize("form", list(Form))
def test_an_unknown_field_is_refused_by_its_name(form: Form) -> None:
    templates = {Form.WORD: _word("{{ owner_name }}"), Form.EXCEL: _excel("{{ owner_name }}"),
                 Form.TYPST: b'#let record = json("record.json")\n#record.owner_name'}  # fmt: skip

    with pytest.raises(Refused) as refused:
        try_template(Sheet.LEDGER, form, templates[form], at=AT)

    assert (refused.value.code, refused.value.facts["name"]) == ("ledger.unknown_field", "owner_name")


def test_a_row_that_names_an_unknown_field_of_a_list_is_refused_even_where_the_list_is_empty() -> None:
    with pytest.raises(Refused, match=r"ledger\.unknown_field"):
        try_template(Sheet.LEDGER, Form.EXCEL, _excel("{{ rows.phone }}"), at=AT)


def test_a_row_of_two_lists_is_refused() -> None:
    with pytest.raises(Refused, match=r"ledger\.two_lists"):
        try_template(Sheet.WEEKLY, Form.EXCEL, _excel("{{ days.day }}{{ late.no }}"), at=AT)


@pytest.mark.parametrize(
    "text", ['#import "@preview/cetz:0.3.0"', '#import "@pre" + "view/cetz:0.3.0": x', '#read("/etc/passwd")',
             '#read("../main.typ")', "#panic[no]", "#unknown"],
)  # fmt: skip
def test_a_typst_template_reaches_neither_packages_nor_files_outside(text: str) -> None:
    with pytest.raises(Refused) as refused:
        try_template(Sheet.LEDGER, Form.TYPST, text.encode(), at=AT)

    assert refused.value.code in {"ledger.template_broken", "ledger.template_fetches"}


def test_a_typst_template_without_an_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wangge.ledgers.printing.pdf.SECONDS", 1)
    endless = b"#let f(a) = for i in range(9999) { for j in range(9999) { let k = j } }\n#for n in range(500) [#f(n)]"

    with pytest.raises(Refused, match=r"ledger\.too_slow"):
        fill(Form.TYPST, endless, {}, at=AT)


@pytest.mark.parametrize("form", [Form.WORD, Form.EXCEL, Form.TYPST])
def test_a_file_that_is_no_template_is_refused(form: Form) -> None:
    for content in (b"\xff\xd8\xff", b"#(", b"", b"PK\x03\x04 torn", _zip({"a.txt": b"x"}))[
        : 2 if form is Form.TYPST else 5
    ]:
        with pytest.raises(Refused, match=r"ledger\.template_broken"):
            fill(form, content, {}, at=AT)


def test_macros_outside_links_and_bombs_are_refused() -> None:
    outside = b'<Relationships><Relationship TargetMode="External" Target="http://x/"/></Relationships>'

    for parts, code in (
        ({"word/vbaProject.bin": b"x"}, "ledger.template_runs"),
        ({"word/_rels/document.xml.rels": outside}, "ledger.template_fetches"),
        ({"word/document.xml": b"0" * 41_000_000}, "ledger.template_swells"),
    ):
        with pytest.raises(Refused, match=code):
            fill(Form.WORD, _zip(parts), {}, at=AT)


def test_rows_below_a_repeated_row_keep_their_merged_cells() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.cell(1, 1, "{{ rows.no }}")
    sheet.cell(2, 1, "合计 {{ n }}")
    sheet.merge_cells("A2:C2")
    out = io.BytesIO()
    book.save(out)

    made = load_workbook(
        io.BytesIO(fill(Form.EXCEL, out.getvalue(), a_sample(Sheet.LEDGER, PIXEL, entries=4), at=AT))
    )

    assert [str(merged) for merged in made.worksheets[0].merged_cells.ranges] == ["A5:C5"]
    assert made.worksheets[0]["A5"].value == "合计 1"


def test_a_long_word_gets_places_to_break_and_a_sentence_does_not() -> None:
    assert printable("x" * 100).count("\u200b") == 2
    assert printable("一" * 100 + "\x00") == "一" * 100


def _word(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    return _bytes(document)


def _bytes(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def _excel(text: str) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.worksheets[0].cell(1, 1, text)
    book.save(out)
    return out.getvalue()


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()
