"""The three rates of the call-backs, what stands apart from them, and the orders behind each number."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from wangge.cases.queries.desk import desk
from wangge.people.access import HatRequest, hat_required
from wangge.reporters.queries.hotline import CALLERS, JUDGES
from wangge.reporters.queries.hotline_rates import Asked, counts_by_kind, orders_in, set_counts
from wangge.reporters.views.hotline_showing import KINDS, RATES, SETS, as_shown, next_url
from wangge.rules.callbacks import APART, CallSet
from wangge.rules.callbacks import RATES as RATE_SETS
from wangge.rules.errors import Refused
from wangge.rules.periods import Period

Counts = dict[CallSet, int]


@hat_required
def rates(request: HatRequest) -> HttpResponse:
    """The rates of a period by kind of order, each number a link to the orders that it counts."""
    asked, now = _asked(request), timezone.now()
    counts = set_counts(request.hat, asked, now=now)
    kinds = counts_by_kind(request.hat, asked, now=now)
    context = {
        "at_desk": request.hat.kind in CALLERS, "judges": request.hat.kind in JUDGES,
        "period": asked.period.text, "months": _months(request), "as_of": now,
        "heads": _rates(counts, asked), "expired": _number(CallSet.EXPIRED, counts, asked),
        "effective": _number(CallSet.EFFECTIVE, counts, asked),
        "apart": [_number(one, counts, asked) for one in APART],
        "kinds": [
            {"label": KINDS.get(kind, kind), "rates": _rates(found, Asked(asked.period, kind)),
             "expired": _number(CallSet.EXPIRED, found, Asked(asked.period, kind))}
            for kind, found in kinds.items()
        ],
    }  # fmt: skip
    return render(request, "reporters/hotline_rates.html", context)


@hat_required
def behind(request: HatRequest, which: str) -> HttpResponse:
    """The orders that a number counts."""
    if which not in set(CallSet):
        raise Refused("hotline.unknown_word", field="set", value=which[:40])
    asked, now = _asked(request), timezone.now()
    found = orders_in(request.hat, CallSet(which), asked, now=now, after=request.GET.get("after", ""))
    context = {
        "rows": as_shown(request.hat.county, found.rows), "next_url": next_url(request, found),
        "total": set_counts(request.hat, asked, now=now)[CallSet(which)], "title": SETS[which],
        "period": asked.period.text,
        "kind": KINDS.get(asked.kind, ""), "back_url": _address("hotline:rates", asked), "as_of": now,
    }  # fmt: skip
    return render(request, "reporters/hotline_behind.html", context)


def _asked(request: HatRequest) -> Asked:
    return Asked(Period(request.GET.get("period", "")), request.GET.get("kind", ""))


def _rates(counts: Counts, asked: Asked) -> list[dict[str, object]]:
    return [
        {"label": RATES[over], "n": counts[over], "d": counts[under], "over": SETS[over], "under": SETS[under],
         "n_url": _list(over, asked), "d_url": _list(under, asked)}
        for over, under in RATE_SETS
    ]  # fmt: skip


def _number(which: CallSet, counts: Counts, asked: Asked) -> dict[str, object]:
    return {"label": SETS[which], "n": counts[which], "url": _list(which, asked)}


def _list(which: CallSet, asked: Asked) -> str:
    return _address("hotline:behind", asked, which)


def _address(name: str, asked: Asked, *args: str) -> str:
    told = {"period": asked.period.text, "kind": asked.kind}
    query = urlencode({key: value for key, value in told.items() if value})
    return reverse(name, args=args) + (f"?{query}" if query else "")


def _months(request: HatRequest) -> list[dict[str, object]]:
    zone = desk(request.hat.county).calendar.zone
    today, asked = timezone.now().astimezone(zone).date(), request.GET.get("period", "")
    year, month = today.year, today.month
    listed = []
    for _back in range(6):
        text = f"{year:04d}-{month:02d}"
        listed.append({"label": text, "url": f"{request.path}?period={text}", "is_current": asked == text})
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return listed
