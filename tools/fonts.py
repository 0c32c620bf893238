"""Which font do printed sheets use, and is it still the one we took?

`tools/fonts.py FILE.ttc` cuts it anew out of Noto Sans CJK (Debian: fonts-noto-cjk; needs fonttools, developers
only); `tools/fonts.py --check` compares what is committed with its NOTICE (needs nothing).
"""

import argparse
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

FONTS = Path(__file__).resolve().parents[1] / "src/wangge/ledgers/fonts"
FONT, NOTICE = FONTS / "NotoSansCJKsc-Regular-GB2312.otf", FONTS / "NOTICE"
SIMPLIFIED = 2  # which face of the collection: JP, KR, SC, TC, HK
MORE = "—…‘’“”‹›→←↑↓✓✗●○□■▲△·㎡℃‰〔〕"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", nargs="?", type=Path, help="NotoSansCJK-Regular.ttc")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    if asked.collection:
        cut(asked.collection)
    digest = hashlib.sha256(FONT.read_bytes()).hexdigest()
    print(f"{FONT.name} {FONT.stat().st_size} bytes sha256 {digest}")
    return 0 if digest in NOTICE.read_text(encoding="utf-8") else 1


def cut(collection: Path) -> None:
    """Write the face with the characters that we take of it."""
    from fontTools import subset

    subset.main([
        str(collection), f"--font-number={SIMPLIFIED}", f"--text={''.join(sorted(characters()))}",
        "--layout-features=", "--no-hinting", f"--output-file={FONT}",
    ])  # fmt: skip


def characters() -> set[str]:
    """Return what is taken: GB 2312 (6,763 Chinese characters and its signs), Latin, and a few signs more."""
    return {*gb2312(), *map(chr, range(0x20, 0x180)), *MORE}


def gb2312() -> Iterator[str]:
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes([row, cell]).decode("gb2312")
            except UnicodeDecodeError:
                continue


if __name__ == "__main__":
    sys.exit(main())
