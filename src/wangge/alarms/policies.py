"""Who may see, judge and mind alarms and devices?"""

from django.db.models import Q

from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.territory.queries import units

# Who sits where alarms come in; a department sees those of its own things and handles the case that one becomes.
JUDGES = frozenset({
    PostKind.INTAKE_CLERK, PostKind.SHIFT_LEADER, PostKind.DUTY_OFFICER, PostKind.DISPATCHER, PostKind.DIRECT_OWNER,
})  # fmt: skip
MINDERS = frozenset({PostKind.ADMINISTRATOR, PostKind.SHIFT_LEADER, PostKind.DUTY_OFFICER})


def may_judge(hat: Hat) -> bool:
    """Say whether this hat may judge what an alarm is."""
    return hat.kind in JUDGES


def may_mind(hat: Hat) -> bool:
    """Say whether this hat minds the register and what was set aside."""
    return hat.kind in MINDERS


def in_sight(hat: Hat) -> Q:
    """Return the condition under which a device or a group is in a hat's sight."""
    scope = sees(hat)
    if scope.department:
        return Q(county=hat.county, department=scope.department)
    return Q(county=hat.county) & under(hat.county, scope.unit)


def under(county: str, unit: str) -> Q:
    """Return the condition that a row stands in a unit or below it; an empty unit is the whole county."""
    if not unit or unit == county:
        return Q()
    row = units(county).get(unit)
    if row is None:
        raise Refused("row.unknown", row=unit[:24])
    return Q(path__startswith="".join(f"{code}/" for code in row.path))
