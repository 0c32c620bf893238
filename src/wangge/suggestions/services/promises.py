"""How is a promise entered, dated anew, proved, checked by another person, and found late?"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.board import known_cases
from wangge.cases.queries.desk import desk
from wangge.foundation.files.photos import keep_photo
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import OF_DEPARTMENT
from wangge.rules.promises import ProofKind, promise_state, reminder_due
from wangge.rules.words import fitting
from wangge.suggestions.models import Commitment, CommitmentProof, CommitmentRevision
from wangge.suggestions.policies import is_office

WORDS_MOST = 300


def promise(
    county: str, suggestion: UUID, round_no: int, department: str, words: str, measure: str, due_on: date,
    now: datetime, hat: Hat, proof: ProofKind = ProofKind.EITHER,
) -> UUID:  # fmt: skip
    """Enter one promise of a reply into the ledger, inside the reply's transaction."""
    with writing():
        row = Commitment.objects.create(
            county=county, suggestion=suggestion, round_no=round_no, department=department,
            words=fitting(words, "words", WORDS_MOST), measure=fitting(measure, "measure", 200), proof_kind=proof,
            due_on=due_on, promised_at=now, post=hat.post_id,
        )  # fmt: skip
        _tell(row, "promise.made", {"due": due_on.isoformat(), "department": department}, hat=hat, now=now)
    return row.pk


def revise(key: UUID, due_on: date, reason: str, *, hat: Hat, now: datetime) -> None:
    """Name a later date beside the first one, with its reason; refuse `promise.not_yours`, `promise.kept`,
    `promise.no_reason`, `promise.bad_date`.
    """
    with locked(Commitment, county=hat.county, key=key) as row:
        _refuse_others(row, hat)
        if not reason.strip():
            raise Refused("promise.no_reason", field="reason")
        named = CommitmentRevision.objects.filter(county=hat.county, commitment=key)
        last = max([row.due_on, desk(hat.county).today(now), *named.values_list("due_on", flat=True)])
        if due_on <= last:
            raise Refused("promise.bad_date", field="due_on", day=last)
        CommitmentRevision.objects.create(
            county=hat.county, commitment=key, due_on=due_on, reason=fitting(reason, "reason", WORDS_MOST),
            post=hat.post_id, at=now,
        )  # fmt: skip
        _tell(
            row,
            "promise.revised",
            {"first": row.due_on.isoformat(), "due": due_on.isoformat()},
            hat=hat,
            now=now,
        )


def prove(
    key: UUID, *, hat: Hat, now: datetime, words: str = "", picture: bytes = b"", cases: Sequence[str] = ()
) -> UUID:
    """Bring a picture or the numbers of cases as proof; another person checks it.

    Refuses `promise.not_yours`, `promise.kept`, `promise.no_proof`, `promise.waits`, `promise.other_proof`,
    `promise.no_such_case`.
    """
    found = known_cases(hat.county, cases)
    if missing := [one for one in cases if one not in found]:
        raise Refused("promise.no_such_case", field="cases", number=missing[0][:40])
    kept = keep_photo(picture, field="picture") if picture else None
    if kept is None and not found:
        raise Refused("promise.no_proof", field="picture")
    kind = ProofKind.PICTURE if kept else ProofKind.CASES
    with locked(Commitment, county=hat.county, key=key) as row:
        _refuse_others(row, hat)
        if row.proof_kind not in {kind, ProofKind.EITHER}:
            raise Refused("promise.other_proof", field="picture", kind=row.proof_kind)
        if CommitmentProof.objects.filter(county=hat.county, commitment=key, checked_at=None).exists():
            raise Refused("promise.waits")
        proof = CommitmentProof.objects.create(
            county=hat.county, commitment=key, kind=kind, sha256=kept.sha256 if kept else "",
            cases=" ".join(sorted(case.hex for case in found.values())), words=fitting(words, "words", WORDS_MOST),
            post=hat.post_id, account=hat.account_id, brought_at=now,
        )  # fmt: skip
        _tell(
            row, "promise.shown", {"proof": proof.pk.hex, "kind": kind, "cases": len(found)}, hat=hat, now=now
        )
    return proof.pk


def check(key: UUID, *, accept: bool, hat: Hat, now: datetime, reason: str = "") -> None:
    """Let the government's or the congress office say whether a proof shows it; never who brought it.

    Refuses `promise.not_yours`, `promise.same_person`, `promise.no_proof`, `promise.no_reason`.
    """
    if not is_office(hat):
        raise Refused("promise.not_yours", post=hat.kind)
    with locked(Commitment, county=hat.county, key=key) as row:
        proof = CommitmentProof.objects.filter(county=hat.county, commitment=key, checked_at=None).first()
        if proof is None:
            raise Refused("promise.no_proof")
        if proof.account == hat.account_id:
            raise Refused("promise.same_person")
        if not accept and not reason.strip():
            raise Refused("promise.no_reason", field="reason")
        proof.checked_at, proof.checked_post, proof.is_accepted = now, hat.post_id, accept
        proof.reason = fitting(reason, "reason", WORDS_MOST)
        proof.save(update_fields=["checked_at", "checked_post", "is_accepted", "reason"])
        if accept:
            row.kept_at = now
            row.save_changes()
        shown_on = desk(hat.county).today(proof.brought_at)
        state = promise_state(row.due_on, desk(hat.county).today(now), kept_on=shown_on)
        told: dict[str, object] = {
            "proof": proof.pk.hex,
            "state": str(state) if accept else "",
            "department": row.department,
        }
        _tell(row, "promise.kept" if accept else "promise.not_shown", told, hat=hat, now=now)


def watch_promises(*, now: datetime) -> int:
    """Record the reminders that are due and the promises whose first date passed; return how many were recorded."""
    counties = Commitment.objects.filter(kept_at=None).values_list("county", flat=True)
    return sum(_watch(county, now) for county in sorted(set(counties)))


def _watch(county: str, now: datetime) -> int:
    today, told = desk(county).today(now), 0
    rows = Commitment.objects.filter(county=county, kept_at=None, missed_at=None)
    for key in list(rows.values_list("pk", flat=True)):
        with locked(Commitment, county=county, key=key) as row:
            if row.kept_at or row.missed_at:
                continue
            if today > row.due_on:
                if _shown_in_time(row):
                    continue
                row.missed_at = now
                _tell(
                    row,
                    "promise.missed",
                    {"due": row.due_on.isoformat(), "department": row.department},
                    now=now,
                )
            else:
                days = reminder_due(row.due_on, today, map(int, row.reminded.split()))
                if days is None:
                    continue
                row.reminded = f"{row.reminded} {days}".strip()
                _tell(row, "promise.reminded", {"days": days, "department": row.department}, now=now)
            row.save_changes()
            told += 1
    return told


def _shown_in_time(row: Commitment) -> bool:
    waiting = CommitmentProof.objects.filter(county=row.county, commitment=row.pk, checked_at=None).first()
    return waiting is not None and desk(row.county).today(waiting.brought_at) <= row.due_on


def _refuse_others(row: Commitment, hat: Hat) -> None:
    if hat.kind not in OF_DEPARTMENT or hat.department != row.department:
        raise Refused("promise.not_yours", post=hat.kind)
    if row.kept_at:
        raise Refused("promise.kept")


def _tell(
    row: Commitment, kind: str, payload: dict[str, object], *, now: datetime, hat: Hat | None = None
) -> None:
    told = payload | {"suggestion": row.suggestion.hex, "round": row.round_no}
    if hat:
        told |= {"post": hat.post_id.hex}
    record(
        county=row.county, subject=row.pk, kind=kind, at=now, payload=told,
        actor=hat.account_id.hex if hat else "",
    )  # fmt: skip
