"""Which papers are there, what do they say, and who signed them?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from wangge.foundation.ids import Keyed
from wangge.rules.errors import Refused
from wangge.rules.likeness import shared_words
from wangge.rules.suggestions import ENDS, JOINABLE, NUMBERED, WITH_UNITS, Stage
from wangge.suggestions.models import PaperWords, Signature, Suggestion

ALIKE_FROM = 0.35  # of pairs of characters in common; our assumption
ALIKE_MOST = 5


@dataclass(frozen=True, slots=True)
class PaperRow(Keyed):
    """One suggestion as other packages may read it."""

    id: UUID
    county: str
    congress: UUID
    number: str
    year: int
    scheme: str
    deputy: UUID
    state: Stage
    title: str
    facts: str
    proposal: str
    preferred: str
    matter: UUID | None
    cluster: UUID | None
    motion: UUID | None
    joined: UUID | None
    turned_into: str
    case: UUID | None
    is_open: bool
    is_complex: bool
    is_key: bool
    is_public: bool
    hidden_reason: str
    public_title: str
    public_facts: str
    public_proposal: str
    round_no: int
    drafted_at: datetime
    submitted_at: datetime | None
    registered_at: datetime | None
    handed_at: datetime | None
    due_on: date | None
    replied_at: datetime | None
    closed_at: datetime | None

    def takes_joined(self, other: "PaperRow") -> bool:
        """Say whether another paper of the same content may be joined to this one (并案办理)."""
        return self.state in JOINABLE and self.joined is None and self.congress == other.congress

    @property
    def is_shown(self) -> bool:
        """May the public read it?"""
        return self.is_public and self.state in NUMBERED

    @property
    def is_due(self) -> bool:
        """Does a term for its reply run now?"""
        return self.due_on is not None and self.state in WITH_UNITS

    @property
    def is_over(self) -> bool:
        """Has it come to its end?"""
        return self.state in ENDS


@dataclass(frozen=True, slots=True)
class SignerRow:
    """One signature in force."""

    deputy: UUID
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What was said with one act."""

    act: str
    words: str
    post: UUID
    at: datetime


def paper(county: str, key: UUID) -> PaperRow:
    """Return one paper; refuse `row.unknown`."""
    row = Suggestion.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return as_row(row)


def papers(
    county: str, *, states: Collection[Stage] = (), deputy: UUID | None = None, congress: UUID | None = None,
    year: int | None = None, keys: Collection[UUID] | None = None, shown: bool = False, is_key: bool | None = None,
) -> list[PaperRow]:  # fmt: skip
    """Return papers, the newest first; `deputy` finds those led or signed, `shown` those that the public may read."""
    rows = Suggestion.objects.filter(county=county)
    if states:
        rows = rows.filter(state__in=list(states))
    if deputy is not None:
        signed = Signature.objects.filter(county=county, deputy=deputy, withdrawn_at=None).values("paper")
        rows = rows.filter(Q(deputy=deputy) | Q(pk__in=signed))
    if congress is not None:
        rows = rows.filter(congress=congress)
    if year is not None:
        rows = rows.filter(year=year)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    if shown:
        rows = rows.filter(is_public=True, state__in=list(NUMBERED))
    if is_key is not None:
        rows = rows.filter(is_key=is_key)
    return [as_row(row) for row in rows.order_by("-drafted_at", "-pk")]


def open_drafts(county: str, congresses: Collection[UUID], deputy: UUID) -> list[PaperRow]:
    """Return the drafts of other deputies that wait for signatures."""
    rows = Suggestion.objects.filter(
        county=county, congress__in=list(congresses), is_open=True, state__in=[Stage.DRAFT, Stage.RETURNED]
    )
    signed = Signature.objects.filter(county=county, deputy=deputy, withdrawn_at=None).values("paper")
    return [as_row(row) for row in rows.exclude(deputy=deputy).exclude(pk__in=signed).order_by("-drafted_at")]


def signers(county: str, key: UUID) -> list[SignerRow]:
    """Return who signed a paper and did not take it back, in order of time: suggestion or motion. One statement."""
    rows = Signature.objects.filter(county=county, paper=key, withdrawn_at=None).order_by("signed_at", "pk")
    return [SignerRow(row.deputy, row.signed_at) for row in rows]


def signed_by(county: str, deputy: UUID, keys: Collection[UUID]) -> set[UUID]:
    """Return which of these papers a deputy signed."""
    rows = Signature.objects.filter(county=county, deputy=deputy, paper__in=list(keys), withdrawn_at=None)
    return set(rows.values_list("paper", flat=True))


def said_about(county: str, key: UUID) -> list[SaidRow]:
    """Return what was said with the acts about a paper, in order."""
    rows = PaperWords.objects.filter(county=county, paper=key).order_by("at", "pk")
    return [SaidRow(row.act, row.words, row.post, row.at) for row in rows]


def paper_of_case(county: str, case: UUID) -> PaperRow | None:
    """Return the paper that was not registered and became a case; None for any other case."""
    row = Suggestion.objects.filter(county=county, case=case).first()
    return as_row(row) if row else None


def joined_to(county: str, key: UUID) -> list[PaperRow]:
    """Return the papers that are handled together with this one (并案), each answered apart."""
    return [as_row(row) for row in Suggestion.objects.filter(county=county, joined=key).order_by("number")]


def alike(county: str, about: PaperRow) -> list[tuple[PaperRow, float]]:
    """Return open papers that share many words with this one, the likest first: for the screening clerk to judge."""
    gone = [Stage.DROPPED, Stage.TURNED_AWAY, Stage.DRAFT]
    rows = Suggestion.objects.filter(county=county).exclude(state__in=gone).exclude(pk=about.id)
    text = f"{about.title} {about.proposal}"
    found = [
        (as_row(row), share)
        for row in rows.order_by("-drafted_at")[:2000]
        if (share := shared_words(text, f"{row.title} {row.proposal}") or 0.0) >= ALIKE_FROM
    ]
    return sorted(found, key=lambda one: -one[1])[:ALIKE_MOST]


def as_row(row: Suggestion) -> PaperRow:
    """Return a kept paper as others may read it."""
    told = {name: getattr(row, name) for name in PaperRow.__slots__}
    return PaperRow(**told | {"state": Stage(row.state)})
