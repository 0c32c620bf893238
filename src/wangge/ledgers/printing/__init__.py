"""How does a template become a document: Word and Excel filled in place, Typst set as PDF?"""

from collections.abc import Callable, Mapping
from datetime import datetime

from wangge.ledgers.printing import excel, pdf, word
from wangge.rules.sheets import Form, Record

MEDIA: Mapping[Form, tuple[str, str]] = {
    Form.WORD: ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    Form.EXCEL: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Form.TYPST: ("pdf", "application/pdf"),
}
_FILL: Mapping[Form, Callable[[bytes, Record, datetime], bytes]] = {
    Form.WORD: word.fill, Form.EXCEL: excel.fill, Form.TYPST: pdf.fill,
}  # fmt: skip


def fill(form: Form, template: bytes, record: Record, *, at: datetime) -> bytes:
    """Return the document that a template makes of a record; the same bytes for the same record, template and `at`.

    Refuses `ledger.template_broken` where the template cannot be read, `ledger.unknown_field` where it
    names what the record has not, `ledger.too_slow` where it does not end.
    """
    return _FILL[form](template, record, at)
