"""Who may publish sheets, freeze results, object to them, and decide?"""

from wangge.cases.queries.desk import desk
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.posts import OF_DEPARTMENT, PostKind
from wangge.territory.queries import units

MAKERS = frozenset({PostKind.ADMINISTRATOR, PostKind.OVERSEER})
DECIDERS = frozenset({PostKind.OVERSEER, PostKind.ADMINISTRATOR})
# Whoever answers for a unit speaks for it.
SPEAKERS = frozenset({
    PostKind.ACCOUNTABLE, PostKind.DIRECT_OWNER, PostKind.GRID_HEAD, PostKind.SHIFT_LEADER, PostKind.DISPATCHER,
})  # fmt: skip


def may_make(hat: Hat) -> bool:
    """Say whether this hat may keep sheets and freeze results."""
    return hat.kind in MAKERS


def may_object(hat: Hat, unit: str) -> bool:
    """Say whether this hat speaks for a unit."""
    if hat.kind in OF_DEPARTMENT:
        return hat.department == unit
    return hat.kind == unit or (hat.kind in SPEAKERS and hat.unit == unit)


def refuse_makers(hat: Hat) -> None:
    """Refuse `evaluation.not_yours` to posts that do not keep sheets."""
    if not may_make(hat):
        raise Refused("evaluation.not_yours", post=hat.kind)


def refuse_unit(hat: Hat, unit: str) -> None:
    """Refuse `evaluation.not_in_sight` for a unit outside what the hat may see; who holds a kind of post sees it."""
    scope = sees(hat)
    if unit in set(PostKind) and (unit == hat.kind or not (scope.unit or scope.department)):
        return
    if unit in desk(hat.county).departments and scope.department in {"", unit} and not scope.unit:
        return
    row = units(hat.county).get(unit)
    path = row.path if row else (hat.county,)
    if (not row and unit != hat.county) or not scope.holds(hat.county, path, ""):
        raise Refused("evaluation.not_in_sight", field="unit", unit=unit[:40])
