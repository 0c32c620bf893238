"""Which pictures are with a paper, and which files do papers and promises name?"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from wangge.suggestions.models import Attachment, CommitmentProof


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One picture with a paper."""

    sha256: str
    words: str


def attachments(county: str, paper: UUID) -> list[AttachmentRow]:
    """Return the pictures with a paper, in the order in which they came."""
    rows = Attachment.objects.filter(county=county, paper=paper).order_by("at", "pk")
    return [AttachmentRow(row.sha256, row.words) for row in rows]


def named_pictures() -> Iterator[str]:
    """Yield the digest of every picture that is with a paper or proves a promise, in every county."""
    yield from Attachment.objects.values_list("sha256", flat=True).iterator(chunk_size=5000)
    proofs = CommitmentProof.objects.exclude(sha256="")
    yield from proofs.values_list("sha256", flat=True).iterator(chunk_size=5000)
