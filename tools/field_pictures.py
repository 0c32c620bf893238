"""Puts the browser tests' pictures of the phone into the documents, small: `python tools/field_pictures.py`."""

import sys
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent.parent
SHOTS, PICTURES = HERE / "tests/browser/shots", HERE / "docs/pictures"
COLOURS, WIDTH = 64, 540  # pixels: one and a half for each of a phone's 360


def main() -> int:
    """Shrink every picture of the phone; return 1 when the browser tests have left none."""
    found = sorted(SHOTS.glob("field-*.png"))
    for file in found:
        picture = Image.open(file).convert("RGB")
        height = round(picture.height * WIDTH / picture.width)
        small = picture.resize((WIDTH, height), Image.Resampling.LANCZOS)
        small.quantize(COLOURS).save(PICTURES / file.name, optimize=True)
        print(f"{file.name} {(PICTURES / file.name).stat().st_size // 1024} kB")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
