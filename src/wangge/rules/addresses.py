"""Which entry of an address list does somebody mean, and which entry says too much?

A list of addresses names doors and buildings, never the rooms behind them: who lives where is nobody's business here.
"""

import re
from collections.abc import Iterable

from wangge.rules.search import plain

LONGEST_ADDRESS = 120
LEAST_ASKED = 2  # characters
_LEFT_OUT = re.compile(r"[\s,.;:、，。；：·\-－—()（）#＃]+")
_ROOM = re.compile(
    r"(?:单元|[0-9一二三四五六七八九十]号?楼|栋|幢|座)[0-9一二三四五六七八九十-]+(?:号|室|户)?$|[0-9]+(?:室|户)"
    r"|\b(?:flat|apt|apartment|room)\b|\bunit [0-9]"
)


def folded(words: str) -> str:
    """Return an address as it is compared: without blanks and marks, NFKC, lower case."""
    return _LEFT_OUT.sub("", plain(words))


def names_a_room(words: str) -> bool:
    """Say whether an address goes beyond the door of a building: a room, a flat, a door on a floor."""
    return bool(_ROOM.search(plain(words)))


def beginnings(asked: str) -> list[str]:
    """Return what a folded address may begin with that is a door of its own, the longest first.

    "花园路66号3号楼" begins with "花园路66号", never with "花园路6"; a street alone is no door.
    """
    return [
        asked[:end]
        for end in range(len(asked) - 1, LEAST_ASKED, -1)
        if re.search(r"\d", asked[:end]) and not _cuts_a_number(asked, end)
    ]


def is_meant(asked: str, entry: str) -> bool:
    """Say whether a folded entry holds what was asked for; "6号" does not mean "66号"."""
    return any(not _cuts_a_number(entry, found.start()) for found in re.finditer(re.escape(asked), entry))


def by_nearness(asked: str, entries: Iterable[str]) -> list[str]:
    """Return folded entries in the order in which they are shown: what is asked for itself, then the shortest."""
    return sorted(entries, key=lambda entry: (entry != asked, not entry.startswith(asked), len(entry), entry))


def _cuts_a_number(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isdigit() and text[at].isdigit()
