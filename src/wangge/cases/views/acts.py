"""What can I do about this case: one form for each act that is open to me, and what a sent form brings along?"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.cases.queries.desk import desk
from wangge.cases.queries.page import Dossier
from wangge.cases.queries.rows import language_now
from wangge.cases.services.brought import Brought
from wangge.cases.views.clocks import limit_unit
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest
from wangge.people.queries import holders
from wangge.rules.days import moment_said
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.powers import UpCause
from wangge.rules.workflow import Effect, Move, Proof

SHOWN_AT_ONCE = 3  # the table's first acts; further ones wait behind one line
CAUSES: Mapping[UpCause, "str | Promise"] = {
    UpCause.NO_POWER: gettext_lazy("no power"),
    UpCause.NO_MONEY: gettext_lazy("no money"),
    UpCause.NO_PEOPLE: gettext_lazy("no people"),
    UpCause.NO_MEANS: gettext_lazy("no technical means"),
    UpCause.ACROSS: gettext_lazy("across borders"),
}
# Acts that end or refuse something ask for a second look at their button.
GRAVE = frozenset({
    "refuse", "void", "fail", "deny_return", "deny_extension", "deny_deferral", "deny_hang", "give_up", "grant_cannot",
    "merge", "advise", "sample_fail",
})  # fmt: skip
WITH_PHOTOS = frozenset({
    Effect.SOLVE, Effect.MAKE_SAFE, Effect.SEEN, Effect.NOT_SEEN, Effect.REPORT_INTERIM, Effect.ASSIST, Effect.STAGE,
    Effect.FOUND_DONE, Effect.REWORK, Effect.RULE, Effect.ASK_RETURN,
})  # fmt: skip
Field = dict[str, Any]


def brought_by(request: HttpRequest, zone_now: datetime) -> Brought:
    """Read what a sent form brings along; days are local to the county. Refuses `case.bad_moment`."""
    posted = request.POST
    supervisor, condition, amount = (posted.get(name, "") for name in ("supervisor", "condition", "amount"))
    return Brought(
        words=posted.get("words", "").strip(), department=posted.get("department", ""),
        photos=tuple(photo.read() for photo in request.FILES.getlist("photos")),
        departments=tuple(filter(None, posted.getlist("departments"))), cause=posted.get("cause", ""),
        until=_moment(posted.get("until", ""), zone_now), target=posted.get("target", "").strip(),
        supervisor=_key(supervisor), condition=int(condition) if condition.isdigit() else None,
        amount=int(amount) if amount.isdigit() else None,
    )  # fmt: skip


def _moment(text: str, zone_now: datetime) -> datetime | None:
    if not text:
        return None
    try:
        said = moment_said(text)
    except ValueError as fault:
        raise Refused("case.bad_moment", field="until", value=text[:40]) from fault
    return (said if said.tzinfo else said.replace(tzinfo=zone_now.tzinfo)).astimezone(UTC)


def _key(text: str) -> UUID | None:
    return row_key(text) if text else None


def act_forms(
    request: HatRequest, found: Dossier, typed: Mapping[str, str], refused: Refused | None
) -> list[dict[str, Any]]:
    """Return the acts open to the hat, in the table's order, with their fields and what was typed."""
    shown = []
    for place, move in enumerate(found.moves):
        is_typed = typed.get("act") == move.act
        fields = _fields(request, found, move, typed if is_typed else {})
        if is_typed and refused is not None:
            _point_at(fields, refused)
        shown.append({
            "act": move.act, "label": move.en if language_now() == "en" else move.zh,
            "url": reverse("cases:act", args=[found.case.id.hex, move.act]), "is_main": place == 0,
            "is_danger": move.act in GRAVE, "is_more": place >= SHOWN_AT_ONCE, "hint": _hint(found, move),
            "is_open": is_typed, "fields": fields,
        })  # fmt: skip
    return shown


def _point_at(fields: list[Field], refused: Refused) -> None:
    refusal = told(refused)
    wanted = refusal.facts.get("field", "")
    wanted = "words" if wanted in {Proof.REASON, Proof.RESULT} else wanted
    for field in fields:
        field["error"] = refusal.sentence if field["name"] == wanted else ""


def _hint(found: Dossier, move: Move) -> str:
    # The checker reads what closing demands before the claimed result.
    if move.effect in {Effect.FOUND_DONE, Effect.REWORK} and found.condition:
        return _("Closes when: %(condition)s") % {"condition": found.condition.closing_condition}
    if move.effect is Effect.RULE:
        return _("Becomes a dated routing row: the next such case at this place goes there by itself.")
    return _("The reporter reads these words.") if move.public else ""


def _fields(request: HatRequest, found: Dossier, move: Move, typed: Mapping[str, str]) -> list[Field]:
    fields: list[Field] = []
    for proof, build in _FIELDS.items():
        if proof in move.needs or proof in move.takes:
            is_longer = proof is Proof.UNTIL and makes_longer(found, move)
            field = _amount(found, typed) if is_longer else build(request, found, typed)
            fields.append({**field, "required": proof in move.needs})
    if move.effect in {Effect.DISPATCH, Effect.REASSIGN, Effect.RULE}:
        fields += _conditions(found, typed)
    words = _("Reason") if Proof.REASON in move.needs else _("Result") if Proof.RESULT in move.needs else ""
    if words:
        fields.append({
            "name": "words", "label": words, "kind": "textarea", "required": True, "value": typed.get("words", ""),
        })  # fmt: skip
    if move.effect in WITH_PHOTOS or Proof.RESULT in move.needs:
        fields.append(_photos(found, move))
    return fields


def _photos(found: Dossier, move: Move) -> Field:
    category = desk(found.case.county).categories.get(found.case.category)
    reason = category.photo_reason if category and move.event == "case.handled" else ""
    hint = _(reason) if reason else ""
    return {"name": "photos", "label": _("Photos"), "kind": "photo", "required": bool(reason), "hint": hint}


def _department(request: HatRequest, found: Dossier, typed: Mapping[str, str]) -> Field:
    rows = desk(request.hat.county).departments.values()
    return {
        "name": "department", "label": _("Department"), "kind": "select",
        "value": typed.get("department") or found.case.department,
        "choices": [(row.code, row.name) for row in rows],
    }  # fmt: skip


def _departments(request: HatRequest, _found: Dossier, typed: Mapping[str, str]) -> Field:
    rows = desk(request.hat.county).departments.values()
    return {
        "name": "departments", "label": _("Further departments"), "kind": "checks",
        "value": typed.get("departments", ""),
        "choices": [(row.code, row.name) for row in rows],
        "hint": _("They help in parallel, each on its own clock; with parts, each gets one."),
    }  # fmt: skip


def _cause(_request: HatRequest, _found: Dossier, typed: Mapping[str, str]) -> Field:
    return {
        "name": "cause", "label": _("Why it exceeds our power"), "kind": "radio", "value": typed.get("cause", ""),
        "choices": [(cause.value, str(label)) for cause, label in CAUSES.items()],
    }  # fmt: skip


def _until(_request: HatRequest, found: Dossier, typed: Mapping[str, str]) -> Field:
    asked = next(
        (str(event.payload["until"]) for event in reversed(found.history) if event.payload.get("until")), ""
    )
    zone = desk(found.case.county).calendar.zone
    local = f"{datetime.fromisoformat(asked).astimezone(zone):%Y-%m-%dT%H:%M}" if asked else ""
    return {
        "name": "until",
        "label": _("Until"),
        "kind": "datetime-local",
        "value": typed.get("until") or local,
    }


def makes_longer(found: Dossier, move: Move) -> bool:
    """Say whether a move asks for, or grants, more time."""
    # An extension is granted, or asked of who may grant it.
    loop = found.workflow.moves.items()
    granted_from = {source for (source, _act), one in loop if one.effect is Effect.EXTEND}
    return move.effect is Effect.EXTEND or move.to in granted_from


def _amount(found: Dossier, typed: Mapping[str, str]) -> Field:
    asked = next(
        (event.payload["amount"] for event in reversed(found.history) if event.payload.get("amount")), ""
    )
    unit = limit_unit(desk(found.case.county).limit_of(found.case).unit)
    return {
        "name": "amount", "label": _("Longer by (%(unit)s)") % {"unit": unit}, "kind": "number",
        "value": typed.get("amount") or asked,
    }  # fmt: skip


def _target(_request: HatRequest, _found: Dossier, typed: Mapping[str, str]) -> Field:
    return {
        "name": "target", "label": _("Number of the case that goes on"), "kind": "text",
        "value": typed.get("target", ""),
    }  # fmt: skip


def _supervisor(request: HatRequest, found: Dossier, typed: Mapping[str, str]) -> Field:
    case = found.case
    path = [code for code in (case.county, case.street, case.community) if code]
    people = {
        hat.account_id.hex: hat.name for hat in holders(case.county, path, on=desk(case.county).today(found.now))
        if hat.kind in {PostKind.OVERSEER, PostKind.ACCOUNTABLE}
    }  # fmt: skip
    return {
        "name": "supervisor", "label": _("Supervisor"), "kind": "select", "choices": list(people.items()),
        "value": typed.get("supervisor") or request.hat.account_id.hex,
    }  # fmt: skip


_FIELDS: Mapping[Proof, Callable[[HatRequest, Dossier, Mapping[str, str]], Field]] = {
    Proof.DEPARTMENT: _department,
    Proof.DEPARTMENTS: _departments,
    Proof.CAUSE: _cause,
    Proof.UNTIL: _until,
    Proof.TARGET: _target,
    Proof.SUPERVISOR: _supervisor,
}


def _conditions(found: Dossier, typed: Mapping[str, str]) -> list[Field]:
    known = desk(found.case.county)
    rows = known.limits.conditions_of(found.case.category, known.today(found.now))
    if len(rows) < 2:
        return []
    own = "" if found.case.condition is None else str(found.case.condition)
    return [{
        "name": "condition", "label": _("Which condition it is"), "kind": "select", "required": False,
        "value": typed.get("condition") or own, "choices": [(str(row.number), row.condition) for row in rows],
    }]  # fmt: skip
