"""Which kinds happen in public space, so that their cases may stand on a public map and be offered as duplicates?

Closed by default (rulings.md, Matters that point at people); 私搭乱建, noise, what lies in yards, and
what names a shop or a person stay closed. Which kinds lie in public space is our own reading, row by row.
"""

import csv
from fnmatch import fnmatchcase
from importlib.resources import files

from wangge.cases.models import Category


def load_public_kinds() -> int:
    """Load the packaged rows of data/public_kinds.csv, the last that fits deciding; return how many are open.

    A kind that points at people is never open, whatever a row says. Only kinds of the packaged
    catalogues are touched; a county's own stay as they were admitted.
    """
    with files("wangge.cases").joinpath("data", "public_kinds.csv").open(encoding="utf-8") as file:
        rows = [
            (":".join((row["scheme"], row["kind"], row["code"])), row["in_public"] == "1")
            for row in csv.DictReader(file)
        ]
    kinds = Category.objects.filter(matter_only=False).values_list("key", flat=True)
    packaged = {row.split(":")[0] for row, _ in rows}
    decided = {key: _last_word(key, rows) for key in kinds if key.split(":")[0] in packaged}
    is_open = [key for key, open_ in decided.items() if open_]
    Category.objects.filter(key__in=is_open).update(in_public=True)
    Category.objects.filter(key__in=decided.keys() - set(is_open)).update(in_public=False)
    return len(is_open)


def _last_word(key: str, rows: list[tuple[str, bool]]) -> bool:
    return next((is_open for pattern, is_open in reversed(rows) if fnmatchcase(key, pattern)), False)
