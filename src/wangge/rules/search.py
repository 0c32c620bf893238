"""Which words in the search index find a piece of text?

Text is stored as overlapping pairs of characters, so a query of two characters or more finds
exactly what a substring search finds, in Chinese as in Latin letters and digits. Each pair
becomes one word of plain letters and digits which neither SQLite's FTS5 (unicode61) nor
PostgreSQL's text search ('simple') splits, drops or changes: one code for both.

Exact up to PostgreSQL's own limits for one row: 16,383 positions, 256 places for one pair.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from wangge.rules.errors import Refused

# Four digits to base 36 hold every character; the first is written as a letter (a to x), since
# a word that begins with a digit might be read as a number. y and z are free for other uses.
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LETTERS = "abcdefghijklmnopqrstuvwx"
_BREAK = "y"
_TAG = "z"
_PLAIN = re.compile(r"[0-9a-z]+")
_NAME = re.compile(r"[a-z]+")


def plain(text: str) -> str:
    """Return text as it is compared: NFKC, lower case, each run of white space as one space."""
    # Lower case may decompose (İ), so compose again.
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower()).split())


def pairs(text: str) -> list[str]:
    """Return the words of a text in order: one for each pair of neighbouring characters."""
    letters = [_word(character) for character in plain(text)]
    return [first + second for first, second in pairwise(letters)]


def tag(name: str, value: str) -> str:
    """Return one word that filters exactly, for example `tag("county", "410105")`.

    `name` is lower-case Latin letters. No tag equals a pair or another tag.
    """
    if not _NAME.fullmatch(name):
        raise Refused("search.tag_name", name=name)
    if _PLAIN.fullmatch(value):
        return f"{_TAG}{name}1{value}"
    return f"{_TAG}{name}0{value.encode().hex()}"


def document(texts: Iterable[str], tags: Iterable[str] = ()) -> str:
    """Return what is stored in the index for one row; no match runs from one text into the next."""
    words = list(tags)
    for text in texts:
        words += [_BREAK, *pairs(text)]
    return " ".join(words)


def fts5_query(text: str, tags: Iterable[str] = ()) -> str:
    """Return the FTS5 MATCH expression for rows that contain `text` and bear all `tags`.

    Raises Refused `search.too_short` for fewer than two characters.
    """
    phrase = " ".join(_asked(text))
    return " AND ".join([*(f'"{word}"' for word in tags), f'"{phrase}"'])


def tsquery(text: str, tags: Iterable[str] = ()) -> str:
    """Return the tsquery text for rows that contain `text` and bear all `tags`.

    Raises Refused `search.too_short` for fewer than two characters.
    """
    return " & ".join([*tags, " <-> ".join(_asked(text))])


def _asked(text: str) -> list[str]:
    words = pairs(text)
    if not words:
        raise Refused("search.too_short", field="q")
    return words


@cache  # a language has a few thousand characters, an import has millions of them
def _word(character: str) -> str:
    rest, last = divmod(ord(character), 36)
    rest, third = divmod(rest, 36)
    first, second = divmod(rest, 36)
    return _LETTERS[first] + _DIGITS[second] + _DIGITS[third] + _DIGITS[last]
