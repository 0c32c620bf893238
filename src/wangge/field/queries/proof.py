"""What did I report in a period, who had it for how long, and what became of it? Mine to keep.

Told from the events alone, for nobody but the person whose account it is. Their digest is the SHA-256 of the lines
as canonical JSON, so that a sheet that was changed afterwards is known.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from wangge.cases.queries.chain import held_by
from wangge.cases.queries.desk import desk
from wangge.cases.queries.page import Dossier, dossiers
from wangge.cases.queries.pocket import BEGINNINGS
from wangge.cases.views.showing import ENDS
from wangge.field.queries.arrivals import arrivals_of
from wangge.field.services.receipts import receipt
from wangge.foundation.history import begun_by
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.proof import payload_text
from wangge.rules.spells import Spell, spells

LINES_MOST = 500
DAYS_USUAL = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One matter that I reported; `digest` is the hash of its last event in the chain of records."""

    number: str
    kind: str
    unit: str
    reported_at: datetime
    spells: Sequence[Spell]
    due_at: datetime | None
    done_at: datetime | None
    ended_at: datetime | None
    end: str
    is_late: bool
    receipt: str
    digest: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The sheet: whose, of which days, told when, with the digest of its lines."""

    hat: Hat
    from_on: date
    until_on: date  # the last day that belongs to it
    at: datetime
    lines: Sequence[Line]
    digest: str


def proof(hat: Hat, from_on: date | None, until_on: date | None, *, now: datetime) -> Proof:
    """Return the sheet of a person's own reports of some days (the last 30), oldest first.

    Refuses `field.proof_backwards`, and `field.proof_too_long` above 500 matters.
    """
    zone = desk(hat.county).calendar.zone
    last = until_on or desk(hat.county).today(now)
    first = from_on or last - timedelta(days=DAYS_USUAL - 1)
    if first > last:
        raise Refused("field.proof_backwards", field="from", begins=first, ends=last)
    since = datetime.combine(first, datetime.min.time(), zone)
    until = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    own = begun_by(
        hat.county, hat.account_id, kinds=BEGINNINGS, since=since, until=until, most=LINES_MOST + 1
    )
    if len(own) > LINES_MOST:
        raise Refused("field.proof_too_long", field="from", limit=LINES_MOST)
    # A report keeps the id of the record that it came as.
    rows = arrivals_of(hat.county, own).values()
    receipts = {row.id: receipt(row)["signature"] for row in rows if row.account == hat.account_id}
    lines = [_line(hat, found, receipts, now) for found in dossiers(hat, own, now=now)]
    lines.sort(key=lambda line: (line.reported_at, line.number))
    return Proof(hat, first, last, now, lines, digest_of(lines))


def digest_of(lines: Sequence[Line]) -> str:
    """Return the SHA-256 over the lines, hex."""
    return hashlib.sha256(payload_text({"lines": [_plain(line) for line in lines]}).encode()).hexdigest()


def _line(hat: Hat, found: Dossier, receipts: Mapping[UUID, str], now: datetime) -> Line:
    case, known = found.case, desk(hat.county)
    steps = (
        (event.at, held_by(known, found.workflow, str(state), _text(event.payload, "department"),
                           _text(event.payload, "holder")))
        for event in found.history if (state := event.payload.get("state")) in found.workflow.states
    )  # fmt: skip
    late = case.due_at is not None and (case.solved_at or case.ended_at or now) > case.due_at
    return Line(
        number=case.number, kind=found.row.category, unit=found.row.unit, reported_at=case.reported_at,
        spells=spells(steps), due_at=case.due_at, done_at=case.solved_at, ended_at=case.ended_at,
        end=str(ENDS.get(case.end, case.end)), is_late=late or case.overdue_at is not None,
        receipt=receipts.get(case.id, ""), digest=found.history[-1].hash,
    )  # fmt: skip


def _text(payload: Mapping[str, object], name: str) -> str:
    return str(payload.get(name) or "")


def _plain(line: Line) -> dict[str, object]:
    moments = (line.reported_at, line.due_at, line.done_at, line.ended_at)
    reported, due, done, ended = (one.isoformat() if one else "" for one in moments)
    return {
        "number": line.number, "kind": line.kind, "unit": line.unit, "reported": reported, "due": due, "done": done,
        "ended": ended, "end": line.end, "late": line.is_late, "receipt": line.receipt, "digest": line.digest,
        "had": [[one.who, one.since.isoformat(), one.until.isoformat() if one.until else ""] for one in line.spells],
    }  # fmt: skip
