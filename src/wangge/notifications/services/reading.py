"""Who marks what was read? Only the reader, and nobody else is told."""

from datetime import datetime
from uuid import UUID

from wangge.foundation.locking import writing
from wangge.notifications.models import Notice
from wangge.people.hats import Hat


def mark_read(hat: Hat, notices: list[UUID] | None, *, now: datetime) -> int:
    """Mark one's own lines as read, all of them without a list; return how many were new."""
    own = Notice.objects.filter(county=hat.county, account=hat.account_id, read_at=None)
    with writing():
        return (own if notices is None else own.filter(id__in=notices)).update(read_at=now)
