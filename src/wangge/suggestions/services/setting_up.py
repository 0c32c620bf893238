"""How does a county say by which rules of law its papers go, and by which grades its congresses answer?"""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from wangge.foundation.locking import writing
from wangge.rules.errors import Refused
from wangge.rules.grades import Meaning
from wangge.rules.legal_terms import LegalRow, Rank, Sense, Term, TermUnit, refuse_looser
from wangge.rules.suggestions import Clock
from wangge.suggestions.models import ClockRule, GradeRow, SchemeChoice
from wangge.suggestions.queries.rules import as_legal

NATIONAL = "national"


@cache
def packaged() -> dict[str, Any]:
    """Return data/presets.toml."""
    text = files("wangge.suggestions").joinpath("data", "presets.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def load_presets(county: str, names: Sequence[str], *, congress: UUID | None = None) -> int:
    """Keep the rows of presets beside those of the law, and all schemes of grades; return how many rows were new.

    The law holds for every congress of the county; presets for one of them, or for all where none is named.
    Refuses `suggestion.no_preset`, and `legal.looser` where a lower row allows what a higher one forbids.
    """
    known = packaged()["presets"]
    kept = load_rows(county, NATIONAL, known[NATIONAL])
    for name in dict.fromkeys(names):
        if name not in known:
            raise Refused("suggestion.no_preset", field="preset", preset=name[:40])
        if name != NATIONAL:
            kept += load_rows(county, name, known[name], congress=congress)
    _load_schemes(county)
    return kept


def load_rows(county: str, name: str, preset: dict[str, Any], *, congress: UUID | None = None) -> int:
    """Keep one set of rows, of one congress or of all; what is there already stays. Refuse `legal.looser`."""
    new = [(row, _legal(row)) for row in preset["rows"]]
    with writing():
        _refuse_looser(county, congress, name, [legal for _, legal in new])
        made = 0
        for row, legal in new:
            told = {
                "n": legal.term.n, "unit": legal.term.unit, "sense": legal.sense, "rank": legal.rank,
                "source": legal.source, "from_on": row.get("from_on") or preset.get("from_on"),
                "until_on": row.get("until_on") or preset.get("until_on"),
            }  # fmt: skip
            _, is_new = ClockRule.objects.get_or_create(
                county=county, congress=congress, preset=name, code=legal.code, defaults=told
            )
            made += is_new
        return made


def _refuse_looser(county: str, congress: UUID | None, name: str, new: Sequence[LegalRow]) -> None:
    # What holds for all stands beside the own rows of each congress, never beside another one's.
    kept = list(ClockRule.objects.filter(county=county))
    bodies: set[UUID | None] = {congress} if congress else {None, *(row.congress for row in kept)}
    for body in bodies:
        beside = [
            row for row in kept
            if row.congress in {None, body} and (row.preset, row.congress) != (name, congress)
        ]  # fmt: skip
        refuse_looser([*(as_legal(row) for row in beside), *new])


def choose_scheme(county: str, congress: UUID, year: int, scheme: str, source: str) -> None:
    """Say which scheme a congress uses from a year on; refuse `suggestion.unknown_scheme`."""
    if scheme not in packaged()["schemes"]:
        raise Refused("suggestion.unknown_scheme", field="scheme", scheme=scheme[:40])
    with writing():
        _load_schemes(county)
        SchemeChoice.objects.update_or_create(
            county=county, congress=congress, year=year, defaults={"scheme": scheme, "source": source}
        )


def preset_ends(name: str) -> date | None:
    """Return from which day on a packaged preset no longer holds."""
    found: date | None = packaged()["presets"][name].get("until_on")
    return found


def _load_schemes(county: str) -> None:
    for code, scheme in packaged()["schemes"].items():
        for grade in scheme["grades"]:
            told = {
                "meaning": Meaning(grade["meaning"]), "zh": grade["zh"], "en": grade["en"], "source": scheme["source"],
            }  # fmt: skip
            GradeRow.objects.get_or_create(county=county, scheme=code, letter=grade["letter"], defaults=told)


def _legal(row: dict[str, Any]) -> LegalRow:
    return LegalRow(
        Clock(row["code"]), Term(row["n"], TermUnit(row["unit"])), Sense(row["sense"]), Rank(row["rank"]),
        row["source"],
    )  # fmt: skip
