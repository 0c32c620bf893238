"""How long does it usually take, when only counts per bucket are kept?

Durations fold into fixed buckets whose width grows with the duration, so counters can be added
up over any units and months and still give a median. A bucket's representative differs from
every duration in it by at most 2 %. Whole numbers only: the same buckets on every machine.
Up to 49 seconds a bucket is one second and exact.
"""

from bisect import bisect_right
from collections.abc import Mapping
from fractions import Fraction

from wangge.rules.errors import Refused

ERROR_PERCENT = 2
LONGEST = 200 * 366 * 86_400  # seconds; a case older than two centuries is a wrong date


def _buckets() -> tuple[list[int], list[int]]:
    lows, middles = [0], [0]
    low = 1
    while low <= LONGEST:
        # The largest middle within 2 % of the lowest, then the largest duration within 2 % of that.
        middle = low * (100 + ERROR_PERCENT) // 100
        lows.append(low)
        middles.append(middle)
        low = middle * 100 // (100 - ERROR_PERCENT) + 1
    return lows, middles


# Stored counters bear these numbers: changing them needs `wangge figures rebuild`.
_LOWS, _MIDDLES = _buckets()
LONGEST_BUCKET = len(_LOWS) - 1


def bucket_of(seconds: int) -> int:
    """Return the number of the bucket for a duration in whole seconds.

    Raises Refused `duration.negative` or `duration.too_long` (over 200 years).
    """
    if seconds < 0:
        raise Refused("duration.negative", seconds=seconds)
    if seconds > LONGEST:
        raise Refused("duration.too_long", seconds=seconds)
    return bisect_right(_LOWS, seconds) - 1


def representative(bucket: int) -> int:
    """Return the duration in seconds that stands for all durations of a bucket, at most 2 % off."""
    if not 0 <= bucket < len(_MIDDLES):
        raise Refused("duration.unknown_bucket", bucket=bucket)
    return _MIDDLES[bucket]


def begin_of_bucket(bucket: int) -> int:
    """Return the shortest duration of a bucket in seconds; the next bucket's is the first that is too long."""
    if not 0 <= bucket < len(_LOWS):
        raise Refused("duration.unknown_bucket", bucket=bucket)
    return _LOWS[bucket]


def mean(counts: Mapping[int, int]) -> int | None:
    """Return the mean in seconds, at most 2 % off; None without durations."""
    whole = sum(counts.values())
    return round(sum(representative(bucket) * n for bucket, n in counts.items()) / whole) if whole else None


def quantile(counts: Mapping[int, int], q: float) -> int | None:
    """Return the q-quantile (nearest rank, 0 < q <= 1) in seconds, at most 2 % off; None without durations.

    `counts` maps bucket to number of durations.
    """
    if not 0 < q <= 1:
        raise Refused("duration.quantile", q=q)
    whole = sum(counts.values())
    # 0.1 * 30 is a little over 3 in binary; the rank wanted is 3.
    rank = -(-whole * Fraction(q).limit_denominator(10_000) // 1)
    seen = 0
    for bucket in sorted(counts):
        seen += counts[bucket]
        if seen >= rank and counts[bucket]:
            return representative(bucket)
    return None
