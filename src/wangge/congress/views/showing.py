"""How is a piece of work laid out, for the office and for the public alike?"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.exposure import public_row
from wangge.cases.queries.rows import language_now
from wangge.cases.views.naming import unit_name
from wangge.congress.policies import may_do
from wangge.congress.queries.activities import ActivityRow, rules_on, team_of
from wangge.congress.queries.files import files_of
from wangge.congress.queries.sites import SiteRow, counted, draws_of, not_settled, sites_of
from wangge.congress.services.sites import DAYS_MOST, SAMPLE_MOST
from wangge.congress.views.wording import FINDINGS, KINDS, STEPS, VERDICTS
from wangge.deputies.queries.seats import deputy_name
from wangge.deputies.views.legal_wording import assumption_line, rule_line
from wangge.foundation.files.papers import FILES_MOST, MEGABYTES_MOST, file_panel
from wangge.people.hats import POST_WORDS, Hat
from wangge.rules.oversight import OF_UNIT, Finding, Verdict
from wangge.rules.posts import PostKind


def line(county: str, row: ActivityRow, today: date) -> dict[str, Any]:
    """Return one piece of work as a row of a list."""
    coming = row.coming
    return {
        "row": row, "kind": KINDS[row.kind], "unit": department_name(county, row.department),
        "coming": STEPS[coming.step] if coming else "", "due_on": coming.due_on if coming else None,
        "is_overdue": bool(coming and coming.is_overdue(today)),
        "waits_for_unit": bool(coming and coming.step in OF_UNIT),
        "verdict": VERDICTS[Verdict(row.verdict)] if row.verdict else "",
    }  # fmt: skip


def whole(county: str, row: ActivityRow, now: datetime, found: str = "") -> dict[str, Any]:
    """Return one piece of work with its steps, team, draws, places and the sample's share.

    `found` narrows the places to those that one number of the share counts.
    """
    today = desk(county).today(now)
    sites = sites_of(county, row.id)
    shown = counted(sites, found) if found else sites
    said = {one.step: one for one in row.said}
    return line(county, row, today) | {
        "steps": [
            {
                "name": STEPS[one.step], "one": one, "is_overdue": one.is_overdue(today),
                "said": said.get(one.step),
                "post": POST_WORDS[PostKind(said[one.step].post_kind)] if one.step in said else "",
            }
            for one in row.steps
        ],
        "team": [
            {"deputy": one.deputy.hex, "name": deputy_name(county, one.deputy), "leads": one.leads}
            for one in team_of(county, row.id)
        ],
        "draws": [
            {"one": one, "unit": unit_name(county, one.unit), "reach": "" if one.drawn_at else "waits"}
            for one in draws_of(county, row.id)
        ],
        "sites": [_site(county, one) for one in shown],
        "share": _share(sites), "found": found,
    }  # fmt: skip


def rule_lines(county: str, today: date) -> list[dict[str, object]]:
    """Return the rules in force as the pages show them, and after them the numbers that no rule gives."""
    lines = []
    for kind, rank, clock in rules_on(county, today):
        words = rule_line(f"{KINDS[kind]} · {STEPS[clock.step]}", clock.term, rank, clock.source)
        hangs = _("before: %s") if clock.term.n < 0 else _("after: %s")
        lines.append(words | {"hangs": hangs % STEPS[clock.hangs_on]})
    return [
        *lines,
        assumption_line(_("Places drawn by lot at once, at most"), SAMPLE_MOST, _("places")),
        assumption_line(_("Days from which a frame is taken, at most"), DAYS_MOST, _("natural days")),
        assumption_line(_("Files with a step or a place, at most"), FILES_MOST, _("files")),
        assumption_line(_("Size of a PDF, at most"), MEGABYTES_MOST, _("MB")),
    ]


def put_files(hat: Hat, row: ActivityRow, shown: dict[str, Any], *, may_find: bool) -> None:
    """Put the files beside the steps and places of what `whole` returned; the public's page has none."""
    files, base = files_of(hat.county, row.id), reverse("congress:files", args=[row.hex])
    for it in shown["steps"]:
        step = it["one"].step
        may_put = it["one"].done_on is not None and may_do(hat, step, row.department)
        it["panel"] = file_panel(files.get(step, []), base, may_put=may_put, where=step)
    for it in shown["sites"]:
        where = it["one"].hex
        it["panel"] = file_panel(files.get(where, []), base, may_put=may_find, where=where)


def _share(sites: list[SiteRow]) -> dict[str, Any] | None:
    share = not_settled(sites)
    if share is None:
        return None
    return {"hits": share.hits, "n": share.n, "low": f"{share.low:.1%}", "high": f"{share.high:.1%}"}


def department_name(county: str, code: str) -> str:
    """Return what a unit concerned is called; its code where the desk does not know it any more."""
    known = desk(county).departments.get(code)
    return known.name if known else code


def _site(county: str, one: SiteRow) -> dict[str, Any]:
    place, number = one.place or unit_name(county, one.unit), ""
    if one.case:
        number, place = _case(county, one.case)
    return {
        "one": one, "place": place, "number": number,
        "finding": FINDINGS[Finding(one.finding)] if one.finding else "",
    }  # fmt: skip


def _case(county: str, case: UUID) -> tuple[str, str]:
    shown = public_row(county, case)
    if shown is None:  # its kind was closed to the public after the draw
        return "", ""
    category = desk(county).categories.get(shown.category)
    named = category.name(language_now()) if category else shown.category
    return shown.number, f"{unit_name(county, shown.unit)} · {named}"
