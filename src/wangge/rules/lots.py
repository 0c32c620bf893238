"""How is somebody drawn by lot so that anybody can draw again and see that it was fair?

The seed is a hash of what was fixed before anyone could know the pool; it is recorded with the
draw. The pool stands in the order of its keys, so the same seed and pool give the same person.
"""

import hashlib
from collections.abc import Iterable
from enum import StrEnum


class Drawn(StrEnum):
    """How somebody came to check a case (rulings.md, Who checks)."""

    FINDER = "finder"  # who found it looks again, where a department handled it
    LOT = "lot"  # drawn within walking distance, adjacent grids first
    NEAREST = "nearest"  # danger: the nearest person, at once
    FALLBACK = "fallback"  # nobody could be drawn: whoever checks by post


class Purpose(StrEnum):
    """Why somebody looks."""

    DONE = "done"  # 核查: is it done?
    SAMPLE = "sample"  # one of the cases solved on the spot, drawn by its category's rate


def seed_of(*fixed: str) -> str:
    """Return the seed of a draw, 64 hex digits."""
    return hashlib.sha256("\x1f".join(fixed).encode()).hexdigest()


def draw(seed: str, pool: Iterable[str]) -> str:
    """Return the key drawn from a pool; empty for an empty one."""
    keys = sorted(set(pool))
    return keys[int(seed, 16) % len(keys)] if keys else ""


def is_sampled(seed: str, per_mille: int) -> bool:
    """Say whether a draw of so many in a thousand hits."""
    return int(seed_of(seed, "sample"), 16) % 1000 < per_mille
