"""Which table of who is told of what is in force, and in which words is it told?"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from importlib.resources import files
from typing import Any

from wangge.notifications.models import Rulebook
from wangge.rules.errors import Refused
from wangge.rules.notices import Addressee, Means, Mode, NoticeRule, Occasion, refuse_unknown_facts

DIGEST = "digest"
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Book:
    """A county's table, its words and the hour of its digest."""

    rules: tuple[NoticeRule, ...]
    templates: Mapping[str, Mapping[str, str]]
    digest: time
    source: str

    def words(self, event: str, occasion: str, language: str) -> str:
        """Return the template of an event, of its occasion where there is one; a bare number where none is known."""
        # The table of the day on which it was written down may have spoken of what today's does not.
        found = self.templates.get(f"{event}/{occasion}") or self.templates.get(event)
        return found[language] if found else "{number}"


def book(county: str, *, on: date) -> Book:
    """Return the table in force on a day; the packaged one where the county has none. One statement."""
    row = Rulebook.objects.filter(county=county, from_on__lte=on).order_by("-from_on").first()
    return read_book(row.text, row.source) if row else usual_book()


def usual_book() -> Book:
    """Return the packaged table."""
    return read_book((files("wangge.notifications") / "data" / "usual.toml").read_text("utf-8"), "")


@lru_cache(maxsize=64)
def read_book(text: str, source: str) -> Book:
    """Read a table.

    Refuses `notice.book_unreadable`, `notice.row_unreadable`, `notice.no_words`, `notice.fact_unknown`.
    """
    try:
        told = tomllib.loads(text)
        digest = time.fromisoformat(told.get("digest", "08:30"))
    except (tomllib.TOMLDecodeError, ValueError, TypeError) as fault:
        raise Refused("notice.book_unreadable", field="file", fault=str(fault)[:120]) from fault
    listed, templates = told.get("rules", []), told.get("templates", {})
    tables = isinstance(templates, dict) and all(isinstance(one, dict) for one in templates.values())
    if not isinstance(listed, list) or not tables:
        raise Refused("notice.book_unreadable", field="file", fault="rules, templates")
    rules = tuple(_rule(row, number) for number, row in enumerate(listed, 1))
    for name in [*{rule.event for rule in rules}, DIGEST, *templates]:
        for language in LANGUAGES:
            words = templates.get(name, {}).get(language, "")
            if not words or not isinstance(words, str):
                raise Refused("notice.no_words", field="templates", event=name, language=language)
            refuse_unknown_facts(words)
    return Book(rules, templates, digest, source)


def _rule(row: Mapping[str, Any], number: int) -> NoticeRule:
    try:
        rule = NoticeRule(
            event=str(row["event"]), to=Addressee(row["to"]), means=tuple(Means(one) for one in row["means"]),
            mode=Mode(row.get("mode", Mode.AT_ONCE)), occasion=Occasion(row.get("occasion", Occasion.ALWAYS)),
            after_hours=int(row.get("after_hours", 0)), is_urgent=bool(row.get("is_urgent", False)),
            kinds=_kinds(row.get("kinds", [])),
        )  # fmt: skip
    except (KeyError, ValueError, TypeError) as fault:
        raise Refused("notice.row_unreadable", row=number, field="rules", fault=str(fault)[:120]) from fault
    if (rule.occasion == Occasion.UNSIGNED) != (rule.after_hours > 0):
        raise Refused("notice.row_unreadable", row=number, field="after_hours", fault=str(rule.after_hours))
    return rule


def _kinds(told: object) -> tuple[str, ...]:
    if not isinstance(told, list) or not all(isinstance(one, str) and one for one in told):
        raise ValueError("kinds")
    return tuple(told)
