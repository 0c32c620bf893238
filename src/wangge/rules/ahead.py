"""Is a week above its usual, and what does the next one bring? Whole weeks of counts in, one statement out.

Above its usual: with equal rates the week's share of all cases is binomial (the conditional test of two Poisson rates,
Przyborowski and Wilenski, Biometrika 31, 1940); where weeks vary more than that, counts are divided by how much more
(quasi-likelihood). Many places and kinds are asked at once: Benjamini and Hochberg, JRSS B 57, 1995.
What the next week brings: the level of the last weeks, smoothed (Holt 1957; Brown 1959), times the season where two
years are known. Counts of matters at places, never of people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from math import exp, lgamma, log, log1p
from statistics import fmean, variance

from wangge.rules.errors import Refused

SMOOTHING = 0.3  # our assumption: three weeks ago still counts half of last week's share
YEAR = 52  # weeks
COVERED = 0.8  # of weeks that an interval is to hold


@dataclass(frozen=True, slots=True)
class Watch:
    """How weeks are watched; each number is the county's, or our assumption."""

    usual_weeks: int = 12  # what is usual is taken from so many weeks before
    least: int = 4  # fewer cases in a week are no warning
    per_mille: int = 50  # of the warnings that may be chance

    def __post_init__(self) -> None:
        for field, least, most in (("usual_weeks", 4, 104), ("least", 2, 1000), ("per_mille", 1, 200)):
            if not least <= getattr(self, field) <= most:
                raise Refused(
                    "ahead.setting", field=field, value=getattr(self, field), least=least, most=most
                )


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the next week brings: the expected number and the interval that holds it in COVERED of weeks."""

    expected: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Trial:
    """How a forecast did on weeks that it had not seen, beside "as last week" and "as in the same week last year"."""

    weeks: int = 0
    off: float = 0.0  # sum of absolute errors
    naive_off: float = 0.0
    held: int = 0  # weeks inside the interval
    scaled: float = (
        0.0  # sum of absolute errors, each over the mean step between the series' weeks before those tried
    )
    naive_scaled: float = 0.0  # the same of "as last week"
    scaled_weeks: int = 0  # of series that moved at all before
    year_weeks: int = 0  # those of which the same week last year is known
    year_off: float = 0.0  # "as in the same week last year", on those
    year_own_off: float = 0.0  # the forecast, on those

    @property
    def mase(self) -> float | None:
        """The mean absolute scaled error (Hyndman and Koehler 2006): below 1 beats what "as last week" did before.

        Where most series are rare it is far above 1 for any forecast, so it stands beside `naive_mase`.
        """
        return self.scaled / self.scaled_weeks if self.scaled_weeks else None

    @property
    def naive_mase(self) -> float | None:
        """The same error of "as last week" on the weeks tried."""
        return self.naive_scaled / self.scaled_weeks if self.scaled_weeks else None


def above_usual(week: int, before: Sequence[int], *, at_least: float = 1.0) -> float:
    """Return how likely chance alone gives so many in a week or more after the weeks before; 1 after none.

    `at_least` is how much all series together vary (`pooled_dispersion`): a dozen weeks of one are few to tell it by.
    """
    usual = sum(before)
    if week == 0 or not before:
        return 1.0
    spread = max(at_least, dispersion(before))
    return beta_share(1 / (len(before) + 1), week / spread, usual / spread + 1)


def dispersion(weeks: Sequence[int]) -> float:
    """Return how many times as much weeks vary as chance alone; at least 1."""
    mean = fmean(weeks) if weeks else 0.0
    return max(1.0, variance(weeks) / mean) if len(weeks) > 1 and mean else 1.0


def pooled_dispersion(series: Sequence[Sequence[int]]) -> float:
    """Return how many times as much the weeks of many series vary, taken together, as chance alone; at least 1."""
    told = [(variance(weeks), fmean(weeks)) for weeks in series if len(weeks) > 1 and any(weeks)]
    means = sum(mean for _, mean in told)
    return max(1.0, sum(varied for varied, _ in told) / means) if means else 1.0


def warned(chances: Sequence[float], per_mille: int) -> set[int]:
    """Return which of many may be named so that at most so many in 1,000 of those named are chance."""
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    last = 0
    for rank, place in enumerate(order, 1):
        if chances[place] <= per_mille / 1000 * rank / len(chances):
            last = rank
    return set(order[:last])


def seasons(totals: Sequence[int]) -> list[float]:
    """Return the season of each week and of the next, from the years before it; 1 = as the year, or not known."""
    told = []
    for week in range(len(totals) + 1):
        ratios = []
        for then in range(week - YEAR, YEAR // 2 - 1, -YEAR):
            year = fmean(totals[then - YEAR // 2 : then + YEAR // 2])
            ratios += [fmean(totals[then - 1 : then + 2]) / year] if year else []
        told.append(max(0.1, fmean(ratios)) if ratios else 1.0)
    return told


def ahead(weeks: Sequence[int], season: Sequence[float] | None = None) -> Ahead:
    """Return what the week after the last brings; `season` is that of each week and of the next."""
    factors = season or [1.0] * (len(weeks) + 1)
    fitted, errors = _levels(weeks, factors), list[float]()
    for place in range(4, len(weeks)):
        expected = max(fitted[place] * factors[place], 0.1)
        errors.append((weeks[place] - expected) ** 2 / expected)
    expected = fitted[len(weeks)] * factors[len(weeks)]
    low, high = interval(expected, max(1.0, fmean(errors[-26:])) if errors else 1.0)
    return Ahead(expected, low, high)


def tried(weeks: Sequence[int], last: int, season: Sequence[float] | None = None) -> Trial:
    """Forecast each of the last weeks from those before it, and count how far it was off."""
    first = max(8, len(weeks) - last)
    step = (
        fmean(abs(weeks[place] - weeks[place - 1]) for place in range(1, min(first, len(weeks))))
        if weeks[1:]
        else 0
    )
    trials = []
    for place in range(first, len(weeks)):
        told, came = ahead(weeks[:place], season[: place + 1] if season else None), weeks[place]
        off, naive, has_year = abs(came - told.expected), abs(came - weeks[place - 1]), place >= YEAR
        trials.append(
            Trial(
                1, off, naive, int(told.low <= came <= told.high),
                off / step if step else 0.0, naive / step if step else 0.0, int(step > 0),
                int(has_year), abs(came - weeks[place - YEAR]) if has_year else 0.0, off if has_year else 0.0,
            )
        )  # fmt: skip
    return together(trials)


def together(trials: Iterable[Trial]) -> Trial:
    """Return trials of several weeks or series as one."""
    return Trial(*(sum(values) for values in zip(*map(astuple, trials), strict=True)))


def season_that_helps(
    season: Sequence[float], series: Sequence[Sequence[int]], last: int
) -> tuple[Sequence[float] | None, Trial]:
    """Return the season if the last weeks of all series are forecast better with it than without, and how it went.

    Storms of one year repeated are worse than no season.
    """
    without, with_it = (together(tried(weeks, last, one) for weeks in series) for one in (None, season))
    return (season, with_it) if with_it.off < without.off else (None, without)


def interval(expected: float, spread: float) -> tuple[int, int]:
    """Return the numbers between which COVERED of weeks lie: negative binomial, Poisson where spread is 1."""
    outside, number, below = (1 - COVERED) / 2, 0, 0.0
    if expected <= 0:
        return 0, 0
    low: int | None = None
    while True:
        below += exp(_log_chance(number, expected, spread))
        if low is None and below > outside:
            low = number
        if below >= 1 - outside or number > 20 * expected + 100:
            return low or 0, number
        number += 1


def beta_share(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz's method)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_share(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    tiny, c = 1e-300, 1.0
    d = 1 / max(1 - (a + b) * x / (a + 1), tiny)
    told = d
    for m in range(1, 300):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / _apart(1 + step * d, tiny)
            c = _apart(1 + step / c, tiny)
            told *= c * d
        if abs(c * d - 1) < 1e-12:
            break
    return min(1.0, front * told)


def _apart(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny


def _levels(weeks: Sequence[int], factors: Sequence[float]) -> list[float]:
    # The level expected for each week and the next, from the weeks before it, seasons taken out.
    plain = [week / factor for week, factor in zip(weeks, factors, strict=False)]
    level = fmean(plain[:4]) if plain else 0.0
    told = [level]
    for week in plain:
        level += SMOOTHING * (week - level)
        told.append(level)
    return told


def _log_chance(number: int, mean: float, spread: float) -> float:
    if spread <= 1.0001:
        return number * log(mean) - mean - lgamma(number + 1)
    size = mean / (spread - 1)
    return (
        lgamma(number + size)
        - lgamma(size)
        - lgamma(number + 1)
        + size * log(1 / spread)
        + number * log(1 - 1 / spread)
    )
