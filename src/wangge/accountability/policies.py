"""Who speaks for the unit that is addressed, who decides, and who may not because they are party?"""

from datetime import date
from uuid import UUID

from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.people.queries import hats
from wangge.rules.accountability import Owner
from wangge.rules.errors import Refused
from wangge.rules.posts import OF_DEPARTMENT, PostKind
from wangge.territory.queries import units

DECIDERS = frozenset({PostKind.OVERSEER, PostKind.ADMINISTRATOR})
SPEAKERS = frozenset({
    PostKind.ACCOUNTABLE, PostKind.DIRECT_OWNER, PostKind.GRID_HEAD, PostKind.SHIFT_LEADER, PostKind.DISPATCHER,
})  # fmt: skip


def speaks_for(hat: Hat, code: str, *, is_department: bool) -> bool:
    """Say whether a hat answers for a unit or a department."""
    if is_department:
        return hat.kind in OF_DEPARTMENT and hat.department == code
    return hat.kind in SPEAKERS and hat.unit == code


def supervises(hat: Hat, code: str, *, is_department: bool) -> bool:
    """Say whether a hat decides above a unit; a department is answered for at the county (it has no unit above)."""
    if hat.kind not in DECIDERS:
        return False
    if is_department:
        return hat.department != code
    row = units(hat.county).get(code)
    above = {hat.county, *(row.path[:-1] if row else ())}
    return hat.unit in above


def refuse_act(
    about: tuple[str, bool],
    owner: Owner,
    hat: Hat,
    *,
    said_by: UUID | None,
    decided_by: UUID | None,
    on: date,
) -> None:
    """Refuse `accountability.not_yours`, `accountability.party`, `accountability.same_body`.

    `about` is (code, is_department).
    """
    if owner is Owner.ADDRESSED:
        if not speaks_for(hat, about[0], is_department=about[1]):
            raise Refused("accountability.not_yours", post=hat.kind)
        return
    if not supervises(hat, about[0], is_department=about[1]):
        raise Refused("accountability.not_yours", post=hat.kind)
    worn = hats(hat.account_id, on=on)
    if said_by in {one.post_id for one in worn} or any(_belongs(one, *about) for one in worn):
        raise Refused("accountability.party")
    if owner is Owner.OTHER_BODY and decided_by in {one.post_id for one in worn}:
        raise Refused("accountability.same_body")


def may_see(hat: Hat, code: str, *, is_department: bool) -> bool:
    """Say whether a hat sees a notice: those addressed and those above."""
    return speaks_for(hat, code, is_department=is_department) or (
        hat.kind in DECIDERS and (is_department or _in_sight(hat, code))
    )


def _in_sight(hat: Hat, code: str) -> bool:
    row = units(hat.county).get(code)
    return sees(hat).holds(hat.county, row.path if row else (hat.county,), "")


def _belongs(hat: Hat, code: str, is_department: bool) -> bool:  # noqa: FBT001
    return (hat.department if is_department else hat.unit) == code and hat.kind is not PostKind.ADMINISTRATOR
