"""As whom does a hat stand before a paper, and may it act or look?"""

from collections.abc import Collection
from uuid import UUID

from wangge.deputies.policies import is_congress_office
from wangge.deputies.queries.seats import deputy_of
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import OF_DEPARTMENT, PostKind
from wangge.rules.suggestions import NUMBERED, Hold, Party, ReplyStage, Stage
from wangge.suggestions.queries.papers import signed_by
from wangge.suggestions.queries.work import assignments


def deputy_key(hat: Hat) -> UUID | None:
    """Return the deputy who wears this hat; None for everybody else."""
    row = deputy_of(hat) if hat.kind is PostKind.DEPUTY else None
    return row.id if row else None


def acting_deputy(hat: Hat) -> UUID:
    """Return the deputy who acts; refuse `suggestion.not_yours` for any other post."""
    key = deputy_key(hat)
    if key is None:
        raise Refused("suggestion.not_yours", post=hat.kind)
    return key


def is_office(hat: Hat) -> bool:
    """Say whether a hat is the congress's or the government's office."""
    return is_congress_office(hat) or hat.kind is PostKind.GOVERNMENT_CLERK


def refuse_congress_office(hat: Hat) -> None:
    """Refuse `suggestion.not_yours` unless a hat is the congress office's."""
    if not is_congress_office(hat):
        raise Refused("suggestion.not_yours", post=hat.kind)


def parties_of(hat: Hat, *, deputy: UUID, key: UUID) -> frozenset[Party]:
    """Return as whom a hat stands before a paper led by a deputy."""
    if hat.kind is PostKind.DEPUTY:
        return _as_deputy(hat, deputy, key)
    if is_congress_office(hat):
        return frozenset({Party.CONGRESS})
    if hat.kind is PostKind.GOVERNMENT_CLERK:
        return frozenset({Party.GOVERNMENT})
    if hat.kind in OF_DEPARTMENT and _holds(hat, key):
        return frozenset({Party.UNIT, Party.HEAD} if hat.kind is PostKind.DEPARTMENT_HEAD else {Party.UNIT})
    return frozenset()


def refuse_party(hat: Hat, party: Party, *, deputy: UUID, key: UUID) -> None:
    """Refuse `suggestion.not_yours` where a hat does not stand before this paper as this party."""
    if party not in parties_of(hat, deputy=deputy, key=key):
        raise Refused("suggestion.not_yours", post=hat.kind)


def may_read(
    hat: Hat, *, deputy: UUID, key: UUID, state: Stage, is_open: bool, congress: UUID, own: Collection[UUID]
) -> bool:
    """Say whether a hat may open a paper: both offices from submission on, units what they hold, deputies of the
    congress what is open for signing or has a number.

    `own` are the congresses of the deputy who asks.
    """
    parties = parties_of(hat, deputy=deputy, key=key)
    if parties & {Party.LEAD, Party.SIGNER, Party.UNIT}:
        return True
    if hat.kind is PostKind.DEPUTY:
        return congress in own and (is_open or state in NUMBERED)
    return bool(parties) and state not in {Stage.DRAFT, Stage.DROPPED}


def sees_reply(hat: Hat, *, stage: ReplyStage, department: str) -> bool:
    """Say whether whoever may open a paper sees a reply: before it is sent, its unit and the government office."""
    if stage is ReplyStage.SENT or hat.kind is PostKind.GOVERNMENT_CLERK:
        return True
    return hat.kind in OF_DEPARTMENT and hat.department == department


def _as_deputy(hat: Hat, lead: UUID, key: UUID) -> frozenset[Party]:
    mine = deputy_key(hat)
    if mine is None:
        return frozenset()
    if mine == lead:
        return frozenset({Party.LEAD, Party.SIGNER})
    return frozenset({Party.SIGNER} if signed_by(hat.county, mine, [key]) else ())


def _holds(hat: Hat, key: UUID) -> bool:
    return any(
        row.department == hat.department and row.state is not Hold.TAKEN_OFF
        for row in assignments(hat.county, key)
    )
