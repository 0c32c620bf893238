"""How does what goes on beside a case's loop read on its page?"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wangge.cases.queries.beside import Kin, beside
from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.page import Dossier
from wangge.cases.queries.rows import language_now
from wangge.cases.views.acts import CAUSES
from wangge.cases.views.showing import case_url
from wangge.people.hats import Hat
from wangge.rules.lots import Drawn, Purpose
from wangge.rules.powers import UpCause
from wangge.territory.queries import units

DRAWN: Mapping[Drawn, "str | Promise"] = {
    Drawn.FINDER: gettext_lazy("the finder"),
    Drawn.LOT: gettext_lazy("drawn by lot near by"),
    Drawn.NEAREST: gettext_lazy("the nearest, since it is dangerous"),
    Drawn.FALLBACK: gettext_lazy("whoever checks by post"),
}
PURPOSES: Mapping[Purpose, "str | Promise"] = {
    Purpose.DONE: gettext_lazy("Check"),
    Purpose.SAMPLE: gettext_lazy("Sample check"),
}
FINDINGS: Mapping[str, "str | Promise"] = {
    "done": gettext_lazy("found done"),
    "not_done": gettext_lazy("found not done"),
}


def beside_shown(hat: Hat, found: Dossier) -> dict[str, Any]:
    """Return what the page says of helpers, parts, oversight, checks and counters."""
    known, seen = desk(found.case.county), beside(hat, found.case)
    return {
        "tags": _tags(found),
        "whole": _kin(seen.whole, known) if seen.whole else None,
        "parts": [_kin(part, known) for part in seen.parts],
        "helpers": [
            {"department": _department(one.department, known), "due_at": one.due_at, "done_at": one.done_at}
            for one in seen.helpers
        ],
        "watch": seen.watch,
        "checks": [
            {
                "purpose": PURPOSES[Purpose(one.purpose)], "drawn": DRAWN[Drawn(one.drawn)], "name": one.name,
                "pool": one.pool, "seed": one.seed, "finding": FINDINGS.get(one.finding, ""),
            }
            for one in seen.checks
        ],
    }  # fmt: skip


def _tags(found: Dossier) -> list[str]:
    case = found.case
    counted = (
        (case.returns, ngettext("%(n)d return asked for", "%(n)d returns asked for", case.returns)),
        (case.bounces, ngettext("%(n)d return granted", "%(n)d returns granted", case.bounces)),
        (case.reworks, ngettext("%(n)d rework", "%(n)d reworks", case.reworks)),
        (case.extensions, ngettext("%(n)d extension", "%(n)d extensions", case.extensions)),
        (case.deferrals, ngettext("%(n)d deferral", "%(n)d deferrals", case.deferrals)),
        (case.reminders, ngettext("%(n)d reminder", "%(n)d reminders", case.reminders)),
        (case.reopens, ngettext("opened again %(n)d time", "opened again %(n)d times", case.reopens)),
        (case.voices, ngettext("%(n)d other saw it, too", "%(n)d others saw it, too", case.voices)),
    )
    tags = [words % {"n": n} for n, words in counted if n]
    if case.danger:
        tags.insert(0, _("danger: made safe") if case.safe_at else _("danger: make it safe first"))
    if case.ruled:
        tags.append(_("a ruling named the department"))
    if case.up_at is not None:
        tags.append(_("went up: %(cause)s") % {"cause": CAUSES[UpCause(case.up_cause)]})
    if case.holder:
        holder = units(case.county).get(case.holder)
        tags.append(_("in the hands of %(unit)s") % {"unit": holder.name if holder else case.holder})
    if case.paused_at is not None:
        day = f"{timezone.localtime(case.paused_at):%Y-%m-%d}"
        tags.append(_("the clock stands still since %(day)s") % {"day": day})
    return tags


def _kin(kin: Kin, known: Desk) -> dict[str, Any]:
    state = known.states.get(kin.state)
    words = (state.en if language_now() == "en" else state.zh) if state else kin.state
    return {
        "what": _("Part of") if kin.is_part else _("Goes on as"), "number": kin.number, "url": case_url(kin.id.hex),
        "state": words, "department": _department(kin.department, known),
    }  # fmt: skip


def _department(code: str, known: Desk) -> str:
    row = known.departments.get(code)
    return row.name if row else code
