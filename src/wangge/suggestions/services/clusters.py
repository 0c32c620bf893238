"""How is a county searched for clusters, step by step, and how is a paper founded on one?"""

import time
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from wangge.cases.queries.desk import counties, desk
from wangge.cases.queries.lasting import Key, Stood, shown_cases, stood
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.foundation.sequencing import head_position
from wangge.people.hats import Hat
from wangge.rules.clusters import ClusterCause, ClusterSetting, Gathered, Gatherer, checksum, middle
from wangge.rules.errors import Refused
from wangge.rules.legal_terms import Rank
from wangge.rules.words import fitting
from wangge.suggestions.models import Cluster, ClusterLook, ClusterRule, Exhibit, ExhibitLine, Suggestion
from wangge.suggestions.policies import acting_deputy
from wangge.suggestions.queries.clusters import ClusterRow, cluster_for, settings_on
from wangge.suggestions.services.drafting import Origin, Text, draft
from wangge.territory.queries import units

SLICE_SECONDS = 1.0  # of a tick that other work waits behind
KEPT_MOST = 20_000  # clusters of one search; the fullest are kept. Our assumption
LINES_MOST = 500  # cases that an exhibit shows one by one; our assumption
EPOCH = date(2000, 1, 1)


@dataclass(slots=True)
class Search:
    """A search under way: `steps` yields how many cases or kinds each bounded piece of work took."""

    county: str
    until: date
    as_of: int
    settings: Sequence[ClusterSetting]
    counted: int = 0
    found: list[tuple[ClusterSetting, str, list[Stood]]] = field(default_factory=list)
    steps: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self.steps = self._steps()

    def _steps(self) -> Iterator[int]:
        for setting in self.settings:
            is_open = setting.cause is ClusterCause.UNSOLVED
            first = EPOCH if is_open else self.until - timedelta(days=setting.days)
            until = self.until - timedelta(days=setting.days) if is_open else self.until
            gatherer, rows, after = Gatherer(setting), list[Stood](), None
            while True:
                chunk, after = self._chunk(first, until, after, only_open=is_open)
                for one in chunk:
                    gatherer.add(one.category, one.place, one.lon_e7, one.lat_e7)
                rows += chunk
                self.counted += len(chunk)
                yield len(chunk)
                if after is None:
                    break
            for groups in gatherer.steps():
                self._keep(setting, groups, rows)
                yield 0

    def _chunk(
        self, first: date, until: date, after: Key | None, *, only_open: bool
    ) -> tuple[list[Stood], Key | None]:
        return stood(self.county, first, until, after=after, only_open=only_open)

    def _keep(self, setting: ClusterSetting, groups: Sequence[Gathered], rows: Sequence[Stood]) -> None:
        for group in groups:
            self.found.append((setting, group.category, [rows[row] for row in group.rows]))


_under_way: dict[str, Search] = {}


def begin_search(
    county: str, *, until: date, settings: Sequence[ClusterSetting] | None = None
) -> Search:  # fmt: skip
    """Return a search of a county up to a day that has done nothing yet."""
    chosen = settings_on(county, until) if settings is None else settings
    return Search(county, until, head_position(county), chosen)


def keep_search(search: Search, *, now: datetime) -> UUID:
    """Write down what a finished search found, instead of what the one before found; return its id.

    Clusters that a paper is founded on stay.
    """
    look, county = uuid7(now), search.county
    told = sorted(search.found, key=lambda one: -len(one[2]))[:KEPT_MOST]
    rows = [_row(county, look, one, now) for one in told]
    with writing():
        founded = list(
            Suggestion.objects.filter(county=county).exclude(cluster=None).values_list("cluster", flat=True)
        )
        Cluster.objects.filter(county=county).exclude(pk__in=founded).delete()
        ClusterLook.objects.filter(county=county).delete()
        ClusterLook.objects.create(
            id=look, county=county, until=search.until, at=now, as_of=search.as_of, counted=search.counted,
            found=len(search.found),
        )  # fmt: skip
        Cluster.objects.bulk_create(rows, batch_size=500)
        payload = {"as_of": search.as_of, "counted": search.counted, "found": len(search.found)}
        record(county=county, subject=look, kind="clusters.looked", at=now, payload=payload)
    return look


def search_nightly(*, now: datetime, seconds: float = SLICE_SECONDS) -> int:
    """Search every county once a day, at most so long at a time; return how many searches were finished."""
    ends, finished = time.monotonic() + seconds, 0
    for county in counties():
        until = desk(county).today(now)
        if ClusterLook.objects.filter(county=county, until=until).exists():
            continue
        search = _under_way.get(county)
        if search is None or search.until != until:
            search = _under_way[county] = begin_search(county, until=until)
        for _done in search.steps:
            if time.monotonic() > ends:
                return finished
        keep_search(_under_way.pop(county), now=now)
        finished += 1
    return finished


def set_cluster_rule(
    county: str, setting: ClusterSetting, *, from_on: date | None = None, rank: Rank = Rank.LOCAL
) -> None:
    """Say from how many cases on a cause makes a cluster, from a day on; refuse `cluster.no_source`."""
    if not setting.source.strip():
        raise Refused("cluster.no_source", field="source")
    with writing():
        ClusterRule.objects.filter(county=county, cause=setting.cause, from_on=from_on).delete()
        ClusterRule.objects.create(
            county=county, cause=setting.cause, times=setting.times, days=setting.days, metres=setting.metres,
            source=fitting(setting.source, "source", 200), from_on=from_on, rank=rank,
        )  # fmt: skip


def found_paper(
    cluster: UUID, *, hat: Hat, now: datetime, text: Text | None = None, congress: UUID | None = None
) -> UUID:
    """Begin a deputy's draft that is founded on a cluster: its cases are frozen with their checksum.

    Refuses `cluster.not_yours`, `cluster.gone`, and `suggestion.no_seat` where several congresses are open and none is
    named.
    """
    acting_deputy(hat)
    row = cluster_for(hat, cluster, today=desk(hat.county).today(now))
    with writing():
        origin = Origin(cluster=row.id)
        key = draft(hat, text or proposed_text(row), now=now, congress=congress, origin=origin)
        freeze(key, row, hat=hat, now=now)
    return key


def freeze(suggestion: UUID, row: ClusterRow, *, hat: Hat, now: datetime) -> UUID:
    """Freeze a cluster's cases as the exhibit of a paper, inside its transaction."""
    county, told = hat.county, shown_cases(hat.county, row.cases)
    ids = [one.line.id for one in told]
    exhibit = Exhibit.objects.create(
        county=county, suggestion=suggestion, cluster=row.id, category=row.category, unit=row.unit,
        cases=" ".join(sorted(one.hex for one in ids)), checksum=checksum(ids), as_of=head_position(county), at=now,
        post=hat.post_id,
    )  # fmt: skip
    ExhibitLine.objects.bulk_create([
        ExhibitLine(
            county=county, exhibit=exhibit.pk, case=one.line.id, number=one.line.number, category=one.line.category,
            unit=one.line.unit, lon_e7=one.lon_e7, lat_e7=one.lat_e7, reported_at=one.line.reported_at,
            ended_at=one.ended_at, bounces=one.bounces, reopens=one.reopens, reports=one.reports,
            tried=" ".join(one.tried)[:400], photos=" ".join(one.photos[:10]),
        )
        for one in told[:LINES_MOST]
    ])  # fmt: skip
    payload = {
        "post": hat.post_id.hex, "exhibit": exhibit.pk.hex, "cases": len(ids), "checksum": exhibit.checksum,
        "as_of": exhibit.as_of,
    }  # fmt: skip
    record(
        county=county, subject=suggestion, kind="suggestion.founded", at=now, payload=payload,
        actor=hat.account_id.hex,
    )  # fmt: skip
    return exhibit.pk


def proposed_text(row: ClusterRow) -> Text:
    """Return what a draft may say of a cluster; the deputy writes it anew and adds what is proposed."""
    known, territory = desk(row.county), units(row.county)
    kind = known.categories[row.category].zh if row.category in known.categories else row.category
    place = territory[row.unit].name if row.unit in territory else row.unit
    told = shown_cases(row.county, row.cases)
    tried = list(dict.fromkeys(code for one in told for code in one.tried))
    named = "、".join(known.departments[code].name if code in known.departments else code for code in tried)
    facts = (
        f"自{row.first_on:%Y年%-m月%-d日}至{row.last_on:%Y年%-m月%-d日}，{place}登记“{kind}”{len(told)}件，"
        f"反映{sum(one.reports for one in told)}次，其中未办结{sum(one.line.is_open for one in told)}件，"
        f"被退回{sum(one.bounces for one in told)}次，重新打开{sum(one.reopens for one in told)}次。"
    )
    facts += f"先后交由{named}办理。" if named else ""
    cause = "反复发生" if row.cause is ClusterCause.REPEATED else "长期未解决"
    return Text(f"关于解决{place}{kind}{cause}问题的建议"[:120], facts)


def _row(county: str, look: UUID, one: tuple[ClusterSetting, str, list[Stood]], now: datetime) -> Cluster:
    setting, category, cases = one
    places = Tally(case.place for case in cases)
    unit = min(places, key=lambda code: (-places[code], code)) or county
    row = units(county).get(unit)
    point = middle([
        (case.lon_e7, case.lat_e7) for case in cases if case.lon_e7 is not None and case.lat_e7 is not None
    ])  # fmt: skip
    ids = [case.id for case in cases]
    return Cluster(
        id=uuid7(now), county=county, look=look, cause=setting.cause, category=category, unit=unit,
        path=" ".join(row.path if row else (county,)), lon_e7=point[0] if point else None,
        lat_e7=point[1] if point else None, n=len(cases), first_on=min(case.on for case in cases),
        last_on=max(case.on for case in cases), cases=" ".join(sorted(key.hex for key in ids)),
        checksum=checksum(ids), times=setting.times, days=setting.days, metres=setting.metres, source=setting.source,
    )  # fmt: skip
