"""How many faces and plates are hidden, how much is hidden by mistake, and what does a photo cost?

python -m bench.masking [--pictures 60]

The pictures are drawn (tests/pictures.py): scenes with one face and one plate each, of random size, light, noise and
turn, and as many without. They say what the detector does on clear drawings, not what it does on a
street: docs/photos.md tells how far to trust them.
"""

import argparse
import time
from dataclasses import dataclass

import django
import numpy as np
from PIL import Image, ImageEnhance

from tests.pictures import a_scene, draw_face, draw_plate
from wangge.rules.masking import Area

SIZE = (1280, 960)


@dataclass(slots=True)
class Tally:
    """What was found of one kind."""

    drawn: int = 0
    hidden: int = 0


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pictures", type=int, default=60)
    pictures = arguments.parse_args().pictures
    django.setup()
    from wangge.foundation.files.masking import hidden_areas

    faces, plates = {"near": Tally(), "far": Tally()}, {"straight": Tally(), "aslant": Tally()}
    by_mistake, empty, took = 0, 0, []
    for seed in range(pictures):
        image, face, plate, is_near, is_straight = _scene(seed)
        began = time.perf_counter()
        found = hidden_areas(image) or []
        took.append(time.perf_counter() - began)
        for tally, area in (
            (faces["near" if is_near else "far"], face),
            (plates["straight" if is_straight else "aslant"], plate),
        ):
            tally.drawn += 1
            tally.hidden += any(_share(area, one) >= 0.8 for one in found)
        bare, *_ = _scene(seed, with_people=False)
        extra = hidden_areas(bare) or []
        by_mistake += sum(one.width * one.height for one in extra) > 0
        empty += 1
    for name, tally in {
        **{f"faces {key}": one for key, one in faces.items()},
        **{f"plates {key}": one for key, one in plates.items()},
    }.items():
        print(
            f"{name:16} {tally.hidden:4d} of {tally.drawn:4d} hidden = {tally.hidden / max(1, tally.drawn):.1%}"
        )
    print(f"pictures without either where something was hidden: {by_mistake} of {empty}")
    middle, slow = (1000 * float(np.quantile(took, share)) for share in (0.5, 0.95))
    print(f"looking at one picture of {SIZE[0]} x {SIZE[1]}: median {middle:.0f} ms, p95 {slow:.0f} ms")


def _scene(seed: int, *, with_people: bool = True) -> tuple[Image.Image, Area, Area, bool, bool]:
    chance = np.random.default_rng(seed)
    image = a_scene(seed, SIZE)
    for _ in range(6):  # walls, windows, signs: edges that are no plate
        left, top = int(chance.integers(0, 1000)), int(chance.integers(0, 700))
        box = (left, top, left + int(chance.integers(60, 280)), top + int(chance.integers(60, 240)))
        image.paste(tuple(int(one) for one in chance.integers(60, 200, 3)), box)
    side, width = int(chance.integers(28, 240)), int(chance.integers(60, 320))
    is_straight = bool(chance.random() < 0.5)
    face, plate = Area(0, 0, 1, 1), Area(0, 0, 1, 1)
    if with_people:
        face = draw_face(image, int(chance.integers(20, 700)), int(chance.integers(20, 200)), side, seed)
        colour = ("blue", "yellow", "green")[seed % 3]
        plate = draw_plate(
            image, int(chance.integers(40, 900)), int(chance.integers(520, 780)), width, colour, seed
        )
        if not is_straight:
            image, plate = _turned(image, plate, float(chance.uniform(-12, 12)))
    image = ImageEnhance.Brightness(image).enhance(float(chance.uniform(0.55, 1.3)))
    return image, face, plate, side >= 60, is_straight


def _turned(image: Image.Image, plate: Area, degrees: float) -> tuple[Image.Image, Area]:
    margin = plate.height
    box = (plate.left - 4, plate.top - margin, plate.right + 4, plate.bottom + margin)
    part = image.crop(box).rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=(95, 95, 100))
    image.paste(part, box)
    return image, Area(plate.left, plate.top, plate.width, plate.height)


def _share(area: Area, hidden: Area) -> float:
    across = min(area.right, hidden.right) - max(area.left, hidden.left)
    down = min(area.bottom, hidden.bottom) - max(area.top, hidden.top)
    return max(0, across) * max(0, down) / (area.width * area.height)


if __name__ == "__main__":
    main()
