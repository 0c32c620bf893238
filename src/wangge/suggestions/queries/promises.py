"""What did units promise, what is late, by what was it proved? Every total is a count of these rows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.foundation.ids import Keyed
from wangge.rules.errors import Refused
from wangge.rules.promises import MISSED, PromiseState, ProofKind, promise_state
from wangge.suggestions.models import Commitment, CommitmentProof, CommitmentRevision, Suggestion


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One later date."""

    due_on: date
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProofRow(Keyed):
    """One proof and what another person said of it."""

    id: UUID
    kind: ProofKind
    sha256: str
    cases: tuple[UUID, ...]
    words: str
    brought_at: datetime
    checked_at: datetime | None
    is_accepted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PromiseRow(Keyed):
    """One line of the ledger."""

    id: UUID
    suggestion: UUID
    number: str  # of the paper
    is_public: bool
    round_no: int
    department: str
    words: str
    measure: str
    proof_kind: ProofKind
    due_on: date  # the first date
    revisions: Sequence[RevisionRow]
    proofs: Sequence[ProofRow]
    promised_at: datetime
    missed_at: datetime | None
    kept_at: datetime | None
    state: PromiseState

    @property
    def is_missed(self) -> bool:
        """Say whether its first date passed without it."""
        return self.state in MISSED

    @property
    def waiting_proof(self) -> ProofRow | None:
        """The proof that waits for its check."""
        return next((one for one in self.proofs if one.checked_at is None), None)


def open_promises(county: str, suggestion: UUID) -> list[UUID]:
    """Return the promises of a paper that nobody has accepted as kept."""
    rows = Commitment.objects.filter(county=county, suggestion=suggestion, kept_at=None)
    return list(rows.values_list("pk", flat=True))


def missed_promises(county: str, suggestion: UUID) -> list[UUID]:
    """Return the promises of a paper whose first date passed without proof, and that are not kept yet."""
    rows = Commitment.objects.filter(
        county=county, suggestion=suggestion, kept_at=None, missed_at__isnull=False
    )
    return list(rows.values_list("pk", flat=True))


def promises(
    county: str, *, today: date, suggestion: UUID | None = None, department: str = "",
    states: Collection[PromiseState] = (), shown: bool = False,
) -> list[PromiseRow]:  # fmt: skip
    """Return lines of the ledger by first date; `shown` leaves out those of papers that the public may not read."""
    rows = Commitment.objects.filter(county=county)
    if suggestion is not None:
        rows = rows.filter(suggestion=suggestion)
    if department:
        rows = rows.filter(department=department)
    told = _told(county, list(rows.order_by("due_on", "pk")), today)
    return [row for row in told if (not states or row.state in states) and (row.is_public or not shown)]


def promise_by_id(county: str, key: UUID, *, today: date) -> PromiseRow:
    """Return one line; refuse `row.unknown`."""
    row = Commitment.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return _told(county, [row], today)[0]


def proof_files(county: str) -> set[str]:
    """Return the digests of all pictures that prove something."""
    rows = CommitmentProof.objects.filter(county=county).exclude(sha256="")
    return set(rows.values_list("sha256", flat=True))


def public_proofs(county: str) -> set[str]:
    """Return the digests of the pictures that anybody may see: accepted proofs of papers that the public may read."""
    shown = Suggestion.objects.filter(county=county, is_public=True).values_list("pk", flat=True)
    kept = Commitment.objects.filter(county=county, suggestion__in=list(shown)).values_list("pk", flat=True)
    rows = CommitmentProof.objects.filter(county=county, commitment__in=list(kept), is_accepted=True)
    return set(rows.exclude(sha256="").values_list("sha256", flat=True))


def _told(county: str, rows: list[Commitment], today: date) -> list[PromiseRow]:
    keys = [row.pk for row in rows]
    papers = {
        row.pk: row
        for row in Suggestion.objects.filter(county=county, pk__in={row.suggestion for row in rows})
    }
    later: dict[UUID, list[RevisionRow]] = {}
    for one in CommitmentRevision.objects.filter(county=county, commitment__in=keys).order_by("at"):
        later.setdefault(one.commitment, []).append(RevisionRow(one.due_on, one.reason, one.at))
    proved: dict[UUID, list[ProofRow]] = {}
    for proof in CommitmentProof.objects.filter(county=county, commitment__in=keys).order_by("brought_at"):
        proved.setdefault(proof.commitment, []).append(_proof(proof))
    return [
        _row(row, papers[row.suggestion], later.get(row.pk, []), proved.get(row.pk, []), today)
        for row in rows
    ]


def _row(
    row: Commitment, paper: Suggestion, later: list[RevisionRow], proved: list[ProofRow], today: date
) -> PromiseRow:
    day = desk(row.county).today
    kept = next((day(one.brought_at) for one in proved if one.is_accepted), None)
    shown = next((day(one.brought_at) for one in proved if one.checked_at is None), None)
    return PromiseRow(
        row.pk, row.suggestion, paper.number, paper.is_public, row.round_no, row.department, row.words,
        row.measure, ProofKind(row.proof_kind), row.due_on, later, proved, row.promised_at, row.missed_at,
        row.kept_at, promise_state(row.due_on, today, kept_on=kept, shown_on=shown),
    )  # fmt: skip


def _proof(row: CommitmentProof) -> ProofRow:
    return ProofRow(
        row.pk, ProofKind(row.kind), row.sha256, tuple(UUID(one) for one in row.cases.split()), row.words,
        row.brought_at, row.checked_at, row.is_accepted, row.reason,
    )  # fmt: skip
