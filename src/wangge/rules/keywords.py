"""Which words point at which kind, without a network: a small table made of the names of the kinds?

A pair of characters that stands in few names tells much, one that stands in many tells little. Nothing is learned
here from what people wrote.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from wangge.rules.search import plain

# Our assumptions: what many kinds share tells nothing, and a whole name said outweighs every pair of it.
SHARED_MOST = 8
WHOLE, PAIR = 1.0, 0.6
Keyword = tuple[str, str, float]


def keywords(names: Mapping[str, Sequence[str]]) -> list[Keyword]:
    """Return (term, key, weight) rows of kinds by their names: whole parts of a name, and pairs that few share."""
    parts = {key: {part for name in said for part in _parts(name)} for key, said in names.items()}
    holders: dict[str, set[str]] = {}
    for key, own in parts.items():
        for pair in {pair for part in own for pair in _pairs(part)}:
            holders.setdefault(pair, set()).add(key)
    rows = {(part, key): WHOLE for key, own in parts.items() for part in own}
    for pair, keys in holders.items():
        if len(keys) <= SHARED_MOST:
            for key in keys:
                rows.setdefault((pair, key), round(PAIR / len(keys), 2))
    return sorted((term, key, weight) for (term, key), weight in rows.items())


def _parts(name: str) -> list[str]:
    # "Damaged cover (water), lamp": what stands between signs is a part of its own.
    apart = "".join(letter if letter.isalnum() else " " for letter in plain(name))
    return [part for part in apart.split() if len(part) > 1]


def _pairs(part: str) -> list[str]:
    if part.isascii():
        return [part]  # a word of letters is one term, never cut
    return [first + second for first, second in pairwise(part)]
