"""Who reads a bulletin, who writes its remark, who issues it, and who sets its series?"""

from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.territory.queries import units

ISSUERS = frozenset({PostKind.OVERSEER, PostKind.ACCOUNTABLE, PostKind.ADMINISTRATOR})
EDITORS = ISSUERS | {PostKind.SHIFT_LEADER, PostKind.DIRECT_OWNER}
SETTERS = frozenset({PostKind.ADMINISTRATOR})


def in_sight(hat: Hat, unit: str) -> bool:
    """Say whether a hat sees the whole unit that a bulletin is about, and so the lists behind its numbers."""
    row = units(hat.county).get(unit)
    path = row.path if row else (hat.county,)
    return sees(hat).holds(hat.county, path, "")


def may_issue(hat: Hat, unit: str) -> bool:
    """Say whether a hat issues the bulletins of a unit."""
    return hat.kind in ISSUERS and in_sight(hat, unit)


def may_edit(hat: Hat, unit: str) -> bool:
    """Say whether a hat composes the bulletins of a unit and writes their remark."""
    return hat.kind in EDITORS and in_sight(hat, unit)


def refuse_editing(hat: Hat, unit: str) -> None:
    """Refuse `bulletin.not_editing` to posts that neither compose nor remark."""
    if not may_edit(hat, unit):
        raise Refused("bulletin.not_editing", post=hat.kind)


def refuse_issuing(hat: Hat, unit: str) -> None:
    """Refuse `bulletin.not_issuing` to posts that do not issue."""
    if not may_issue(hat, unit):
        raise Refused("bulletin.not_issuing", post=hat.kind)


def refuse_setting(hat: Hat) -> None:
    """Refuse `bulletin.not_setting` to posts that do not say what comes out and who gets it."""
    if hat.kind not in SETTERS:
        raise Refused("bulletin.not_setting", post=hat.kind)
