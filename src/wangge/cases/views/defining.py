"""What is in each set of cases, in a sentence; the same as docs/figures.md says."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.cases.views.naming import figure_name
from wangge.rules.figures import Figure

IN_IT: Mapping[Figure, "str | Promise"] = {
    Figure.FOUND: gettext_lazy("every report, dated by the report"),
    Figure.FILED: gettext_lazy(
        "first on file, dated by filing; of a matter from elsewhere that was not refused, by its report"
    ),
    Figure.SOLVED: gettext_lazy("first closed as done, or settled on the spot; dated by that end"),
    Figure.OPEN: gettext_lazy("not ended: a stock as of now, without a period"),
    Figure.LATE: gettext_lazy("not ended and past its limit: a stock as of now, without a period"),
    Figure.NO_POINT: gettext_lazy("not ended, and nobody knows its point: a stock as of now"),
    Figure.NOT_SOLVED: gettext_lazy(
        "ended because it could not be done, and not reopened since; dated by that end"
    ),
    Figure.VOID: gettext_lazy("ended as void, and not reopened since; dated by that end"),
    Figure.DUPLICATE: gettext_lazy("merged into another case, and not reopened since; dated by that end"),
    Figure.ADVISED: gettext_lazy("led to its legal channel, and not reopened since; dated by that end"),
    Figure.REOPENED: gettext_lazy("opened again, dated by the first reopening"),
    Figure.REOPENED_30: gettext_lazy("opened again within 30 days of its solution, dated by the solution"),
    Figure.WENT_UP: gettext_lazy("first left the level that found it, dated by going up"),
    Figure.OVERDUE: gettext_lazy("its limit passed before its end, dated by the limit"),
    Figure.ON_TIME: gettext_lazy("solved and never late in any round, dated by its first end as done"),
    Figure.SETTLED: gettext_lazy(
        "settled on the spot by who found it, and not reopened since; dated by that end"
    ),
    Figure.ENDED: gettext_lazy("ended in any way, dated by the end"),
    Figure.REFUSED: gettext_lazy("not put on file, and not reopened since; dated by that end"),
    Figure.IN_GRID: gettext_lazy("solved, never above the basic grid; dated by the solution"),
    Figure.IN_COMMUNITY: gettext_lazy("solved, never above the community; dated by the solution"),
    Figure.IN_STREET: gettext_lazy("solved, never above the street; dated by the solution"),
    Figure.FOUND_SOLVED: gettext_lazy("found in the period and solved since, dated by the report"),
    Figure.FOUND_IN_GRID: gettext_lazy(
        "found in the period, solved since, never above the basic grid; dated by the report"
    ),
    Figure.FOUND_IN_COMMUNITY: gettext_lazy(
        "found in the period, solved since, never above the community; dated by the report"
    ),
    Figure.FOUND_IN_STREET: gettext_lazy(
        "found in the period, solved since, never above the street; dated by the report"
    ),
    Figure.TRIAL: gettext_lazy("in trial mode: in no other set; dated by the report"),
    Figure.UP_NO_POWER: gettext_lazy("went up for want of power, dated by going up"),
    Figure.UP_NO_MONEY: gettext_lazy("went up for want of money, dated by going up"),
    Figure.UP_NO_PEOPLE: gettext_lazy("went up for want of people, dated by going up"),
    Figure.UP_NO_MEANS: gettext_lazy("went up for want of technical means, dated by going up"),
    Figure.UP_ACROSS: gettext_lazy("went up because it crosses borders, dated by going up"),
}


def defined(figures: Iterable[Figure]) -> list[tuple[str, str]]:
    """Return (name, what is in it) of some sets, and what holds for all."""
    told = [(str(figure_name(one)), str(IN_IT[one])) for one in dict.fromkeys(figures)]
    return [*told, (_("All sets"), _("work in trial mode is left out, and a part counts with its whole"))]


def together(figures: Iterable[Figure]) -> str:
    """Return how a sum of sets reads."""
    return " + ".join(str(figure_name(one)) for one in figures)
