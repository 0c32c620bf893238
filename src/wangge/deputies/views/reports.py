"""述职: the report from the record, its secret ballot, and the result that everybody may read."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.reports import ReportRow, report, thresholds
from wangge.deputies.queries.seats import deputy, deputy_of
from wangge.deputies.services import reports as services
from wangge.deputies.views.showing import day_of, is_office, record_url, rendered
from wangge.deputies.views.wording import DUTY_KINDS, EXITS, GRADES, OUTCOMES
from wangge.foundation.crowding import refuse_crowd
from wangge.foundation.ids import row_key
from wangge.people.access import HatRequest, hat_required
from wangge.reporters.queries.terms import terms_of
from wangge.reporters.services.knocking import Door, knock
from wangge.reporters.views.public import address_of
from wangge.rules.answering import Grade
from wangge.rules.errors import Refused
from wangge.rules.seats import Basis


@require_POST
@hat_required
def announced(request: HatRequest) -> HttpResponse:
    """Announce a report on a seat."""
    said = request.POST
    key = services.announce(
        row_key(said.get("seat", "")), day_of(said.get("from_on", ""), "from_on"),
        day_of(said.get("until_on", ""), "until_on"), day_of(said.get("held_on", ""), "held_on"),
        hat=request.hat, now=timezone.now(),
    )  # fmt: skip
    return redirect("deputies:report", key.hex)


@hat_required
def page(request: HatRequest, key: str) -> HttpResponse:
    """Show a report to its deputy and to the clerks who run its ballot."""
    return _page(request, row_key(key))


@require_POST
@hat_required
def act(request: HatRequest, key: str) -> HttpResponse:
    """Open the ballot, keep a count, or close it."""
    done = _ACTS.get(request.POST.get("act", ""))
    if done is None:
        raise Refused("request.unreadable", reason=request.POST.get("act", "")[:20])
    try:
        codes = done(request, row_key(key))
    except Refused as refused:
        return _page(request, row_key(key), refused)
    if codes:  # shown only now, for the printer
        return _page(request, row_key(key), codes=codes)
    return redirect("deputies:report", key)


@require_GET
def public(request: HttpRequest, county: str, key: str) -> HttpResponse:
    """Show everybody a report and how its ballot came out."""
    refuse_crowd(address_of(request), now=timezone.now())
    row = report(county, row_key(key))
    return rendered(request, "deputies/public_report.html", _told(row) | {"county": county})


def ballot(request: HttpRequest, county: str, key: str) -> HttpResponse:
    """Let the holder of a one-time code rate in secret."""
    row, now = report(county, row_key(key)), timezone.now()
    context: dict[str, Any] = _told(row) | {
        "county": county,
        "grades": list(GRADES.items()),
        "is_cast": False,
    }
    if request.method != "POST":
        refuse_crowd(address_of(request), now=now)
        return rendered(request, "deputies/ballot.html", context)
    try:
        # At a meeting a whole hall comes from one network: its codes, not its address, keep strangers out.
        knock(
            county,
            Door.FOLLOW,
            address_of(request),
            most=terms_of(county, now).tries_per_hour + row.issued,
            now=now,
        )
        services.cast(county, row.id, request.POST.get("code", ""), request.POST.get("grade", ""))
    except Refused as refused:
        return rendered(request, "deputies/ballot.html", context, refused)
    response = rendered(request, "deputies/ballot.html", context | {"is_cast": True})
    response["Cache-Control"] = "no-store"
    return response


def _page(
    request: HatRequest, key: UUID, refused: Refused | None = None, *, codes: list[str] | None = None
) -> HttpResponse:
    row, own = report(request.hat.county, key), deputy_of(request.hat)
    is_own = own is not None and own.id == row.deputy
    if not (is_own or is_office(request)):
        raise Refused("deputy.not_the_office", post=request.hat.kind)
    context = _told(row) | {
        "county": row.county, "may_run": is_office(request) and not is_own, "codes": codes or [],
        "given": request.POST, "grades": list(GRADES.items()),
    }  # fmt: skip
    response = rendered(request, "deputies/duty_report.html", context, refused)
    response["Cache-Control"] = "no-store"
    return response


def _told(row: ReportRow) -> dict[str, Any]:
    document = row.document
    tally = row.tally
    valid = sum(tally.grades.values()) if tally else 0
    return {
        "row": row, "deputy": deputy(row.county, row.deputy), "to_electing": row.seat.basis is Basis.ELECTING,
        "acts": [
            {"name": name, "n": len(document["acts"][kind]), "url": _listing(row, kind=kind)}
            for kind, name in DUTY_KINDS.items()
        ],
        "brought": len(document["matters"]), "brought_url": _listing(row, what="matters"),
        "exits": [
            {
                "name": name, "n": len(document["exits"][way]),
                "url": _listing(row, what="matters", exit=way),
            }
            for way, name in EXITS.items()
        ],
        "open": len(document["open"]), "open_url": _listing(row, what="matters", exit="open"),
        "counted": [{"name": GRADES[grade], "n": n} for grade, n in tally.grades.items()] if tally else [],
        "valid": valid, "outcome": OUTCOMES[row.outcome] if row.outcome else "",
        "thresholds": [
            {"row": one, "name": OUTCOMES[one.outcome], "share": f"{one.per_mille / 10:g} %"}
            # A closed ballot stands beside what it was judged by.
            for one in thresholds(
                row.county, row.seat.congress, desk(row.county).today(row.closed_at or timezone.now())
            )
        ],
    }  # fmt: skip


def _listing(row: ReportRow, **more: object) -> str:
    return record_url(row.county, row.deputy, first=row.from_on, until=row.until_on, report=row.hex, **more)


def _open(request: HatRequest, key: UUID) -> list[str]:
    said = request.POST
    return services.open_ballot(
        key, _number(said.get("issued", ""), "issued"), by_codes=said.get("by") == "codes", hat=request.hat,
        now=timezone.now(),
    )  # fmt: skip


def _count(request: HatRequest, key: UUID) -> None:
    said = request.POST
    services.count_papers(
        key, {grade: _number(said.get(grade, ""), grade) for grade in Grade},
        spoiled=_number(said.get("spoiled", ""), "spoiled"), missing=_number(said.get("missing", ""), "missing"),
        hat=request.hat, now=timezone.now(),
    )  # fmt: skip


def _close(request: HatRequest, key: UUID) -> None:
    services.close(key, hat=request.hat, now=timezone.now())


def _number(text: str, field: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 6:
        raise Refused("deputy.bad_number", field=field, n=text[:10], most=services.ISSUED_MOST)
    return int(text)


_ACTS: dict[str, Callable[[HatRequest, UUID], list[str] | None]] = {
    "open": _open, "count": _count, "close": _close,
}  # fmt: skip
