"""What do the demo's photos show? Flat drawn scenes, each with the word 示意图 on it: no photo of a real place."""

import io
from collections.abc import Callable
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

WIDE, HIGH, GROUND = 640, 480, 330
SKY, WALL, ROAD, DARK = "#cfe0ea", "#d9cbb3", "#8b8f94", "#3b3f45"
# Any font with Chinese letters does; its letters are in the pictures, the font itself is not shipped.
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")

Draw = ImageDraw.ImageDraw


def photos(chance: Random) -> dict[str, tuple[str, bytes]]:
    """Return, for some items of the ledger, a file name and a PNG."""
    return {item: (f"{item}.png", picture(scene, words, chance)) for item, (words, scene) in SCENES.items()}


def picture(scene: Callable[[Draw, Random], None], words: str, chance: Random) -> bytes:
    """Return a PNG of one scene in a street, with its words below."""
    sheet = Image.new("RGB", (WIDE, HIGH), SKY)
    draw = ImageDraw.Draw(sheet)
    _street(draw)
    scene(draw, chance)
    draw.rectangle((0, HIGH - 40, WIDE, HIGH), fill=DARK)
    draw.text((14, HIGH - 36), f"示意图 · {words}", font=ImageFont.truetype(str(FONT), 22), fill="white")
    out = io.BytesIO()
    sheet.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _street(draw: Draw) -> None:
    draw.rectangle((0, 90, WIDE, GROUND), fill=WALL)
    for left in range(30, WIDE, 125):
        for top in (120, 210):
            draw.rectangle((left, top, left + 62, top + 56), fill="#9db4c0", outline=DARK, width=2)
    draw.rectangle((0, GROUND, WIDE, HIGH), fill=ROAD)
    draw.line((0, GROUND + 22, WIDE, GROUND + 22), fill="#c9ccd0", width=6)


def _rubbish(draw: Draw, chance: Random) -> None:
    draw.rectangle((90, 250, 190, 380), fill="#3f7d4f", outline=DARK, width=3)
    draw.rectangle((84, 236, 196, 254), fill="#2f5e3b")
    for _ in range(9):
        left, top, size = chance.randint(200, 460), chance.randint(340, 390), chance.randint(24, 58)
        colour = chance.choice(("#2b2d42", "#8d6b4f", "#d8d2c4", "#a44a3f"))
        draw.ellipse((left, top, left + size, top + size * 0.7), fill=colour, outline=DARK)


def _hole(draw: Draw, chance: Random) -> None:
    for left, top, wide in ((180, 370, 230), (430, 350, 110)):
        draw.ellipse((left, top, left + wide, top + wide * 0.28), fill="#55585c", outline=DARK, width=2)
        draw.ellipse((left + 20, top + 10, left + wide - 30, top + wide * 0.24), fill="#6f8ea3")
    for _ in range(14):
        left, top = chance.randint(150, 560), chance.randint(350, 420)
        draw.polygon([(left, top), (left + 12, top + 3), (left + 6, top + 11)], fill="#6d7075")


def _dark_lamp(draw: Draw, chance: Random) -> None:
    draw.rectangle((0, 0, WIDE, GROUND), fill="#1d2733")
    for left in range(40, WIDE, 150):
        draw.rectangle((left, 150, left + 50, 200), fill=chance.choice(("#f2d27a", "#2c3a49")))
    draw.rectangle((0, GROUND, WIDE, HIGH), fill="#2a2e33")
    draw.line((330, 400, 330, 120), fill="#7b8187", width=10)
    draw.line((330, 122, 410, 110), fill="#7b8187", width=8)
    draw.ellipse((396, 102, 440, 126), fill="#4a4f55", outline="#7b8187", width=3)


def _goods(draw: Draw, chance: Random) -> None:
    draw.rectangle((60, 130, 420, GROUND + 10), fill="#7a4b3a")
    draw.rectangle((60, 110, 420, 150), fill="#b5493a")
    draw.line((0, 372, WIDE, 372), fill="#f0c419", width=9)
    for left in range(80, 430, 70):
        top = chance.randint(350, 385)
        draw.rectangle((left, top, left + 58, top + 44), fill="#b98a55", outline=DARK, width=2)
        draw.ellipse(
            (left + 8, top - 12, left + 50, top + 12), fill=chance.choice(("#c0392b", "#e08e2b", "#6aa84f"))
        )


def _stall(draw: Draw, chance: Random) -> None:
    for left in (120, 360):
        colour = chance.choice(("#2f6f9f", "#a8442f"))
        draw.rectangle((left, 330, left + 170, 392), fill=colour, outline=DARK, width=3)
        for wheel in (left + 25, left + 140):
            draw.ellipse((wheel - 20, 380, wheel + 20, 420), outline=DARK, width=6)
        for _ in range(10):
            x, y = chance.randint(left + 6, left + 144), chance.randint(312, 330)
            draw.ellipse((x, y, x + 20, y + 18), fill=chance.choice(("#6aa84f", "#93c47d", "#d9a441")))


def _blocked(draw: Draw, _chance: Random) -> None:
    for left in range(-40, WIDE, 70):
        draw.polygon([(left, 420), (left + 26, 420), (left + 66, 350), (left + 40, 350)], fill="#f0c419")
    draw.rounded_rectangle((150, 330, 480, 400), 18, fill="#b7bcc2", outline=DARK, width=3)
    draw.polygon([(215, 332), (265, 282), (385, 282), (430, 332)], fill="#8fa3b0", outline=DARK)
    for wheel in (220, 410):
        draw.ellipse((wheel - 30, 372, wheel + 30, 432), fill=DARK, outline="#9aa0a6", width=6)


SCENES: dict[str, tuple[str, Callable[[Draw, Random], None]]] = {
    "0801": ("暴露垃圾", _rubbish), "0803": ("道路破损", _hole), "0702": ("楼院路灯不亮", _dark_lamp),
    "0804": ("门前五包不落实", _goods), "0202": ("流动摊点占道经营", _stall), "0401": ("消防通道堵塞", _blocked),
}  # fmt: skip
