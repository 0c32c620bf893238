"""What hangs on the board of a station?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from wangge.deputies.models import StationNotice
from wangge.foundation.ids import Keyed
from wangge.people.hats import POST_WORDS
from wangge.rules.posts import PostKind

SHOWN_MOST = 50


@dataclass(frozen=True, slots=True)
class NoticeRow(Keyed):
    """One notice with its first and last day; `by` is the kind of post that put it up."""

    id: UUID
    title: str
    words: str
    first: date
    last: date
    by: str
    put_up_at: datetime


def notices(county: str, station: UUID, on: date, *, to_come: bool = False) -> list[NoticeRow]:
    """Return what hangs on a station's board on a day, the newest first; with `to_come` also what will hang later."""
    rows = StationNotice.objects.filter(
        county=county, station=station, until_on__gt=on, taken_down_at__isnull=True
    )
    if not to_come:
        rows = rows.filter(from_on__lte=on)
    return [
        NoticeRow(
            row.pk, row.title, row.words, row.from_on, row.until_on - timedelta(days=1),
            str(POST_WORDS[PostKind(row.post)]), row.put_up_at,
        )
        for row in rows.order_by("-from_on", "-put_up_at")[:SHOWN_MOST]
    ]  # fmt: skip
