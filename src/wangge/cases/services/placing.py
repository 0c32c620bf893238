"""A person says which grid it really was."""

from collections import Counter as Tally
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Case, CaseText
from wangge.cases.policies import may_see
from wangge.cases.queries.desk import desk
from wangge.cases.services.counting import chain_end_of, counting_payload
from wangge.cases.services.spotting import path_of
from wangge.cases.services.wording import search_document
from wangge.foundation.history import events_of
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.figures import STOCKS, Fact, Figure, facts
from wangge.rules.levels import Level
from wangge.territory.queries import units


def confirm_place(case_id: UUID, unit: str, *, hat: Hat, now: datetime) -> str:
    """Confirm or correct the unit of a case and return it; every figure follows the case to its place."""
    with locked(Case, county=hat.county, key=case_id) as case:
        if not may_see(hat, case):
            raise Refused("row.unknown", row=case_id.hex)
        known = units(hat.county, desk(hat.county).today(case.reported_at))
        if unit not in known:
            raise Refused("case.unknown_unit", field="unit", unit=unit)
        category = desk(hat.county).categories.get(case.category)
        if category and category.matter_only and known[unit].level > Level.COMMUNITY:
            raise Refused("case.matter_only", field="unit", unit=unit)
        before = counting_payload(case)
        _, levels = path_of(hat.county, known[unit], known)
        case.street, case.community = levels.get(Level.STREET, ""), levels.get(Level.COMMUNITY, "")
        case.grid, case.unit, case.provisional = levels.get(Level.GRID, ""), unit, False
        case.located = case.located if case.located != "ungeocoded" else "named"
        end = record(
            county=case.county, subject=case.id, kind="case.moved_place", at=now, actor=hat.account_id.hex,
            payload={
                "before": before, "after": counting_payload(case), "sets": _sets(case),
                "hat": hat.post_id.hex, "post": hat.kind,
            },
            after=chain_end_of(case),
        )  # fmt: skip
        case.seq, case.chain = end
        case.save(
            update_fields=["street", "community", "grid", "unit", "provisional", "located", "seq", "chain"]
        )
        text = CaseText.objects.get(county=case.county, case=case.id)
        text.tokens = search_document(case, desk(case.county).calendar.zone, text.words, text.place)
        text.save(update_fields=["tokens"])
    return unit


def _sets(case: Case) -> list[list[object]]:
    # Its own history says in which sets the case is, and since when.
    inside: Tally[Fact] = Tally()
    for event in events_of(case.county, case.id):
        if event.kind == "case.moved_place":
            continue
        for _, fact in facts(event.kind, event.at, event.payload):
            inside[Fact(fact.figure, fact.at, seconds=fact.seconds)] += fact.by
    # What entered a stock at one moment leaves it at another, so a stock is summed over both: a case that was opened
    # again has entered it twice and is in it once, since the last time.
    stocks: Tally[Figure] = Tally()
    since: dict[Figure, Fact] = {}
    for fact, n in inside.items():
        stocks[fact.figure] += n
        if n > 0 and (fact.figure not in since or fact.at > since[fact.figure].at):
            since[fact.figure] = fact
    return [
        [fact.figure, fact.at.isoformat(), fact.seconds]
        for fact, n in inside.items()
        if n > 0 and (fact.figure not in STOCKS or (stocks[fact.figure] > 0 and fact == since[fact.figure]))
    ]
