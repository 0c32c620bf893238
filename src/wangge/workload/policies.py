"""Who may ask the grids for something, decide about it, and answer what staff say?"""

from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import OF_DEPARTMENT, OUTSIDE_CASES, PostKind

# A grid does not ask itself; whoever stands for a unit or a department may.
ASKERS = frozenset(PostKind) - OUTSIDE_CASES - {PostKind.GRID_WORKER, PostKind.GRID_HEAD, PostKind.RESIDENT}
# Named deciding posts; a post of a department never decides what departments may ask.
DECIDERS = frozenset({PostKind.OVERSEER, PostKind.ADMINISTRATOR})


def may_ask(hat: Hat) -> bool:
    """Say whether this hat may hand in a wish."""
    return hat.kind in ASKERS


def may_decide(hat: Hat) -> bool:
    """Say whether this hat is a deciding post."""
    return hat.kind in DECIDERS


def refuse_askers(hat: Hat, department: str) -> None:
    """Refuse `admission.not_your_wish` to posts that may not ask, or not for that department."""
    if not may_ask(hat) or (hat.kind in OF_DEPARTMENT and hat.department != department):
        raise Refused("admission.not_your_wish", field="department", post=hat.kind)


def refuse_deciders(hat: Hat) -> None:
    """Refuse `admission.not_yours_to_decide` to every other post."""
    if not may_decide(hat):
        raise Refused("admission.not_yours_to_decide", post=hat.kind)
