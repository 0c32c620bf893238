"""Where are photos kept, and what is let in?"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from wangge.rules.errors import Refused

LONGEST_SIDE, THUMBNAIL_SIDE = 1600, 320
PIXELS_MOST = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo as it was stored: by the SHA-256 of its re-encoded bytes."""

    sha256: str
    width: int
    height: int


def keep_photo(data: bytes, *, field: str) -> KeptPhoto:
    """Store a photo re-encoded, upright, at most 1600 px wide or high, without metadata, and its thumbnail.

    Refuses `file.not_a_photo` for anything that does not decode as JPEG, PNG or WebP, and
    `file.too_many_pixels` before decoding a picture above 50 megapixels.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            if opened.width * opened.height > PIXELS_MOST:
                raise Refused("file.too_many_pixels", pixels=opened.width * opened.height, limit=PIXELS_MOST)
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise Refused("file.not_a_photo", field=field) from fault
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    encoded = _jpeg(upright)
    kept = KeptPhoto(hashlib.sha256(encoded).hexdigest(), upright.width, upright.height)
    _write(photo_path(kept.sha256), encoded)
    upright.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    _write(photo_path(kept.sha256, thumbnail=True), _jpeg(upright))
    return kept


def photo_path(sha256: str, *, thumbnail: bool = False) -> Path:
    """Return where a kept photo lies."""
    name = f"{sha256}{'-small' if thumbnail else ''}.jpg"
    return Path(settings.WANGGE_HOME) / "files" / sha256[:2] / name


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _write(path: Path, data: bytes) -> None:
    # Written aside and renamed, so that a half-written file never has the name of a whole one.
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    aside.write_bytes(data)
    aside.replace(path)
