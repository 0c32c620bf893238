"""Who may see which case? Role x territory x department."""

from wangge.cases.models import Assist, Case, Complained
from wangge.foundation.history import first_event
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

# The posts between the reporter and the unit: they read the words first and decide what the unit reads.
DESK = frozenset({PostKind.INTAKE_CLERK, PostKind.SHIFT_LEADER, PostKind.DUTY_OFFICER, PostKind.DISPATCHER})


def may_see(hat: Hat, case: Case, *, finder: str | None = None) -> bool:
    """Say whether this hat may see a case: a department what was dispatched to it, others their territory.

    `finder` is the account that found it, in hex, where the caller knows it.
    """
    scope = sees(hat)
    if scope.department and case.dispatched_at is None:
        return False
    if case.check_by == hat.account_id and not scope.department:
        return True  # named to check it, maybe in a neighbour's grid
    path = {case.county, case.street, case.community, case.grid}
    return (
        scope.holds(case.county, path, case.department)
        or _helps(scope.department, case)
        or _found(hat, case, finder)
    )


def _helps(department: str, case: Case) -> bool:
    # A department that was called to help sees what it helps with.
    return (
        bool(department)
        and Assist.objects.filter(county=case.county, case=case.id, department=department).exists()
    )


def _found(hat: Hat, case: Case, finder: str | None) -> bool:
    # Whoever found it follows it, though it lies outside their own grid; never the unit that handles it.
    if sees(hat).department:
        return False
    if finder is None:
        first = first_event(case.county, case.id)
        finder = first.actor if first else ""
    return finder == hat.account_id.hex


def may_redact(hat: Hat) -> bool:
    """Say whether this hat may redact words, hide parts of photos and open what is sealed in them."""
    return hat.kind in DESK


def refuse_complained(case: Case, department: str, name: str = "") -> None:
    """Refuse `case.complained_handles` where a case would go to the very department it complains of."""
    if Complained.objects.filter(county=case.county, case=case.id, department=department).exists():
        raise Refused("case.complained_handles", field="department", department=name or department)


def may_see_finder(hat: Hat) -> bool:
    """Say whether this hat may learn who found a case: never the unit that it is dispatched to."""
    return not sees(hat).department
