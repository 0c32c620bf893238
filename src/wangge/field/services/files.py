"""How does a file join the record that named it: the right bytes, once, or refused for good?"""

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from wangge.cases.services.photos import join_photo
from wangge.field.models import Arrival, AwaitedFile
from wangge.foundation.locking import writing
from wangge.people.hats import Hat
from wangge.rules.errors import Refused

# What may go well the next time; every other refusal of a file is for good.
PASSING = frozenset({"file.scan_failed", "file.store_unreachable", "file.missing", "field.no_room"})


def take_file(hat: Hat, record: UUID, sha256: str, data: bytes, *, now: datetime) -> None:
    """Take the bytes of a file that a record of this account named; again and again with the same outcome.

    Refuses `field.file_unknown`, `field.file_differs`, and what a photo is refused for: that stays written
    on the file's row, and its record stays what it is.
    """
    awaited = awaited_file(hat, record, sha256)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refused("field.file_differs", sha256=sha256[:12])
    if awaited.arrived_at is not None:
        return
    if awaited.code:
        raise Refused(awaited.code, field="file")
    try:
        kept = _kept(hat, record, sha256, data, now)
    except Refused as refused:
        if refused.code not in PASSING:
            _close(awaited, code=refused.code)
        raise
    _close(awaited, arrived_at=now, kept=kept)


def awaited_file(hat: Hat, record: UUID, sha256: str) -> AwaitedFile:
    """Return what is known of a file that a record of this account named; refuse `field.file_unknown`."""
    own = Arrival.objects.filter(county=hat.county, pk=record, account=hat.account_id)
    row = AwaitedFile.objects.filter(county=hat.county, record=record, sha256=sha256).first()
    if row is None or not own.exists():
        raise Refused("field.file_unknown", sha256=sha256[:12])
    return row


def forget_parked_files(record: UUID) -> None:
    """Remove the files of a parked record that a person has settled."""
    for file in uploads("parked").glob(f"{record.hex}-*"):
        file.unlink(missing_ok=True)


def uploads(part: str = "") -> Path:
    """Return the folder in which parts of files lie, and whole files whose record waits for a person."""
    folder = Path(settings.WANGGE_HOME) / "uploads" / part
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def room() -> Iterator[None]:
    """Refuse `field.no_room` where the disk is full."""
    try:
        yield
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused("field.no_room") from fault
        raise


def _kept(hat: Hat, record: UUID, sha256: str, data: bytes, now: datetime) -> str:
    arrival = Arrival.objects.get(county=hat.county, pk=record)
    with room():
        if arrival.case is not None and arrival.seq is not None:
            return join_photo(arrival.case, data, hat=hat, seq=arrival.seq, now=now).sha256
        (uploads("parked") / f"{record.hex}-{sha256}").write_bytes(data)
    return ""


def _close(awaited: AwaitedFile, **changes: object) -> None:
    with writing():
        AwaitedFile.objects.filter(county=awaited.county, pk=awaited.pk).update(**changes)
