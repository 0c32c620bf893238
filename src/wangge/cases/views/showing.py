"""How are rows, channels and levels worded on pages?"""

from collections.abc import Iterable, Mapping
from dataclasses import fields

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from wangge.cases.queries.rows import CaseRow
from wangge.rules.levels import Level

CHANNELS: Mapping[str, "str | Promise"] = {
    "grid": _("Found by the grid"),
    "resident": _("Resident"),
    "hotline": _("Hotline"),
    "video": _("Video"),
    "superior": _("From above"),
    "media": _("Media"),
    "device": _("Noticed by a device"),
    "other": _("Other"),
}
LEVEL_NAMES: Mapping[Level, "str | Promise"] = {
    Level.CITY: _("City"),
    Level.DISTRICT: _("District"),
    Level.STREET: _("Street"),
    Level.COMMUNITY: _("Community"),
    Level.GRID: _("Basic grid"),
}
LOCATED: Mapping[str, "str | Promise"] = {
    "inside": _("inside the grid"),
    "border": _("at a border: nearest grid, to be confirmed"),
    "outside": _("outside the territory"),
    "named": _("named by the finder, no point"),
    "ungeocoded": _("place unknown"),
}
ENDS: Mapping[str, "str | Promise"] = {
    "solved": _("solved"),
    "settled": _("solved on the spot"),
    "not_solved": _("could not be done"),
    "refused": _("not filed"),
    "duplicate": _("same as another case"),
    "void": _("void"),
    "advised": _("led to its legal channel"),
}

# Catalogues that have no standard's number for a name.
SCHEMES: Mapping[str, "str | Promise"] = {
    "zz-ledger": _("Community ledger"),
    "people-matters": _("Matters about people"),
}
# Kinds of classes; a city's own kind goes by its own word.
KINDS: Mapping[str, "str | Promise"] = {"part": _("Part"), "event": _("Event"), "matter": _("Matter")}
# Who set the packaged limits (cases/data/limits.csv); a county's own source is shown as written.
LIMIT_SOURCES = (
    gettext_noop("Yuncheng city table"),
    gettext_noop("Jiyuan city table"),
    gettext_noop("city table, city not named"),
    gettext_noop("ours, an assumption"),
)


def scheme_name(scheme: str) -> "str | Promise":
    """Return how a catalogue reads; its own code where that is its name."""
    return SCHEMES.get(scheme, scheme)


def channel_name(channel: str) -> "str | Promise":
    """Return how a channel reads; a source's own word where we have none."""
    return CHANNELS.get(channel, channel)


def as_shown(rows: Iterable[CaseRow], *, acts: Mapping[str, str] | None = None) -> list[dict[str, object]]:
    """Return rows with their address and wording; `acts` says what each state asks of the reader."""
    names = [field.name for field in fields(CaseRow)]
    shown = []
    for row in rows:
        entry: dict[str, object] = {name: getattr(row, name) for name in names}
        entry |= {
            "url": case_url(row.id.hex), "source": channel_name(row.channel),
            "is_ungeocoded": row.is_ungeocoded, "highest_level": LEVEL_NAMES[row.highest_level],
            "act": (acts or {}).get(row.state_code, ""),
        }  # fmt: skip
        shown.append(entry)
    return shown


_CASE_URL: list[str] = []


def case_url(case_hex: str) -> str:
    """Return a case's address; reversing it fifty times a page would cost more than the rows."""
    if not _CASE_URL:
        _CASE_URL.append(reverse("cases:case", args=["0" * 32]).replace("0" * 32, "{}"))
    return _CASE_URL[0].format(case_hex)


def is_fragment(request: HttpRequest, target: str) -> bool:
    """Say whether HTMX asks for one part of the page only."""
    return request.headers.get("HX-Target") == target
