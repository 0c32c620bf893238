"""Which motions are there, to which session, signed by how many?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from wangge.foundation.ids import Keyed
from wangge.rules.errors import Refused
from wangge.rules.motions import MotionStage
from wangge.rules.telltales import hidden, telltales
from wangge.suggestions.models import Motion, Session, Signature


@dataclass(frozen=True, slots=True)
class MotionRow(Keyed):
    """One motion."""

    id: UUID
    congress: UUID
    session: UUID
    number: str
    deputy: UUID
    state: MotionStage
    title: str
    grounds: str
    plan: str
    is_open: bool
    is_public: bool
    hidden_reason: str
    drafted_at: datetime
    submitted_at: datetime | None
    signed_by: int
    decided_at: datetime | None
    committee: str
    committee_by: date | None
    report: str
    suggestion: UUID | None

    @property
    def is_shown(self) -> bool:
        """May the public read it?"""
        return self.is_public and bool(self.number)

    @property
    def public_title(self) -> str:
        """The title without what gives a resident away."""
        return hidden(self.title, telltales(self.title))


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session and the hour until which motions are taken."""

    id: UUID
    congress: UUID
    name: str
    opens_on: date
    closes_on: date
    motions_until: datetime
    source: str


def motion(county: str, key: UUID) -> MotionRow:
    """Return one motion; refuse `row.unknown`."""
    row = Motion.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return _row(row)


def motions(
    county: str, *, states: Collection[MotionStage] = (), session: UUID | None = None, shown: bool = False
) -> list[MotionRow]:
    """Return motions, the newest first; `shown` those that have a number, of which the public may know."""
    rows = Motion.objects.filter(county=county)
    rows = rows.filter(state__in=list(states)) if states else rows
    rows = rows.filter(session=session) if session else rows
    rows = rows.exclude(number="") if shown else rows
    return [_row(row) for row in rows.order_by("-drafted_at", "-pk")]


def motions_of(county: str, deputy: UUID) -> list[MotionRow]:
    """Return the motions that a deputy leads or signed."""
    signed = Signature.objects.filter(county=county, deputy=deputy, withdrawn_at=None).values("paper")
    rows = Motion.objects.filter(Q(deputy=deputy) | Q(pk__in=signed), county=county)
    return [_row(row) for row in rows.order_by("-drafted_at")]


def open_motions(county: str, congresses: Collection[UUID], deputy: UUID) -> list[MotionRow]:
    """Return the motions of others that wait for signatures."""
    signed = Signature.objects.filter(county=county, deputy=deputy, withdrawn_at=None).values("paper")
    rows = Motion.objects.filter(
        county=county, congress__in=list(congresses), is_open=True, state=MotionStage.DRAFT
    )
    return [_row(row) for row in rows.exclude(deputy=deputy).exclude(pk__in=signed).order_by("-drafted_at")]


def sessions(county: str, congresses: Collection[UUID] | None = None) -> list[SessionRow]:
    """Return sessions, the newest first."""
    rows = Session.objects.filter(county=county)
    rows = rows.filter(congress__in=list(congresses)) if congresses is not None else rows
    return [_session(row) for row in rows.order_by("-opens_on")]


def session_of(county: str, key: UUID) -> SessionRow:
    """Return one session; refuse `row.unknown`."""
    row = Session.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return _session(row)


def _row(row: Motion) -> MotionRow:
    told = {name: getattr(row, name) for name in MotionRow.__slots__}
    return MotionRow(**told | {"state": MotionStage(row.state)})


def _session(row: Session) -> SessionRow:
    return SessionRow(**{name: getattr(row, name) for name in SessionRow.__slots__})
