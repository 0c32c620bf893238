"""Which bulletins are drafted and issued, what does each say, and which posts have signed for it?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from wangge.bulletins.models import Bulletin, Copy, Receipt
from wangge.bulletins.policies import in_sight, may_edit
from wangge.foundation.ids import Keyed
from wangge.people.hats import Hat
from wangge.people.queries import posts_by_id
from wangge.rules.bulletins import BulletinState, Cadence
from wangge.rules.errors import Refused

LIST_MOST = 100


@dataclass(frozen=True, slots=True)
class BulletinRow(Keyed):
    """One version of a bulletin, without what it says."""

    id: UUID
    county: str
    unit: str
    cadence: Cadence
    period: str
    version: int
    state: BulletinState
    composed_at: datetime
    remark: str
    remark_at: datetime | None
    remark_post: UUID | None
    reason: str
    issued_at: datetime | None
    digest: str

    @property
    def is_issued(self) -> bool:
        """Say whether it is frozen."""
        return self.state is BulletinState.ISSUED


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One post that it was sent to."""

    hat: Hat
    signed_at: datetime | None
    reminded_at: datetime | None


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One file of an issued bulletin."""

    name: str
    form: str
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Found:
    """One version with its document."""

    row: BulletinRow
    document: Mapping[str, Any]


def bulletins(hat: Hat) -> list[BulletinRow]:
    """Return what a hat may read, the newest period first: issued ones, and drafts where it may edit."""
    mine = Receipt.objects.filter(county=hat.county, post=hat.post_id).values_list("bulletin", flat=True)
    known = Bulletin.objects.filter(county=hat.county)
    issued_of, drafts_of = set[str](), set[str]()
    for unit in known.order_by("unit").values_list("unit", flat=True).distinct():
        issued_of |= {unit} if in_sight(hat, unit) else set()
        drafts_of |= {unit} if may_edit(hat, unit) else set()
    issued, draft = Q(state=BulletinState.ISSUED), Q(state=BulletinState.DRAFT)
    readable = (issued & (Q(unit__in=issued_of) | Q(pk__in=mine))) | (draft & Q(unit__in=drafts_of))
    rows = known.filter(readable).defer("document").order_by("-composed_at", "-id")
    return [_row(row) for row in rows[:LIST_MOST]]


def bulletin(hat: Hat, key: UUID) -> Found:
    """Return one version that a hat may read, or refuse `row.unknown`."""
    row = Bulletin.objects.filter(county=hat.county, pk=key).first()
    is_sent = Receipt.objects.filter(county=hat.county, bulletin=key, post=hat.post_id).exists()
    if row is None or not _readable(hat, row, is_sent=is_sent):
        raise Refused("row.unknown", row=key.hex)
    return Found(_row(row), json.loads(row.document))


def versions(county: str, unit: str, period: str) -> list[BulletinRow]:
    """Return all versions of a unit's bulletin of a period, the first first. One statement."""
    rows = Bulletin.objects.filter(county=county, unit=unit, period=period).defer("document")
    return [_row(row) for row in rows.order_by("version")]


def receipts(county: str, key: UUID) -> list[ReceiptRow]:
    """Return the posts that a bulletin was sent to, by unit and kind of post, never by moment."""
    rows = {row.post: row for row in Receipt.objects.filter(county=county, bulletin=key)}
    hats = sorted(
        posts_by_id(county, rows).values(), key=lambda hat: (hat.department, hat.unit, hat.kind, hat.post_id)
    )
    return [ReceiptRow(hat, rows[hat.post_id].signed_at, rows[hat.post_id].reminded_at) for hat in hats]


def unsigned(hat: Hat) -> list[BulletinRow]:
    """Return what waits for this post's signature, newest first. Two statements."""
    keys = Receipt.objects.filter(county=hat.county, post=hat.post_id, signed_at=None)
    rows = Bulletin.objects.filter(county=hat.county, pk__in=list(keys.values_list("bulletin", flat=True)))
    return [_row(row) for row in rows.defer("document").order_by("-issued_at")]


def signed_counts(county: str, keys: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return (signed, sent) for each bulletin. One statement."""
    counts: dict[UUID, tuple[int, int]] = {}
    rows = Receipt.objects.filter(county=county, bulletin__in=keys)
    for key, signed_at in rows.values_list("bulletin", "signed_at"):
        signed, sent = counts.get(key, (0, 0))
        counts[key] = (signed + (signed_at is not None), sent + 1)
    return counts


def copy_of(found: Found, form: str, language: str) -> CopyRow:
    """Return the file of an issued bulletin as it was made; refuse `bulletin.no_copy`."""
    row = Copy.objects.filter(
        county=found.row.county, bulletin=found.row.id, form=form, language=language
    ).first()
    if row is None:
        raise Refused("bulletin.no_copy", form=form[:10])
    return CopyRow(file_name(found.row, form, language), form, bytes(row.content), row.sha256)


def copied(sha256: str) -> BulletinRow | None:
    """Return the issued bulletin, of any county here, that a file with this digest is a copy of."""
    copy = Copy.objects.filter(sha256=sha256).first()
    row = (
        Bulletin.objects.filter(county=copy.county, pk=copy.bulletin).defer("document").first()
        if copy
        else None
    )
    return _row(row) if row else None


def file_name(row: BulletinRow, form: str, language: str = "") -> str:
    """Return how a file of a bulletin is called."""
    return (
        "-".join(filter(None, ("bulletin", row.unit, row.period, f"v{row.version}", language))) + f".{form}"
    )


def _readable(hat: Hat, row: Bulletin, *, is_sent: bool) -> bool:
    if row.state == BulletinState.DRAFT:
        return may_edit(hat, row.unit)
    return is_sent or in_sight(hat, row.unit)


def _row(row: Bulletin) -> BulletinRow:
    return BulletinRow(
        row.id, row.county, row.unit, Cadence(row.cadence), row.period, row.version, BulletinState(row.state),
        row.composed_at, row.remark, row.remark_at, row.remark_post, row.reason, row.issued_at, row.digest,
    )  # fmt: skip
