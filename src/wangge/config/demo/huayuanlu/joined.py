"""What does the demo show of deputies and grids joined? A paper founded on a place that comes back."""

from datetime import datetime, timedelta
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.config.demo.huayuanlu import told_as_of
from wangge.config.demo.huayuanlu.suggestions import DAY, UNIT, Cast, answered, cast_of
from wangge.deputies.queries.seats import deputy_of, units_of
from wangge.foundation.sequencing import sequence
from wangge.rules.suggestions import Role
from wangge.suggestions.queries.clusters import ClusterRow, clusters_in, exhibits
from wangge.suggestions.queries.outcome import checks_of
from wangge.suggestions.services import drafting, handing, screening
from wangge.suggestions.services.clusters import begin_search, found_paper, keep_search, proposed_text
from wangge.suggestions.services.drafting import Text
from wangge.suggestions.services.facts import offer_returns
from wangge.suggestions.services.outcome import ask_check, check_outcomes, draw_check, name_scope
from wangge.suggestions.services.promises import watch_promises

BEGUN = 22 * DAY  # ago


def join_facts(county: str, *, now: datetime) -> None:
    """Let a paper be founded on a cluster and go its way; nothing where one is founded already."""
    now = told_as_of(now, desk(county).calendar)
    if exhibits(county):
        return
    cast = cast_of(county, desk(county).today(now))
    _search(county, now - BEGUN)
    me = deputy_of(cast.deputy)
    places = units_of(county, me.id, desk(county).today(now)) if me else ()
    found = clusters_in(county, places)
    if found:
        # One that may be drawn on a map shows more.
        _walk(cast, next((one for one in found if one.lon_e7), found[0]), now)
    _search(county, now)
    watch_promises(now=now)
    offer_returns(now=now)


def _search(county: str, at: datetime) -> None:
    search = begin_search(county, until=desk(county).today(at + DAY))
    for _done in search.steps:
        pass
    keep_search(search, now=at)


def _walk(cast: Cast, row: ClusterRow, now: datetime) -> None:
    begun, said = now - BEGUN, proposed_text(row)
    text = Text(said.title, said.facts, "查明反复发生的原因，明确养护单位，从根本上解决。", UNIT)
    key = found_paper(row.id, hat=cast.deputy, now=begun, text=text)
    drafting.submit(key, hat=cast.deputy, now=begun + timedelta(hours=2))
    screening.register(key, one_matter=True, hat=cast.clerk, now=begun + DAY)
    handing.hand_over(key, [(UNIT, Role.LEAD)], hat=cast.government, now=begun + 2 * DAY)
    handing.accept(key, hat=cast.handler, now=begun + 3 * DAY)
    answered(cast, key, "A", begun + 6 * DAY, "已逐处整改，安排专人巡查。")
    due = desk(cast.county).today(now) - 9 * DAY
    name_scope(
        key,
        [row.unit],
        [row.category],
        target=row.n // 2,
        due_on=due,
        days=8,
        hat=cast.handler,
        now=begun + 10 * DAY,
    )
    _check(cast, key, now)


def _check(cast: Cast, key: UUID, now: datetime) -> None:
    check_outcomes(now=now - 12 * timedelta(hours=1))
    if not checks_of(cast.county, key):
        ask_check(key, hat=cast.deputy, now=now - DAY)
    while sequence(cast.county):
        pass
    draw_check(checks_of(cast.county, key)[0].id, hat=cast.clerk, now=now - timedelta(hours=6))
