"""How does a larger file come in parts, so that a cut line loses one part at most (tus 1.0)?

How much is there is what the part file holds, nothing else: what was cut off half-way, by the line or by the
power, is what the next question finds.
"""

import base64
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from wangge.field.models import AwaitedFile, Upload
from wangge.field.records import FILE_MOST
from wangge.field.services.files import awaited_file, room, take_file, uploads
from wangge.foundation.locking import writing
from wangge.people.hats import Hat
from wangge.rules.errors import Refused

LASTS = timedelta(hours=24)
BLOCK = 64 * 1024
ALGORITHMS = ("sha1", "sha256")
EXPIRED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that comes in parts."""

    id: UUID
    county: str
    record: UUID
    sha256: str
    size: int
    expires_at: datetime


Read = Callable[[int], bytes]  # at most so many bytes of a body; empty at its end or where the line was cut


def create_upload(hat: Hat, record: UUID, sha256: str, size: int, *, now: datetime) -> Incoming:
    """Begin an upload of a file that a record named; an earlier one of the same file is over.

    Refuses `field.file_too_large`, `field.file_unknown`.
    """
    if size > FILE_MOST:
        raise Refused("field.file_too_large", field="Upload-Length", size=size)
    awaited_file(hat, record, sha256)
    row = Upload(
        county=hat.county, account=hat.account_id, record=record, sha256=sha256, size=size, expires_at=now + LASTS
    )  # fmt: skip
    with writing():
        for earlier in Upload.objects.filter(county=hat.county, record=record, sha256=sha256):
            _drop(_incoming(earlier))
        row.save(force_insert=True)
    return _incoming(row)


def upload_of(hat: Hat, upload: UUID, *, now: datetime) -> Incoming:
    """Return an upload of this account; refuse `field.upload_unknown`, `field.upload_expired`."""
    row = Upload.objects.filter(county=hat.county, pk=upload, account=hat.account_id).first()
    if row is None:
        raise Refused("field.upload_unknown")
    if row.expires_at <= now:
        raise Refused("field.upload_expired")
    return _incoming(row)


def offset_of(upload: Incoming) -> int:
    """Return how many bytes are there; all of them once the file was taken."""
    try:
        return _part(upload).stat().st_size
    except FileNotFoundError:
        rows = AwaitedFile.objects.filter(county=upload.county, record=upload.record, sha256=upload.sha256)
        return upload.size if rows.filter(arrived_at__isnull=False).exists() else 0


def append(
    upload: Incoming, read: Read, *, offset: int, length: int, checksum: str, hat: Hat, now: datetime
) -> int:
    """Add a part at `offset` and return the new one; the last part hands the whole file to its record.

    With a checksum ("sha256 <base64>") a part is kept whole or not at all; without one, what arrived is kept.
    Refuses `field.upload_offset`, `field.checksum_differs`, `field.checksum_unknown`, and like `take_file`.
    """
    if offset != offset_of(upload) or offset + length > upload.size:
        raise Refused("field.upload_offset", offset=offset, there=offset_of(upload))
    if not _part(upload).exists() and offset:
        return offset  # taken already
    with _alone(upload, offset) as part, room():
        if checksum:
            part.write(_checked(read, length, checksum))
        else:
            _copy(read, part, length)
        part.flush()
        os.fsync(part.fileno())
        there = part.tell()
    if there == upload.size:
        _hand_over(upload, hat, now)
    return there


def drop_upload(upload: Incoming) -> None:
    """End an upload and remove what came of it."""
    with writing():
        _drop(upload)


def expire_uploads(*, now: datetime) -> int:
    """Remove every upload whose time is over, part first; return how many."""
    expired = 0
    while rows := list(Upload.objects.filter(expires_at__lte=now)[:EXPIRED_AT_ONCE]):
        with writing():
            for row in rows:
                _drop(_incoming(row))
        expired += len(rows)
    return expired


def _incoming(row: Upload) -> Incoming:
    return Incoming(row.id, row.county, row.record, row.sha256, row.size, row.expires_at)


def _drop(upload: Incoming) -> None:
    _part(upload).unlink(missing_ok=True)
    Upload.objects.filter(county=upload.county, pk=upload.id).delete()


def _part(upload: Incoming) -> Path:
    return uploads() / f"{upload.id.hex}.part"


@contextmanager
def _alone(upload: Incoming, offset: int) -> Iterator[BinaryIO]:
    with _part(upload).open("ab") as part:
        fcntl.flock(part, fcntl.LOCK_EX)
        # Whoever sent the same part at the same moment was first.
        if part.seek(0, os.SEEK_END) != offset:
            raise Refused("field.upload_offset", offset=offset, there=part.tell())
        yield part


def _copy(read: Read, part: BinaryIO, length: int) -> None:
    while length > 0 and (block := read(min(BLOCK, length))):
        part.write(block)
        length -= len(block)


def _checked(read: Read, length: int, checksum: str) -> bytes:
    algorithm, _, told = checksum.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refused("field.checksum_unknown", algorithm=algorithm[:20])
    blocks = []
    while length > 0 and (block := read(min(BLOCK, length))):
        blocks.append(block)
        length -= len(block)
    data = b"".join(blocks)
    if base64.b64encode(hashlib.new(algorithm, data).digest()).decode() != told.strip():
        raise Refused("field.checksum_differs")
    return data


def _hand_over(upload: Incoming, hat: Hat, now: datetime) -> None:
    try:
        take_file(hat, upload.record, upload.sha256, _part(upload).read_bytes(), now=now)
    except Refused:
        drop_upload(upload)  # sending the same bytes again would not help
        raise
    # The row stays until it expires: whoever missed this answer asks and hears that all is there.
    _part(upload).unlink(missing_ok=True)
