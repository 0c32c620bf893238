"""How does a notice come to hang on the board of a station, and how does it come down?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.deputies.models import StationNotice
from wangge.deputies.policies import keeps_station
from wangge.deputies.queries.receptions import station
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused

TITLE_MOST, WORDS_MOST = 60, 1000


@dataclass(frozen=True, slots=True)
class NoticeText:
    """What is to be read on the board, from its first day to its last."""

    title: str
    words: str
    first: date
    last: date


def put_up(of: UUID, text: NoticeText, *, hat: Hat, now: datetime) -> UUID:
    """Hang a notice on the board of a station and return its key.

    Refuses `deputy.not_the_office`, `deputy.unknown_station`, `station.notice_words` and `station.notice_days`.
    """
    where = station(hat.county, of)
    _refuse_not_keeping(hat, where.unit)
    for field, words, most in (("title", text.title, TITLE_MOST), ("words", text.words, WORDS_MOST)):
        if not 0 < len(words.strip()) <= most:
            raise Refused("station.notice_words", field=field, most=most)
    if text.last < max(text.first, desk(hat.county).today(now)):
        raise Refused("station.notice_days", field="last")
    with writing():
        row = StationNotice.objects.create(
            county=hat.county, station=where.id, title=text.title.strip(), words=text.words.strip(),
            from_on=text.first, until_on=text.last + timedelta(days=1), post=hat.kind, put_up_at=now,
        )  # fmt: skip
        payload = {"notice": row.pk.hex, "from": row.from_on.isoformat(), "until": row.until_on.isoformat()}
        _record(hat, where.id, "deputies.notice_put_up", now, payload)
    return row.pk


def take_down(key: UUID, *, hat: Hat, now: datetime) -> UUID:
    """Take a notice down, which is kept; return its station. Refuses `deputy.not_the_office`, `row.unknown`.

    Whoever takes down what is down already changes nothing.
    """
    with locked(StationNotice, county=hat.county, key=key) as row:
        _refuse_not_keeping(hat, station(hat.county, row.station).unit)
        if row.taken_down_at is None:
            row.taken_down_at = now
            row.save_changes()
            _record(hat, row.station, "deputies.notice_taken_down", now, {"notice": key.hex})
        return row.station


def _refuse_not_keeping(hat: Hat, unit: str) -> None:
    if not keeps_station(hat, unit):
        raise Refused("deputy.not_the_office", post=hat.kind)


def _record(hat: Hat, of: UUID, kind: str, now: datetime, payload: Mapping[str, object]) -> None:
    record(county=hat.county, subject=of, kind=kind, at=now, payload=payload, actor=hat.account_id.hex)
