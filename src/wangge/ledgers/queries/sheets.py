"""One record, any form: what file does a wish become?"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from wangge.cases.queries.desk import desk
from wangge.ledgers.printing import MEDIA, fill
from wangge.ledgers.queries.counted import ledger, monthly, weekly
from wangge.ledgers.queries.single import case_file, reply
from wangge.ledgers.queries.templates import template_in_force
from wangge.ledgers.queries.wishes import Wish, checked
from wangge.people.hats import Hat
from wangge.rules.sheets import Record, Sheet


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A sheet as a file; its digest is the same as long as record and template are."""

    name: str
    media: str
    content: bytes
    sha256: str


def sheet_file(hat: Hat, wish: Wish, *, now: datetime) -> SheetFile:
    """Make a sheet of what a hat may see.

    Refuses what `checked` and `printing.fill` refuse, and `row.unknown` for a matter out of sight.
    """
    record, at = sheet_record(hat, wish, now=now)
    template = template_in_force(hat.county, wish.sheet, desk(hat.county).today(now))
    content = fill(template.form, template.content, record, at=at)
    ending, media = MEDIA[template.form]
    digest = hashlib.sha256(content).hexdigest()
    return SheetFile(f"{_stem(wish, record)}-{digest[:8]}.{ending}", media, content, digest)


def sheet_record(hat: Hat, wish: Wish, *, now: datetime) -> tuple[Record, datetime]:
    """Return the values of a sheet by the names that templates use, and the moment of the record."""
    unit = checked(hat, wish)
    with translation.override("zh-hans"):  # official papers are Chinese, whatever language a page is read in
        if wish.sheet is Sheet.REPLY:
            return reply(hat, wish, now=now)
        if wish.sheet is Sheet.CASE_FILE:
            return case_file(hat, wish, now=now)
        made = {Sheet.LEDGER: ledger, Sheet.MONTHLY: monthly, Sheet.WEEKLY: weekly}[wish.sheet]
        return made(hat, wish, unit)


def _stem(wish: Wish, record: Record) -> str:
    parts = [
        str(wish.sheet),
        str(wish.area or ""),
        wish.unit,
        wish.period.text,
        str(record.get("number", "")),
    ]
    return "-".join(part for part in parts if part)
