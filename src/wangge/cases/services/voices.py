"""我也看到: somebody else saw the same matter, and it gains a voice instead of a twin."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Case, Voice
from wangge.cases.queries.exposure import exposure_of
from wangge.cases.services.entering import Entries
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
    seq: int  # of the case's last event


@dataclass(frozen=True, slots=True)
class VoiceOn:
    """One who saw a case, too; `record` is the voice's own id, made where it was born."""

    record: UUID
    case_id: UUID


def add(entries: Entries, hat: Hat, case_id: UUID, *, now: datetime) -> Voiced:
    """Add the voice of one more who saw a case in hand; an account is counted once, however often it says so.

    Only kinds of public space take voices, as only they are offered: others are refused with
    `row.unknown`, like a case that is not there. Nothing else of the case changes: no clock, no state.
    """
    case = entries.case(case_id).case
    if not exposure_of(case.county, case.category).has_point:
        raise Refused("row.unknown", row=case_id.hex)
    # Residents have no account of their own: their receipts tell them apart, not this row.
    account = None if hat.kind is PostKind.RESIDENT else hat.account_id
    known = account is not None and (
        entries.has_voice(case, account)
        or Voice.objects.filter(county=case.county, case=case.id, account=account).exists()
    )
    if not known:
        _add(entries, case, hat, account, now)
    return Voiced(case.id, case.number, case.voices, not known, case.ended_at is None, case.seq)


def going_on(county: str, case_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return, for cases that were merged into others, the case that goes on. One statement where none was."""
    goes_on: dict[UUID, UUID] = {}
    asked = {case_id: case_id for case_id in case_ids}  # where each has led so far
    for _ in range(STEPS_MOST):
        rows = Case.objects.filter(
            county=county, pk__in=set(asked.values()), end=MERGED, parent__isnull=False
        )
        led = dict(rows.values_list("id", "parent")) if asked else {}
        asked = {case_id: parent for case_id, at in asked.items() if (parent := led.get(at))}
        if not asked:
            break
        goes_on |= asked
    return goes_on


def _add(entries: Entries, case: Case, hat: Hat, account: UUID | None, now: datetime) -> None:
    channel = "resident" if account is None else "grid"
    entries.voice(case, account, channel, now)
    case.voices += 1
    payload = {"hat": hat.post_id.hex, "post": hat.kind, "channel": channel, "voices": case.voices}
    entries.record(case, "case.voiced", now, payload, hat.account_id.hex)


def move_voices(case: Case, target: Case) -> int:
    """Give the voices of a merged case to the one that goes on; return how many are new to it.

    Whoever saw both has one voice; a resident's names no account and always counts.
    """
    there = Voice.objects.filter(county=case.county, case=target.id, account__isnull=False)
    both = Voice.objects.filter(county=case.county, case=case.id, account__in=there.values("account"))
    twice = list(both.values_list("id", flat=True))
    moved = Voice.objects.filter(county=case.county, case=case.id).exclude(id__in=twice)
    return moved.update(case=target.id)
