"""The register of tasks, one task with its decision, and the form that asks for a new one."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import POST_WORDS
from wangge.people.queries import departments
from wangge.rules.admission import FormField, Rhythm, TaskKind, TaskState, Wish, likely_held, read_fields
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind
from wangge.territory.queries import units
from wangge.workload.held import held_fields
from wangge.workload.policies import may_ask, may_decide
from wangge.workload.queries.needle import forms_on
from wangge.workload.queries.tasks import TaskRow, task, tasks
from wangge.workload.services.admitting import ask_for, decide, note_in_use, switch_off
from wangge.workload.views.wording import KINDS, RHYTHMS, STATES

NAMES = ("kind", "title", "title_en", "department", "unit", "basis", "purpose", "already", "until_on", "fields",
         "minutes", "rhythm", "code", "area")  # fmt: skip


@hat_required
def listing(request: HatRequest) -> HttpResponse:
    """List all tasks, or with `on` the forms that were asked on a day: the rows behind the needle."""
    county, asked = request.hat.county, request.GET
    today = desk(county).today(timezone.now())
    if on := asked.get("on", ""):
        day = _day(on) or today
        rows = forms_on(county, day, department=asked.get("department", ""), unit=asked.get("unit", ""))
    else:
        day, rows = None, tasks(county, today=today)
    context = {
        "rows": [_shown(row) for row in rows], "day": day, "may_ask": may_ask(request.hat),
        "of_unit": _unit_name(county, asked.get("unit", "")),
        "of_department": _department_name(county, asked.get("department", "")),
    }  # fmt: skip
    return render(request, "workload/tasks.html", context)


@hat_required
def new(request: HatRequest) -> HttpResponse:
    """Ask for a form or class: look first at what is held already, then hand the wish in."""
    context: dict[str, Any] = {"values": _started(request), "refusal": None, "field": "", "looked": []}
    status = 200
    if request.method == "POST":
        context["values"] = {name: request.POST.get(name, "") for name in NAMES}
        try:
            wish = _wish(request.POST)
            if "look" not in request.POST:
                return redirect("workload:task", _hand_in(request, wish).hex)
            context["looked"] = _looked(wish)
        except Refused as refused:
            refusal = told(refused)
            context["refusal"], context["field"] = refusal, refused.facts.get("field", "")
            status = refusal.status
            with suppress(Refused):
                context["looked"] = _looked(_wish(request.POST))
    return render(request, "workload/new.html", {**context, **_choices(request)}, status=status)


@hat_required
def page(request: HatRequest, task_id: str) -> HttpResponse:
    """One task: why it is asked, what it asks, who decided."""
    return _page(request, row_key(task_id), {})


@require_POST
@hat_required
def act(request: HatRequest, task_id: str, act: str) -> HttpResponse:
    """Admit, decline or switch off."""
    if act not in {"admit", "decline", "off"}:
        raise Refused("request.unreadable", reason=act[:20])
    key, now, words = row_key(task_id), timezone.now(), request.POST.get("words", "")
    try:
        if act == "off":
            switch_off(key, words=words, hat=request.hat, now=now)
        else:
            decide(key, admit=act == "admit", words=words, hat=request.hat, now=now)
    except Refused as refused:
        if refused.code == "row.unknown":
            raise
        refusal = told(refused)
        return _page(request, key, {"refusal": refusal, "typed": words, "status": refusal.status})
    return redirect("workload:task", task_id)


def _page(request: HatRequest, key: UUID, more: Mapping[str, Any]) -> HttpResponse:
    found = task(request.hat.county, key, today=desk(request.hat.county).today(timezone.now()))
    names = {one.key: one.name(language_now()) for one in held_fields()}
    decides = may_decide(request.hat)
    context = {
        "task": _shown(found), "fields": [(one.label, names.get(one.held, "")) for one in found.fields],
        "may_decide": decides and found.state is TaskState.ASKED and found.asked_by != request.hat.account_id,
        "is_own": decides and found.state is TaskState.ASKED and found.asked_by == request.hat.account_id,
        "may_end": decides and found.kind is TaskKind.FORM and found.state in {TaskState.ADMITTED, TaskState.IN_USE},
        "decided_by": _decided_by(request.hat.county, found), **more,
    }  # fmt: skip
    return render(request, "workload/task.html", context, status=more.get("status", 200))


def _hand_in(request: HatRequest, wish: Wish) -> UUID:
    now = timezone.now()
    if request.POST.get("in_use") and may_decide(request.hat):
        return note_in_use(wish, since=desk(request.hat.county).today(now), hat=request.hat, now=now)
    return ask_for(wish, hat=request.hat, now=now)


def _wish(typed: QueryDict) -> Wish:
    minutes, rhythm, kind = typed.get("minutes", ""), typed.get("rhythm", ""), typed.get("kind", "")
    held = dict(one.split("|", 1)[::-1] for one in typed.getlist("held") if "|" in one)
    fields = tuple(
        FormField(one.label, one.kind, one.held or held.get(one.label, ""))
        for one in read_fields(typed.get("fields", ""))
    )
    return Wish(
        kind=TaskKind(kind) if kind in set(TaskKind) else TaskKind.FORM, fields=fields,
        **{name: typed.get(name, "") for name in ("title", "title_en", "department", "unit", "basis", "purpose",
                                                  "already", "code", "area")},
        until_on=_day(typed.get("until_on", "")), minutes=int(minutes) if minutes.isdecimal() else 0,
        rhythm=Rhythm(rhythm) if rhythm in set(Rhythm) else Rhythm.MONTHLY,
    )  # fmt: skip


def _looked(wish: Wish) -> list[tuple[FormField, list[tuple[str, str]]]]:
    # What each field asks, with what is held that may answer it: (what is sent back, its name).
    language, table = language_now(), held_fields()
    return [
        (one, [(f"{held.key}|{one.label}", held.name(language)) for held in likely_held(one.label, table)])
        for one in wish.fields
    ]


def _started(request: HatRequest) -> dict[str, str]:
    return {"kind": TaskKind.FORM, "department": request.hat.department, "unit": request.hat.unit,
            "rhythm": Rhythm.MONTHLY}  # fmt: skip


def _choices(request: HatRequest) -> dict[str, Any]:
    hat, territory = request.hat, units(request.hat.county)
    mine = departments(hat.county)
    own = [mine[hat.department]] if hat.kind is PostKind.HANDLER and hat.department in mine else mine.values()
    asked = sorted(
        (row for row in territory.values() if row.level < Level.GRID), key=lambda row: (row.level, row.code)
    )
    return {
        "kinds": [(str(key), label) for key, label in KINDS.items()],
        "rhythms": [(str(key), label) for key, label in RHYTHMS.items()],
        "departments": [(row.code, row.name) for row in own], "units": [(row.code, row.name) for row in asked],
        "may_note": may_decide(hat),
    }  # fmt: skip


def _shown(row: TaskRow) -> dict[str, Any]:
    names = [*TaskRow.__slots__, "held"]
    return {name: getattr(row, name) for name in names} | {
        "state_words": STATES[row.state], "rhythm_words": RHYTHMS[row.rhythm] if row.rhythm else "",
        "kind_words": KINDS[row.kind], "asks": len(row.fields), "hex": row.id.hex,
    }  # fmt: skip


def _decided_by(county: str, row: TaskRow) -> str:
    if not row.decided_post:
        return ""
    return f"{_unit_name(county, row.decided_unit)} {POST_WORDS[PostKind(row.decided_post)]}".strip()


def _unit_name(county: str, code: str) -> str:
    row = units(county).get(code)
    return row.name if row else ""


def _department_name(county: str, code: str) -> str:
    row = departments(county).get(code) if code else None
    return row.name if row else ""


def _day(text: str) -> date | None:
    try:
        return day_said(text)
    except ValueError:
        return None
