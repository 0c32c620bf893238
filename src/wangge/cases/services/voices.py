"""我也看到: somebody else saw the same matter, and it gains a voice instead of a twin."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Case, Voice
from wangge.cases.queries.exposure import exposure_of
from wangge.cases.services.counting import chain_end_of
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind

MERGED = "duplicate"
STEPS_MOST = 20  # a case merged into a case merged into ...: rows never go in circles, a reader still ends


@dataclass(frozen=True, slots=True)
class Voiced:
    """Which case gained the voice: where a duplicate was named, the case that goes on."""

    case_id: UUID
    number: str
    voices: int
    is_new: bool
    is_open: bool


def add_voice(hat: Hat, case_id: UUID, *, now: datetime) -> Voiced:
    """Add the voice of one more who saw a case; an account is counted once, however often it says so.

    Only kinds of public space take voices, as only they are offered: others are refused with
    `row.unknown`, like a case that is not there. Nothing else of the case changes: no clock, no state.
    """
    with locked(Case, county=hat.county, key=_that_goes_on(hat.county, case_id)) as case:
        if not exposure_of(case.county, case.category).has_point:
            raise Refused("row.unknown", row=case_id.hex)
        # Residents have no account of their own: their receipts tell them apart, not this row.
        account = None if hat.kind is PostKind.RESIDENT else hat.account_id
        known = account and Voice.objects.filter(county=case.county, case=case.id, account=account).exists()
        if not known:
            _add(case, hat, account, now)
        return Voiced(case.id, case.number, case.voices, not known, case.ended_at is None)


def _that_goes_on(county: str, case_id: UUID) -> UUID:
    for _ in range(STEPS_MOST):
        row = Case.objects.filter(county=county, pk=case_id).values_list("end", "parent").first()
        if row is None:
            raise Refused("row.unknown", row=case_id.hex)
        end, parent = row
        if end != MERGED or parent is None:
            return case_id
        case_id = parent
    return case_id


def _add(case: Case, hat: Hat, account: UUID | None, now: datetime) -> None:
    channel = "resident" if account is None else "grid"
    Voice.objects.create(county=case.county, case=case.id, account=account, channel=channel, at=now)
    case.voices += 1
    end = record(
        county=case.county, subject=case.id, kind="case.voiced", at=now, actor=hat.account_id.hex,
        payload={"hat": hat.post_id.hex, "post": hat.kind, "channel": channel, "voices": case.voices},
        after=chain_end_of(case),
    )  # fmt: skip
    case.seq, case.chain = end
    case.save(update_fields=["voices", "seq", "chain"])


def move_voices(case: Case, target: Case) -> int:
    """Give the voices of a merged case to the one that goes on; return how many are new to it.

    Whoever saw both has one voice; a resident's names no account and always counts.
    """
    there = Voice.objects.filter(county=case.county, case=target.id, account__isnull=False)
    both = Voice.objects.filter(county=case.county, case=case.id, account__in=there.values("account"))
    twice = list(both.values_list("id", flat=True))
    moved = Voice.objects.filter(county=case.county, case=case.id).exclude(id__in=twice)
    return moved.update(case=target.id)
