"""What does the system hold already? Read from the packaged table, so that nobody asks for it again.

The table is the part of docs/data-register.toml that answers forms, with the words by which people ask for it (ours).
"""

import csv
import io
from functools import cache
from importlib.resources import files

from wangge.rules.admission import HeldField


@cache
def held_fields() -> tuple[HeldField, ...]:
    """Return every field that the system holds and a form might ask for."""
    text = files("wangge.workload").joinpath("data", "held_fields.csv").read_text(encoding="utf-8")
    return tuple(
        HeldField(row["key"], row["zh"], row["en"], (row["zh"], row["en"].lower(), *row["words"].split()))
        for row in csv.DictReader(io.StringIO(text))
    )
