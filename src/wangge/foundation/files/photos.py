"""How does a photo come in, out, and away?"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from PIL import Image

from wangge.foundation.files.decoding import THUMBNAIL_SIDE, encoded, picture
from wangge.foundation.files.masking import hidden_areas, hide
from wangge.foundation.files.scanning import scan
from wangge.foundation.files.stores import file_name, store
from wangge.rules.errors import Refused
from wangge.rules.masking import drawn_areas

BY_MACHINE, BY_HAND = "machine", "hand"


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo as it was kept: by the SHA-256 of exactly the bytes that are kept.

    `masked` says who looked for faces and plates: a machine, a person, or nobody yet (empty). `original` names the
    unmasked copy, where there is one; `hidden` counts the areas that were hidden.
    """

    sha256: str
    width: int
    height: int
    masked: str = ""
    original: str = ""
    hidden: int = 0


def keep_photo(data: bytes, *, field: str, with_original: bool = False) -> KeptPhoto:
    """Keep one photo; see `keep_photos`."""
    return keep_photos([data], field=field, with_original=with_original)[0]


def keep_photos(photos: Sequence[bytes], *, field: str, with_original: bool = False) -> tuple[KeptPhoto, ...]:
    """Keep photos upright, at most 1600 px, without metadata, faces and plates hidden; and their thumbnails.

    All of them are judged before one is kept, so a bad one leaves nothing behind. The unmasked picture is kept
    only where `with_original` says so. Refuses what `scanning` and `decoding` refuse.
    """
    ready = []
    for data in photos:
        scan(data, field=field)
        ready.append(_ready(picture(data, field=field), with_original=with_original))
    return tuple([_kept(one) for one in ready])


def hide_by_hand(sha256: str, areas: str) -> KeptPhoto:
    """Keep a copy of a kept photo in which the areas that a person drew are hidden, too; refuse `photo.bad_area`."""
    with Image.open(BytesIO(read_photo(sha256)), formats=["JPEG"]) as opened:
        image = opened.convert("RGB")
    drawn = drawn_areas(areas, width=image.width, height=image.height)
    return _kept(_written(hide(image, drawn), masked=BY_HAND, hidden=len(drawn)))


def read_photo(sha256: str, *, thumbnail: bool = False) -> bytes:
    """Return a kept photo as JPEG; refuse `file.missing`, `file.store_unreachable`."""
    data = store().get(file_name(sha256, thumbnail=thumbnail))
    if data is None:
        raise Refused("file.missing", file=sha256[:12])
    return data


def forget_photo(sha256: str) -> None:
    """Remove a photo and its thumbnail for good; the caller knows that nobody else names it."""
    for thumbnail in (True, False):
        store().drop(file_name(sha256, thumbnail=thumbnail))


@dataclass(frozen=True, slots=True)
class _Ready:
    photo: KeptPhoto
    files: tuple[tuple[str, bytes], ...]


def _ready(image: Image.Image, *, with_original: bool) -> _Ready:
    areas = hidden_areas(image)
    if areas is None:
        return _written(image, masked="", hidden=0)
    shown = _written(hide(image, areas), masked=BY_MACHINE, hidden=len(areas))
    if not (with_original and areas):  # where nothing was hidden, the masked copy is the original
        return shown
    original = _written(image, masked="", hidden=0)
    return _Ready(replace(shown.photo, original=original.photo.sha256), original.files + shown.files)


def _written(image: Image.Image, *, masked: str, hidden: int) -> _Ready:
    data = encoded(image)
    photo = KeptPhoto(hashlib.sha256(data).hexdigest(), image.width, image.height, masked, "", hidden)
    # The thumbnail first: whoever finds the whole photo finds its thumbnail.
    small = file_name(photo.sha256, thumbnail=True), encoded(image, THUMBNAIL_SIDE)
    return _Ready(photo, (small, (file_name(photo.sha256), data)))


def _kept(ready: _Ready) -> KeptPhoto:
    for name, data in ready.files:
        store().put(name, data)
    return ready.photo
