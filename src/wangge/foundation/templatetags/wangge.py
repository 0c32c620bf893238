"""How are moments, time left, lights, counts and rates written on a page?"""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from wangge.foundation.slots import fragments
from wangge.rules.deadlines import Unit
from wangge.rules.telltales import hidden, telltales

register = template.Library()

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OFFICE_UNITS = {Unit.OFFICE_HOURS, Unit.WORKING_DAYS}
# An office day where the page does not say otherwise (standards.md 1.6: 8 hours).
OFFICE_DAY = timedelta(hours=8)
# The shape differs as well as the colour, for those who do not see the colour.
SHAPES = {"green": "●", "yellow": "◐", "red": "◆"}
NOTHING = "–"


@register.filter
def unnamed(text: str) -> str:
    """Write a text for the public: without what gives somebody away (a number, a home, a name beside one)."""
    return hidden(text, telltales(text))


@register.filter
def clock(at: datetime | None) -> str:
    """Write a moment in the reader's zone: 2026-11-22 14:05."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else NOTHING


@register.filter
def day(at: datetime | None) -> str:
    """Write the day of a moment in the reader's zone: 2026-11-22."""
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else NOTHING


@register.filter
def ago(at: datetime | None, now: datetime | None = None) -> str:
    """Write how far a moment is from now: 3 hours ago, in 2 days."""
    if not at:
        return ""
    distance = at - (now or timezone.now())
    if abs(distance) < MINUTE:
        return gettext("just now")
    words = _words(abs(distance), DAY)
    return (
        gettext("in %(span)s") % {"span": words}
        if distance > timedelta(0)
        else gettext("%(span)s ago") % {"span": words}
    )


@register.filter
def moment(at: datetime | None) -> SafeString | str:
    """Write a moment with its distance from now beside it."""
    if not at:
        return NOTHING
    return format_html(
        '<time datetime="{}" class="moment">{} <span class="ago">{}</span></time>',
        at.isoformat(),
        clock(at),
        ago(at),
    )


@register.filter
def span(length: timedelta | None) -> str:
    """Write a duration by the clock on the wall: 2 days 3 hours."""
    if length is None:
        return NOTHING
    words = _words(length, DAY)
    rest = length % DAY
    return f"{words} {_words(rest, DAY)}" if DAY <= length < 10 * DAY and rest >= HOUR else words


@register.simple_tag
def time_left(left: timedelta | None, unit: str = "", office_day: timedelta = OFFICE_DAY) -> str:
    """Say as a person does how long is left, or by how much the limit has passed.

    `left` counts in its unit (`rules.deadlines.time_left`): office time for office hours and working days.
    """
    if left is None:
        return ""
    is_office, is_over, amount = unit in OFFICE_UNITS, left < timedelta(0), abs(left)
    if amount < MINUTE:
        return gettext("overdue just now") if is_over else gettext("less than a minute left")
    words = _office_words(amount, office_day) if is_office else _words(amount, DAY)
    told = gettext("overdue by %(span)s") if is_over else gettext("%(span)s left")
    return told % {"span": words}


@register.simple_tag
def light(colour: str, words: str = "") -> SafeString | str:
    """Draw a clock light: a shape, a colour and always a word."""
    if colour not in SHAPES:
        return NOTHING
    said = (
        words
        or {"green": gettext("in time"), "yellow": gettext("due soon"), "red": gettext("overdue")}[colour]
    )
    return format_html(
        '<span class="light light-{}"><span class="light-shape" aria-hidden="true">{}</span> {}</span>',
        colour, SHAPES[colour], said,
    )  # fmt: skip


@register.filter
def number(value: int | None) -> str:
    """Write a count with thousands parted: 4,556."""
    return NOTHING if value is None else f"{value:,}"


@register.simple_tag
def count(value: int | None, url: str = "") -> SafeString:
    """Write a count; with an address it opens the rows it counts."""
    # A page of figures has many hundred counts: only the address can hold anything to escape.
    if not url or value is None:
        return SafeString(f'<span class="figure">{number(value)}</span>')
    return SafeString(f'<a class="figure" href="{escape(url)}">{number(value)}</a>')


@register.simple_tag
def rate(part: int | None, whole: int | None, part_url: str = "", whole_url: str = "") -> SafeString:
    """Write a rate with both its numbers in sight: 2,328 / 4,556 = 51.1 %."""
    slash, equals = '<span class="rate-of">/</span>', '<span class="rate-of">=</span>'
    share = f'<b class="figure">{percent(part, whole)}</b>'
    counts = f"{count(part, part_url)} {slash} {count(whole, whole_url)}"
    return SafeString(f'<span class="rate">{counts} {equals} {share}</span>')


@register.simple_tag
def percent(part: int | None, whole: int | None) -> str:
    """Write a share with one decimal, half up; no whole, no share."""
    if part is None or not whole:
        return NOTHING
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10} %"


@register.filter
def metres(length: float | None) -> str:
    """Write a distance: 12 m, 1.4 km."""
    if length is None:
        return NOTHING
    return f"{length / 1000:,.1f} km" if length >= 1000 else f"{length:.0f} m"


def _words(length: timedelta, one_day: timedelta) -> str:
    if length >= one_day:
        days = length // one_day
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    return _short(length)


def _office_words(length: timedelta, one_day: timedelta) -> str:
    if length >= one_day:
        days = length // one_day
        return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}
    return gettext("%(span)s (office time)") % {"span": _short(length)}


def _short(length: timedelta) -> str:
    if length >= HOUR:
        hours = length // HOUR
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    if length < MINUTE:
        return gettext("less than a minute")
    minutes = length // MINUTE
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


@register.simple_tag(takes_context=True)
def slot(context: template.Context, name: str, key: str) -> SafeString:
    """Show what packages above have to say here about the thing with this key (foundation/slots.py)."""
    return format_html_join("", "{}", ((shown,) for shown in fragments(name, context["request"], key)))
