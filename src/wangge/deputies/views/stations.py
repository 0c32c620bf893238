"""代表之家: the public page of a station, its calendar, booking a slot; and the roster for those who receive."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.views.naming import county_name, unit_name
from wangge.deputies.policies import is_congress_office, keeps_station
from wangge.deputies.queries.notice_boards import notices
from wangge.deputies.queries.places import uncovered
from wangge.deputies.queries.receptions import feed, of_deputy, reception, receptions, station, stations
from wangge.deputies.queries.seats import constituency_units, deputy_of, seats_at_station, sitting
from wangge.deputies.services.notice_boards import TITLE_MOST, WORDS_MOST, NoticeText, put_up, take_down
from wangge.deputies.services.receptions import agree_swap, ask_swap, book, call_off, give_back
from wangge.foundation.crowding import refuse_crowd
from wangge.foundation.ids import row_key
from wangge.foundation.refusals import told
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat
from wangge.reporters.views.public import address_of
from wangge.rules.days import day_said, moment_said
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.seats import Basis

BOOKINGS_MOST = 20  # an hour from one network; our assumption


def page(request: HttpRequest, county: str, key: str) -> HttpResponse:
    """One station: who is to be met here, when, and the slots that are free."""
    refuse_crowd(address_of(request), now=timezone.now())
    return _page(request, county, key)


def calendar(request: HttpRequest, county: str, key: str) -> HttpResponse:
    """A station's receptions for calendar programs."""
    now = timezone.now()
    refuse_crowd(address_of(request), now=now)
    body = feed(county, row_key(key), now=now, host=request.get_host().partition(":")[0])
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


@require_POST
def booked(request: HttpRequest, county: str, key: str) -> HttpResponse:
    """Book a slot, or give one back by its code."""
    now, said = timezone.now(), request.POST
    refuse_crowd(address_of(request), now=now, most=BOOKINGS_MOST, doing="book")
    one = reception(county, row_key(said.get("reception", "")))
    try:
        if said.get("code"):
            at = give_back(county, one.id, said["code"], now=now)
            return _page(request, county, key, given={"at": at})
        code = book(county, one.id, _moment(said.get("slot", "")), now=now)
    except Refused as refused:
        return _page(request, county, key, refused)
    return _page(request, county, key, given={"code": code, "at": _moment(said["slot"])})


@require_POST
@hat_required
def notice(request: HatRequest, county: str, key: str) -> HttpResponse:
    """Hang a notice on the board of a station, or take one down; by the office of this county."""
    said, now, hat = request.POST, timezone.now(), request.hat
    if county != hat.county:
        raise Refused("deputy.not_the_office", post=hat.kind)
    try:
        if said.get("down"):
            take_down(row_key(said["down"]), hat=hat, now=now)
        else:
            days = _day(said, "first"), _day(said, "last")
            put_up(
                row_key(key),
                NoticeText(said.get("title", ""), said.get("words", ""), *days),
                hat=hat,
                now=now,
            )
    except Refused as refused:
        return _page(request, county, key, refused)
    return redirect("deputies:station", county, key)


@hat_required
def roster(request: HatRequest) -> HttpResponse:
    """The receptions to come: a deputy's own with swaps, all of them for the office, with what no 选区 covers."""
    return _roster(request)


@require_POST
@hat_required
def changed(request: HatRequest, key: str) -> HttpResponse:
    """Ask for a swap, agree to one, or call a reception off."""
    said, now, hat = request.POST, timezone.now(), request.hat
    try:
        if said.get("act") == "swap":
            ask_swap(row_key(key), row_key(said.get("deputy", "")), hat=hat, now=now)
        elif said.get("act") == "agree":
            agree_swap(row_key(key), hat=hat, now=now)
        else:
            call_off(row_key(key), said.get("why", ""), hat=hat, now=now)
    except Refused as refused:
        return _roster(request, refused)
    return redirect("deputies:roster")


def _page(
    request: HttpRequest,
    county: str,
    key: str,
    refused: Refused | None = None,
    given: dict[str, Any] | None = None,
) -> HttpResponse:
    now = timezone.now()
    known = desk(county)
    row, today = station(county, row_key(key)), known.today(now)
    hat: Hat | None = getattr(request, "hat", None)
    keeps_board = hat is not None and hat.county == county and keeps_station(hat, row.unit)
    context: dict[str, Any] = {
        "county": county, "county_name": county_name(county), "row": row, "hex": row.id.hex,
        "unit": unit_name(county, row.unit), "given": given,
        "seats": seats_at_station(county, row.id, today), "typed": request.POST, "today": today,
        "today_iso": today.isoformat(),
        "notices": notices(county, row.id, today, to_come=keeps_board), "keeps_board": keeps_board,
        "title_most": TITLE_MOST, "words_most": WORDS_MOST,
        "receptions": receptions(county, now=now, station=row.id),
        "feed_url": request.build_absolute_uri(reverse("deputies:calendar", args=[county, row.id.hex])),
    }  # fmt: skip
    with timezone.override(known.calendar.zone):
        if refused:
            context["refusal"] = told(refused)
        return render(
            request, "deputies/station.html", context, status=told(refused).status if refused else 200
        )


def _roster(request: HatRequest, refused: Refused | None = None) -> HttpResponse:
    hat, now = request.hat, timezone.now()
    if hat.kind not in {PostKind.DEPUTY, PostKind.CONGRESS_CLERK}:
        raise Refused("reception.not_yours")
    today = desk(hat.county).today(now)
    mine = deputy_of(hat) if hat.kind is PostKind.DEPUTY else None
    kept = {one.id: one for one in stations(hat.county, today) if mine or keeps_station(hat, one.unit)}
    rows = (
        of_deputy(hat.county, mine.id, now=now)
        if mine
        else [one for one in receptions(hat.county, now=now, announced=False) if one.station in kept]
    )
    context: dict[str, Any] = {
        "mine": mine.id if mine else None, "is_office": mine is None, "county_name": county_name(hat.county),
        "rows": [
            {
                "row": one, "station": station(hat.county, one.station).name,
                "is_asked": any(who.asked == mine.id for who in one.receivers) if mine else False,
                "others": [
                    seat for seat in seats_at_station(hat.county, one.station, today)
                    if mine and seat.deputy not in {mine.id, *(who.asked for who in one.receivers)}
                ],
            }
            for one in rows
        ],
        "stations": list(kept.values()),
    }  # fmt: skip
    if is_congress_office(hat):
        held = sitting(hat.county, today)
        drawn = constituency_units(
            hat.county, [one.constituency for one in held if one.basis is Basis.RESIDENTIAL], today
        )
        context["gaps"] = uncovered(hat.county, [unit for found in drawn.values() for unit in found], today)
    if refused:
        context["refusal"] = told(refused)
    return render(
        request, "deputies/receptions.html", context, status=told(refused).status if refused else 200
    )


def _day(said: QueryDict, field: str) -> date:
    try:
        return day_said(said.get(field, ""))
    except ValueError:
        raise Refused("station.notice_days", field=field) from None


def _moment(text: str) -> datetime:
    try:
        at = moment_said(text)
    except ValueError:
        raise Refused("reception.slot_taken", field="slot") from None
    if at.tzinfo is None:
        raise Refused("reception.slot_taken", field="slot")
    return at
