"""Which places of a register does a published seed draw, and what does the sample say of the whole?

Anybody can draw again: within each stratum the keys are put in the order of SHA-256(seed, key), and the first ones are
the sample. No generator of one language or version is needed, only the seed, the frame and this rule.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from wangge.rules.errors import Refused
from wangge.rules.lots import seed_of

Frame = Mapping[str, Sequence[str]]  # stratum -> keys


@dataclass(frozen=True, slots=True)
class Drawn:
    """One key of a sample and the stratum that it stands for."""

    stratum: str
    key: str


def frame_text(frame: Frame) -> str:
    """Return a frame in its one written form: strata and keys sorted, each key once."""
    return json.dumps(
        {stratum: sorted(set(keys)) for stratum, keys in frame.items()}, sort_keys=True, separators=(",", ":"),
        ensure_ascii=False,
    )  # fmt: skip


def read_frame(text: str) -> dict[str, list[str]]:
    """Read what `frame_text` wrote."""
    return {str(stratum): [str(key) for key in keys] for stratum, keys in json.loads(text).items()}


def frame_digest(frame: Frame) -> str:
    """Return the SHA-256 of a frame's written form, which is published before the seed is known."""
    return hashlib.sha256(frame_text(frame).encode()).hexdigest()


def shares(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """Share n places among strata by size: each that is not empty gets one where n allows.

    Refuses `congress.sample_size` where n is below 1 or above what the frame holds.
    """
    filled = {stratum: size for stratum, size in sorted(sizes.items()) if size}
    total = sum(filled.values())
    if not 1 <= n <= total:
        raise Refused("congress.sample_size", field="n", n=n, most=total)
    exact = {stratum: n * size / total for stratum, size in filled.items()}
    given = {stratum: int(share) for stratum, share in exact.items()}
    order = sorted(filled, key=lambda stratum: (given[stratum] - exact[stratum], stratum))
    for stratum in order[: n - sum(given.values())]:
        given[stratum] += 1
    # A stratum of its own is there to be looked at: it gets one from the fullest while that has two.
    for stratum in [one for one in filled if not given[one]]:
        fullest = max(given, key=lambda one: (given[one], one))
        if given[fullest] > 1:
            given[fullest] -= 1
            given[stratum] = 1
    return {stratum: count for stratum, count in given.items() if count}


def draw_sample(seed: str, frame: Frame, n: int) -> list[Drawn]:
    """Draw n keys of a frame, stratum by stratum."""
    keys = {stratum: sorted(set(found)) for stratum, found in frame.items()}
    drawn = []
    for stratum, count in shares({stratum: len(found) for stratum, found in keys.items()}, n).items():
        ordered = sorted(keys[stratum], key=lambda key: seed_of(seed, key))
        drawn += [Drawn(stratum, key) for key in ordered[:count]]
    return drawn


def interval(hits: int, n: int, *, sure: float = 0.95) -> tuple[float, float] | None:
    """Return Wilson's interval of a share (1927, without continuity correction); None for an empty sample."""
    if n == 0:
        return None
    z = NormalDist().inv_cdf(0.5 + sure / 2)
    share, spread = hits / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / spread
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / spread
    return max(0.0, middle - half), min(1.0, middle + half)
