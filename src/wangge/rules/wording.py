"""Which characters and pairs of characters make up a sentence, as numbers that a model can weigh?

No dictionary and no word breaking: Chinese sentences are short, and single characters with pairs carry the sense.
Each is known by the CRC-32 of its UTF-8 bytes, so a model keeps no text.
"""

import math
from collections import Counter
from collections.abc import Mapping
from zlib import crc32

from wangge.rules.search import plain

LENGTHS = (1, 2)


def grams(text: str) -> Mapping[int, float]:
    """Return each character and pair of a text with how much it weighs: 1 + ln of its count."""
    letters = plain(text)
    counted = Counter(
        crc32(letters[start : start + length].encode())
        for length in LENGTHS
        for start in range(len(letters) - length + 1)
    )
    return {gram: 1 + math.log(n) for gram, n in counted.items()}
