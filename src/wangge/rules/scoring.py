"""What does a score sheet ask of a unit, what is refused on it, and how many points do given counts make?

A sheet scores districts, streets, communities, grids, departments or kinds of post, never a person.
Points are whole hundredths, rounded half up, so that anybody who recomputes a result gets the same.
"""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from typing import Any

from wangge.rules.errors import Refused
from wangge.rules.formulas import Formula, read_formula

WHOLE = 100  # what the weights add up to
LEAST_SAMPLE = 30  # cases under which a share is not compared; our assumption
# rulings.md, Solved in the grid: an aim to watch, never a target that scores.
AIMS = frozenset({
    "in_grid", "in_community", "in_street", "found_in_grid", "found_in_community", "found_in_street",
})  # fmt: skip
# More of these must never be worth more: what is scored is reported, or settled, for the score.
ARRIVALS = frozenset({"found", "found_grid", "found_residents", "found_hotline", "settled", "trial"})
# Single cases of these may cost points; a sheet may count no others one by one.
DEDUCTIBLE = frozenset({"reopened", "reopened_30", "overdue", "rework"})
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)


class Scope(StrEnum):
    """What a sheet looks at. There is no scope for a person."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    DEPARTMENT = "department"
    POST = "post"  # a kind of post in a unit, all who hold it together


class Span(StrEnum):
    """How long a period of a sheet is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Way(StrEnum):
    """How a value becomes points."""

    LINEAR = "linear"  # value x weight, from 0 to the weight
    THRESHOLD = "threshold"  # the weight from `at` on; below it, `each` points less for every per cent
    STEPPED = "stepped"  # the points of the highest step reached
    DEDUCTED = "deducted"  # the weight less `each` points for every case
    BLANK = "blank"  # the system holds nothing that says it, and nothing is written in


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of a sheet."""

    code: str
    zh: str
    en: str
    weight: int
    way: Way
    formula: Formula | None  # None: blank
    at: Fraction = Fraction(0)
    each: Fraction = Fraction(0)
    steps: tuple[tuple[Fraction, Fraction], ...] = ()

    def points(self, counts: Mapping[str, int]) -> int | None:
        """Return the points in hundredths; None where it says nothing: blank, or a division by an empty set."""
        value = self.formula.value(counts) if self.formula else None
        if value is None:
            return None
        most = Fraction(self.weight)
        match self.way:
            case Way.THRESHOLD:
                points = most if value >= self.at else most - (self.at - value) * 100 * self.each
            case Way.STEPPED:
                points = max((points for at, points in self.steps if value >= at), default=Fraction(0))
            case Way.DEDUCTED:
                points = most - value * self.each
            case _:
                points = most * value
        return rounded(min(max(points, Fraction(0)), most) * 100)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A score sheet as it was read and found sound."""

    code: str
    zh: str
    en: str
    scope: Scope
    span: Span
    source: str
    source_zh: str
    lines: tuple[Indicator, ...]
    window_days: int

    @property
    def sets(self) -> tuple[str, ...]:
        """Return every set that some line reads, each once."""
        return tuple(
            dict.fromkeys(name for line in self.lines if line.formula for name in line.formula.names)
        )


@dataclass(frozen=True, slots=True)
class Scored:
    """What one line says of one unit and period: points and value, None for "no cases" and for blanks."""

    line: Indicator
    value: Fraction | None
    points: int | None
    sample: int | None


def score(sheet: Sheet, counts: Mapping[str, int]) -> list[Scored]:
    """Return what every line of a sheet makes of these counts."""
    return [
        Scored(
            line, line.formula.value(counts) if line.formula else None, line.points(counts),
            line.formula.sample(counts) if line.formula else None,
        )
        for line in sheet.lines
    ]  # fmt: skip


def total(scored: Sequence[Scored]) -> tuple[int, int]:
    """Return (points, points that could be had) in hundredths; a line without cases is in neither."""
    said = [one for one in scored if one.points is not None]
    return sum(one.points or 0 for one in said), sum(one.line.weight * 100 for one in said)


def rounded(value: Fraction) -> int:
    """Round half up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def read_sheet(said: Mapping[str, Any], known: Collection[str]) -> Sheet:
    """Read a sheet as data says it.

    Refuses `sheet.unreadable`, `sheet.weights`, `sheet.aim_scored`, `sheet.counts_reports`, and as `read_formula` does.
    """
    try:
        lines = tuple(_line(one, known) for one in said["lines"])
        sheet = Sheet(
            str(said["code"]), str(said["zh"]), str(said["en"]), Scope(said["scope"]), Span(said["span"]),
            str(said["source"]).strip(), str(said.get("source_zh", said["source"])), lines,
            int(said.get("window_days", 10)),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Refused("sheet.unreadable", field="sheet", part=str(fault)[:60]) from fault
    if not _CODE.fullmatch(sheet.code) or not sheet.source or not 0 < sheet.window_days <= 90:
        raise Refused("sheet.unreadable", field="sheet", part="code/source/window_days")
    if len({line.code for line in lines}) < len(lines):
        raise Refused("sheet.unreadable", field="lines", part="code")
    if (weights := sum(line.weight for line in lines)) != WHOLE:
        raise Refused("sheet.weights", field="weight", total=weights)
    return sheet


def _line(said: Mapping[str, Any], known: Collection[str]) -> Indicator:
    way = Way(said["way"])
    formula = None if way is Way.BLANK else read_formula(str(said["formula"]), known)
    weight = said["weight"]
    if not _CODE.fullmatch(said["code"]) or not isinstance(weight, int) or not 0 < weight <= WHOLE:
        raise Refused("sheet.unreadable", field="weight", part=str(said["code"])[:40])
    if formula:
        _refuse_scoring(said["code"], formula, way)
    steps = tuple((Fraction(str(at)), Fraction(str(points))) for at, points in said.get("steps", ()))
    return Indicator(
        said["code"], str(said["zh"]), str(said["en"]), weight, way, formula, Fraction(str(said.get("at", 0))),
        Fraction(str(said.get("each", 0))), steps,
    )  # fmt: skip


def _refuse_scoring(code: str, formula: Formula, way: Way) -> None:
    if AIMS.intersection(formula.names):
        raise Refused("sheet.aim_scored", field="formula", line=code)
    if way is Way.DEDUCTED:
        # Counted one by one, and only against the unit: no number of anything is ever wanted.
        is_plain = formula.degree() == 1 and DEDUCTIBLE.issuperset(formula.names)
        if not is_plain:
            raise Refused("sheet.counts_reports", field="formula", line=code)
    elif formula.degree() or ARRIVALS.intersection(formula.outside_divisors()):
        raise Refused("sheet.counts_reports", field="formula", line=code)


def written(document: Mapping[str, Any]) -> str:
    """Return the one way in which a document is written, of which its digest is taken."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document as it is written, without its own digest."""
    bare = {key: value for key, value in document.items() if key != "digest"}
    return sha256(written(bare).encode()).hexdigest()


def recompute(document: Mapping[str, Any]) -> list[tuple[str, int | None, int | None]]:
    """Return (line, points as it says, points as they come out) of an exported result where the two differ.

    The total stands under "total", a digest that does not fit under "digest".
    Refuses `result.unreadable`.
    """
    try:
        inputs = {str(name): int(n) for name, n in document["inputs"].items()}
        sheet = read_sheet(document["sheet"], inputs)
        told = {line["code"]: line["points"] for line in document["results"]}
        scored = score(sheet, inputs)
        out = {one.line.code: one.points for one in scored}
        told["total"], told["possible"] = document["total"], document["possible"]
        out["total"], out["possible"] = total(scored)
        is_whole = document["digest"] == digest(document)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Refused("result.unreadable", field="file") from fault
    found = [
        (code, told.get(code), out.get(code)) for code in {**told, **out} if told.get(code) != out.get(code)
    ]
    return found if is_whole else [*found, ("digest", None, None)]
