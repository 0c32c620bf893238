"""The ledger of promises: for units, offices and deputies, and for the public."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import county_name
from wangge.foundation.crowding import refuse_crowd
from wangge.foundation.files.photos import read_photo
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.reporters.views.public import address_of
from wangge.rules.errors import Refused
from wangge.rules.posts import OF_DEPARTMENT, PostKind
from wangge.rules.promises import MISSED, PromiseState
from wangge.suggestions.policies import is_office
from wangge.suggestions.queries.papers import paper
from wangge.suggestions.queries.promises import (
    PromiseRow,
    promise_by_id,
    promises,
    proof_files,
    public_proofs,
)
from wangge.suggestions.services import promises as services
from wangge.suggestions.views import joining
from wangge.suggestions.views.naming import department
from wangge.suggestions.views.paper import paper_url, title_for

# Overseers and administrators decide about a notice that a missed promise brought (accountability).
READERS = OF_DEPARTMENT | {
    PostKind.DEPUTY, PostKind.GOVERNMENT_CLERK, PostKind.OVERSEER, PostKind.ADMINISTRATOR,
}  # fmt: skip
KEPT = frozenset({PromiseState.KEPT, PromiseState.KEPT_LATE})


@hat_required
def index(request: HatRequest) -> HttpResponse:
    """The ledger in sight: a unit's own, everybody's for offices and deputies."""
    hat = request.hat
    if not _reads(hat):
        raise Refused("promise.not_yours", post=hat.kind)
    own = hat.department if hat.kind in OF_DEPARTMENT else ""
    context = ledger(hat.county, own or request.GET.get("department", ""), request.GET.get("state", ""))
    return render(request, "suggestions/promises.html", context | {"is_public": False, "own": own})


@hat_required
def page(request: HatRequest, promise_id: str) -> HttpResponse:
    """One promise."""
    return _page(request, promise_id)


@require_POST
@hat_required
def act(request: HatRequest, promise_id: str) -> HttpResponse:
    """Name a later date, bring proof, or check it."""
    try:
        _do(row_key(promise_id), request)
    except Refused as refused:
        return _page(request, promise_id, refused)
    return redirect("suggestions:promise", promise_id)


def public(request: HttpRequest, county: str) -> HttpResponse:
    """What units promised in replies that the public may read: every total is the count of these rows."""
    refuse_crowd(address_of(request), now=timezone.now())
    desk(county)  # refuses a county that is not set up
    context = ledger(county, request.GET.get("department", ""), request.GET.get("state", ""), shown=True)
    context |= {"is_public": True, "county_name": county_name(county)}
    return render(request, "suggestions/promises.html", context)


def picture(request: HttpRequest, county: str, sha256: str) -> HttpResponse:
    """A picture that proves a promise: for everybody once it is accepted, before that for who reads the ledger."""
    refuse_crowd(address_of(request), now=timezone.now())
    hat: Hat | None = getattr(request, "hat", None)
    is_inside = hat is not None and hat.county == county and _reads(hat)
    if sha256 not in (proof_files(county) if is_inside else public_proofs(county)):
        raise Refused("row.unknown", row=sha256[:12])
    return HttpResponse(read_photo(sha256), content_type="image/jpeg")


def _reads(hat: Hat) -> bool:
    return hat.kind in READERS or is_office(hat)


def ledger(county: str, code: str, state: str, *, shown: bool = False) -> dict[str, Any]:
    """Return the ledger with its sums by unit; each sum opens its rows."""
    today = desk(county).today(timezone.now())
    every = promises(county, today=today, shown=shown)
    rows = [one for one in every if not code or one.department == code]
    several = {"missed": MISSED, "carried": KEPT}
    wanted = several.get(state) or ({PromiseState(state)} if state in set(PromiseState) else set())
    units = sorted({one.department for one in every})
    return {
        "county": county, "chosen": department(county, code) if code else "", "state": state, "today": today,
        "rows": [told_promise(county, one) for one in rows if not wanted or one.state in wanted],
        "state_name": joining.PROMISES.get(state, ""),
        "sums": [
            {
                "code": unit, "name": department(county, unit),
                "all": sum(one.department == unit for one in every),
                **{
                    name: sum(one.department == unit and one.state in states for one in every)
                    for name, states in (("kept", KEPT),
                                         ("missed", MISSED), ("late", {PromiseState.LATE}))
                },
            }
            for unit in units
        ],
    }  # fmt: skip


def told_promise(county: str, row: PromiseRow) -> dict[str, Any]:
    """Return one promise as a page shows it."""
    return {
        "row": row, "unit": department(county, row.department), "state": joining.PROMISES[row.state],
        "proof": joining.PROOFS[row.proof_kind],
        "proofs": [
            {
                "row": one, "kind": joining.PROOFS[one.kind], "n": len(one.cases),
                "url": joining.cases_url(county, (), proof=one.hex) if one.cases else "",
            }
            for one in row.proofs
        ],
    }  # fmt: skip


def _page(request: HatRequest, promise_id: str, refused: Refused | None = None) -> HttpResponse:
    hat, today = request.hat, desk(request.hat.county).today(timezone.now())
    row = promise_by_id(hat.county, row_key(promise_id), today=today)
    is_own = hat.kind in OF_DEPARTMENT and hat.department == row.department
    if not is_own and (hat.kind in OF_DEPARTMENT or not _reads(hat)):
        raise Refused("promise.not_yours", post=hat.kind)
    about = paper(hat.county, row.suggestion)
    context = told_promise(hat.county, row) | {
        "county": hat.county, "may_act": is_own and row.kept_at is None,
        "paper_url": paper_url(hat, about), "title": title_for(hat, about),
        "may_check": is_office(hat) and row.waiting_proof is not None, "typed": request.POST,
    }  # fmt: skip
    if refused:
        context["refusal"] = told(refused)
    return render(
        request, "suggestions/promise.html", context, status=told(refused).status if refused else 200
    )


def _do(key: Any, request: HatRequest) -> None:
    said, hat, now = request.POST, request.hat, timezone.now()
    name = said.get("act", "")
    if name == "revise":
        day = joining.day_of(said.get("due_on", ""))
        if day is None:
            raise Refused("promise.bad_date", field="due_on", day="")
        services.revise(key, day, said.get("reason", ""), hat=hat, now=now)
    elif name == "prove":
        _prove(key, request, hat, now)
    elif name in {"accept", "reject"}:
        services.check(key, accept=name == "accept", reason=said.get("reason", ""), hat=hat, now=now)
    else:
        raise Refused("request.unreadable", reason=name[:20])


def _prove(key: Any, request: HatRequest, hat: Hat, now: Any) -> None:
    file = request.FILES.get("picture")
    numbers = request.POST.get("cases", "").replace("，", " ").replace(",", " ").split()
    services.prove(
        key,
        words=request.POST.get("words", ""),
        picture=file.read() if file else b"",
        cases=numbers,
        hat=hat,
        now=now,
    )
