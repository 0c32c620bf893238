"""Which template of a sheet is in force in a county?"""

from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from wangge.ledgers.models import Template
from wangge.rules.sheets import Form, Sheet

# What comes with the system, made by tools/ledger_templates.py.
PACKAGED = {
    Sheet.LEDGER: Form.EXCEL, Sheet.MONTHLY: Form.EXCEL, Sheet.WEEKLY: Form.WORD, Sheet.REPLY: Form.WORD,
    Sheet.CASE_FILE: Form.TYPST,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One template; `from_on` is None for the one that comes with the system."""

    sheet: Sheet
    form: Form
    content: bytes
    sha256: str = ""
    from_on: date | None = None
    until_on: date | None = None
    source: str = ""


def template_in_force(county: str, sheet: Sheet, day: date) -> TemplateRow:
    """Return the county's own template that holds on a day, the latest first; else the one that comes along."""
    rows = Template.objects.filter(county=county, sheet=sheet, from_on__lte=day).order_by(
        "-from_on", "-added_at"
    )
    own = next((row for row in rows.defer("content") if row.until_on is None or day < row.until_on), None)
    return packaged(sheet) if own is None else _row(own)


def own_templates(county: str) -> list[TemplateRow]:
    """Return a county's templates, by sheet, the latest first; the replaced ones, too."""
    rows = Template.objects.filter(county=county).order_by("sheet", "-from_on", "-added_at")
    return [_row(row) for row in rows]


def packaged(sheet: Sheet) -> TemplateRow:
    """Return the template that comes with the system."""
    form = PACKAGED[sheet]
    file = files("wangge.ledgers").joinpath("data", "templates", f"{sheet}.{form}")
    return TemplateRow(sheet, form, file.read_bytes())


def _row(row: Template) -> TemplateRow:
    return TemplateRow(
        Sheet(row.sheet),
        Form(row.form),
        bytes(row.content),
        row.sha256,
        row.from_on,
        row.until_on,
        row.source,
    )
