"""Draws the icons by which the phone's home screen shows the program: a grid of nine with one corner marked.

    python -m tools.field_icons

The maskable one keeps everything inside the middle circle that any home screen leaves (80 % of the side).
"""

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parents[1] / "src/wangge/field/static/field/icons"
GROUND, LINE, MARK = "#0f3f66", "#ffffff", "#ffd166"
OVER = 4  # drawn larger and made smaller, so that edges are smooth


def draw(side: int, *, fill: float, rounded: bool) -> Image.Image:
    """Draw the icon with the grid filling a share of the side; `rounded` leaves the corners clear."""
    whole = side * OVER
    image = Image.new("RGBA", (whole, whole))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, whole - 1, whole - 1), radius=whole // 6 if rounded else 0, fill=GROUND)
    first, cell, line = whole * (1 - fill) / 2, whole * fill / 3, max(1, round(whole * fill * 0.055))
    pen.rectangle((first + cell, first + cell, first + 2 * cell, first + 2 * cell), fill=MARK)
    for number in range(4):
        at = first + number * cell
        pen.line((at, first, at, first + 3 * cell), fill=LINE, width=line)
        pen.line((first - line / 2, at, first + 3 * cell + line / 2, at), fill=LINE, width=line)
    return image.resize((side, side), Image.Resampling.LANCZOS)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, side, fill, rounded in (
        ("icon-192", 192, 0.62, True), ("icon-512", 512, 0.62, True), ("icon-maskable", 512, 0.5, False),
    ):  # fmt: skip
        image = draw(side, fill=fill, rounded=rounded)
        (image if rounded else image.convert("RGB")).quantize(32).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
