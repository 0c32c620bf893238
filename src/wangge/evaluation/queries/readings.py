"""How does a county read a rate whose formula differs between cities, and what does that say of a unit and period?"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from importlib.resources import files

from django.db.models import Q

from wangge.evaluation.models import RateVariant
from wangge.evaluation.queries.inputs import SETS, read_inputs
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.formulas import Formula, read_formula
from wangge.rules.periods import Period
from wangge.rules.scoring import Scope


@dataclass(frozen=True, slots=True)
class Reading:
    """One packaged reading of a rate."""

    rate: str
    code: str
    zh: str
    en: str
    formula: Formula
    grade: str  # O, I or ours
    source: str
    source_zh: str


@dataclass(frozen=True, slots=True)
class Held:
    """The reading that holds on a day: chosen by the county, or the first of the packaged ones."""

    reading: Reading
    from_on: date | None  # None: nobody chose it
    source: str  # the county's own; empty where nobody chose it


@dataclass(frozen=True, slots=True)
class RateSaid:
    """What a reading says of a unit and period; no value is "no cases"."""

    held: Held
    counts: Mapping[str, int]
    value: Fraction | None
    as_of: int


@cache
def readings() -> Mapping[str, Reading]:
    """Return the packaged readings by code, in their order."""
    text = (files("wangge.evaluation") / "readings" / "rates.toml").read_text(encoding="utf-8")
    return {
        row["code"]: Reading(
            row["rate"], row["code"], row["zh"], row["en"], read_formula(row["formula"], SETS), row["grade"],
            row["source"], row["source_zh"],
        )
        for row in tomllib.loads(text)["readings"]
    }  # fmt: skip


def reading(code: str) -> Reading:
    """Return one packaged reading, or refuse `evaluation.unknown_reading`."""
    if code not in readings():
        raise Refused(
            "evaluation.unknown_reading", field="reading", code=code[:40], known=", ".join(readings())
        )
    return readings()[code]


def held_on(county: str, on: date) -> list[Held]:
    """Return how a county reads each rate on a day. One statement."""
    rows = RateVariant.objects.filter(
        (Q(from_on=None) | Q(from_on__lte=on)) & (Q(until_on=None) | Q(until_on__gt=on)), county=county
    )
    chosen = {row.rate: row for row in rows.order_by("from_on") if row.variant in readings()}
    found = []
    for rate in dict.fromkeys(one.rate for one in readings().values()):
        row = chosen.get(rate)
        first = next(one for one in readings().values() if one.rate == rate)
        found.append(Held(readings()[row.variant], row.from_on, row.source) if row else Held(first, None, ""))
    return found


def rates_said(hat: Hat, scope: Scope, unit: str, period: Period, *, now: datetime) -> list[RateSaid]:
    """Return what a county's readings, as they held on the period's first day, say of a unit or department."""
    held = held_on(hat.county, period.days()[0])
    names = tuple(dict.fromkeys(name for one in held for name in one.reading.formula.names))
    read = read_inputs(hat, names, scope, unit, period, now=now)
    found = []
    for one in held:
        formula = one.reading.formula
        # What is subtracted may be more than what it is subtracted from: nothing is left to be a share of.
        is_empty = (formula.sample(read.counts) or 0) <= 0
        counts = {name: read.counts[name] for name in formula.names}
        found.append(RateSaid(one, counts, None if is_empty else formula.value(read.counts), read.as_of))
    return found
