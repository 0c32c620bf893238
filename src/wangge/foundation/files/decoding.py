"""What is left of a photo when everything but the picture is gone?"""

import io
import struct
import threading
import zlib

from PIL import Image, ImageOps, UnidentifiedImageError

from wangge.foundation.files.sniffing import sniff
from wangge.rules.errors import Refused

LONGEST_SIDE, THUMBNAIL_SIDE = 1600, 320
# A JPEG is read at a part of its size; PNG and WebP stand whole in memory, four bytes a pixel. Both are our
# assumption: phones of 2026 send JPEG of 12 to 50 megapixels, screenshots have 2 to 5.
PIXELS_MOST = {"JPEG": 64_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
QUALITY = 82

# One photo at a time stands whole in the memory of a process, however many people send one.
_room = threading.Lock()
# We judge the size ourselves, before anything is decoded, and say it in a sentence.
Image.MAX_IMAGE_PIXELS = None


def picture(data: bytes, *, field: str) -> Image.Image:
    """Return a photo upright, in RGB, at most 1600 px wide or high, without anything else that was in the file.

    Refuses `file.not_a_photo`, `file.wrong_kind` (naming what it is), `file.too_many_pixels` before
    decoding, and `file.broken` for a photo that is cut off or damaged.
    """
    kind = sniff(data)
    if kind not in PIXELS_MOST:
        raise Refused("file.wrong_kind" if kind else "file.not_a_photo", field=field, kind=kind)
    try:
        with _room, Image.open(io.BytesIO(data), formats=[kind]) as opened:
            pixels = opened.width * opened.height
            if pixels > PIXELS_MOST[kind]:
                raise Refused("file.too_many_pixels", field=field, pixels=pixels, limit=PIXELS_MOST[kind])
            opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _bare(ImageOps.exif_transpose(opened))
    except UnidentifiedImageError as fault:
        raise Refused("file.not_a_photo", field=field, kind=kind) from fault
    # Whatever a damaged file makes a decoder stumble over.
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError,
            struct.error, zlib.error) as fault:  # fmt: skip
        raise Refused("file.broken", field=field) from fault


def encoded(image: Image.Image, side: int = LONGEST_SIDE) -> bytes:
    """Return a picture as JPEG, at most `side` px wide or high."""
    small = image.copy() if max(image.size) > side else image
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _bare(image: Image.Image) -> Image.Image:
    if "A" in image.getbands() or "transparency" in image.info:
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image.convert("RGBA"))
    plain = image.convert("RGB")
    if plain is image:
        plain = image.copy()
    # Comments and profiles travel in `info` and would be written again.
    plain.info = {}
    return plain
