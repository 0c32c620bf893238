"""What is let in as a photo, and what is left of it?"""

import hashlib
import io
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.pictures import (
    a_pdf_bomb,
    a_photo,
    a_png_of,
    a_scene,
    a_zip,
    as_jpeg,
    draw_face,
    draw_plate,
    with_metadata,
)
from wangge.foundation.files import (
    forget_photo,
    hidden_areas,
    hide_by_hand,
    is_masking,
    keep_photo,
    keep_photos,
    read_photo,
)
from wangge.foundation.files.decoding import LONGEST_SIDE, PIXELS_MOST, THUMBNAIL_SIDE
from wangge.foundation.files.stores import store
from wangge.rules.errors import Refused

BASE = a_photo(7)
detecting = pytest.mark.skipif(not is_masking(), reason="the extra `mask` is not installed")


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> Path:
    settings.WANGGE_FILES = str(tmp_path / "files")  # type: ignore[attr-defined]
    return tmp_path / "files"


def kept(sha256: str, *, thumbnail: bool = False) -> Image.Image:
    return Image.open(io.BytesIO(read_photo(sha256, thumbnail=thumbnail)))


def code_of(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        keep_photo(data, field="photos")
    return refused.value.code


def outcome_of(data: bytes) -> str:
    try:
        photo = keep_photo(data, field="photos")
    except Refused as refused:
        return refused.code
    assert kept(photo.sha256).format == "JPEG"
    return "kept"


def test_a_photo_is_kept_by_the_digest_of_exactly_the_bytes_that_are_kept() -> None:
    photo = keep_photo(a_photo(), field="photos")

    assert photo.sha256 == hashlib.sha256(read_photo(photo.sha256)).hexdigest()
    assert kept(photo.sha256).size == (photo.width, photo.height) == (640, 480)


def test_a_large_photo_is_made_small_and_has_a_thumbnail() -> None:
    photo = keep_photo(a_photo(size=(3000, 2000)), field="photos")

    assert max(kept(photo.sha256).size) == LONGEST_SIDE
    assert max(kept(photo.sha256, thumbnail=True).size) == THUMBNAIL_SIDE
    assert len(read_photo(photo.sha256, thumbnail=True)) < len(read_photo(photo.sha256)) / 5


def test_nothing_that_a_camera_or_a_program_wrote_beside_the_picture_is_kept() -> None:
    sent = with_metadata(a_scene())
    assert all(word in sent for word in (b"SECRETPHONE", b"SECRETCOMMENT", b"SECRETPROFILE"))

    photo = keep_photo(sent, field="photos")

    for thumbnail in (False, True):
        data = read_photo(photo.sha256, thumbnail=thumbnail)
        assert b"SECRET" not in data
        assert not dict(Image.open(io.BytesIO(data)).getexif())


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (5, 5)), (3, (634, 474)), (6, (474, 5)), (8, (5, 634))]
)
def test_a_photo_stands_upright_though_its_orientation_is_no_longer_written(
    orientation: int, corner: tuple[int, int]
) -> None:
    image = a_scene()
    image.paste((250, 20, 20), (0, 0, 30, 30))

    photo = keep_photo(with_metadata(image, orientation=orientation), field="photos")

    red, green, _ = kept(photo.sha256).getpixel(corner)  # type: ignore[misc]
    assert red > 180
    assert green < 120


def test_what_was_appended_to_a_photo_is_gone() -> None:
    photo = keep_photo(a_photo() + a_zip(), field="photos")

    assert b"PK\x03\x04" not in read_photo(photo.sha256)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "JPEG"])
def test_the_three_forms_are_told_by_their_bytes(form: str) -> None:
    out = io.BytesIO()
    a_scene().save(out, form)

    assert kept(keep_photo(out.getvalue(), field="photos").sha256).format == "JPEG"


def test_a_transparent_picture_stands_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (60, 60), (0, 0, 0, 0)).save(out, "PNG")

    assert min(kept(keep_photo(out.getvalue(), field="photos").sha256).getpixel((30, 30))) > 240  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("data", "code", "kind"),
    [
        (a_zip(), "file.wrong_kind", "ZIP"),
        (a_pdf_bomb(), "file.wrong_kind", "PDF"),
        (b"GIF89a" + b"\x00" * 100, "file.wrong_kind", "GIF"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 100, "file.wrong_kind", "HEIC"),
        (b"MZ" + b"\x00" * 100, "file.wrong_kind", "EXE"),
        (b"", "file.not_a_photo", ""),
        (b"\x00" * 1000, "file.not_a_photo", ""),
        (BASE[: len(BASE) // 2], "file.broken", None),
        (BASE[:3], "file.broken", None),
    ],
    ids=[
        "a ZIP renamed .jpg",
        "a PDF bomb",
        "GIF",
        "HEIC",
        "a program",
        "nothing",
        "zeros",
        "half a JPEG",
        "three bytes",
    ],
)
def test_what_is_no_photo_is_refused_by_what_it_is(data: bytes, code: str, kind: str | None) -> None:
    with pytest.raises(Refused) as refused:
        keep_photo(data, field="photos")

    assert refused.value.code in {code, "file.not_a_photo"}
    assert kind is None or refused.value.facts["kind"] == kind
    assert refused.value.facts["field"] == "photos"


def test_a_photo_of_a_hundred_megapixels_is_refused_before_it_is_decoded() -> None:
    assert code_of(a_png_of(10_000, 10_000)) == "file.too_many_pixels"


def test_a_bad_photo_among_good_ones_leaves_no_file_behind(own_folder: Path) -> None:
    with pytest.raises(Refused):
        keep_photos([a_photo(1), a_photo(2), a_zip()], field="photos")

    assert list(store().names()) == []


@given(at=st.integers(0, len(BASE) - 1), value=st.integers(0, 255), cut=st.integers(0, len(BASE)))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_photo_is_kept_or_refused_and_nothing_else_happens(at: int, value: int, cut: int) -> None:
    damaged = bytearray(BASE)
    damaged[at] = value

    outcome = outcome_of(bytes(damaged[:cut]))

    assert outcome == "kept" or outcome.startswith("file.")


def test_memory_stays_bounded_when_eight_people_send_the_largest_photos_at_once(tmp_path: Path) -> None:
    side = int(PIXELS_MOST["PNG"] ** 0.5)
    (tmp_path / "large.png").write_bytes(a_png_of(side, side))
    program = textwrap.dedent(
        f"""
        import os, resource, threading
        os.environ.update(DJANGO_SETTINGS_MODULE="wangge.config.settings", WANGGE_HOME={str(tmp_path)!r})
        import django; django.setup()
        from wangge.foundation.files import keep_photo
        data = open({str(tmp_path / "large.png")!r}, "rb").read()
        from wangge.foundation.files.decoding import picture
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        crowd = [threading.Thread(target=picture, args=(data,), kwargs=dict(field="photos")) for _ in range(8)]
        [one.start() for one in crowd]; [one.join() for one in crowd]
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
        """
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert float(ended.stdout) < 200  # MB; eight at once would need 600 and more


def test_a_photo_that_is_gone_is_said_to_be_missing() -> None:
    photo = keep_photo(a_photo(), field="photos")
    forget_photo(photo.sha256)

    with pytest.raises(Refused, match=r"file\.missing"):
        read_photo(photo.sha256)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a" * 63, "A" * 64])
def test_a_name_that_is_no_digest_is_never_looked_for(name: str) -> None:
    with pytest.raises(Refused, match=r"file\.missing"):
        read_photo(name)


@detecting
def test_faces_and_plates_are_hidden_before_a_photo_is_kept() -> None:
    image = a_scene(size=(1200, 900))
    areas = [draw_face(image, 200, 150, 180), draw_plate(image, 500, 600, 200)]
    sent = as_jpeg(image)

    photo = keep_photo(sent, field="photos")

    assert (photo.masked, photo.hidden, photo.original) == ("machine", 2, "")
    for area in areas:
        box = (area.left, area.top, area.right, area.bottom)
        assert detail(kept(photo.sha256).crop(box)) < detail(image.crop(box)) / 3
    assert hidden_areas(kept(photo.sha256).convert("RGB")) == []


@detecting
def test_the_unmasked_picture_is_kept_only_where_the_caller_asks_for_it() -> None:
    image = a_scene(size=(1200, 900))
    draw_plate(image, 500, 600, 200)

    without, within = (
        keep_photo(as_jpeg(image), field="photos"),
        keep_photo(as_jpeg(image), field="photos", with_original=True),
    )

    assert without.original == ""
    assert within.original not in {"", within.sha256}
    assert len(hidden_areas(kept(within.original).convert("RGB")) or []) == 1


@detecting
def test_where_nothing_was_hidden_there_is_one_copy_only() -> None:
    photo = keep_photo(a_photo(), field="photos", with_original=True)

    assert (photo.original, photo.hidden, photo.masked) == ("", 0, "machine")
    assert len(list(store().names())) == 2


def test_what_a_person_draws_is_hidden_in_a_new_copy() -> None:
    image = a_scene()
    image.paste(Image.effect_noise((160, 120), 200).convert("RGB"), (64, 48))
    first = keep_photo(as_jpeg(image), field="photos")

    second = hide_by_hand(first.sha256, "100,100,250,250")

    assert (second.masked, second.hidden) == ("hand", 1)
    box = (64, 48, 224, 168)
    assert detail(kept(second.sha256).crop(box)) < detail(kept(first.sha256).crop(box)) / 3
    assert second.sha256 != first.sha256


def detail(image: Image.Image) -> float:
    """How much neighbouring pixels differ: letters and features are many small steps."""
    import numpy as np

    grey = np.asarray(image.convert("L"), dtype=float)
    return float(np.abs(np.diff(grey, axis=1)).mean() + np.abs(np.diff(grey, axis=0)).mean())
