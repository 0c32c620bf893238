"""Where do the kept bytes lie: in a folder of this machine, or in a bucket?"""

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

from wangge.foundation.files.bucket import Bucket, bucket_of
from wangge.rules.errors import Refused

NAME = re.compile(r"[0-9a-f]{64}(-small\.jpg|\.jpg|\.pdf)")


class Store(Protocol):
    """What keeps bytes by name; a name never gets other bytes, so writing twice does no harm."""

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes so that they survive a power cut."""

    def get(self, name: str) -> bytes | None:
        """Return the bytes, or None where there are none."""

    def drop(self, name: str) -> None:
        """Forget a name; one that is not there is no fault."""

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Yield every kept name with the moment when it was written."""


class Folder:
    """Files below one folder, two letters of their name deep."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, data: bytes) -> None:
        """Write aside and rename, so that a half-written file never has the name of a whole one."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        number, aside = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(aside).replace(path)
        finally:
            Path(aside).unlink(missing_ok=True)

    def get(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None."""
        with contextlib.suppress(FileNotFoundError):
            return self._path(name).read_bytes()
        return None

    def drop(self, name: str) -> None:
        """Remove a file."""
        self._path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Yield the files in the order of their names."""
        for path in sorted(self.root.glob("??/*")):
            if not NAME.fullmatch(path.name):  # a file that is still being written
                continue
            with contextlib.suppress(FileNotFoundError):
                yield path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)

    def _path(self, name: str) -> Path:
        return self.root / name[:2] / name


def store() -> Store:
    """Return the store that `WANGGE_FILES` names: a bucket, or `files` in the home."""
    wanted = settings.WANGGE_FILES
    if wanted.startswith("s3://"):
        return _bucket(wanted, settings.WANGGE_FILES_KEY, settings.WANGGE_FILES_SECRET)
    return Folder(Path(wanted) if wanted else Path(settings.WANGGE_HOME) / "files")


def file_name(sha256: str, *, thumbnail: bool = False) -> str:
    """Return the name of a kept photo; refuse `file.missing` for what is no digest."""
    return _name(sha256, "-small.jpg" if thumbnail else ".jpg")


def pdf_name(sha256: str) -> str:
    """Return the name of a kept PDF; refuse `file.missing` for what is no digest."""
    return _name(sha256, ".pdf")


def _name(sha256: str, ending: str) -> str:
    name = f"{sha256}{ending}"
    if not NAME.fullmatch(name):
        raise Refused("file.missing", file=sha256[:12])
    return name


@cache
def _bucket(url: str, key: str, secret: str) -> Bucket:
    return bucket_of(url, key=key, secret=secret)
