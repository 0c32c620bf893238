"""Who minds the phones of an office: what is set aside, what never arrived, a lost one?"""

from wangge.people.hats import Hat
from wangge.rules.posts import PostKind

# Those who take in what others report; a colleague of the same grid does not shut out a phone.
MINDERS = frozenset({
    PostKind.ADMINISTRATOR, PostKind.INTAKE_CLERK, PostKind.SHIFT_LEADER, PostKind.DUTY_OFFICER,
})  # fmt: skip


def may_mind(hat: Hat) -> bool:
    """May this hat see and settle what the phones of its scope left open? Their own phone everybody may."""
    return hat.kind in MINDERS
