"""Which kinds may be reported from this phone, which first, and which words point at them?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from wangge.cases.queries.desk import CategoryRow, Desk, desk
from wangge.cases.queries.listing import frequent_categories
from wangge.cases.queries.pocket import own_recent_kinds
from wangge.cases.queries.rows import language_now
from wangge.cases.views.clocks import limit_words
from wangge.people.hats import Hat
from wangge.rules.emergencies import EmergencyRule, called_for
from wangge.rules.keywords import Keyword, keywords

Kinds = Mapping[str, CategoryRow]


def kinds(hat: Hat, *, now: datetime) -> dict[str, Any]:
    """Return the kinds that are open today, those of this person first, and what this post may do with them."""
    known = desk(hat.county)
    today = known.today(now)
    offered = open_kinds(known, today)
    loop = known.workflow_on(today)
    rules = [rule for rule in known.emergencies if not rule.is_general]
    return {
        "kinds": [_kind(known, row, today, rules) for row in offered.values()],
        "recent": [key for key in own_recent_kinds(hat) if key in offered],
        "frequent": [key for key in frequent_categories(hat) if key in offered],
        "words": words_of(offered),
        "may": {"report": loop.entry(hat.kind) is not None, "solve": loop.entry(hat.kind, settled=True) is not None},
    }  # fmt: skip


def open_kinds(known: Desk, today: date) -> Kinds:
    """Return the kinds under which something new may be reported on a day."""
    return {key: row for key, row in known.categories.items() if row.is_open_on(today)}


def words_of(offered: Kinds) -> list[Keyword]:
    """Return the keyword table: the names of the kinds in both languages; kinds that point at people have none."""
    return keywords({
        key: [row.zh, row.en] for key, row in offered.items() if not row.matter_only
    })  # fmt: skip


def _kind(known: Desk, row: CategoryRow, today: date, rules: list[EmergencyRule]) -> dict[str, Any]:
    return {
        "key": row.key, "name": row.name(language_now()), "area": row.area_name(language_now()),
        "matter_only": row.matter_only,
        "in_public": row.in_public, "photo_reason": _(row.photo_reason) if row.photo_reason else "",
        "call": [
            {"number": rule.number, "label": rule.en if language_now() == "en" else rule.zh}
            for rule in called_for(rules, row.key, today)
        ],
        "conditions": [
            {"number": one.number, "text": one.condition, "limit": limit_words(one.limit)}
            for one in known.limits.conditions_of(row.key, today)
        ],
    }  # fmt: skip
