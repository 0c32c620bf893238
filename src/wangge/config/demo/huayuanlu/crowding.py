"""Where did one kind of matter crowd of late? Ours: the street's pavement sinks around one yard, and hot spots find it.

What the rounds found keeps its number, day, words and end; only the place of some of it is another.
"""

from collections.abc import Iterable, Mapping

ITEM, DAYS, CROWD = "0803", 3, 9  # damaged pavement, found in the last days
STEP = 0.00012  # degrees between neighbours: about 12 m
PLACE = "{yard}南侧便道"


def crowded(rows: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Return what the rounds found, some of its newest pavement damage around one yard."""
    told = list(rows)
    lately = [
        place for place, row in enumerate(told)
        if row["item"] == ITEM and int(row["day"]) <= DAYS and row["lon"] and not row["outcome"]
    ][:CROWD]  # fmt: skip
    if not lately:
        return told
    anchor = told[lately[0]]
    for number, place in enumerate(lately):
        told[place] = {
            **told[place], "unit": anchor["unit"],
            "lon": f"{float(anchor['lon']) + (number % 3 - 1) * STEP:.6f}",
            "lat": f"{float(anchor['lat']) + (number // 3 - 1) * STEP:.6f}",
            "place": PLACE.format(yard=anchor["place"].partition("院")[0] + "院"),
        }  # fmt: skip
    return told
