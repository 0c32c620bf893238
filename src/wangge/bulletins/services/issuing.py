"""How is a bulletin issued and frozen, and how is an issued one corrected without touching it?"""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from wangge.bulletins.models import Bulletin, Copy, Receipt
from wangge.bulletins.policies import refuse_issuing
from wangge.bulletins.printing import html_copy, pdf_copy
from wangge.bulletins.queries.composing import compose, is_over
from wangge.bulletins.queries.series import reading_posts
from wangge.bulletins.services.drafting import WORDS_MOST, keep, refuse_issued
from wangge.bulletins.wording import both, plain
from wangge.cases.queries.desk import desk
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import POST_WORDS, Hat
from wangge.people.queries import posts_by_id, unit_names
from wangge.rules.bulletins import BulletinState, Cadence
from wangge.rules.errors import Refused
from wangge.rules.scoring import digest, written
from wangge.rules.words import fitting

LANGUAGES = ("zh", "en")


def issue(key: UUID, *, hat: Hat, now: datetime) -> str:
    """Freeze a draft as it stands, with its remark, and send it; return its digest.

    The page and the paper are made here, once, of the frozen document alone.
    Refuses `bulletin.not_issuing`, `bulletin.issued`, `bulletin.not_over`, `bulletin.behind`, `bulletin.changed`.
    """
    row = Bulletin.objects.filter(county=hat.county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    refuse_issuing(hat, row.unit)
    refuse_issued(row)
    if not is_over(hat.county, row.period, now):
        raise Refused("bulletin.not_over", field="period", period=row.period)
    document = _finished(row, hat, now)
    if document["provisional"]:
        raise Refused("bulletin.behind", period=row.period)
    copies = [
        (form, language, make(document, language, now))
        for form, make in (("html", html_copy), ("pdf", pdf_copy)) for language in LANGUAGES
    ]  # fmt: skip
    with locked(Bulletin, county=hat.county, key=key) as held:
        refuse_issued(held)
        if (held.composed_at, held.remark_at) != (row.composed_at, row.remark_at):
            raise Refused("bulletin.changed")
        held.state, held.document, held.digest = (
            BulletinState.ISSUED,
            written(document),
            document["digest"],
        )
        held.issued_at, held.issued_post = now, hat.post_id
        held.save_changes()
        for form, language, content in copies:
            Copy.objects.create(
                county=held.county, bulletin=held.pk, form=form, language=language, content=content,
                sha256=sha256(content).hexdigest(),
            )  # fmt: skip
        _send(held, hat, now)
    return str(document["digest"])


def correct(key: UUID, reason: str, *, hat: Hat, now: datetime) -> UUID:
    """Draft the next version of an issued bulletin, composed anew and naming the old one, which stays as it is.

    Refuses `bulletin.not_issuing`, `bulletin.no_reason`, `case.words_too_long`, `bulletin.not_newest`.
    """
    row = Bulletin.objects.filter(county=hat.county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    refuse_issuing(hat, row.unit)
    reason = fitting(reason, "reason", WORDS_MOST // 2)
    if not reason:
        raise Refused("bulletin.no_reason", field="reason")
    document = compose(hat.county, row.unit, row.period, now=now)
    with writing():
        all_versions = Bulletin.objects.filter(county=hat.county, unit=row.unit, period=row.period)
        newest = all_versions.order_by("-version").first()
        if newest is None or newest.pk != key or newest.state != BulletinState.ISSUED:
            raise Refused("bulletin.not_newest")
        return keep(document, row.version + 1, reason, hat, now).pk


def _finished(row: Bulletin, hat: Hat, now: datetime) -> dict[str, Any]:
    zone = desk(row.county).calendar.zone
    whole = {
        **json.loads(row.document), "version": row.version, "corrects": _corrected(row),
        "remark": _remark(row),
        "issued": {"at": now.astimezone(zone).isoformat(timespec="seconds"), **_post(hat)},
    }  # fmt: skip
    return {**whole, "digest": digest(whole)}


def _corrected(row: Bulletin) -> dict[str, Any] | None:
    older = Bulletin.objects.filter(
        county=row.county, unit=row.unit, period=row.period, version=row.version - 1
    ).first()
    if older is None:
        return None
    return {"version": older.version, "digest": older.digest, "reason": row.reason}


def _remark(row: Bulletin) -> dict[str, Any] | None:
    if not row.remark or row.remark_at is None or row.remark_post is None:
        return None
    editor = posts_by_id(row.county, [row.remark_post])[row.remark_post]
    zone = desk(row.county).calendar.zone
    return {
        "words": row.remark, "at": row.remark_at.astimezone(zone).isoformat(timespec="seconds"), **_post(editor),
    }  # fmt: skip


def _post(hat: Hat) -> dict[str, Any]:
    # The post, not the person: who holds it stands in the record.
    return {"post": both(POST_WORDS[hat.kind]), "post_unit": plain(unit_names([hat])[hat])}


def _send(row: Bulletin, hat: Hat, now: datetime) -> None:
    told = reading_posts(row.county, row.unit, Cadence(row.cadence), on=desk(row.county).today(now))
    Receipt.objects.bulk_create(Receipt(county=row.county, bulletin=row.pk, post=one.post_id) for one in told)
    payload = {
        "unit": row.unit, "cadence": row.cadence, "period": row.period, "version": row.version,
        "digest": row.digest, "posts": [one.post_id.hex for one in told], "post": hat.post_id.hex,
    }  # fmt: skip
    record(
        county=row.county, subject=row.pk, kind="bulletin.issued", at=now, payload=payload,
        actor=hat.account_id.hex,
    )  # fmt: skip
