"""How does a county say which breaches bring a notice, which measures there are, and when a pattern is asked about?"""

from collections.abc import Iterable
from datetime import date

from wangge.accountability.models import BreachRule, Measure, PatternRule
from wangge.foundation.locking import writing
from wangge.rules.accountability import Breach
from wangge.rules.gaming import Pattern
from wangge.rules.levels import Level

OURS = "本项目的假设 / our assumption"
# code, breach, times
BREACHES = (
    ("overdue-2", Breach.OVERDUE_TIMES, 2), ("shirked", Breach.SHIRKED, 1), ("false-done", Breach.FALSE_DONE, 1),
    ("promise-missed", Breach.PROMISE_MISSED, 1),
)  # fmt: skip
MEASURES = (
    ("explain", "书面说明", "written explanation", 90), ("talk", "约谈", "interview of the unit", 180),
    ("notice", "通报", "circular", 365),
)  # fmt: skip


def set_up(county: str, *, from_on: date, breaches: Iterable[str] = tuple(Breach)) -> None:
    """Keep the packaged rows from a day on; what is there already stays as it is."""
    with writing():
        for code, breach, times in BREACHES:
            if breach in breaches:
                told = {
                    "breach": breach, "times": times, "level": Level.STREET, "statement_days": 5, "decision_days": 10,
                    "appeal_days": 15, "source": OURS,
                }  # fmt: skip
                BreachRule.objects.get_or_create(county=county, code=code, from_on=from_on, defaults=told)
        for code, zh, en, days in MEASURES:
            named = {"zh": zh, "en": en, "days": days, "source": OURS}
            Measure.objects.get_or_create(county=county, code=code, from_on=from_on, defaults=named)
        for pattern in Pattern:
            setting = {"least": 20, "least_hits": 5, "once_in": 200, "own_days": 10, "source": OURS}
            PatternRule.objects.get_or_create(
                county=county, pattern=pattern, from_on=from_on, defaults=setting
            )
