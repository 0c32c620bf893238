"""Who may call departments to a place, answer for one, and open a project?"""

from wangge.coordination.models import Call, Whistle
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind
from wangge.territory.queries import units

CALLERS = frozenset({
    PostKind.ACCOUNTABLE, PostKind.DIRECT_OWNER, PostKind.DUTY_OFFICER, PostKind.SHIFT_LEADER, PostKind.DISPATCHER,
    PostKind.OVERSEER,
})  # fmt: skip
CURERS = CALLERS | {PostKind.ADMINISTRATOR}


def may_call(hat: Hat) -> bool:
    """Say whether a hat may whistle: a post of a street or above that commands (北京街道办条例 art. 5)."""
    unit = units(hat.county).get(hat.unit)
    return hat.kind in CALLERS and (
        hat.unit == hat.county or (unit is not None and unit.level <= Level.STREET)
    )


def may_see_whistle(hat: Hat, whistle: Whistle) -> bool:
    """Say whether a hat may see a whistle: those of its own territory, and the departments that were called."""
    scope = sees(hat)
    if scope.department:
        called = Call.objects.filter(county=whistle.county, whistle=whistle.id, department=scope.department)
        return called.exists()
    path = units(whistle.county)[whistle.unit].path if whistle.unit in units(whistle.county) else ()
    return scope.holds(whistle.county, {whistle.county, whistle.unit, *path}, "")
