"""How does a deputy put a file with a draft, a unit with its reply, and how is it taken away again?"""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from wangge.foundation.files.papers import keep_file, refuse_full
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.suggestions import UNSIGNED, Act
from wangge.rules.words import fitting
from wangge.suggestions.models import Attachment, Reply
from wangge.suggestions.services.acting import Acting, acting
from wangge.suggestions.services.drafting import lapse_others

WORDS_MOST = 120


def attach(key: UUID, data: bytes, words: str, *, hat: Hat, now: datetime, reply: UUID | None = None) -> UUID:
    """Put a file with a draft, or with the own reply before its head signs it; once however often it is sent.

    Others signed a paper without it, so their signatures are asked for again. Refuses `file.too_many`, what
    `foundation.files.papers` refuses by the file's own bytes, what an edit refuses, and `suggestion.no_reply`.
    """
    act = Act.DRAFT_REPLY if reply else Act.EDIT
    with acting(key, act, hat=hat, now=now) as one:
        _room(one, reply)  # before a second is spent on looking for faces
    kept = keep_file(data)
    with acting(key, act, hat=hat, now=now) as one:
        rows = _room(one, reply, beside=kept.sha256)
        row, is_new = rows.get_or_create(
            county=one.row.county, paper=key, reply=reply, sha256=kept.sha256,
            defaults={"kind": kept.kind, "words": fitting(words, "words", WORDS_MOST), "at": now},
        )  # fmt: skip
        if is_new:
            _tell(one, "suggestion.attached", row)
    return row.pk


def detach(key: UUID, file: UUID, *, hat: Hat, now: datetime) -> None:
    """Take a file away again; refuse `row.unknown`, and what putting it there refuses.

    The bytes go with the next `wangge photos check --remove`, unless another row names them.
    """
    row = Attachment.objects.filter(county=hat.county, paper=key, pk=file).first()
    if row is None:
        raise Refused("row.unknown", row=file.hex[:12])
    with acting(key, Act.DRAFT_REPLY if row.reply else Act.EDIT, hat=hat, now=now) as one:
        _refuse_signed(one, row.reply)
        row.delete()
        _tell(one, "suggestion.detached", row)


def _tell(one: Acting, kind: str, row: Attachment) -> None:
    told: dict[str, object] = {"file": row.sha256}
    if row.reply:
        told["reply"] = row.reply.hex
    else:
        told["lapsed"] = lapse_others(one)
    one.tell(kind, told)


def _room(one: Acting, reply: UUID | None, *, beside: str = "") -> QuerySet[Attachment]:
    _refuse_signed(one, reply)
    rows = Attachment.objects.filter(county=one.row.county, paper=one.row.pk, reply=reply)
    refuse_full(rows.exclude(sha256=beside).count())
    return rows


def _refuse_signed(one: Acting, reply: UUID | None) -> None:
    if reply is None:
        return
    own = Reply.objects.filter(
        county=one.row.county, suggestion=one.row.pk, pk=reply, department=one.hat.department,
        stage__in=list(UNSIGNED),
    )  # fmt: skip
    if not own.exists():
        raise Refused("suggestion.no_reply")
