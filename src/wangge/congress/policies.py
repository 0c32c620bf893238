"""Who may do what in a standing committee's work?"""

from datetime import date
from uuid import UUID

from wangge.congress.queries.activities import team_of
from wangge.deputies.policies import is_congress_office, refuse_recused
from wangge.deputies.queries.seats import deputy_of
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.oversight import OF_UNIT, Step
from wangge.rules.posts import OF_DEPARTMENT, PostKind


def keeps(hat: Hat) -> bool:
    """Say whether this hat keeps the committee's work: its office does."""
    return is_congress_office(hat)


def refuse_not_keeping(hat: Hat) -> None:
    """Refuse `congress.not_yours` to every post but the committee's office."""
    if not keeps(hat):
        raise Refused("congress.not_yours", post=hat.kind)


def may_open(hat: Hat, department: str, *, is_public: bool) -> bool:
    """Say whether this hat opens the page of a piece of work: office and deputies; once it is made known, the unit
    concerned and the government's office.
    """
    if keeps(hat) or hat.kind is PostKind.DEPUTY:
        return True
    is_concerned = hat.kind in OF_DEPARTMENT and hat.department == department
    return is_public and (is_concerned or hat.kind is PostKind.GOVERNMENT_CLERK)


def may_do(hat: Hat, step: Step, department: str) -> bool:
    """Say whether a step is this hat's: the unit's own papers are the unit's, or entered by the office from paper."""
    if hat.kind in OF_DEPARTMENT:
        return step in OF_UNIT and hat.department == department
    return keeps(hat)


def refuse_not_doing(hat: Hat, step: Step, department: str) -> None:
    """Refuse `congress.not_yours` to a hat whose step it is not."""
    if not may_do(hat, step, department):
        raise Refused("congress.not_yours", post=hat.kind)


def refuse_not_on_team(hat: Hat, activity: UUID, *, department: str, on: date) -> None:
    """Refuse `congress.not_on_team` to all but the office and the team, `deputy.recused` to who belongs to the unit."""
    if keeps(hat):
        return
    deputy = deputy_of(hat)
    if deputy is None or deputy.id not in {one.deputy for one in team_of(hat.county, activity)}:
        raise Refused("congress.not_on_team")
    refuse_recused(hat.county, deputy.id, department=department, on=on)
