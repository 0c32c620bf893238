"""Photos for tests, drawn here: scenes, faces, plates, and files that only say they are photos."""

import io
import struct
import zipfile
import zlib

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from wangge.rules.masking import Area

MAKER, ORIENTATION, GPS = 0x010F, 0x0112, 0x8825


def a_scene(seed: int = 1, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A wall, a road and some noise, without faces or plates."""
    chance = np.random.default_rng(seed)
    grey = np.full((size[1], size[0], 3), 150, dtype=np.int16)
    grey[size[1] // 2 :] = (95, 95, 100)
    grey += chance.integers(-14, 14, grey.shape, dtype=np.int16)
    return Image.fromarray(grey.clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.8))


def draw_face(image: Image.Image, left: int, top: int, side: int, seed: int = 1) -> Area:
    """Draw a face with light and shade where a face has them; return where it is."""
    chance = np.random.default_rng(seed)
    skin = np.array([205, 160, 130]) + chance.integers(-25, 20, 3)
    face = Image.new("RGB", (side, side), tuple(int(part) for part in skin // 2 + 30))
    pen = ImageDraw.Draw(face)

    def oval(x: float, y: float, wide: float, high: float, tone: float) -> None:
        colour = tuple(int(min(255, part * tone)) for part in skin)
        pen.ellipse([side * (x - wide), side * (y - high), side * (x + wide), side * (y + high)], fill=colour)

    oval(0.5, 0.42, 0.42, 0.48, 0.22)  # hair
    oval(0.5, 0.55, 0.36, 0.44, 1.0)
    oval(0.5, 0.30, 0.28, 0.10, 1.12)  # forehead
    for x in (0.34, 0.66):
        oval(x, 0.43, 0.11, 0.07, 0.62)  # sockets
        oval(x, 0.455, 0.07, 0.03, 0.95)
        oval(x, 0.455, 0.03, 0.03, 0.12)
        pen.line(
            [side * (x - 0.10), side * 0.375, side * (x + 0.10), side * 0.37],
            fill=(40, 30, 25),
            width=max(2, side // 28),
        )
        oval(x, 0.60, 0.09, 0.07, 1.14)  # cheeks
    oval(0.5, 0.55, 0.035, 0.13, 1.18)  # bridge of the nose
    oval(0.5, 0.665, 0.075, 0.028, 0.6)
    oval(0.5, 0.775, 0.14, 0.028, 0.45)  # mouth
    oval(0.5, 0.87, 0.12, 0.05, 1.08)
    face = face.filter(ImageFilter.GaussianBlur(max(1.0, side / 60)))
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).ellipse([side * 0.05, 0, side * 0.95, side], fill=255)
    image.paste(face, (left, top), mask)
    return Area(left, top, side, side)


def draw_plate(
    image: Image.Image, left: int, top: int, width: int, colour: str = "blue", seed: int = 1
) -> Area:
    """Draw a plate of GA 36's shape and colours with seven strokes of letters; return where it is."""
    chance = np.random.default_rng(seed)
    height = width * 140 // 440
    ground = {"blue": (28, 66, 168), "yellow": (235, 178, 30), "green": (90, 190, 110)}[colour]
    ink = (240, 240, 240) if colour == "blue" else (20, 20, 20)
    pen = ImageDraw.Draw(image)
    pen.rectangle([left, top, left + width, top + height], fill=ground, outline=ink)
    step = width / 7.6
    for number in range(7):
        x = left + step * (number + 0.45)
        for _ in range(4):
            ends = chance.uniform(0, 1, 4)
            pen.line([x + ends[0] * step * 0.7, top + height * (0.18 + 0.64 * ends[1]),
                      x + ends[2] * step * 0.7, top + height * (0.18 + 0.64 * ends[3])],
                     fill=ink, width=max(1, width // 45))  # fmt: skip
    return Area(left, top, width, height)


def as_jpeg(image: Image.Image, **more: object) -> bytes:
    """The picture as a JPEG file."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88, **more)
    return out.getvalue()


def a_photo(seed: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    """A small photo of a road."""
    return as_jpeg(a_scene(seed, size))


def with_metadata(image: Image.Image, *, orientation: int = 1) -> bytes:
    """A JPEG that tells who, where and how in EXIF, a comment and a profile."""
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "SECRETPHONE", orientation
    exif[GPS] = {1: "N", 2: (34.0, 47.0, 0.0), 3: "E", 4: (113.0, 40.0, 0.0)}
    return as_jpeg(image, exif=exif, comment=b"SECRETCOMMENT", icc_profile=b"SECRETPROFILE" * 20)


def a_zip() -> bytes:
    """A ZIP file of ten megabytes of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("photo.jpg", b"\x00" * 10_000_000)
    return out.getvalue()


def a_pdf(seed: int = 1, *, inside: bytes = b"") -> bytes:
    """A whole PDF of one empty page."""
    body = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + inside + b" >>\nendobj\n"
    body += b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    body += b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d 842] >>\nendobj\n" % (500 + seed)
    return b"%PDF-1.7\n" + body + b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


def a_pdf_bomb() -> bytes:
    """A small PDF whose one stream unpacks to a hundred megabytes."""
    stream = zlib.compress(b"\x00" * 100_000_000, 9)
    head = (
        b"%PDF-1.7\n1 0 obj\n<< /Length " + str(len(stream)).encode() + b" /Filter /FlateDecode >>\nstream\n"
    )
    return head + stream + b"\nendstream\nendobj\n%%EOF\n"


def a_png_of(width: int, height: int) -> bytes:
    """A PNG file of any size in pixels, whatever its content: one grey, packed row by row."""
    packer = zlib.compressobj(9)
    row = b"\x00" + b"\x7f" * width
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
