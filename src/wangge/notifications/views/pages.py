"""The inbox of each: what was told, and what of it is new."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from wangge.cases.queries.desk import desk
from wangge.cases.views.showing import case_url
from wangge.foundation.ids import row_key
from wangge.notifications.policies import may_mind
from wangge.notifications.queries.book import Book, book
from wangge.notifications.queries.inbox import NoticeRow, inbox, unread_count
from wangge.notifications.services.reading import mark_read
from wangge.people.access import HatRequest, hat_required
from wangge.people.hats import Hat

# The page of what news is about, by the beginning of its event; named, never imported.
PAGES = {"bulletin.": "bulletins:bulletin"}
LISTS = {"warning.": "analysis:warnings"}  # which stand on no page of their own


@hat_required
def page(request: HatRequest) -> HttpResponse:
    """One's own lines, the newest first."""
    hat, after = request.hat, request.GET.get("after", "")
    rows, last = inbox(hat, _book(hat), _language(), after=row_key(after) if after else None)
    context = {
        "rows": [{"row": row, "url": _address(row)} for row in rows],
        "older_url": f"?after={last.hex}" if last else "",
        "new": unread_count(hat), "minds": may_mind(hat),
    }  # fmt: skip
    return render(request, "notifications/inbox.html", context)


@require_POST
@hat_required
def read(request: HatRequest) -> HttpResponse:
    """Mark lines as read: those named, or all."""
    chosen = request.POST.getlist("notice")
    mark_read(request.hat, [row_key(one) for one in chosen] or None, now=timezone.now())
    return redirect("notifications:inbox")


def news_waiting(request: HttpRequest, _key: str) -> str:
    """A line on the work page for what somebody has not read."""
    hat = getattr(request, "hat", None)
    count = unread_count(hat) if hat else 0
    return render_to_string("notifications/_waiting.html", {"count": count}) if count else ""


def _address(row: NoticeRow) -> str:
    if row.event.startswith("case."):
        return case_url(row.subject.hex)
    for names, args in ((PAGES, [row.subject.hex]), (LISTS, [])):
        if name := next((name for begin, name in names.items() if row.event.startswith(begin)), ""):
            return _reversed(name, args)
    return ""


def _reversed(name: str, args: list[str]) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:  # a house without that room
        return ""


def _book(hat: Hat) -> Book:
    return book(hat.county, on=desk(hat.county).today(timezone.now()))


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"
