"""One door for every act on a case after its report."""

from datetime import datetime
from uuid import UUID

from wangge.cases.services.acts import ActOn, Moved
from wangge.cases.services.batches import enter_one
from wangge.cases.services.brought import NOTHING, Brought
from wangge.cases.services.voices import Voiced, VoiceOn
from wangge.foundation.ids import uuid7
from wangge.people.hats import Hat

__all__ = ["Moved", "Voiced", "add_voice", "move_case"]


def move_case(
    case_id: UUID, act: str, *, hat: Hat, now: datetime, brought: Brought = NOTHING, seen: int | None = None
) -> Moved:
    """Carry out `act` on a case, or refuse.

    `seen` is the number of the last event that the actor's page showed: where somebody else
    acted since, the act is refused with the new state (`case.changed`) and nothing is lost.
    """
    return enter_one(hat, ActOn(uuid7(), case_id, act, brought, seen), now=now)


def add_voice(hat: Hat, case_id: UUID, *, now: datetime) -> Voiced:
    """Add the voice of one more who saw a case; an account is counted once, however often it says so."""
    return enter_one(hat, VoiceOn(uuid7(), case_id), now=now)
