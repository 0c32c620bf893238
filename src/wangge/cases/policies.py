"""Who may see which case? Role x territory x department."""

from wangge.cases.models import Assist, Case
from wangge.people.hats import Hat
from wangge.people.policies import sees


def may_see(hat: Hat, case: Case) -> bool:
    """Say whether this hat may see a case: a department what was dispatched to it, others their territory."""
    scope = sees(hat)
    if scope.department and case.dispatched_at is None:
        return False
    path = {case.county, case.street, case.community, case.grid}
    return scope.holds(case.county, path, case.department) or _helps(scope.department, case)


def _helps(department: str, case: Case) -> bool:
    # A department that was called to help sees what it helps with.
    return (
        bool(department)
        and Assist.objects.filter(county=case.county, case=case.id, department=department).exists()
    )


def may_see_finder(hat: Hat) -> bool:
    """Say whether this hat may learn who found a case: never the unit that it is dispatched to."""
    return not sees(hat).department
