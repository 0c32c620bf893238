"""Where in a picture are faces and plates, so that they can be hidden? Detection only, never recognition.

What is found is coarse places, held in memory for a while and written nowhere. The detector is the optional
extra `mask` (OpenCV with the cascades that it brings); without it nothing is found, and a photo stays closed to
the public until a person has hidden what must be hidden. How much it finds is told in docs/photos.md.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from wangge.rules.masking import Area, grown, joined

MOSAIC = 6  # cells along the longer side of a hidden area: no number or feature survives
NEIGHBOURS = 5  # how many windows must agree on a face: OpenCV's usual 3 to 6; higher hides less by mistake
LOOKED_AT, SMALLEST, STEP = (
    1000,
    20,
    1.2,
)  # px: how large a picture, how small a face, growing by; our assumption
FACES = ("haarcascade_frontalface_default.xml", "haarcascade_profileface.xml")
# Plates of GA 36: 440 x 140 mm (3.1 to 1), large new-energy ones 480 x 140 (3.4 to 1); seen aslant 2 to 5.
# Hue of OpenCV (0-179) with saturation and value from: blue, yellow, green.
PLATE_COLOURS = (
    ((100, 110, 60), (125, 255, 255)),
    ((15, 110, 90), (32, 255, 255)),
    ((40, 50, 80), (85, 255, 255)),
)
PLATE_SHAPE = (2.0, 5.5)
PLATE_WIDTH = (0.02, 0.5)  # of the picture's width; our assumption
PLATE_FILLED = 0.55  # of its rectangle; our assumption
PLATE_STROKES = 0.06  # share of edge pixels: a plate has letters on it, a blue board has none; our assumption


LATELY_MOST = 64
_lately: dict[bytes, list[Area]] = {}


def is_masking() -> bool:
    """Say whether the extra `mask` is installed."""
    return find_spec("cv2") is not None


def hidden_areas(image: Image.Image) -> list[Area] | None:
    """Return where faces and plates seem to be, with a margin; None where no detector is installed."""
    if not is_masking():
        return None
    # A report that is sent again brings the same pictures; looking takes a second, comparing a moment.
    digest = hashlib.sha256(image.tobytes()).digest()
    areas = _lately.get(digest)
    if areas is None:
        seen = np.asarray(image)
        found = [*_faces(seen), *_plates(seen)]
        areas = joined(grown(area, width=image.width, height=image.height) for area in found)
        while len(_lately) >= LATELY_MOST:
            _lately.pop(next(iter(_lately), b""), None)
        _lately[digest] = areas
    return list(areas)


def hide(image: Image.Image, areas: Iterable[Area]) -> Image.Image:
    """Return a copy in which areas are a coarse mosaic."""
    masked = image.copy()
    for area in areas:
        box = (area.left, area.top, area.right, area.bottom)
        if area.width < 1 or area.height < 1:
            continue
        part = masked.crop(box)
        longest = max(part.size)
        few = (max(1, part.width * MOSAIC // longest), max(1, part.height * MOSAIC // longest))
        coarse = part.resize(few, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
        masked.paste(coarse.filter(ImageFilter.GaussianBlur(longest / MOSAIC / 3)), box)
    return masked


@cache
def _cascades() -> tuple[Any, ...]:
    import cv2  # the extra
    from cv2 import data

    return tuple(cv2.CascadeClassifier(f"{data.haarcascades}{name}") for name in FACES)


def _faces(seen: "np.ndarray[Any, Any]") -> Iterator[Area]:
    import cv2

    cv2.setNumThreads(1)  # other people's requests need the other cores
    shrunk = min(1.0, LOOKED_AT / max(seen.shape[:2]))
    grey = cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY)
    grey = cv2.equalizeHist(cv2.resize(grey, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA))
    width = grey.shape[1]
    frontal, profile = _cascades()
    for cascade, turned in ((frontal, False), (profile, False), (profile, True)):
        looked_at = cv2.flip(grey, 1) if turned else grey
        boxes = cascade.detectMultiScale(looked_at, STEP, NEIGHBOURS, minSize=(SMALLEST, SMALLEST))
        for box in boxes:
            left, top, across, down = (int(part) for part in box)
            left = width - left - across if turned else left
            yield Area(*(round(part / shrunk) for part in (left, top, across, down)))


def _plates(seen: "np.ndarray[Any, Any]") -> Iterator[Area]:
    import cv2

    hues = cv2.cvtColor(seen, cv2.COLOR_RGB2HSV)
    edges = cv2.Canny(cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY), 80, 200)
    for lower, upper in PLATE_COLOURS:
        coloured = cv2.inRange(hues, np.array(lower), np.array(upper))
        closed = cv2.morphologyEx(coloured, cv2.MORPH_CLOSE, np.ones((5, 9), np.uint8))
        outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            left, top, across, down = cv2.boundingRect(outline)
            filled = cv2.contourArea(outline) / max(1, across * down)
            strokes = float((edges[top : top + down, left : left + across] > 0).mean())
            if (
                PLATE_SHAPE[0] <= across / down <= PLATE_SHAPE[1]
                and PLATE_WIDTH[0] <= across / seen.shape[1] <= PLATE_WIDTH[1]
                and filled >= PLATE_FILLED
                and strokes >= PLATE_STROKES
            ):
                yield Area(int(left), int(top), int(across), int(down))
