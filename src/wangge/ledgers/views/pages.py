"""The ledgers' page: the twenty kinds of a place and a period, and every sheet that is made of them."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wangge.cases.queries.desk import desk
from wangge.cases.queries.listing import texts
from wangge.cases.queries.rows import case_rows, language_now
from wangge.cases.views.asking import with_filters
from wangge.cases.views.naming import chosen_unit, figure_name, switch, unit_name
from wangge.cases.views.showing import as_shown
from wangge.ledgers.queries.counted import SHOWN, Table, ledger_cases, table
from wangge.ledgers.queries.sheets import sheet_file
from wangge.ledgers.queries.wishes import Wish
from wangge.ledgers.views.wording import AREAS, SHEETS, sheet_called
from wangge.people.access import HatRequest, hat_required
from wangge.people.policies import sees
from wangge.reporters.queries.hotline import order_number_of
from wangge.rules.errors import Refused
from wangge.rules.figures import Figure
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind
from wangge.rules.sheets import Area, Sheet

WEEKS = 8  # weeks back that a page offers; any other is asked for by its address


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about."""

    county: str
    unit: str
    period: Period
    as_of: int
    opens: bool  # a department sees only its own rows, which these counts do not tell apart

    def list_url(self, figure: Figure, kind: str) -> str:
        """Return the list of what a figure of one kind counted."""
        return f"{reverse('cases:list')}?{self._said(figure=figure, kind=kind)}" if self.opens else ""

    def rows_url(self, figure: Figure, area: str) -> str:
        """Return the rows of what a figure of an area, or of all, counted."""
        return f"{reverse('ledgers:rows')}?{self._said(figure=figure, area=area)}" if self.opens else ""

    def sheet_url(self, sheet: Sheet, **more: str) -> str:
        """Return the address of a file."""
        said = {"unit": self._place, "period": self.period.text} | more
        return f"{reverse('ledgers:sheet', args=[sheet])}?{_query(said)}"

    @property
    def _place(self) -> str:
        return "" if self.unit == self.county else self.unit

    def _said(self, **more: str) -> str:
        return _query({**more, "unit": self._place, "period": self.period.text, "asof": str(self.as_of)})


@hat_required
def index(request: HatRequest) -> HttpResponse:
    """The twenty kinds by area, each count opening its rows, and every sheet as a file."""
    county, period = request.hat.county, _month(request.GET.get("period", ""))
    unit = county if sees(request.hat).department else chosen_unit(request)
    found = table(county, unit, period)
    asked = Asked(county, unit, period, found.counts.as_of, opens=not sees(request.hat).department)
    kept = {name: request.GET[name] for name in ("unit", "period") if request.GET.get(name)}
    context: dict[str, Any] = {
        "unit": unit_name(county, unit), "period": period.text or _("to date"), "as_of": found.counts.at,
        "folded": found.counts.is_live, "heads": [figure_name(figure) for figure in SHOWN],
        "areas": _areas(found, asked), "total": _line(found, asked, list(found.kinds), area=""),
        "monthly_url": asked.sheet_url(Sheet.MONTHLY), "weeks": _weeks(asked),
        "filters": [_periods(period)], "chips": _chips(request, period, kept),
        "clear_url": request.path if kept else "", "switch": switch(request, kept),
        "kept_by_filters": [(name, value) for name, value in kept.items() if name == "unit"],
        "templates_url": reverse("ledgers:templates") if request.hat.kind is PostKind.ADMINISTRATOR else "",
    }  # fmt: skip
    return render(request, "ledgers/index.html", context)


@hat_required
def rows(request: HatRequest) -> HttpResponse:
    """The matters behind one total, as of its position."""
    hat, period, area = request.hat, _month(request.GET.get("period", "")), request.GET.get("area", "")
    unit = chosen_unit(request)
    found = table(hat.county, unit, period)
    position = request.GET.get("asof", "")
    as_of = int(position) if position.isdecimal() else found.counts.as_of
    named = request.GET.get("figure", Figure.FOUND)
    if named not in SHOWN:
        raise Refused("case.bad_filter", field="figure", value=named[:60])
    figure = Figure(named)
    cases = ledger_cases(hat, unit, period, found.kinds_of(area), as_of, figure=figure)
    plain = [case for case in cases if case.category not in desk(hat.county).matter_only]
    shown = case_rows(hat.county, cases, texts(hat.county, plain), now=timezone.now())
    return render(
        request, "ledgers/rows.html",
        {"rows": as_shown(shown), "area": AREAS.get(area, _("All areas")), "unit": unit_name(hat.county, unit),
         "figure": figure_name(figure), "period": period.text or _("to date"),
         "back": with_filters(reverse("ledgers:index"), {}, unit=unit, period=period.text)},
    )  # fmt: skip


@hat_required
def sheet(request: HatRequest, sheet: str) -> HttpResponse:
    """One sheet as a file; its digest stands in its name and in a header."""
    asked = request.GET
    area, case = asked.get("area", ""), asked.get("case", "")
    wish = Wish(
        sheet_called(sheet), unit=asked.get("unit", ""), period=Period(asked.get("period", "")),
        area=Area(area) if area in set(Area) else None, case_id=_case(case),
    )  # fmt: skip
    made = sheet_file(request.hat, wish, now=timezone.now())
    response = HttpResponse(made.content, content_type=made.media)
    response["Content-Disposition"] = f'attachment; filename="{request.hat.county}-{made.name}"'
    response["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(made.sha256)).decode()}:"  # RFC 9530
    response["Cache-Control"] = "no-store"
    return response


def print_case(request: HttpRequest, case_hex: str) -> SafeString | str:
    """Return what a case's page offers to print: its file, and its 12345 reply where an order brought it."""
    hat = getattr(request, "hat", None)
    if hat is None:
        return ""
    sheets = [Sheet.CASE_FILE]
    if order_number_of(hat.county, UUID(case_hex)):
        sheets.append(Sheet.REPLY)
    links = [(SHEETS[one], f"{reverse('ledgers:sheet', args=[one])}?case={case_hex}") for one in sheets]
    return SafeString(render_to_string("ledgers/_print.html", {"links": links}, request))


def door_to_ledgers(request: HttpRequest, _key: str) -> SafeString:
    """Return the way from the figures to the sheets made of them, for the same place and period."""
    kept = {name: request.GET.get(name, "") for name in ("unit", "period")}
    url = with_filters(reverse("ledgers:index"), {}, **kept)
    return format_html('<a class="btn" href="{}">{}</a>', url, _("Ledgers"))


def _case(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Refused("row.unknown", row=text[:40]) from None


def _month(text: str) -> Period:
    period = Period(text)
    if period.is_week or period.is_until:
        raise Refused("ledger.needs_month", field="period", period=text)
    return period


def _query(said: dict[str, str]) -> str:
    return urlencode({name: value for name, value in said.items() if value})


def _line(
    found: Table, asked: Asked, kinds: list[str], *, area: str | None = None
) -> list[dict[str, object]]:
    return [
        {
            "n": found.n(figure, kinds),
            "url": asked.list_url(figure, kinds[0]) if area is None else asked.rows_url(figure, area),
        }
        for figure in SHOWN
    ]


def _areas(found: Table, asked: Asked) -> list[dict[str, object]]:
    language = language_now()
    shown: list[dict[str, object]] = []
    for code, label in AREAS.items():
        kinds = found.kinds_of(code)
        if not kinds:
            continue
        shown.append({
            "label": label, "counts": _line(found, asked, kinds, area=code),
            "sheet_url": asked.sheet_url(Sheet.LEDGER, area=code) if code in set(Area) else "",
            "kinds": [{"label": found.kinds[kind].name(language), "counts": _line(found, asked, [kind])}
                      for kind in kinds],
        })  # fmt: skip
    return shown


def _weeks(asked: Asked) -> list[tuple[str, str]]:
    today = timezone.localdate()
    days = [today - timedelta(weeks=back) for back in range(WEEKS)]
    weeks = [f"{day.isocalendar().year}-W{day.isocalendar().week:02}" for day in days]
    return [(week, asked.sheet_url(Sheet.WEEKLY, period=week)) for week in weeks]


def _periods(period: Period) -> dict[str, object]:
    today = timezone.localdate()
    months = [f"{date(today.year, month, 1):%Y-%m}" for month in range(today.month, 0, -1)]
    years = [str(year) for year in range(today.year, today.year - 12, -1)]
    choices = [("", _("to date"))] + [(text, text) for text in (*months, *years)]
    if period.text and period.text not in dict(choices):
        choices.insert(1, (period.text, period.text))
    return {
        "name": "period",
        "label": _("Period"),
        "kind": "select",
        "value": period.text,
        "choices": choices,
    }


def _chips(request: HttpRequest, period: Period, kept: dict[str, str]) -> list[tuple[str, str]]:
    return [(period.text, with_filters(request.path, kept, period=""))] if period.text else []
