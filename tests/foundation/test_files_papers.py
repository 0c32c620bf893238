"""What goes with a paper is let in by its bytes: a picture, or a PDF that is whole, small and does nothing."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.pictures import a_pdf, a_pdf_bomb, a_photo, a_zip
from wangge.foundation.files import check_files
from wangge.foundation.files.papers import (
    FILES_MOST,
    MEGABYTES_MOST,
    FileKind,
    keep_file,
    refuse_full,
)
from wangge.foundation.files.stores import pdf_name, store
from wangge.rules.errors import Refused


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.WANGGE_FILES = str(tmp_path / "files")  # type: ignore[attr-defined]


def code_of(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        keep_file(data)
    return refused.value.code


def test_a_pdf_is_kept_as_it_came_by_its_digest() -> None:
    kept = keep_file(a_pdf())

    assert kept.kind is FileKind.PDF
    assert kept.sha256 == hashlib.sha256(a_pdf()).hexdigest()
    assert store().get(pdf_name(kept.sha256)) == a_pdf()


def test_a_picture_is_kept_as_every_photo_is() -> None:
    assert keep_file(a_photo()).kind is FileKind.PICTURE


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.none"), (b"words", "file.neither"), (a_zip(), "file.neither"), (a_pdf_bomb(), "file.pdf_broken"),
        (a_pdf()[:-30], "file.pdf_broken"), (b"%PDF-9 " + a_pdf(), "file.pdf_broken"),
        (a_pdf() + a_zip(), "file.pdf_broken"),
        (a_pdf() + b" " * MEGABYTES_MOST * 1024 * 1024, "file.pdf_large"),
        *((a_pdf(inside=word), "file.pdf_active") for word in (
            b"/OpenAction << /S /JavaScript /JS (x) >>", b"/OpenAction << /S /Launch >>",
            b"/Names << /EmbeddedFiles 9 0 R >>", b"/RichMedia 9 0 R", b"/Encrypt 9 0 R",
        )),
    ],
    ids=lambda one: "" if isinstance(one, bytes) else one,
)  # fmt: skip
def test_what_is_neither_whole_nor_small_nor_still_is_refused_and_not_kept(data: bytes, code: str) -> None:
    before = sum(1 for _ in store().names())

    assert code_of(data) == code
    assert sum(1 for _ in store().names()) == before


def test_a_pdf_that_changed_on_the_disk_is_told_as_damaged_and_one_that_is_gone_as_missing() -> None:
    changed, gone = keep_file(a_pdf(7)), keep_file(a_pdf(8))
    store().put(pdf_name(changed.sha256), b"%PDF-1.7 other")
    store().drop(pdf_name(gone.sha256))

    found = check_files([changed.sha256, gone.sha256], older_than=timezone.now() + timedelta(days=1))

    assert (found.damaged, found.missing) == ([changed.sha256], [gone.sha256])


def test_as_many_files_as_have_room_and_no_more() -> None:
    refuse_full(FILES_MOST - 1)

    with pytest.raises(Refused) as refused:
        refuse_full(FILES_MOST)

    assert refused.value.code == "file.too_many"
