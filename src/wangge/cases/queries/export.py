"""Every case of a set with its codes, moments and whole words, for other people's programs?"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Case
from wangge.cases.queries.desk import CategoryRow, desk
from wangge.cases.queries.listing import FIRST, Filters, Key, page_of
from wangge.people.hats import Hat
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind

Value = str | int | float | bool | None

PAGE = 1000
# As their column, in the order in which a case lives; what a code means stands beside it.
EXPORTED = (
    "number", "stream", "source_ref", "category", "category_zh", "category_en", "words", "place", "channel",
    "unit", "street", "community", "grid", "located", "provisional", "lon", "lat", "accuracy_m", "department",
    "state", "reported_at", "dispatched_at", "due_at", "overdue_at", "solved_at", "ended_at", "end", "on_time",
    "highest_level", "bounces", "reworks", "trial",
)  # fmt: skip


def exported_pages(county: str, filters: Filters) -> Iterator[list[tuple[Value, ...]]]:
    """Yield a county's cases narrowed by filters, page by page, each a row in the order of EXPORTED.

    Whoever asks stands at the machine itself: the whole county is in sight. Memory does not grow with
    the number of cases. Raises Refused `case.no_setup`, `case.unknown_unit`.
    """
    categories = desk(county).categories
    hat = Hat(UUID(int=0), UUID(int=0), county, PostKind.ADMINISTRATOR, county, "", "", "")
    key: Key | None = FIRST
    while key is not None:
        page = page_of(hat, filters, key, size=PAGE)
        yield [
            _row(case, categories.get(case.category), *page.words.get(case.id, ("", "")))
            for case in page.rows
        ]
        key = page.after


def _row(case: Case, category: CategoryRow | None, words: str, place: str) -> tuple[Value, ...]:
    told: dict[str, Value] = {
        "category_zh": category.zh if category else "", "category_en": category.en if category else "",
        "words": words, "place": place, "lon": _degrees(case.lon_e7), "lat": _degrees(case.lat_e7),
        "highest_level": Level(case.level).name.lower(),
        # A verdict is only known of what has been solved.
        "on_time": case.on_time if case.solved_at else None,
    }  # fmt: skip
    return tuple(told[name] if name in told else _plain(getattr(case, name)) for name in EXPORTED)


def _plain(value: Value | datetime) -> Value:
    return value.isoformat() if isinstance(value, datetime) else value


def _degrees(e7: int | None) -> float | None:
    return None if e7 is None else e7 / 1e7
