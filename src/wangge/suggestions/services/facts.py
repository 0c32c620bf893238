"""The same kind came back after a reply of "solved": how is that offered to the deputy, and what was each resident
told at each turn?
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.cases.queries.lasting import found_between
from wangge.foundation.bulk import insert_rows
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.foundation.sequencing import Placed
from wangge.people.hats import Hat
from wangge.rules.chain import turn_of
from wangge.rules.errors import Refused
from wangge.rules.grades import Meaning
from wangge.rules.legal_terms import Rank
from wangge.rules.outcome import FactsCode
from wangge.rules.suggestions import Cause, Stage
from wangge.rules.words import fitting
from wangge.suggestions.models import ChainTurn, ExhibitLine, FactsRule, ReturnOffer, Round, Suggestion
from wangge.suggestions.policies import acting_deputy
from wangge.suggestions.queries.clusters import exhibit_of
from wangge.suggestions.queries.outcome import facts_rule, place_of
from wangge.suggestions.queries.papers import signers
from wangge.suggestions.services.outcome import check_outcomes
from wangge.suggestions.services.rounds import open_second_round

CONSUMER = "receipt_chain"


def offer_returns(*, now: datetime) -> int:
    """Offer a second handling wherever the same kind came back in the named places; return how many were new."""
    waiting = [Stage.REPLIED, Stage.FOLLOWED, Stage.CLOSED]
    rows = Suggestion.objects.filter(state__in=waiting, replied_at__isnull=False)
    return sum(_offer(county, key, now) for county, key in list(rows.values_list("county", "pk")))


def _offer(county: str, key: UUID, now: datetime) -> bool:
    today = desk(county).today(now)
    last = (
        Round.objects.filter(county=county, suggestion=key, replied_at__isnull=False)
        .order_by("-number")
        .first()
    )
    if last is None or last.replied_at is None or last.meaning != Meaning.SOLVED:
        return False
    days, _source = facts_rule(county, FactsCode.WATCH_DAYS, desk(county).today(last.replied_at))
    first = desk(county).today(last.replied_at) + timedelta(days=1)
    found = _found(county, key, first, min(first + timedelta(days=days), today + timedelta(days=1)))
    if len(found) < facts_rule(county, FactsCode.RETURN_CASES, today)[0]:
        return False
    with writing():
        row, is_new = ReturnOffer.objects.get_or_create(
            county=county, suggestion=key, round_no=last.number,
            defaults={"cases": found.text, "days": days, "offered_at": now},
        )  # fmt: skip
        if is_new:
            payload = {"offer": row.pk.hex, "round": last.number, "cases": len(found), "days": days}
            record(county=county, subject=key, kind="suggestion.return_offered", at=now, payload=payload)
        elif row.decided_at is None and row.cases != found.text:
            row.cases = found.text
            row.save(update_fields=["cases"])
    return is_new


class _Keys(list[UUID]):
    @property
    def text(self) -> str:
        """The ids as a row keeps them."""
        return " ".join(key.hex for key in self)


def _found(county: str, key: UUID, first: date, until: date) -> _Keys:
    codes, kinds = place_of(county, key)
    if not codes or until <= first:
        return _Keys()
    return _Keys(one[0] for one in found_between(county, codes, kinds, first, until))


def decide_return(offer: UUID, *, take: bool, hat: Hat, now: datetime) -> int | None:
    """Let a signer ask for another round with the new cases attached, or the lead leave it; return its number.

    Refuses `outcome.not_yours`, `outcome.leads_leave`, `outcome.decided`, and what `open_second_round` refuses.
    """
    me = acting_deputy(hat)
    with locked(ReturnOffer, county=hat.county, key=offer) as row:
        if me not in {one.deputy for one in signers(hat.county, row.suggestion)}:
            raise Refused("outcome.not_yours", post=hat.kind)
        if row.decided_at:
            raise Refused("outcome.decided")
        if not take and me != Suggestion.objects.get(county=hat.county, pk=row.suggestion).deputy:
            raise Refused("outcome.leads_leave", post=hat.kind)
        row.decided_at, row.is_taken = now, take
        if take:
            cases = [UUID(one) for one in row.cases.split()]
            row.new_round = open_second_round(hat.county, row.suggestion, Cause.FACTS, cases, hat, now)
        row.save_changes()
        payload = {"offer": offer.hex, "taken": int(take), "post": hat.post_id.hex, "deputy": me.hex}
        record(
            county=hat.county, subject=row.suggestion, kind="suggestion.return_decided", at=now, payload=payload,
            actor=hat.account_id.hex,
        )  # fmt: skip
    return row.new_round


def set_facts_rule(
    county: str, code: FactsCode, n: int, *, source: str, from_on: date | None = None, rank: Rank = Rank.LOCAL
) -> None:
    """Say one number by which facts speak from a day on; refuse `cluster.no_source`."""
    if not source.strip():
        raise Refused("cluster.no_source", field="source")
    with writing():
        FactsRule.objects.filter(county=county, code=code, from_on=from_on).delete()
        FactsRule.objects.create(
            county=county, code=code, n=n, source=fitting(source, "source", 200), from_on=from_on, rank=rank
        )


def note_turns(county: str, batch: Sequence[Placed]) -> None:
    """Keep what a batch of events means to whoever reported: one row for each turn and case, read once or twice."""
    for event in batch:
        turn = turn_of(event.kind, event.payload)
        if turn is None:
            continue
        about = str(event.payload.get("suggestion") or event.subject.hex)
        key = UUID(about)
        told = _told_of(county, key)
        if not told:
            continue
        mark = event.subject if turn.by_subject else event.id if turn.each else key
        kept = set(
            ChainTurn.objects.filter(
                county=county,
                suggestion=key,
                turn=turn.code,
                round_no=turn.round_no,
                mark=mark,
                case__in=told,
            ).values_list("case", flat=True)
        )
        insert_rows(
            ChainTurn, ("id", "county", "case", "suggestion", "turn", "round_no", "mark", "at"),
            [
                (uuid7(event.at), county, case, key, str(turn.code), turn.round_no, mark, event.at)
                for case in told if case not in kept
            ],
        )  # fmt: skip


def _told_of(county: str, suggestion: UUID) -> list[UUID]:
    # Everybody with a receipt of a case that it is founded on, and of the matter that it came from.
    exhibit = exhibit_of(county, suggestion)
    found = list(
        ExhibitLine.objects.filter(county=county, exhibit=exhibit.id).values_list("case", flat=True)
    ) if exhibit else []  # fmt: skip
    matter = Suggestion.objects.filter(county=county, pk=suggestion).values_list("matter", flat=True).first()
    return found + ([matter] if matter else [])


def check_facts(now: datetime) -> int:
    """Open the checks and make the offers that are due, once an hour at most; return how many."""
    if (before := _checked.get("at")) and now - before < EVERY:
        return 0
    _checked["at"] = now
    return check_outcomes(now=now) + offer_returns(now=now)


EVERY = timedelta(hours=1)
_checked: dict[str, datetime] = {}  # of this process: a tick comes every few seconds, facts change by the day
