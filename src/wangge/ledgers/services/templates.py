"""How does a county put its own form in place of ours?"""

import hashlib
from datetime import date, datetime
from functools import cache
from io import BytesIO

from PIL import Image

from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.ledgers.models import Template
from wangge.ledgers.printing import fill
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.sheets import Form, Sheet, a_sample
from wangge.rules.words import fitting

BYTES_MOST = 2_000_000  # ours: a form is some hundred kilobytes


def set_template(
    hat: Hat, sheet: Sheet, name: str, content: bytes, *, from_on: date, source: str, now: datetime,
    until_on: date | None = None,
) -> str:  # fmt: skip
    """Put a template in place from a day on and return its SHA-256; it was tried on samples before.

    `name` ends in .docx, .xlsx or .typ. Refuses `ledger.not_administrator`, `ledger.unknown_form`,
    `ledger.too_large`, `ledger.no_source`, `ledger.template_dates` and what `try_template` refuses.
    """
    if hat.kind is not PostKind.ADMINISTRATOR:
        raise Refused("ledger.not_administrator")
    form = form_of(name)
    if len(content) > BYTES_MOST:
        raise Refused("ledger.too_large", field="template", limit=BYTES_MOST // 1_000_000)
    if not source.strip():
        raise Refused("ledger.no_source", field="source")
    if until_on is not None and until_on <= from_on:
        raise Refused("ledger.template_dates", field="until_on", day=str(until_on))
    try_template(sheet, form, content, at=now)
    digest = hashlib.sha256(content).hexdigest()
    with writing():
        row = Template.objects.create(
            id=uuid7(now), county=hat.county, sheet=sheet, form=form, content=content, sha256=digest, from_on=from_on,
            until_on=until_on, source=fitting(source, "source", 200), added_at=now,
            added_by=hat.account_id if hat.account_id.int else None,
        )  # fmt: skip
        payload = {"sheet": str(sheet), "form": str(form), "from_on": str(from_on), "sha256": digest}
        record(
            county=hat.county, subject=row.id, kind="ledger.template_set", at=now, payload=payload,
            actor=hat.account_id.hex if hat.account_id.int else "",
        )  # fmt: skip
    return digest


def try_template(sheet: Sheet, form: Form, content: bytes, *, at: datetime) -> None:
    """Fill a template with every field of its sheet, with empty lists and with two entries in each.

    Refuses `ledger.unknown_field` by its name, and what else `printing.fill` refuses.
    """
    for entries in (2, 0):
        fill(form, content, a_sample(sheet, a_pixel(), entries=entries), at=at)


def form_of(name: str) -> Form:
    """Return what a template is written in, by the ending of its file; refuse `ledger.unknown_form`."""
    ending = name.rpartition(".")[2].lower()
    if ending not in set(Form):
        raise Refused("ledger.unknown_form", field="template", ending=ending[:12], known=", ".join(Form))
    return Form(ending)


@cache
def a_pixel() -> bytes:
    """Return the smallest photo, so that a template that shows photos can be tried."""
    out = BytesIO()
    Image.new("RGB", (1, 1), "white").save(out, "JPEG")
    return out.getvalue()
