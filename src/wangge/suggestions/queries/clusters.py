"""Which clusters were found where, by which rule, and what is a paper founded on?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.deputies.policies import is_congress_office
from wangge.deputies.queries.seats import deputy_of, seats_of, units_of
from wangge.foundation.ids import Keyed
from wangge.people.hats import Hat
from wangge.rules.clusters import ASSUMED, ClusterCause, ClusterSetting, checksum
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.validity import in_force
from wangge.suggestions.models import Cluster, ClusterLook, ClusterRule, Exhibit, ExhibitLine, Suggestion

SHOWN_MOST = 100


@dataclass(frozen=True, slots=True)
class ClusterRow(Keyed):
    """One cluster with the rule that found it."""

    id: UUID
    county: str
    cause: ClusterCause
    category: str
    unit: str
    path: tuple[str, ...]
    lon_e7: int | None
    lat_e7: int | None
    n: int
    first_on: date
    last_on: date
    cases: tuple[UUID, ...]
    checksum: str
    times: int
    days: int
    metres: int
    source: str
    founded: tuple[UUID, ...] = ()  # papers that are founded on it


@dataclass(frozen=True, slots=True)
class ClusterLookRow:
    """The newest search."""

    until: date
    at: datetime
    as_of: int
    counted: int
    found: int


@dataclass(frozen=True, slots=True)
class ExhibitCase:
    """One frozen line of an exhibit."""

    case: UUID
    number: str
    category: str
    unit: str
    lon_e7: int | None
    lat_e7: int | None
    reported_at: datetime
    ended_at: datetime | None
    bounces: int
    reopens: int
    reports: int
    tried: tuple[str, ...]
    photos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExhibitRow(Keyed):
    """What a paper is founded on."""

    id: UUID
    county: str
    suggestion: UUID
    cluster: UUID | None
    category: str
    unit: str
    cases: tuple[UUID, ...]
    checksum: str
    as_of: int
    at: datetime
    lines: Sequence[ExhibitCase]


def settings_on(county: str, on: date) -> list[ClusterSetting]:
    """Return by which rules clusters are searched for on a day; ours where no row says it."""
    told = {one.cause: one for one in ASSUMED}
    rows = ClusterRule.objects.filter(county=county)
    for row in sorted(rows, key=lambda one: one.from_on or date.min):
        if in_force(row.from_on, row.until_on, on):
            cause = ClusterCause(row.cause)
            told[cause] = ClusterSetting(cause, row.times, row.days, row.metres, row.source)
    return list(told.values())


def newest_search(county: str) -> ClusterLookRow | None:
    """Return the newest search of a county."""
    row = ClusterLook.objects.filter(county=county).order_by("-at").first()
    return ClusterLookRow(row.until, row.at, row.as_of, row.counted, row.found) if row else None


def places_of(hat: Hat, *, today: date) -> tuple[str, ...]:
    """Return the units whose clusters a hat may see: a deputy's own during the term, all for the congress office.

    None for the deputy of a work unit (单位选区) who serves at no station.

    Refuses `board.not_yours` for other posts, `board.no_seat` for a deputy without a seat on the day.
    """
    if is_congress_office(hat):
        return (hat.unit,)
    if hat.kind is not PostKind.DEPUTY:
        raise Refused("board.not_yours", post=hat.kind)
    deputy = deputy_of(hat)
    if deputy is None or not seats_of(hat.county, deputy.id, today):
        raise Refused("board.no_seat")
    return units_of(hat.county, deputy.id, today)


def clusters_in(county: str, places: Sequence[str]) -> list[ClusterRow]:
    """Return the clusters of the newest search in some units, those with the most cases first."""
    look = ClusterLook.objects.filter(county=county).order_by("-at").values_list("pk", flat=True).first()
    inside = set(places)
    found: list[Cluster] = []
    if look is None:
        return []
    for row in Cluster.objects.filter(county=county, look=look).order_by("-n", "pk").iterator():
        if inside & {*row.path.split(), row.unit}:
            found.append(row)
            if len(found) == SHOWN_MOST:
                break
    return _told(county, found)


def cluster_for(hat: Hat, key: UUID, *, today: date) -> ClusterRow:
    """Return one cluster that a hat may see; refuse `cluster.gone`, `cluster.not_yours`."""
    row = Cluster.objects.filter(county=hat.county, pk=key).first()
    if row is None:
        raise Refused("cluster.gone")
    if not set(places_of(hat, today=today)) & {*row.path.split(), row.unit}:
        raise Refused("cluster.not_yours")
    return _told(hat.county, [row])[0]


def exhibit_of(county: str, suggestion: UUID) -> ExhibitRow | None:
    """Return what a paper is founded on; None where nothing was frozen."""
    row = Exhibit.objects.filter(county=county, suggestion=suggestion).first()
    return _exhibit(row) if row else None


def exhibits(county: str = "") -> list[ExhibitRow]:
    """Return all exhibits, of one county or of all, oldest first."""
    rows = Exhibit.objects.filter(county=county) if county else Exhibit.objects.all()
    return [_exhibit(row) for row in rows.order_by("at", "pk")]


def founded_on(county: str, case: UUID) -> list[UUID]:
    """Return the papers that are founded on a case, oldest first."""
    rows = ExhibitLine.objects.filter(county=county, case=case).values_list("exhibit", flat=True)
    kept = Exhibit.objects.filter(county=county, pk__in=list(rows)).order_by("at", "pk")
    return list(kept.values_list("suggestion", flat=True))


def faults_of(row: ExhibitRow, *, recorded: str) -> list[str]:
    """Return what is wrong with an exhibit: `recorded` is the checksum that the event of its freezing holds."""
    faults = []
    own = checksum(row.cases)
    if own != row.checksum:
        faults.append("list")  # the frozen list and its printed checksum differ
    if recorded != own:
        faults.append("event")  # the chained event says another checksum
    if {one.case for one in row.lines} - set(row.cases):
        faults.append("lines")
    return faults


def _told(county: str, rows: Sequence[Cluster]) -> list[ClusterRow]:
    founded: dict[UUID, list[UUID]] = {}
    papers = Suggestion.objects.filter(county=county, cluster__in=[row.pk for row in rows])
    for cluster, paper in papers.values_list("cluster", "pk"):
        if cluster:
            founded.setdefault(cluster, []).append(paper)
    return [
        ClusterRow(
            row.pk, county, ClusterCause(row.cause), row.category, row.unit, tuple(row.path.split()), row.lon_e7,
            row.lat_e7, row.n, row.first_on, row.last_on, tuple(UUID(one) for one in row.cases.split()), row.checksum,
            row.times, row.days, row.metres, row.source, tuple(founded.get(row.pk, ())),
        )
        for row in rows
    ]  # fmt: skip


def _exhibit(row: Exhibit) -> ExhibitRow:
    lines = ExhibitLine.objects.filter(county=row.county, exhibit=row.pk).order_by("reported_at", "pk")
    return ExhibitRow(
        row.pk, row.county, row.suggestion, row.cluster, row.category, row.unit,
        tuple(UUID(one) for one in row.cases.split()), row.checksum, row.as_of, row.at,
        [
            ExhibitCase(
                one.case, one.number, one.category, one.unit, one.lon_e7, one.lat_e7, one.reported_at, one.ended_at,
                one.bounces, one.reopens, one.reports, tuple(one.tried.split()), tuple(one.photos.split()),
            )
            for one in lines
        ],
    )  # fmt: skip
