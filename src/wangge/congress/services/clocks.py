"""Which clocks does a county's standing committee work by? Packaged rows, kept with rank and source."""

import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from wangge.congress.models import ClockRow
from wangge.foundation.locking import writing
from wangge.rules.errors import Refused
from wangge.rules.legal_terms import LegalRow, Rank, Sense, Term, TermUnit, refuse_looser


@cache
def presets() -> dict[str, dict[str, Any]]:
    """Return the packaged presets: code -> names and rows."""
    return tomllib.loads(files("wangge.congress").joinpath("data/clocks.toml").read_text(encoding="utf-8"))


def load_clocks(county: str, codes: Iterable[str], *, from_on: date) -> int:
    """Keep the rows of presets from a day on; what is there already stays. Return how many are new.

    Refuses `congress.unknown_preset`, and `legal.looser` where a row would loosen a higher one.
    """
    rows = [row for code in codes for row in _preset(code)["rows"]]
    new = 0
    with writing():
        for row in rows:
            _, is_new = ClockRow.objects.get_or_create(
                county=county, kind=row["kind"], step=row["step"], source=row["source"],
                defaults={
                    "hangs_on": row["hangs_on"], "n": row["n"], "unit": row["unit"], "rank": row["rank"],
                    "from_on": from_on,
                },
            )  # fmt: skip
            new += is_new
        refuse_looser(_legal(row) for row in ClockRow.objects.filter(county=county))
    return new


def _preset(code: str) -> dict[str, Any]:
    if code not in presets():
        raise Refused("congress.unknown_preset", field="preset", preset=code[:40])
    return presets()[code]


def _legal(row: ClockRow) -> LegalRow:
    # What counts back from a day gives the committee that much time: more days are stricter.
    sense = Sense.AT_LEAST if row.n < 0 else Sense.AT_MOST
    return LegalRow(
        f"{row.kind}.{row.step}", Term(row.n, TermUnit(row.unit)), sense, Rank(row.rank), row.source
    )
