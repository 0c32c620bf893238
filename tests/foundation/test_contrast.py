"""Are the colours of the pages far enough apart to be read (WCAG 2.2 AA)?"""

import re
from pathlib import Path

import pytest

import wangge

STYLE = (Path(wangge.__file__).parent / "foundation/static/foundation/wangge.css").read_text()
TOKENS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", STYLE))
TEXT, EDGE = 4.5, 3.0  # 1.4.3 for text, 1.4.11 for edges of fields and for shapes

READ = [
    (ink, ground)
    for ink in ("ink", "ink-quiet", "accent", "green", "yellow", "red")
    for ground in ("paper", "ground", "accent-ground")
] + [("yellow", "yellow-ground"), ("ink", "yellow-ground"), ("ink", "red-ground"), ("red", "red-ground"),
     ("ink-quiet", "red-ground"), ("paper", "accent"), ("paper", "red"), ("paper", "ink")]  # fmt: skip


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "ground"), READ)
def test_text_can_be_read_on_every_ground_it_stands_on(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= TEXT


@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_the_edge_of_a_field_can_be_seen(ground: str) -> None:
    assert contrast("line-strong", ground) >= EDGE


def test_black_on_white_is_the_known_21_to_1() -> None:
    assert (luminance("#fff") + 0.05) / (luminance("#000") + 0.05) == pytest.approx(21)


def test_no_style_uses_a_gradient() -> None:
    assert "gradient" not in STYLE
