"""How does a draft come to be, by the ticker or by hand, and how does an editor's remark stand on it?"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from wangge.bulletins.models import Bulletin
from wangge.bulletins.policies import refuse_editing
from wangge.bulletins.queries.composing import compose
from wangge.bulletins.queries.series import SeriesRow, counties_with_series, series
from wangge.cases.queries.desk import desk
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.foundation.worker import each_apart
from wangge.people.hats import Hat
from wangge.rules.bulletins import BulletinState, before, cadence_of, running
from wangge.rules.errors import Refused
from wangge.rules.scoring import written
from wangge.rules.words import fitting

WORDS_MOST = 1000


def draft_due(*, now: datetime) -> int:
    """Draft what is due by each county's own calendar; return how many. Nothing is drafted twice."""
    return each_apart(counties_with_series(), lambda county: _draft_county(county, now))


def draft(unit: str, text: str, *, hat: Hat, now: datetime) -> UUID:
    """Compose the next version of a unit's bulletin by hand; a running period is marked provisional.

    Refuses `bulletin.not_editing`, `bulletin.draft_open`, `bulletin.issued` and what `compose` refuses.
    """
    refuse_editing(hat, unit)
    document = compose(hat.county, unit, text, now=now)
    with writing():
        newest = (
            Bulletin.objects.filter(county=hat.county, unit=unit, period=text).order_by("-version").first()
        )
        if newest:
            raise Refused(
                "bulletin.draft_open" if newest.state == BulletinState.DRAFT else "bulletin.issued",
                period=text,
            )
        return keep(document, 1, "", hat, now).pk


def compose_anew(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Let a draft say what the record says now; the remark stays.

    Refuses `bulletin.not_editing`, `bulletin.issued`.
    """
    row = Bulletin.objects.filter(county=hat.county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    refuse_editing(hat, row.unit)
    document = compose(hat.county, row.unit, row.period, now=now)
    with locked(Bulletin, county=hat.county, key=key) as held:
        refuse_issued(held)
        held.document, held.composed_at = written(document), now
        held.save_changes()
        _note(held, document, "bulletin.drafted", hat, now)


def remark(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Write an editor's words on a draft; empty words take them away.

    Refuses `bulletin.not_editing`, `bulletin.issued`, `case.words_too_long`.
    """
    words = fitting(words, "words", WORDS_MOST)
    with locked(Bulletin, county=hat.county, key=key) as held:
        refuse_editing(hat, held.unit)
        refuse_issued(held)
        held.remark, held.remark_at, held.remark_post = words, now, hat.post_id
        held.save_changes()
        record(
            county=held.county, subject=held.pk, kind="bulletin.remarked", at=now, actor=hat.account_id.hex,
            payload={"unit": held.unit, "period": held.period, "version": held.version, "post": hat.post_id.hex},
        )  # fmt: skip


def keep(document: Mapping[str, Any], version: int, reason: str, hat: Hat | None, now: datetime) -> Bulletin:
    """Write a new draft; inside `writing()`."""
    row = Bulletin.objects.create(
        county=document["county"], unit=document["unit"], cadence=document["cadence"], period=document["period"],
        version=version, state=BulletinState.DRAFT, document=written(document), composed_at=now, reason=reason,
    )  # fmt: skip
    _note(row, document, "bulletin.drafted", hat, now)
    return row


def refuse_issued(row: Bulletin) -> None:
    """Refuse `bulletin.issued` for what is frozen."""
    if row.state != BulletinState.DRAFT:
        raise Refused("bulletin.issued", period=row.period)


def _draft_county(county: str, now: datetime) -> int:
    # A county without a plan or office hours yet, and a unit that is no more, have nothing to compose from.
    made = 0
    with suppress(Refused):
        for row in series(county, on=desk(county).today(now)):
            with suppress(Refused):
                made += _is_hour(row, now) and _draft_series(row, now)
    return made


def _is_hour(row: SeriesRow, now: datetime) -> bool:
    return now.astimezone(desk(row.county).calendar.zone).hour >= row.hour


def _draft_series(row: SeriesRow, now: datetime) -> bool:
    text = before(running(row.cadence, desk(row.county).today(now)))
    known = Bulletin.objects.filter(county=row.county, unit=row.unit, period=text)
    if known.exists():
        return False
    document = compose(row.county, row.unit, text, now=now)
    if document["provisional"]:  # the counters are behind the period's end; the next tick tries again
        return False
    with writing():
        if known.exists():
            return False
        keep(document, 1, "", None, now)
    return True


def _note(row: Bulletin, document: Mapping[str, Any], kind: str, hat: Hat | None, now: datetime) -> None:
    payload = {
        "unit": row.unit, "cadence": str(cadence_of(row.period)), "period": row.period, "version": row.version,
        "as_of": document["as_of"], "post": hat.post_id.hex if hat else "",
    }  # fmt: skip
    actor = hat.account_id.hex if hat else ""
    record(county=row.county, subject=row.pk, kind=kind, at=now, payload=payload, actor=actor)
