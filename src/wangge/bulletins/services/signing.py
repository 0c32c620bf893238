"""How does a post sign for a bulletin, and how is it reminded, once?"""

from datetime import datetime
from uuid import UUID

from wangge.bulletins.models import Bulletin, Receipt
from wangge.bulletins.queries.series import counties_with_series, series
from wangge.cases.queries.desk import desk
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.bulletins import BulletinState, Cadence
from wangge.rules.deadlines import Limit, Unit, due_at
from wangge.rules.errors import Refused

LOOKED_BACK = 20  # the newest issued bulletins of a county; whoever has not signed older ones is not reminded


def sign(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Sign for a bulletin with this post; a second time changes nothing. Refuses `bulletin.not_sent`."""
    with writing():
        row = (
            Receipt.objects.select_for_update()
            .filter(county=hat.county, bulletin=key, post=hat.post_id)
            .first()
        )
        if row is None:
            raise Refused("bulletin.not_sent")
        if row.signed_at:
            return
        row.signed_at = now
        row.save(update_fields=["signed_at"])
        record(
            county=hat.county, subject=key, kind="bulletin.signed", at=now, actor=hat.account_id.hex,
            payload={"post": hat.post_id.hex},
        )  # fmt: skip


def remind_unsigned(*, now: datetime) -> int:
    """Remind once whoever has not signed in time; return how many bulletins were reminded of."""
    reminded = 0
    for county in counties_with_series():
        try:
            days = {
                (row.unit, row.cadence): row.remind_days for row in series(county, on=desk(county).today(now))
            }
        except Refused:
            continue
        rows = Bulletin.objects.filter(county=county, state=BulletinState.ISSUED).order_by("-issued_at")
        for row in rows.defer("document")[:LOOKED_BACK]:
            if _is_due(row, days.get((row.unit, Cadence(row.cadence)), 0), now):
                reminded += _remind(row, now)
    return reminded


def _is_due(row: Bulletin, days: int, now: datetime) -> bool:
    if not days or row.issued_at is None:
        return False
    try:
        return due_at(row.issued_at, Limit(days, Unit.WORKING_DAYS), desk(row.county).calendar) <= now
    except Refused:
        return False  # a year whose day list is not loaded has no working days to count


def _remind(row: Bulletin, now: datetime) -> bool:
    waiting = Receipt.objects.filter(county=row.county, bulletin=row.pk, signed_at=None)
    if not waiting.filter(reminded_at=None).exists():
        return False
    with writing():
        posts = [one.post.hex for one in waiting.filter(reminded_at=None)]
        waiting.filter(reminded_at=None).update(reminded_at=now)
        if not posts:
            return False
        payload = {"unit": row.unit, "period": row.period, "version": row.version, "posts": posts}
        record(county=row.county, subject=row.pk, kind="bulletin.reminded", at=now, payload=payload)
    return True
