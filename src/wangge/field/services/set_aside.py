"""What does a person decide about a record that could not be taken in as it came?"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wangge.cases.queries.desk import desk
from wangge.field.models import SetAside
from wangge.field.policies import may_mind
from wangge.field.queries.set_aside import AsideRow, set_aside_one
from wangge.field.records import read_record
from wangge.field.services.receiving import Sending, receive
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.people.queries import hats
from wangge.rules.errors import Refused
from wangge.rules.sync import RecordState
from wangge.rules.words import fitting

REASON_MOST = 500


def take_set_aside(aside: UUID, *, reason: str, hat: Hat, now: datetime) -> str:
    """Send a record through the door once more, in the name of the one who made it; return the case's number.

    It gets a number of its own, since the one from the phone has had its answer; its photos stay where they
    are. Refuses what the door refuses, and then nothing has changed.
    """
    row, content = _open_row(aside, hat), set_aside_one(hat, aside).versions[-1].content
    # A savepoint of its own: what the door refuses leaves nothing behind, also inside another transaction.
    with writing(), transaction.atomic():
        again = replace(read_record(uuid7(now), content), files=(), after=None)
        owner = _owner(row, again.post, hat, now)
        [result] = receive(Sending(owner, _device(aside, hat), now), [again])
        if result.state is not RecordState.ACCEPTED or result.arrival is None:
            raise result.problem or Refused("field.parked", form=row.form, version=row.version)
        _settle(row, "taken", reason, hat=hat, now=now)
    return result.arrival.number


def dismiss_set_aside(aside: UUID, *, reason: str, hat: Hat, now: datetime) -> None:
    """Put a record away; its words go, the reason stays."""
    row = _open_row(aside, hat)
    with writing():
        _settle(row, "dismissed", reason, hat=hat, now=now)


def _open_row(aside: UUID, hat: Hat) -> AsideRow:
    if not may_mind(hat):
        raise Refused("field.not_minding")
    row = set_aside_one(hat, aside).row
    if row.settled_at is not None:
        raise Refused("field.settled_already")
    return row


def _owner(row: AsideRow, post: UUID | None, hat: Hat, now: datetime) -> Hat:
    held = hats(row.account, on=desk(hat.county).today(now))
    owner = next((one for one in held if one.post_id == (post or row.post)), None)
    if owner is None:
        raise Refused("people.not_your_post", field="post")
    return owner


def _device(aside: UUID, hat: Hat) -> UUID:
    return SetAside.objects.values_list("device", flat=True).get(county=hat.county, pk=aside)


def _settle(row: AsideRow, how: str, reason: str, *, hat: Hat, now: datetime) -> None:
    told = fitting(reason, "reason", REASON_MOST)
    if not told:
        raise Refused("field.reason_missing", field="reason")
    with locked(SetAside, county=hat.county, key=row.id) as held:
        if held.settled_at is not None:
            raise Refused("field.settled_already")
        held.settled_at, held.settled_how, held.settled_by = now, how, hat.account_id
        held.reason, held.content = told, ""
        held.save(update_fields=["settled_at", "settled_how", "settled_by", "reason", "content"])
        record(
            county=hat.county, subject=row.account, kind="field.set_aside_settled", at=now,
            actor=hat.account_id.hex,
            payload={"record": row.record.hex, "how": how, "hat": hat.post_id.hex, "post": hat.kind},
        )  # fmt: skip
