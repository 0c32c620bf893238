"""Is what somebody wrote as long as it may be, and can it be kept?"""

import re

from wangge.rules.errors import Refused

_UNREADABLE = re.compile("[\x00\ud800-\udfff]")  # a zero byte, or half of a character


def fitting(text: str, field: str, most: int) -> str:
    """Return a text of at most `most` characters without space around it; nothing of it is ever cut off.

    A form sends each line break as two characters and its own counter counts one, so they are one here, too.
    Refuses `case.words_too_long`, and `case.words_unreadable` for what no database and no page can hold.
    """
    clean = text.replace("\r\n", "\n").strip()
    if len(clean) > most:
        raise Refused("case.words_too_long", field=field, length=len(clean), limit=most)
    if _UNREADABLE.search(clean):
        raise Refused("case.words_unreadable", field=field)
    return clean
