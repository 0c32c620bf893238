"""Which cases does a person carry in a pocket: what waits for me, what I reported, what lies around?

A person asks for their own work and their own reports only; what others reported is told by place, never by person.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from wangge.cases.models import Case, Photo
from wangge.cases.queries.desk import Desk, desk
from wangge.cases.queries.listing import Filters, column_of, page_of, texts
from wangge.cases.queries.nearby import ENDS_OFFERED, likeness_weights
from wangge.cases.queries.photos import BEFORE
from wangge.cases.queries.sets import in_unit
from wangge.foundation.history import begun_by
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.levels import Level
from wangge.territory.queries import units

OWN_MOST = 400  # of my own reports the newest are looked through
ENDED_DAYS = 14  # our assumption: whoever passes by again within two weeks sees whether it holds


@dataclass(frozen=True, slots=True)
class Near:
    """A matter of public space that a report may be about; words and photo only where the hat may see the case."""

    id: UUID
    number: str
    category: str
    lon: float
    lat: float
    reported_at: datetime
    ended_at: datetime | None
    words: str
    photo: str
    voices: int


def waiting_ids(hat: Hat, *, most: int) -> list[UUID]:
    """Return the cases that wait for this very hat, due first."""
    page = page_of(hat, Filters(waits_for=hat.kind), size=most)
    return [case.id for case in page.rows]


def own_latest_ids(hat: Hat, *, now: datetime, most: int) -> list[UUID]:
    """Return the cases that this person found and that are open, due first, then those that ended of late."""
    own = begun_by(hat.county, hat.account_id, kinds=BEGINNINGS, most=OWN_MOST)
    rows = Case.objects.filter(county=hat.county, id__in=own)
    still = rows.filter(ended_at__isnull=True).order_by("wait_until", "id")
    ended = rows.filter(ended_at__gte=now - timedelta(days=ENDED_DAYS)).order_by("-ended_at", "id")
    return [case for some in (still, ended) for case in some.values_list("id", flat=True)][:most]


def own_recent_kinds(hat: Hat, *, most: int = 6, among: int = 30) -> list[str]:
    """Return the categories of this person's own latest reports, the newest first."""
    own = begun_by(hat.county, hat.account_id, kinds=BEGINNINGS, most=among)
    found = dict(Case.objects.filter(county=hat.county, id__in=own).values_list("id", "category"))
    return list(dict.fromkeys(found[case] for case in own if case in found))[:most]


def numbers_of(county: str, ids: Collection[UUID]) -> dict[UUID, tuple[str, bool]]:
    """Return (number, whether danger is open) of cases by id; one statement."""
    rows = Case.objects.filter(county=county, id__in=list(ids)).values_list(
        "id", "number", "danger", "safe_at"
    )
    return {case: (number, danger and safe_at is None) for case, number, danger, safe_at in rows}


def near_cases(hat: Hat, unit: str, *, now: datetime, most: int) -> list[Near]:
    """Return open and just closed matters of public kinds in a unit, the newest first.

    Kinds that point at people, kinds outside public space and cases without a point are never among them.
    """
    known, weights = desk(hat.county), likeness_weights()
    is_open = Q(ended_at__isnull=True, reported_at__gte=now - timedelta(days=weights.days))
    just_closed = Q(ended_at__gte=now - timedelta(days=weights.closed_days), end__in=ENDS_OFFERED)
    rows = Case.objects.filter(
        in_unit(hat.county, unit, column_of(hat.county, unit)), is_open | just_closed, county=hat.county,
        category__in=public_kinds(known), parent__isnull=True, lon_e7__isnull=False, lat_e7__isnull=False,
    )  # fmt: skip
    found = list(rows.order_by("-reported_at", "-id")[:most])
    seen = [case for case in found if is_in_scope(hat, case)]
    words, photos = texts(hat.county, seen), _photos_as_found(hat.county, seen)
    return [
        Near(
            case.id, case.number, case.category, (case.lon_e7 or 0) / 1e7, (case.lat_e7 or 0) / 1e7,
            case.reported_at, case.ended_at, words.get(case.id, ("", ""))[0], photos.get(case.id, ""), case.voices,
        )
        for case in found
    ]  # fmt: skip


def public_kinds(known: Desk) -> list[str]:
    """Return the kinds of public space, about which anybody may be asked "is it this one?"."""
    return [key for key, row in known.categories.items() if row.in_public and not row.matter_only]


# How a case begins: `actor` of such an event is who found it, whoever wrote it down.
BEGINNINGS = ("case.reported", "case.settled", "case.filed")


def is_in_scope(hat: Hat, case: Case) -> bool:
    """Say whether a case lies in the territory of a hat, or was dispatched to its department."""
    scope = sees(hat)
    if scope.department and case.dispatched_at is None:
        return False
    path = {case.county, case.street, case.community, case.grid}
    return scope.holds(case.county, path, case.department)


def _photos_as_found(county: str, cases: Sequence[Case]) -> dict[UUID, str]:
    # The first one as found: what was done is for whoever may open the case.
    rows = Photo.objects.filter(county=county, case__in=[case.id for case in cases], stage=BEFORE)
    return dict(rows.order_by("-seq", "-id").values_list("case", "sha256"))


def scope_unit(hat: Hat) -> str:
    """Return the unit whose surroundings a phone holds: a grid's whole community, else the post's own unit."""
    row = units(hat.county).get(hat.unit)
    return row.parent if row and row.level == Level.GRID and row.parent else hat.unit
