"""How are a case's clocks and every change of them shown?"""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.cases.queries.clock_history import Clocks, DueChange, clocks_of
from wangge.cases.queries.desk import desk
from wangge.cases.queries.page import Dossier
from wangge.cases.queries.rows import language_now
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS
from wangge.rules.deadlines import Limit, Unit
from wangge.rules.posts import PostKind

CLOCKS: Mapping[str, "str | Promise"] = {
    "due_at": gettext_lazy("Promised to the reporter"),
    "unit_due_at": gettext_lazy("Limit of the unit that has it in hand"),
}
# Names of packaged rows; a county's own stand as it wrote them.
SEASONS: Mapping[str, "str | Promise"] = {"planting": gettext_lazy("planting season")}
STAGES: Mapping[str, "str | Promise"] = {
    "stop_work": gettext_lazy("Stop the work"),
    "penalty": gettext_lazy("Penalty"),
    "demolition": gettext_lazy("Demolition"),
}
# What moves a clock without being an act of the loop.
_BY_ITSELF: Mapping[str, "str | Promise"] = {"case.part_begun": gettext_lazy("Begun as a part")}


def clocks_shown(found: Dossier) -> dict[str, Any]:
    """Return the context `clocks` of cases/_clocks.html."""
    clocks = clocks_of(found.case, desk(found.case.county), found.history, now=found.now)
    return {
        "running": [
            {"label": CLOCKS[one.clock], "due": one.due, "light": one.light, "left": one.left, "unit": one.left_unit}
            for one in clocks.running
        ],
        "limit": limit_words(clocks.limit), "waits_until": clocks.waits_until, "season": _season(clocks.limit),
        "paused_at": clocks.paused_at, "stages": _stages(clocks),
        "changes": [_change(found, list(alike)) for _, alike in groupby(clocks.changes, key=_as_one)],
    }  # fmt: skip


@hat_required
def conditions(request: HatRequest) -> HttpResponse:
    """The conditions of a category with their limits, for the report form; nothing where there is one or none."""
    known = desk(request.hat.county)
    rows = known.limits.conditions_of(request.GET.get("category", ""), known.today(timezone.now()))
    choices = [
        (str(row.number), row.condition, " + ".join(limit_words(stage.limit) for stage in row.stages))
        for row in rows
    ]
    return render(
        request, "cases/_conditions.html",
        {"choices": choices if len(choices) > 1 else [], "chosen": request.GET.get("condition", "")},
    )  # fmt: skip


UNITS: Mapping[Unit, "str | Promise"] = {
    Unit.EMERGENCY_HOURS: gettext_lazy("hours without pause"),
    Unit.OFFICE_HOURS: gettext_lazy("office hours"),
    Unit.WORKING_DAYS: gettext_lazy("working days"),
    Unit.CALENDAR_DAYS: gettext_lazy("calendar days"),
}


def limit_unit(unit: Unit) -> str:
    """Return what a limit counts in, as people say it."""
    return str(UNITS[unit])


def limit_words(limit: Limit) -> str:
    """Return a limit as people say it."""
    words = {
        Unit.EMERGENCY_HOURS: _("%(n)d hours without pause"), Unit.OFFICE_HOURS: _("%(n)d office hours"),
        Unit.WORKING_DAYS: _("%(n)d working days"), Unit.CALENDAR_DAYS: _("%(n)d calendar days"),
    }  # fmt: skip
    told = words[limit.unit] % {"n": limit.amount}
    return (
        _("%(limit)s in the %(season)s") % {"limit": told, "season": _season(limit)} if limit.season else told
    )


def _season(limit: Limit) -> str:
    return str(SEASONS.get(limit.season, limit.season))


def _stages(clocks: Clocks) -> list[dict[str, Any]]:
    return [
        {
            "name": STAGES.get(stage.name, stage.name), "limit": limit_words(stage.limit), "is_done": stage.is_done,
            "is_now": stage.is_now, "closing": stage.closing_condition,
        }
        for stage in clocks.stages
    ]  # fmt: skip


def _as_one(change: DueChange) -> tuple[object, ...]:
    # Both clocks moved by one act, from and to the same moment, are one line.
    return change.seq, change.before, change.after


def _change(found: Dossier, alike: list[DueChange]) -> dict[str, Any]:
    change = alike[0]
    clock = CLOCKS[change.clock] if len(alike) == 1 else _("Both clocks")
    # The limit of one stage is the unit's; what was promised is the end of all of them.
    is_units = any(one.clock == "unit_due_at" for one in alike)
    return {
        "at": change.at, "clock": clock, "before": change.before, "after": change.after,
        "limit": limit_words(Limit.read(change.limit)) if is_units and change.limit else "",
        "why": _why(found, change),
        "words": found.remarks.get(change.seq, ""),
        "post": str(POST_WORDS[PostKind(change.post)]) if change.post in set(PostKind) else _("by itself"),
        "is_later": moved(change),
    }  # fmt: skip


def moved(change: DueChange) -> bool:
    """Say whether a change gave more time than there was."""
    before, after = change.before, change.after
    return isinstance(before, datetime) and (after is None or after > before)


def _why(found: Dossier, change: DueChange) -> str:
    move = next((move for move in found.workflow.moves.values() if move.act == change.act), None)
    if move is None:
        return str(_BY_ITSELF.get(change.kind, _("Reported")))
    return move.en if language_now() == "en" else move.zh
