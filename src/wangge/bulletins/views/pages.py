"""Pages of bulletins: what came out, one of them with its receipts, and its files."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.bulletins.policies import EDITORS, SETTERS, in_sight, may_edit, may_issue
from wangge.bulletins.printing import shown
from wangge.bulletins.queries.composing import LEVELS
from wangge.bulletins.queries.kept import (
    BulletinRow,
    Found,
    bulletin,
    bulletins,
    copy_of,
    file_name,
    receipts,
    signed_counts,
    unsigned,
    versions,
)
from wangge.bulletins.services.drafting import WORDS_MOST, compose_anew, draft, remark
from wangge.bulletins.services.issuing import correct, issue
from wangge.bulletins.services.signing import sign
from wangge.bulletins.wording import CADENCES, STATES
from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.cases.views.naming import unit_name
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.people.queries import post_label, posts_by_id
from wangge.rules.bulletins import Cadence, before, running
from wangge.rules.errors import Refused
from wangge.rules.scoring import written
from wangge.territory.queries import units

MEDIA = {"pdf": "application/pdf", "html": "text/html; charset=utf-8", "json": "application/json"}


@hat_required
def index(request: HatRequest) -> HttpResponse:
    """What may be read, the newest first, and what waits for this post's signature."""
    return _index(request)


@hat_required
def page(request: HatRequest, bulletin_id: str) -> HttpResponse:
    """One version: what it says, and what this post may do with it."""
    return _page(request, row_key(bulletin_id))


@require_POST
@hat_required
def draft_by_hand(request: HatRequest) -> HttpResponse:
    """Compose a bulletin that no series composed."""
    said = request.POST
    try:
        key = draft(said.get("unit", ""), said.get("period", ""), hat=request.hat, now=timezone.now())
    except Refused as refused:
        return _index(request, refused)
    return redirect("bulletins:bulletin", key.hex)


@require_POST
@hat_required
def keep_remark(request: HatRequest, bulletin_id: str) -> HttpResponse:
    """Keep an editor's words."""
    words = request.POST.get("words", "")
    return _act(request, bulletin_id, lambda key: remark(key, words, hat=request.hat, now=timezone.now()))


@require_POST
@hat_required
def compose_again(request: HatRequest, bulletin_id: str) -> HttpResponse:
    """Let a draft say what the record says now."""
    return _act(request, bulletin_id, lambda key: compose_anew(key, hat=request.hat, now=timezone.now()))


@require_POST
@hat_required
def issue_it(request: HatRequest, bulletin_id: str) -> HttpResponse:
    """Freeze and send a draft."""
    return _act(request, bulletin_id, lambda key: issue(key, hat=request.hat, now=timezone.now()))


@require_POST
@hat_required
def correct_it(request: HatRequest, bulletin_id: str) -> HttpResponse:
    """Draft the next version of an issued one."""
    reason = request.POST.get("reason", "")
    return _act(request, bulletin_id, lambda key: correct(key, reason, hat=request.hat, now=timezone.now()))


@require_POST
@hat_required
def sign_for(request: HatRequest, bulletin_id: str) -> HttpResponse:
    """Sign for a bulletin."""
    return _act(request, bulletin_id, lambda key: sign(key, hat=request.hat, now=timezone.now()))


@hat_required
def behind(request: HatRequest, bulletin_id: str, part: str, row: int) -> HttpResponse:
    """The cases or groups of alarms that a frozen number counted."""
    found = bulletin(request.hat, row_key(bulletin_id))
    section = next((one for one in found.document["sections"] if one["code"] == part), None)
    if section is None or row >= len(section["rows"]) or not in_sight(request.hat, found.row.unit):
        raise Refused("row.unknown", row=part[:40])
    cell = section["rows"][row]["cells"][0]
    if not {"cases", "alarms"} & cell.keys():
        raise Refused("row.unknown", row=part[:40])
    context = {
        "hex": found.row.hex, "title": section["rows"][row]["label"][_language()], "period": found.row.period,
        "n": cell["n"], "cases": cell.get("cases", ()), "alarms": cell.get("alarms", ()),
    }  # fmt: skip
    return render(request, "bulletins/behind.html", context)


@hat_required
def download(request: HatRequest, bulletin_id: str, form: str) -> HttpResponse:
    """A file of an issued bulletin, as it was made when it was issued."""
    found = bulletin(request.hat, row_key(bulletin_id))
    if form not in MEDIA or not found.row.is_issued:
        raise Refused("bulletin.no_copy", form=form[:10])
    if form == "json":
        name, content = file_name(found.row, form), written(found.document).encode()
    else:
        copy = copy_of(found, form, _language())
        name, content = copy.name, copy.content
    response = HttpResponse(content, content_type=MEDIA[form])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def bulletins_waiting(request: HttpRequest, _key: str) -> str:
    """A line on the work page for what this post has not signed for."""
    hat = getattr(request, "hat", None)
    rows = unsigned(hat) if hat else []
    context = {"rows": [_row(hat.county, row) for row in rows[:3]]} if hat else {}
    return render_to_string("bulletins/_waiting.html", context, request) if rows else ""


def door_to_bulletins(request: HttpRequest, _key: str) -> str:
    """Lead from the figures to the bulletins made of them."""
    return render_to_string("bulletins/_door.html", {}, request)


def _act(request: HatRequest, bulletin_id: str, act: Callable[[UUID], object]) -> HttpResponse:
    key = row_key(bulletin_id)
    try:
        made = act(key)
    except Refused as refused:
        return _page(request, key, refused)
    return redirect("bulletins:bulletin", made.hex if isinstance(made, UUID) else key.hex)


def _index(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    hat = request.hat
    rows = bulletins(hat)
    counts = signed_counts(hat.county, [row.id for row in rows if row.is_issued])
    today = desk(hat.county).today(timezone.now())
    periods = [
        text for cadence in Cadence
        for text in (before(running(cadence, today)), before(before(running(cadence, today))), running(cadence, today))
    ]  # fmt: skip
    context: dict[str, Any] = {
        "rows": [
            _row(hat.county, row) | {"signed": counts.get(row.id, (0, 0))[0], "sent": counts.get(row.id, (0, 0))[1]}
            for row in rows
        ],
        "waiting": [_row(hat.county, row) for row in unsigned(hat)], "units": _units(hat), "periods": periods,
        "may_draft": hat.kind in EDITORS, "may_set": hat.kind in SETTERS, "said": request.POST,
    }  # fmt: skip
    return _rendered(request, "bulletins/bulletins.html", context, refused)


def _page(request: HatRequest, key: UUID, refused: Refused | None = None) -> HttpResponse:
    hat = request.hat
    found = bulletin(hat, key)
    row, document = found.row, found.document
    all_versions = versions(hat.county, row.unit, row.period)
    sent = receipts(hat.county, key) if row.is_issued else []
    own = next((one for one in sent if one.hat.post_id == hat.post_id), None)
    sees_all = in_sight(hat, row.unit)
    context: dict[str, Any] = {
        "one": shown(document, _language()), "row": _row(hat.county, row), "hex": row.hex, "opens": sees_all,
        "draft": _draft(hat, found) if not row.is_issued else None,
        "versions": [_row(hat.county, one) for one in all_versions if one.is_issued or may_edit(hat, row.unit)],
        "newest": all_versions[-1].hex if all_versions[-1].id != row.id and all_versions[-1].is_issued else "",
        "may_correct": row.is_issued and may_issue(hat, row.unit) and all_versions[-1].id == row.id,
        "forms": list(MEDIA), "may_sign": own is not None and own.signed_at is None, "own": own,
        "receipts": [
            {"post": _post(one.hat), "signed_at": one.signed_at, "reminded_at": one.reminded_at} for one in sent
        ] if sees_all else [],
        "signed": sum(one.signed_at is not None for one in sent), "sent": len(sent), "said": request.POST,
    }  # fmt: skip
    return _rendered(request, "bulletins/bulletin.html", context, refused)


def _draft(hat: Hat, found: Found) -> dict[str, Any]:
    row = found.row
    editor = posts_by_id(hat.county, [row.remark_post]).get(row.remark_post) if row.remark_post else None
    return {
        "may_edit": may_edit(hat, row.unit), "may_issue": may_issue(hat, row.unit), "most": WORDS_MOST,
        "words": row.remark, "at": row.remark_at, "by": post_label(editor) if editor else "",
        "reason": row.reason, "provisional": found.document["provisional"],
    }  # fmt: skip


def _rendered(
    request: HatRequest, name: str, context: dict[str, Any], refused: Refused | None
) -> HttpResponse:
    if refused:
        context["refusal"] = told(refused)
    return render(request, name, context, status=told(refused).status if refused else 200)


def _row(county: str, row: BulletinRow) -> dict[str, Any]:
    return {
        "hex": row.hex, "unit": unit_name(county, row.unit), "cadence": CADENCES[row.cadence], "period": row.period,
        "version": row.version, "state": STATES[row.state], "is_issued": row.is_issued, "issued_at": row.issued_at,
        "composed_at": row.composed_at,
    }  # fmt: skip


def _post(hat: Hat) -> str:
    known = desk(hat.county).departments
    return f"{known[hat.department].name} · {hat.title}" if hat.department in known else post_label(hat)


def _units(hat: Hat) -> list[tuple[str, str]]:
    known = {code: row.name for code, row in units(hat.county).items() if row.level in LEVELS}
    known.setdefault(hat.county, unit_name(hat.county, hat.county))
    return [(code, name) for code, name in sorted(known.items()) if may_edit(hat, code)]


def _language() -> str:
    return "en" if language_now() == "en" else "zh"
