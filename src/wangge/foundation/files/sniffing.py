"""What is this file, whatever its name says?"""

# The first bytes by which a kind gives itself away, from the formats' own specifications.
SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (8, b"WEBP", "WEBP"),
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"PK\x05\x06", "ZIP"),
    (0, b"%PDF", "PDF"),
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (0, b"II*\x00", "TIFF"),
    (0, b"MM\x00*", "TIFF"),
    (4, b"ftypheic", "HEIC"),
    (4, b"ftypheix", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypavif", "AVIF"),
    (4, b"ftyp", "MP4"),
    (0, b"\x1f\x8b", "GZIP"),
    (0, b"7z\xbc\xaf\x27\x1c", "7Z"),
    (0, b"Rar!", "RAR"),
    (0, b"\x7fELF", "ELF"),
    (0, b"MZ", "EXE"),
    (0, b"<?xml", "XML"),
    (0, b"<svg", "SVG"),
    (0, b"<!DOCTYPE", "HTML"),
)


def sniff(data: bytes) -> str:
    """Return the kind that a file's first bytes tell ("JPEG", "ZIP", ...), or "" for one that tells none."""
    return next((kind for at, mark, kind in SIGNATURES if data[at : at + len(mark)] == mark), "")
