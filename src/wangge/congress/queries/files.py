"""Which files go with the steps and places of a piece of work?"""

from collections.abc import Iterator
from uuid import UUID

from wangge.congress.models import StepFile
from wangge.foundation.files.papers import FileLine, file_line


def files_of(county: str, activity: UUID) -> dict[str, list[FileLine]]:
    """Return files in the order in which they came, by what they go with: a step, or a place's key in hexadecimal."""
    found: dict[str, list[FileLine]] = {}
    for row in StepFile.objects.filter(county=county, activity=activity).order_by("at", "pk"):
        found.setdefault(row.site.hex if row.site else row.step, []).append(file_line(row))
    return found


def named_by_steps() -> Iterator[str]:
    """Yield the digest of every file that goes with a step or a place, in every county."""
    yield from StepFile.objects.values_list("sha256", flat=True).iterator(chunk_size=5000)
