"""Do the kept files agree with the rows that name them?"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from wangge.foundation.files.stores import file_name, pdf_name, store


@dataclass(frozen=True, slots=True)
class FilesChecked:
    """What was found: digests of files that are missing or damaged, and how many files no row names."""

    files: int
    missing: list[str]
    damaged: list[str]
    unnamed: int
    removed: int


def check_files(
    named: Iterable[str],
    *,
    older_than: datetime,
    remove: bool = False,
    advance: Callable[[int], None] = lambda _: None,
) -> FilesChecked:
    """Compare rows with files, and files with their digests; `remove` drops what no row names.

    Only files written before `older_than` count as unnamed: a photo is kept a moment before its row.
    """
    wanted = set(named)
    damaged, kept, unnamed, removed = [], set(), 0, 0
    for name, written_at in store().names():
        advance(1)
        sha256 = name[:64]
        if sha256 in wanted:
            kept.add(name)
            if name in {file_name(sha256), pdf_name(sha256)} and _digest(name) != sha256:
                damaged.append(sha256)
        elif written_at < older_than:
            unnamed += 1
            if remove:
                store().drop(name)
                removed += 1
    missing = [
        sha256
        for sha256 in sorted(wanted)
        if pdf_name(sha256) not in kept and not {file_name(sha256), file_name(sha256, thumbnail=True)} <= kept
    ]
    return FilesChecked(len(kept) + unnamed, missing, damaged, unnamed, removed)


def _digest(name: str) -> str:
    return hashlib.sha256(store().get(name) or b"").hexdigest()
