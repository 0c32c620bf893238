"""What arrived, and which files are still on their way?"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from wangge.field.models import Arrival, AwaitedFile, SetAside


def arrivals_of(county: str, records: Collection[UUID]) -> dict[UUID, Arrival]:
    """Return those of the records that arrived. One statement."""
    if not records:
        return {}
    return {row.id: row for row in Arrival.objects.filter(county=county, pk__in=set(records))}


def missing_files(county: str, records: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return which files of records have not arrived, in the order in which they were named. One statement."""
    missing: dict[UUID, list[str]] = defaultdict(list)
    if records:
        rows = AwaitedFile.objects.filter(county=county, record__in=set(records), arrived_at=None, code="")
        for record, sha256 in rows.order_by("record", "id").values_list("record", "sha256"):
            missing[record].append(sha256)
    return missing


def words_of(county: str, record: UUID, sha256: str) -> str | None:
    """Return the words of a record that is set aside; None where its case holds them. One statement."""
    rows = SetAside.objects.filter(county=county, record=record, sha256=sha256)
    return rows.values_list("content", flat=True).first()
