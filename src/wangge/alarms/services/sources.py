"""Who may post alarms to the webhook: a source is opened, gets a new key, is closed; and is this body its own?"""

import hmac
import re
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.crypto import salted_hmac

from wangge.alarms.models import Source
from wangge.cases.queries.desk import counties
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.rules.alarm_messages import DEVICE_FORM
from wangge.rules.errors import Refused

WINDOW = timedelta(minutes=5)  # how old a signed message may be, and how far ahead; our assumption
NAME_MOST = 20
DIGITS = re.compile(r"[0-9]{1,15}")


def open_source(county: str, name: str, *, now: datetime) -> str:
    """Open a source, or give one that is there a new key (the old one ends); return the key, shown once.

    Refuses `alarm.bad_source`.
    """
    if county not in counties() or not DEVICE_FORM.fullmatch(name) or len(name) > NAME_MOST or "." in name:
        raise Refused("alarm.bad_source", field="name")
    with writing():
        row = Source.objects.select_for_update().filter(county=county, name=name).first()
        if row is None:
            row = Source.objects.create(county=county, name=name)
        else:
            row.turn, row.closed_at = row.turn + 1, None
            row.save(update_fields=["turn", "closed_at"])
        _note(row, "alarm_source.opened", now)
    return _key(row).hex()


def close_source(county: str, name: str, *, now: datetime) -> None:
    """Close a source; its signed messages are refused from now on. Refuses `alarm.bad_source`."""
    with writing():
        row = Source.objects.select_for_update().filter(county=county, name=name).first()
        if row is None:
            raise Refused("alarm.bad_source", field="name")
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        _note(row, "alarm_source.closed", now)


def refuse_unsigned(
    address: str, stamp: str, signature: str, body: bytes, *, now: datetime
) -> tuple[str, str]:
    """Return county and name of the source whose signature a body carries.

    `address` is `<county>.<name>`, `stamp` the sender's Unix seconds, `signature` is `sha256=` and the HMAC-SHA256 of
    stamp, a full stop and the body, in hex. Refuses `alarm.not_signed` for all that does not fit, without saying
    which, and `alarm.stale` outside the window.
    """
    county, _, name = address.rpartition(".")
    row = Source.objects.filter(county=county, name=name, closed_at=None).first()
    # A source that is not there takes as long as one that is.
    key = _key(row or Source(id=UUID(int=0), county="", name="", turn=0))
    wanted = "sha256=" + hmac.digest(key, stamp.encode() + b"." + body, "sha256").hex()
    if (
        not hmac.compare_digest(wanted.encode(), signature.encode())
        or row is None
        or not DIGITS.fullmatch(stamp)
    ):
        raise Refused("alarm.not_signed")
    if abs(now.timestamp() - int(stamp)) > WINDOW.total_seconds():
        raise Refused("alarm.stale", seconds=int(WINDOW.total_seconds()))
    return county, name


def _key(row: Source) -> bytes:
    return salted_hmac(
        "wangge.alarms.source", f"{row.county}:{row.name}:{row.id}:{row.turn}", algorithm="sha256"
    ).digest()


def _note(row: Source, kind: str, now: datetime) -> None:
    record(county=row.county, subject=row.id, kind=kind, at=now, payload={"name": row.name, "turn": row.turn})
