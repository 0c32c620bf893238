"""What goes with a paper or a step: which file is let in, a picture or a PDF, and how is it handed out again?

The one place that says so. A picture goes the way of every photo (`photos`). A PDF is told by its bytes, kept as it is,
and only ever handed out as a download: nothing of it is unpacked or shown here.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from wangge.foundation.files.photos import keep_photo, read_photo
from wangge.foundation.files.scanning import scan
from wangge.foundation.files.sniffing import sniff
from wangge.foundation.files.stores import pdf_name, store
from wangge.foundation.ids import Keyed
from wangge.foundation.rows import FileRow
from wangge.rules.errors import Refused

FILES_MOST = 6  # with one paper, step or place; our assumption
MEGABYTES_MOST = 10  # of a PDF: some fifty scanned pages; our assumption
HEAD, TAIL, TAIL_BYTES = re.compile(rb"%PDF-[12]\.\d"), (b"startxref", b"%%EOF"), 1024
# What a paper needs none of: scripts, programs, films, files inside, locks. What is packed inside is not looked into.
ACTIVE = (b"/JavaScript", b"/Launch", b"/RichMedia", b"/EmbeddedFile", b"/Encrypt")


class FileKind(StrEnum):
    """What a file is by its bytes."""

    PICTURE = "picture"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it was kept: by the SHA-256 of exactly the bytes that are kept."""

    sha256: str
    kind: FileKind


@dataclass(frozen=True, slots=True)
class FileLine(Keyed):
    """One file as queries hand it out."""

    id: UUID
    sha256: str
    kind: FileKind
    words: str

    @property
    def is_picture(self) -> bool:
        """Whether a page may show it."""
        return self.kind is FileKind.PICTURE


def keep_file(data: bytes, *, field: str = "file") -> KeptFile:
    """Keep a picture without metadata, faces and plates hidden; or a PDF as it came.

    Refuses `file.none`, `file.neither`, what `photos.keep_photos` refuses of a picture, and of a PDF
    `file.pdf_large`, `file.infected`, `file.pdf_broken` and `file.pdf_active`.
    """
    if not data:
        raise Refused("file.none", field=field)
    kind = sniff(data)
    if kind != "PDF":
        if kind not in {"JPEG", "PNG", "WEBP"}:
            raise Refused("file.neither", field=field)
        return KeptFile(keep_photo(data, field=field).sha256, FileKind.PICTURE)
    _judge(data, field)
    sha256 = hashlib.sha256(data).hexdigest()
    store().put(pdf_name(sha256), data)
    return KeptFile(sha256, FileKind.PDF)


def sent_file(request: HttpRequest) -> bytes:
    """Return the bytes that a form sent as its `file`; none where none was chosen."""
    found = request.FILES.get("file")
    return found.read() if found else b""


def refuse_full(count: int) -> None:
    """Refuse `file.too_many` where no more files have room."""
    if count >= FILES_MOST:
        raise Refused("file.too_many", field="file", limit=FILES_MOST)


def file_line(row: FileRow) -> FileLine:
    """Return one kept row as queries hand it out."""
    return FileLine(row.pk, row.sha256, FileKind(row.kind), row.words)


def hand_out(line: FileLine) -> HttpResponse:
    """Answer with a file: a picture to be seen, a PDF as a download, never to be opened in the page.

    The caller has asked who may have it. Refuses `file.missing`, `file.store_unreachable`.
    """
    if line.is_picture:
        response = HttpResponse(read_photo(line.sha256), content_type="image/jpeg")
    else:
        data = store().get(pdf_name(line.sha256))
        if data is None:
            raise Refused("file.missing", file=line.sha256[:12])
        response = HttpResponse(data, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{line.sha256[:12]}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def file_panel(lines: Iterable[FileLine], base: str, *, may_put: bool, where: str = "") -> dict[str, Any]:
    """Return what `foundation/_files.html` shows: files, and the form that puts one there.

    Files stand below `base`, where new ones are put, too, beside what `where` says; each is taken away at its `take`.
    """
    shown = list(lines)
    return {
        "lines": shown, "base": base, "where": where, "may_put": may_put, "has_room": len(shown) < FILES_MOST,
        "most": FILES_MOST, "megabytes": MEGABYTES_MOST,
    }  # fmt: skip


def _judge(data: bytes, field: str) -> None:
    if len(data) > MEGABYTES_MOST * 1024 * 1024:
        raise Refused("file.pdf_large", field=field, limit=MEGABYTES_MOST)
    scan(data, field=field)
    tail = data[-TAIL_BYTES:]
    if not HEAD.match(data) or any(mark not in tail for mark in TAIL):
        raise Refused("file.pdf_broken", field=field)
    found = next((word for word in ACTIVE if word in data), None)
    if found is not None:
        raise Refused("file.pdf_active", field=field, found=found.decode()[1:])
