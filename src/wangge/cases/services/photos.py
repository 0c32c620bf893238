"""How do photos join a case: which are asked for, which are refused, what is kept of them and until when?"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext

from wangge.cases.models import Case, Category, Photo
from wangge.cases.policies import may_redact, may_see
from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.photos import AFTER, BEFORE, PHOTO_JOINED, may_open_original, on_their_way
from wangge.cases.services.counting import chain_end_of
from wangge.cases.services.entering import Entries
from wangge.cases.services.reference import rules_changed
from wangge.foundation.files import (
    KeptPhoto,
    forget_photo,
    hide_by_hand,
    keep_photos,
    read_photo,
)
from wangge.foundation.files.photos import BY_HAND
from wangge.foundation.history import events_of
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused

# Who stands before the matter with a camera in hand; a caller or a clerk is never asked for a photo.
ON_THE_SPOT = frozenset({"grid", "resident"})
DAYS_MOST = 366  # no original is kept longer than a year; our assumption
HANDLED = "case.handled"  # the event of every act that says it is done
# The events of acts whose photos show the matter itself, however far it got: more of it, or that it is not done.
STILL_THERE = frozenset({"case.added", "case.reworked", "case.reopened"})
BATCH = 50  # on SQLite a tick holds the one writer's place only briefly


def take_photos(known: Desk, category: str, photos: Sequence[bytes]) -> tuple[KeptPhoto, ...]:
    """Keep photos for a case of a category, before its transaction; all of them or none.

    Refuses `case.photo_of_people` where the kind points at people, and what `foundation.files` refuses.
    """
    row = known.categories.get(category)
    if photos and row is not None and row.matter_only:
        raise Refused("case.photo_of_people", field="photos")
    return keep_photos(
        photos, field="photos", with_original=row is not None and row.original_days is not None
    )


def require_photo(known: Desk, category: str, *, has_photo: bool) -> None:
    """Refuse `case.photo_missing`, with the kind's reason, where a photo is required and none is there."""
    row = known.categories.get(category)
    if row is None or not row.photo_reason or has_photo:
        return
    with translation.override("zh-hans"):
        reason_zh = gettext(row.photo_reason)
    with translation.override("en"):
        reason_en = gettext(row.photo_reason)
    raise Refused("case.photo_missing", field="photos", reason_zh=reason_zh, reason_en=reason_en)


def require_photo_of_report(known: Desk, category: str, channel: str, *, has_photo: bool) -> None:
    """Refuse like `require_photo`, for a report by somebody who stands before the matter."""
    if channel in ON_THE_SPOT:
        require_photo(known, category, has_photo=has_photo)


def stage_of(case: Case, event: str) -> str:
    """Return whether a photo that came with an act shows the matter before or after it was handled."""
    if event in STILL_THERE:
        return BEFORE
    return AFTER if case.dispatched_at is not None or event == HANDLED else BEFORE


def photos_payload(photos: Sequence[KeptPhoto], promised: Sequence[str], *, stage: str) -> dict[str, object]:
    """Return what an event says of its photos: those that came with it, and those that are still on their way."""
    payload: dict[str, object] = {"photos": [photo.sha256 for photo in photos]}
    return payload | {"promised": list(promised), "photo_stage": stage} if promised else payload


def join_photo(case_id: UUID, data: bytes, *, hat: Hat, seq: int, now: datetime) -> KeptPhoto:
    """Add a photo that its report or act (event `seq`) had promised; in any state, once however often it is sent.

    It shows the stage of that act. Refuses `case.photo_not_promised` for any other file, `row.unknown` for
    what somebody else promised, and what `take_photos` refuses.
    """
    known, sent = desk(hat.county), hashlib.sha256(data).hexdigest()
    case = _case(hat, case_id)
    if there := _joined(case, hat, seq, sent):
        return there
    kept = take_photos(known, case.category, [data])[
        0
    ]  # before the lock: it takes a second to look for faces
    with writing():
        entries = Entries(known)
        entries.hold([case_id])
        case = entries.case(case_id).case
        if there := _joined(case, hat, seq, sent):
            return there
        stage = on_their_way(events_of(hat.county, case_id))[seq, sent]
        entries.photos(case, [kept], seq=seq, stage=stage, at=now)
        said = {"photo": kept.sha256, "sent": sent, "of": seq, "hat": hat.post_id.hex, "post": hat.kind}
        entries.record(case, PHOTO_JOINED, now, said, hat.account_id.hex)
        entries.enter()
    return kept


def _joined(case: Case, hat: Hat, seq: int, sent: str) -> KeptPhoto | None:
    history = events_of(hat.county, case.id)
    promise = next((event for event in history if event.seq == seq), None)
    if promise is None or promise.actor != hat.account_id.hex:
        raise Refused("row.unknown", row=case.id.hex)
    if (seq, sent) in on_their_way(history):
        return None
    for event in history:
        if event.kind == PHOTO_JOINED and (event.payload["of"], event.payload["sent"]) == (seq, sent):
            photo = str(event.payload["photo"])
            row = Photo.objects.filter(county=case.county, case=case.id, seq=seq, sha256=photo).first()
            size = (row.width, row.height, row.masked) if row else (0, 0, "")
            return KeptPhoto(photo, *size)
    raise Refused("case.photo_not_promised", field="photos", sha256=sent[:12])


def hide_in_photo(case_id: UUID, sha256: str, areas: str | None, *, hat: Hat, now: datetime) -> str:
    """Hide what a person of the desk drew on a photo, or note that nothing is to be hidden (`areas` None).

    Returns the digest of the copy that is shown from now on. The copy before it is removed, except where
    the kind keeps an original for its enforcing unit. Refuses `case.not_the_desk`, `photo.bad_area`.
    """
    if not may_redact(hat):
        raise Refused("case.not_the_desk", post=hat.kind)
    _photo(hat, _case(hat, case_id), sha256)
    # Before the lock: it reads and writes files.
    shown = None if areas is None else hide_by_hand(sha256, areas)
    with locked(Case, county=hat.county, key=case_id) as case:
        photo = _photo(hat, case, sha256)
        if shown is not None:
            photo.sha256, photo.hidden = shown.sha256, photo.hidden + shown.hidden
        photo.masked = BY_HAND
        photo.save(update_fields=["sha256", "hidden", "masked"])
        _note(case, "case.photo_hidden", hat, now, {
            "photo": sha256, "shown": photo.sha256, "areas": shown.hidden if shown else 0,
        })  # fmt: skip
    if shown is not None:
        _forget_unnamed(sha256)
    return photo.sha256


def open_original(case_id: UUID, sha256: str, *, hat: Hat, now: datetime) -> bytes:
    """Return the unmasked copy of a photo to the unit that enforces, and write down that it was opened.

    Refuses `case.original_closed` for everybody else, and after it expired.
    """
    named = Photo.objects.filter(county=hat.county, case=case_id, sha256=sha256).exclude(original="").first()
    data = read_photo(named.original) if named and sees(hat).department else b""  # before the lock
    with locked(Case, county=hat.county, key=case_id) as case:
        photo = _photo(hat, case, sha256)
        if not data or not may_open_original(hat, case, photo.original_until, now=now):
            raise Refused("case.original_closed")
        _note(case, "case.original_opened", hat, now, {"photo": sha256})
    return data


def expire_originals(*, now: datetime) -> int:
    """Remove every unmasked copy whose days are over, file first; return how many. The shown copies stay."""
    expired = 0
    while True:
        due = Photo.objects.filter(original_until__lte=now).order_by("original_until")
        found = list(due.values_list("county", "case", "id", "original")[:BATCH])
        for county, case_id, photo_id, original in found:
            # The file first: a row that still names it is tried again, a file without a row would stay.
            others = Photo.objects.filter(original=original, original_until__gt=now)
            if original and not (others.exists() or Photo.objects.filter(sha256=original).exists()):
                forget_photo(original)
            with locked(Case, county=county, key=case_id) as case:
                rows = Photo.objects.filter(county=county, pk=photo_id, original_until__lte=now)
                if rows.update(original="", original_until=None):
                    _note(case, "case.original_expired", None, now, {"photo": original})
                    expired += 1
        if len(found) < BATCH:
            return expired


def set_photo_rule(category: str, *, reason: str, days: int | None) -> None:
    """Say why a kind needs a photo (empty: it does not) and for how many days its original is kept (None: not).

    Refuses `case.unknown_category`, `case.bad_days`. Originals that are kept already keep their day.
    """
    if days is not None and not 1 <= days <= DAYS_MOST:
        raise Refused("case.bad_days", field="days", days=days, limit=DAYS_MOST)
    with writing():
        if not Category.objects.filter(key=category).update(photo_reason=reason, original_days=days):
            raise Refused("case.unknown_category", field="category", category=category)
        rules_changed()


def _case(hat: Hat, case_id: UUID) -> Case:
    case = Case.objects.filter(county=hat.county, pk=case_id).first()
    if case is None:
        raise Refused("row.unknown", row=case_id.hex)
    return case


def _photo(hat: Hat, case: Case, sha256: str) -> Photo:
    photo = Photo.objects.filter(county=case.county, case=case.id, sha256=sha256).first()
    if photo is None or not may_see(hat, case):
        raise Refused("row.unknown", row=sha256[:12])
    return photo


def _note(case: Case, kind: str, hat: Hat | None, now: datetime, payload: dict[str, object]) -> None:
    who: dict[str, object] = {"hat": hat.post_id.hex, "post": hat.kind} if hat else {}
    end = record(
        county=case.county, subject=case.id, kind=kind, at=now, payload={**payload, **who},
        actor=hat.account_id.hex if hat else "", after=chain_end_of(case),
    )  # fmt: skip
    case.seq, case.chain = end
    case.save(update_fields=["seq", "chain"])


def _forget_unnamed(sha256: str) -> None:
    if not (Photo.objects.filter(sha256=sha256).exists() or Photo.objects.filter(original=sha256).exists()):
        forget_photo(sha256)
