"""Which files are with a paper and with the replies to it, and which files do papers and promises name?"""

from collections.abc import Iterator
from uuid import UUID

from wangge.foundation.files.papers import FileLine, file_line
from wangge.suggestions.models import Attachment, CommitmentProof


def attachments(county: str, paper: UUID) -> dict[UUID | None, list[FileLine]]:
    """Return the files with a paper (under None) and with each reply to it, in the order in which they came."""
    found: dict[UUID | None, list[FileLine]] = {None: []}
    for row in Attachment.objects.filter(county=county, paper=paper).order_by("at", "pk"):
        found.setdefault(row.reply, []).append(file_line(row))
    return found


def named_by_papers() -> Iterator[str]:
    """Yield the digest of every file that is with a paper or a reply or proves a promise, in every county."""
    yield from Attachment.objects.values_list("sha256", flat=True).iterator(chunk_size=5000)
    proofs = CommitmentProof.objects.exclude(sha256="")
    yield from proofs.values_list("sha256", flat=True).iterator(chunk_size=5000)
