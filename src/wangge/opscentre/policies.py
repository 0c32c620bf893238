"""Who may watch what from the operations centre?"""

from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.posts import PostKind
from wangge.territory.queries import units


def may_watch(hat: Hat) -> bool:
    """Say whether a post has a room to watch from: those of the territory, not those of one department."""
    return not sees(hat).department


def watched(hat: Hat, asked: str, *, from_street: bool) -> str:
    """Return the unit that a hat's room is about: the one asked for, else the widest that it sees.

    A wall opens at street scope (rulings.md, Article's figures): whoever sees more begins at the first street.
    Refuses `ops.by_territory` for a department's post and `ops.unknown_unit` for a unit out of sight.
    """
    if not may_watch(hat):
        raise Refused("ops.by_territory")
    county, known = hat.county, units(hat.county)
    top = sees(hat).unit or county
    if asked:
        is_there = asked == county or asked in known
        if not is_there or not _lies_in(asked, top, hat):
            raise Refused("ops.unknown_unit", field="unit", unit=asked[:40])
        return asked
    is_wide = top not in known or known[top].level < Level.STREET
    if from_street and is_wide:
        streets = (row.code for row in known.values() if row.level == Level.STREET)
        return min((code for code in streets if _lies_in(code, top, hat)), default=top)
    return top


# Our assumption: the posts of the room itself keep its log.
KEEPERS = frozenset({
    PostKind.SHIFT_LEADER, PostKind.DUTY_OFFICER, PostKind.INTAKE_CLERK, PostKind.DISPATCHER, PostKind.ACCOUNTABLE,
})  # fmt: skip


def may_keep_shift(hat: Hat, unit: str) -> bool:
    """Say whether a post keeps the log of a unit's room."""
    return hat.kind in KEEPERS and may_watch(hat) and _lies_in(unit, sees(hat).unit or hat.county, hat)


def refuse_shift(hat: Hat, unit: str) -> None:
    """Refuse `ops.unknown_unit` for a unit out of sight and `shift.not_yours` for a post that keeps no log."""
    watched(hat, unit, from_street=False)
    if not may_keep_shift(hat, unit):
        raise Refused("shift.not_yours", post=hat.kind)


def _lies_in(unit: str, top: str, hat: Hat) -> bool:
    known = units(hat.county)
    return top == hat.county or (unit in known and top in known[unit].path)
