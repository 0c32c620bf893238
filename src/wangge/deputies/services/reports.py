"""How is a report given and rated in secret, by papers that two people count or by one-time codes?

A spent code and a ballot stand in rows of their own, without link, moment or order: what lies in the box is a number.
"""

import secrets
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import F

from wangge.cases.queries.desk import desk
from wangge.deputies.models import BallotBox, BallotCode, DutyReport, PaperCount
from wangge.deputies.policies import is_congress_office
from wangge.deputies.queries.reports import boxes, compose_report, own_seat, seat_of, thresholds
from wangge.deputies.queries.seats import deputy_of
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.answering import LETTERS, Grade, read_secret
from wangge.rules.ballots import Outcome, Tally, outcome, refuse_unbalanced
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.scoring import digest, written

ISSUED_MOST, CODE_LETTERS = 5000, 10


def announce(seat: UUID, from_on: date, until_on: date, held_on: date, *, hat: Hat, now: datetime) -> UUID:
    """Announce a report on a seat, by its deputy or the office. Refuses `deputy.not_the_office`, `deputy.bad_days`."""
    deputy, own = own_seat(hat.county, seat), deputy_of(hat)
    if not (is_congress_office(hat) or (own and own.id == deputy)):
        raise Refused("deputy.not_the_office", post=hat.kind)
    if not from_on < until_on <= held_on:
        raise Refused("deputy.bad_days", field="held_on")
    with writing():
        row = DutyReport.objects.create(
            county=hat.county, deputy=deputy, seat=seat, from_on=from_on, until_on=until_on, held_on=held_on,
            state="drafted",
        )  # fmt: skip
        _note(row, "deputy.report_announced", {"seat": seat.hex, "held": held_on.isoformat()}, hat, now)
    return row.pk


def open_ballot(key: UUID, issued: int, *, by_codes: bool, hat: Hat, now: datetime) -> list[str]:
    """Freeze the report and open its ballot; return the one-time codes, which are shown only now.

    Refuses `deputy.not_the_office`, `deputy.ballot_state`, `deputy.bad_number`, `deputy.party`.
    """
    _refuse_counting(hat)
    if not 0 < issued <= ISSUED_MOST:
        raise Refused("deputy.bad_number", field="issued", n=issued, most=ISSUED_MOST)
    with locked(DutyReport, county=hat.county, key=key) as row:
        _refuse_own(row, hat)
        _refuse_state(row, "drafted")
        document = compose_report(row.county, row.deputy, row.seat, row.from_on, row.until_on)
        row.document, row.digest, row.salt = written(document), digest(document), secrets.token_hex(16)
        row.state, row.issued, row.by_codes = "voting", issued, by_codes
        row.save_changes()
        BallotBox.objects.bulk_create(
            BallotBox(county=row.county, report=key, grade=grade) for grade in Grade
        )
        codes = [_code() for _ in range(issued)] if by_codes else []
        # In the order of their digests: nothing tells in which order codes were handed out.
        BallotCode.objects.bulk_create(
            BallotCode(county=row.county, report=key, digest=one)
            for one in sorted(_digest(row.salt, code) for code in codes)
        )
        _note(row, "deputy.ballot_opened", {"issued": issued, "digest": row.digest}, hat, now)
    return codes


def cast(county: str, key: UUID, code: str, grade: str) -> None:
    """Put one ballot into the box by a code, which is spent then; no moment and no event is kept of it.

    Refuses `deputy.bad_code` for an unknown or spent code, `deputy.bad_grade`, `deputy.ballot_state`.
    """
    if grade not in set(Grade):
        raise Refused("deputy.bad_grade", field="grade", value=grade[:20])
    with locked(DutyReport, county=county, key=key) as row:
        _refuse_state(row, "voting")
        codes = BallotCode.objects.filter(county=county, report=key, spent=False)
        if not codes.filter(digest=_digest(row.salt, code)).update(spent=True):
            raise Refused("deputy.bad_code", field="code")
        BallotBox.objects.filter(county=county, report=key, grade=grade).update(n=F("n") + 1)


def count_papers(
    key: UUID, grades: dict[Grade, int], *, spoiled: int, missing: int, hat: Hat, now: datetime
) -> None:  # fmt: skip
    """Keep what one person counted; the same person's next count replaces it.

    Refuses `deputy.not_the_office`, `deputy.party`, `deputy.ballot_state`, `deputy.ballot_unbalanced`.
    """
    _refuse_counting(hat)
    with locked(DutyReport, county=hat.county, key=key) as row:
        _refuse_own(row, hat)
        _refuse_state(row, "voting")
        refuse_unbalanced(Tally(row.issued, grades, spoiled, missing))
        PaperCount.objects.update_or_create(
            county=row.county, report=key, account=hat.account_id,
            defaults={
                "post": hat.post_id, "content": grades.get(Grade.CONTENT, 0), "fair": grades.get(Grade.FAIR, 0),
                "discontent": grades.get(Grade.DISCONTENT, 0), "spoiled": spoiled, "missing": missing, "at": now,
            },
        )  # fmt: skip
        _note(row, "deputy.papers_counted", {}, hat, now)


def close(key: UUID, *, hat: Hat, now: datetime) -> Outcome | None:
    """Close a ballot and make its result public; return the outcome.

    Refuses `deputy.not_the_office`, `deputy.party`, `deputy.ballot_state`, `deputy.one_count`, `deputy.counts_differ`.
    """
    _refuse_counting(hat)
    with locked(DutyReport, county=hat.county, key=key) as row:
        _refuse_own(row, hat)
        _refuse_state(row, "voting")
        tally = _by_codes(row) if row.by_codes else _by_papers(row)
        refuse_unbalanced(tally)
        seat = seat_of(row.county, row.deputy, row.seat)
        found = outcome(tally, thresholds(row.county, seat.congress, desk(row.county).today(now)))
        row.state, row.closed_at, row.outcome = "closed", now, str(found or "")
        row.spoiled, row.missing = tally.spoiled, tally.missing
        row.save_changes()
        BallotCode.objects.filter(county=row.county, report=key).delete()
        payload = {"issued": tally.issued, "missing": tally.missing, "outcome": str(found or "")}
        _note(row, "deputy.ballot_closed", payload, hat, now)
    return found


def _by_codes(row: DutyReport) -> Tally:
    grades = boxes(row.county, row.pk)
    return Tally(row.issued, grades, 0, row.issued - sum(grades.values()))


def _by_papers(row: DutyReport) -> Tally:
    counts = list(PaperCount.objects.filter(county=row.county, report=row.pk).order_by("at", "id"))
    if len(counts) < 2:
        raise Refused("deputy.one_count", n=len(counts))
    told = {(one.content, one.fair, one.discontent, one.spoiled, one.missing) for one in counts}
    if len(told) > 1:
        raise Refused("deputy.counts_differ")
    content, fair, discontent, spoiled, missing = told.pop()
    grades = {Grade.CONTENT: content, Grade.FAIR: fair, Grade.DISCONTENT: discontent}
    for grade, n in grades.items():
        BallotBox.objects.filter(county=row.county, report=row.pk, grade=grade).update(n=n)
    return Tally(row.issued, grades, spoiled, missing)


def _refuse_counting(hat: Hat) -> None:
    if not is_congress_office(hat) and hat.kind is not PostKind.ADMINISTRATOR:
        raise Refused("deputy.not_the_office", post=hat.kind)


def _refuse_own(row: DutyReport, hat: Hat) -> None:
    own = deputy_of(hat)
    if own and own.id == row.deputy:
        raise Refused("deputy.party")


def _refuse_state(row: DutyReport, wanted: str) -> None:
    if row.state != wanted:
        raise Refused("deputy.ballot_state", state=row.state)


def _code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
    return f"{letters[:5]}-{letters[5:]}"


def _digest(salt: str, code: str) -> str:
    return sha256(f"{salt}\x1f{read_secret(code)}".encode()).hexdigest()


def _note(row: DutyReport, kind: str, payload: dict[str, object], hat: Hat, now: datetime) -> None:
    told = {"deputy": row.deputy.hex, **payload, "post": hat.post_id.hex}
    record(county=row.county, subject=row.pk, kind=kind, at=now, payload=told, actor=hat.account_id.hex)
