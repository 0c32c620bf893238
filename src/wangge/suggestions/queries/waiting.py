"""What waits for whom: ratings for a deputy, papers for an office, acts for a unit?"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from wangge.deputies.policies import recused
from wangge.deputies.queries.seats import accounts_of
from wangge.people.queries import department_holders
from wangge.rules.grades import Content
from wangge.rules.suggestions import ANSWERING, Hold, ReplyStage, Stage
from wangge.suggestions.models import Assignment, Rating, Reply, Round, Signature, Suggestion
from wangge.suggestions.queries.papers import PaperRow, as_row
from wangge.suggestions.queries.work import AssignmentRow, RoundRow, assigned_to


def unrated(county: str, deputy: UUID, on: date) -> set[UUID]:
    """Return the papers with a reply of their last answered round that a signer may rate and has not yet."""
    signed = Signature.objects.filter(county=county, deputy=deputy, withdrawn_at=None).values_list(
        "paper", flat=True
    )
    rows = Suggestion.objects.filter(county=county, pk__in=list(signed), round_no__gt=0)
    last = {row.pk: row.round_no - (row.state in {Stage.HANDED_OVER, Stage.HANDLING}) for row in rows}
    sent = Reply.objects.filter(county=county, suggestion__in=list(last), stage=ReplyStage.SENT)
    done = set(
        Rating.objects.filter(county=county, deputy=deputy, suggestion__in=list(last)).values_list(
            "reply", flat=True
        )
    )
    return {
        row.suggestion for row in sent
        if row.round_no == last[row.suggestion] and row.pk not in done
        and may_rate(county, deputy, row.department, on)
    }  # fmt: skip


def may_rate(county: str, deputy: UUID, reply_department: str, on: date) -> bool:
    """Say whether a signer may rate a unit's reply: not one who holds a post there."""
    return not recused(county, deputy, department=reply_department, on=on)


def asked_about(county: str, replies: Iterable[Reply], on: date) -> set[tuple[UUID, UUID]]:
    """Return who is asked to rate which of these replies: every signer without a post in its unit; reply and deputy.

    Two statements, and one for each department.
    """
    sent = list(replies)
    signed: dict[UUID, list[UUID]] = {}
    names = Signature.objects.filter(
        county=county, paper__in={one.suggestion for one in sent}, withdrawn_at=None
    )
    for paper, deputy in names.values_list("paper", "deputy"):
        signed.setdefault(paper, []).append(deputy)
    accounts = accounts_of(county, {deputy for one in signed.values() for deputy in one})
    held = {
        code: {hat.account_id for hat in department_holders(county, code, on=on)}
        for code in {one.department for one in sent}
    }
    return {
        (one.pk, deputy)
        for one in sent
        for deputy in signed.get(one.suggestion, [])
        if accounts.get(deputy) not in held[one.department]
    }


def unheard(county: str, paper: UUID, round_no: int, on: date) -> set[tuple[UUID, UUID]]:
    """Return which signers may still be heard about which replies of a round: reply and deputy."""
    sent = Reply.objects.filter(county=county, suggestion=paper, round_no=round_no, stage=ReplyStage.SENT)
    heard = set(Rating.objects.filter(county=county, suggestion=paper).values_list("reply", "deputy"))
    return asked_about(county, sent, on) - heard


def rated_out(county: str, today: date) -> list[PaperRow]:
    """Return replied papers whose rating is over: all have rated, or the days for it have passed."""
    rows = list(Suggestion.objects.filter(county=county, state=Stage.REPLIED).order_by("replied_at"))
    ends = {
        (row.suggestion, row.number): row.feedback_by
        for row in Round.objects.filter(county=county, suggestion__in=[row.pk for row in rows])
    }
    return [
        as_row(row) for row in rows
        if not (end := ends.get((row.pk, row.round_no))) or today > end
        or not unheard(county, row.pk, row.round_no, today)
    ]  # fmt: skip


def is_asking(county: str, paper: UUID, one: RoundRow, on: date) -> bool:
    """Say whether deputies may still be heard about a round; until then units and the public see no rating of it.

    Whoever sees who has spoken sees who has not.
    """
    if one.feedback_by is None or on > one.feedback_by:
        return False
    return bool(unheard(county, paper, one.number, on))


def with_unit(county: str, department: str) -> list[tuple[AssignmentRow, PaperRow]]:
    """Return what a unit holds with its paper, what is due first."""
    held = [row for row in assigned_to(county, department) if row.state is not Hold.TAKEN_OFF]
    rows = Suggestion.objects.filter(county=county, pk__in=[row.suggestion for row in held])
    found = {row.pk: as_row(row) for row in rows}
    pairs = [(row, found[row.suggestion]) for row in held]
    return sorted(pairs, key=lambda pair: (pair[1].due_on is None, pair[1].due_on or date.max))


def answering_units(county: str, key: UUID) -> list[str]:
    """Return the units that reply to the deputy."""
    rows = Assignment.objects.filter(county=county, suggestion=key, role__in=list(ANSWERING))
    return list(rows.exclude(state=Hold.TAKEN_OFF).values_list("department", flat=True))


def dissatisfied_again(county: str) -> list[PaperRow]:
    """Return papers whose second or later round left a deputy dissatisfied: to be evaluated by units and experts."""
    rows = Suggestion.objects.filter(county=county, state=Stage.REPLIED, round_no__gte=2)
    found = Rating.objects.filter(
        county=county, suggestion__in=[row.pk for row in rows], result=Content.DISSATISFIED
    ).values_list("suggestion", "round_no")
    said = set(found)
    return [as_row(row) for row in rows if (row.pk, row.round_no) in said]
