"""Who may see which case? Role x territory x department."""

from wangge.cases.models import Case
from wangge.people.policies import Hat, sees


def may_see(hat: Hat, case: Case) -> bool:
    """Say whether this hat may see a case: a department what was dispatched to it, others their territory."""
    if hat.county != case.county:
        return False
    scope = sees(hat)
    if scope.department:
        return case.department == scope.department and case.dispatched_at is not None
    return scope.unit in {case.county, case.street, case.community, case.grid}


def may_see_finder(hat: Hat, case: Case) -> bool:
    """Say whether this hat may learn who found it: never the unit that it is dispatched to."""
    return may_see(hat, case) and not sees(hat).department
