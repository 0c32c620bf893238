"""With what may a line be compared: with alike units, or only with the unit's own past?

Never a list of units in order: only the span and the middle of those alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from wangge.cases.queries.desk import desk
from wangge.cases.queries.figures import MONTH, UNIT, Slice, read_counts
from wangge.evaluation.queries.inputs import CASE_SETS, LEVEL_OF, last_moment
from wangge.people.queries import holders
from wangge.rules.comparing import may_compare
from wangge.rules.figures import ANY_KIND
from wangge.rules.periods import Period
from wangge.rules.scoring import LEAST_SAMPLE, Indicator, Sheet
from wangge.territory.queries import UnitRow, units

LEAST_UNITS = 3  # a span of fewer would show a single neighbour; our assumption
PAST = 3  # periods


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside one line: the span of alike units, or the unit's own past."""

    alike: int  # how many units; 0: there is no fair comparison
    lowest: Fraction | None
    middle: Fraction | None
    highest: Fraction | None
    past: tuple[tuple[str, Fraction | None], ...]


def beside(county: str, sheet: Sheet, unit: str, period: Period, *, now: datetime) -> dict[str, Beside]:
    """Return what each line of cases is compared with; two statements."""
    lines = [line for line in sheet.lines if line.formula and set(line.formula.names) <= CASE_SETS.keys()]
    if sheet.scope not in LEVEL_OF or not lines:
        return {}
    on = last_moment(county, period, now)
    known = units(county, desk(county).today(on))
    alike = _alike(county, known, unit, on)
    names = tuple(dict.fromkeys(name for line in lines if line.formula for name in line.formula.names))
    figures = tuple(CASE_SETS[name] for name in names)
    past = _before(period)
    slices = [Slice(figures, tuple(alike) or (unit,), ANY_KIND, period, UNIT)]
    slices += [Slice(figures, (unit,), ANY_KIND, Period(text), MONTH) for text in past]
    read = read_counts(county, slices)

    def of_unit(code: str) -> dict[str, int]:
        return {name: read.n(0, CASE_SETS[name], code) for name in names}

    def of_past(number: int) -> dict[str, int]:
        return {name: read.total(number, CASE_SETS[name]) for name in names}

    found = {}
    for line in lines:
        shares = [share for code in alike if (share := _share(line, of_unit(code))) is not None]
        fair = unit in alike and _share(line, of_unit(unit)) is not None and len(shares) >= LEAST_UNITS
        span = sorted(shares) if fair else []
        own = tuple((text, _value(line, of_past(number))) for number, text in enumerate(past, 1))
        found[line.code] = Beside(
            len(span), span[0] if span else None, span[len(span) // 2] if span else None,
            span[-1] if span else None, own,
        )  # fmt: skip
    return found


def _alike(county: str, known: Mapping[str, UnitRow], unit: str, at: datetime) -> list[str]:
    # Same level, enough posts; in code order. A unit with fewer posts has only its own past.
    level = known[unit].level if unit in known else None
    posts = dict.fromkeys(known, 0)
    for hat in holders(county, known, on=desk(county).today(at)):
        for code in known[hat.unit].path:
            if code in posts:
                posts[code] += 1
    return sorted(code for code, row in known.items() if row.level == level and may_compare(posts[code]))


def _share(line: Indicator, counts: Mapping[str, int]) -> Fraction | None:
    sample = line.formula.sample(counts) if line.formula else None
    return _value(line, counts) if sample is not None and sample >= LEAST_SAMPLE else None


def _value(line: Indicator, counts: Mapping[str, int]) -> Fraction | None:
    return line.formula.value(counts) if line.formula else None


def _before(period: Period) -> list[str]:
    texts, first = [], period.days()[0]
    for _ in range(PAST):
        first = date.fromordinal(first.toordinal() - 1)
        text = f"{first:%Y-%m}"
        if period.is_quarter:
            text = f"{first.year:04}-Q{(first.month + 2) // 3}"
        elif len(period.text) == len("2015"):
            text = f"{first.year:04}"
        texts.append(text)
        first = Period(text).days()[0]
    return texts
