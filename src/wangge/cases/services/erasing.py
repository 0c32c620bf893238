"""How do a reporter's words and photos go, so that the proof of what happened stays?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from wangge.cases.models import Case, CaseText, Photo, Remark, SealedWords
from wangge.cases.queries.desk import desk, workflow_of
from wangge.cases.services.counting import chain_end_of
from wangge.cases.services.wording import search_document
from wangge.foundation.files import forget_photo
from wangge.foundation.history import events_of
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.posts import PostKind


def erase_words(
    case_id: UUID, *, hat: Hat, asked_by: str, now: datetime, later: Iterable[tuple[UUID, int]] = ()
) -> None:
    """Remove what a reporter said and showed of a case, its parts with it; what the office did and wrote stays.

    Words, place in words, sealed originals and the reporter's later words go with their salts, so the digests in
    the events can be neither tried nor mended; photos go as rows and as files. Codes, moments, the point and the
    figures stay. `later` names what the reporter said on the case that this one was merged into, by case and number
    of the event. Records `case.erased`.
    """
    county = hat.county
    files: set[str] = set()
    with writing():
        parts = Case.objects.filter(county=county, parent=case_id, is_part=True).values_list("id", flat=True)
        for one in (case_id, *parts):
            with locked(Case, county=county, key=one) as case:
                files |= _erase(case, hat, asked_by, now)
        for other, seq in later:
            files |= _remove(county, other, [seq])
        # A file goes only once its row is surely gone; `wangge photos check` finds one that a crash left behind.
        for sha256 in _unnamed(files):
            transaction.on_commit(partial(forget_photo, sha256))


def settle_search() -> None:
    """Write the search index anew without the words that went; on PostgreSQL the table's rewriting does it."""
    if connection.vendor == "sqlite":
        with writing(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO cases_textindex (cases_textindex) VALUES ('optimize')")


def _erase(case: Case, hat: Hat, asked_by: str, now: datetime) -> set[str]:
    mine: dict[str, object] = {"county": case.county, "case": case.id}
    for text in CaseText.objects.filter(**mine):
        text.words, text.place, text.salt = "", "", ""
        text.tokens = search_document(case, desk(case.county).calendar.zone)
        text.save(update_fields=["words", "place", "salt", "tokens"])
    SealedWords.objects.filter(**mine).delete()
    files = _remove(case.county, case.id, _spoken(case))
    end = record(
        county=case.county, subject=case.id, kind="case.erased", at=now, actor=hat.account_id.hex,
        payload={"hat": hat.post_id.hex, "post": hat.kind, "asked_by": asked_by}, after=chain_end_of(case),
    )  # fmt: skip
    case.seq, case.chain = end
    case.save(update_fields=["seq", "chain"])
    return files


def _remove(county: str, case_id: UUID, seqs: Sequence[int]) -> set[str]:
    Remark.objects.filter(county=county, case=case_id, seq__in=seqs).delete()
    photos = Photo.objects.filter(county=county, case=case_id, seq__in=seqs)
    files = {name for pair in photos.values_list("sha256", "original") for name in pair if name}
    photos.delete()
    return files


def _spoken(case: Case) -> list[int]:
    # What the reporter brought: by the public door, or written down by a clerk in an act that is a reporter's.
    loop = workflow_of(case.preset, case.preset_version)
    theirs = {move.act for move in loop.moves.values() if PostKind.RESIDENT in move.by}
    by_clerk = {PostKind.RESIDENT, PostKind.INTAKE_CLERK}
    return [
        event.seq for event in events_of(case.county, case.id)
        if event.payload.get("act") in theirs and event.payload.get("post") in by_clerk
    ]  # fmt: skip


def _unnamed(files: set[str]) -> Sequence[str]:
    # The same picture may have come with another case: then its file stays for that one.
    named = set(Photo.objects.filter(sha256__in=files).values_list("sha256", flat=True))
    named |= set(Photo.objects.filter(original__in=files).values_list("original", flat=True))
    return sorted(files - named)
