"""Which things (部件) stand in the demo street? A census as a city writes it, all drawn by us from one seed.

`python tools/huayuanlu_things.py` writes things.csv.gz and things_units.csv beside the demo's grids and three drawn
photos. Identifiers follow the standard's pattern and name no real thing; the units are words for a trade, no firms.
"""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import huayuanlu_photos as drawing
import shapely

SEED = 20120621
TARGET = Path(__file__).resolve().parents[1] / "src/wangge/config/demo/huayuanlu"
COUNTY = "410105"
METRE = 1.0e-5  # degrees, near enough to draw by
AWAY = 6 * METRE  # from the edge of a grid, where the roads run
HEAD = (
    "ObjID", "ObjName", "DeptCode1", "DeptName1", "DeptCode2", "DeptName2", "DeptCode3", "DeptName3", "BGID",
    "ObjState", "ORDate", "CHDate", "DataSource", "Note", "owner_state", "duty", "photo", "lon", "lat",
)  # fmt: skip
# Class, name, how many a grid, photo; authority, owner, maintainer by code and name.
AUTHORITY = ("ZJ", "示范区住建部门")
KINDS = (
    ("0101", "上水井盖", 1.1, "cover.png", AUTHORITY, ("GS", "示范供水单位"), ("GSYH", "示范供水养护队")),
    (
        "0137",
        "路灯",
        0.8,
        "lamp.png",
        ("CG", "示范区城管部门"),
        ("CG", "示范区城管部门"),
        ("LD", "示范路灯养护队"),
    ),
    (
        "0402",
        "行道树",
        0.6,
        "tree.png",
        ("CG", "示范区城管部门"),
        ("YL", "示范园林单位"),
        ("YLYH", "示范园林养护队"),
    ),
)
STATES = ("完好",) * 18 + ("破损", "丢失")
UNITS = (
    ("GSYH", "gongshui"), ("GS", "gongshui"), ("LD", "ludeng"), ("YLYH", "yuanlin"), ("ZJ", "zhujian"),
    ("CG", "chengguan"), ("zhifa", "zhifa"),
)  # fmt: skip


def rows(chance: Random) -> Iterator[tuple[str, ...]]:
    """Yield the things grid by grid along its edges; some have no owner, some no maintainer."""
    grids = json.loads(gzip.decompress((TARGET / "grids.geojson.gz").read_bytes()))["features"]
    for kind, name, per_grid, photo, authority, owner, maintainer in KINDS:
        number = 0
        for grid in grids:
            edge = shapely.from_geojson(json.dumps(grid["geometry"])).buffer(-AWAY).boundary
            for _ in range(int(per_grid + chance.random())):
                number += 1
                point = edge.interpolate(chance.random(), normalized=True)
                turn = chance.random()
                is_nobodys = kind == "0101" and turn < 0.06
                whose = ("", "") if is_nobodys or turn > 0.9 else owner
                keeps = ("", "") if is_nobodys or turn > 0.8 else maintainer
                yield (
                    f"{COUNTY}{kind}{number:06d}", name, *authority, *whose, *keeps, grid["properties"]["code"],
                    chance.choice(STATES), f"201{chance.randint(0, 2)}0{chance.randint(1, 9)}15", "", "示范数据", "",
                    "无主" if is_nobodys else "", "zhifa" if is_nobodys else "", photo,
                    f"{point.x:.7f}", f"{point.y:.7f}",
                )  # fmt: skip


def photos() -> dict[str, bytes]:
    """Return a drawn photo of each kind."""
    chance = Random(SEED)
    scenes = {"cover.png": ("上水井盖", _cover), "lamp.png": ("路灯", _lamp), "tree.png": ("行道树", _tree)}
    return {name: drawing.picture(scene, words, chance) for name, (words, scene) in scenes.items()}


def _cover(draw: drawing.Draw, _chance: Random) -> None:
    draw.ellipse((210, 340, 440, 430), fill="#5b5f64", outline=drawing.DARK, width=5)
    draw.ellipse((228, 350, 422, 420), outline="#8b8f94", width=3)
    for left in range(250, 410, 26):
        draw.line((left, 366, left, 404), fill="#8b8f94", width=4)


def _lamp(draw: drawing.Draw, _chance: Random) -> None:
    draw.line((320, 400, 320, 90), fill="#5b5f64", width=12)
    draw.line((320, 94, 410, 82), fill="#5b5f64", width=9)
    draw.ellipse((392, 74, 446, 100), fill="#f2d27a", outline=drawing.DARK, width=3)


def _tree(draw: drawing.Draw, chance: Random) -> None:
    draw.rectangle((308, 240, 336, 400), fill="#7a5a3c", outline=drawing.DARK, width=2)
    for _ in range(16):
        left, top = chance.randint(220, 360), chance.randint(70, 210)
        draw.ellipse((left, top, left + 90, top + 80), fill=chance.choice(("#3f7d4f", "#4f9160", "#35693f")))


def main() -> None:
    """Write the census, what stands for its units, and the photos."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows(rows(Random(SEED)))
    (TARGET / "things.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))
    units = "".join(f"{unit},{department}\n" for unit, department in UNITS)
    (TARGET / "things_units.csv").write_text(f"unit,department\n{units}", encoding="utf-8")
    for name, content in photos().items():
        (TARGET / "photos" / name).write_bytes(content)


if __name__ == "__main__":
    main()
