"""How is a county looked over for hot spots, a bounded piece of work at a time, and what is kept of it?"""

import secrets
import time
from array import array
from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import atan, degrees, pi, sinh
from uuid import UUID

import numpy as np

from wangge.analysis.models import HotSpot, HotSpotLook, HotSpotRule
from wangge.analysis.queries.hotspots import setting_on
from wangge.analysis.scanning import Found, Scan
from wangge.cases.queries.desk import counties, desk
from wangge.cases.queries.points import LeftOut, communities_of, left_out, points
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import reading, writing
from wangge.foundation.recording import record
from wangge.foundation.sequencing import head_position
from wangge.foundation.worker import each_apart
from wangge.rules.errors import Refused
from wangge.rules.hotspots import ZOOM, Setting, radius
from wangge.rules.words import fitting

SLICE_SECONDS = 2.0  # of a tick that other work waits behind
SEED_BITS = 31


@dataclass(slots=True)
class Look:
    """A look under way: what was read, and how far the work is."""

    county: str
    until: date
    seed: int
    setting: Setting
    source: str
    as_of: int
    left_out: LeftOut
    kinds: Sequence[str]
    ids: Sequence[UUID]  # of the cases of the last days, at their rows; others are not kept
    first_id: int  # the row of the first of them
    scan: Scan
    steps: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        self.steps = self.scan.steps()


_under_way: dict[str, Look] = {}


def begin_look(county: str, *, until: date, seed: int | None = None, setting: Setting | None = None) -> Look:
    """Read a county's cases up to a day, in one state of the database, and return a look that has done nothing yet."""
    told, source = setting_on(county, until)
    setting = setting or told
    first, recent = until - timedelta(days=setting.baseline_days), until - timedelta(days=max(setting.spans))
    places: dict[str, int] = {}
    lons, lats, kinds, ago = array("q"), array("q"), array("q"), array("q")
    ids: list[UUID] = []
    with reading():
        as_of, excluded = head_position(county), left_out(county, first, until)
        for one in points(county, first, until):
            lons.append(one.lon_e7)
            lats.append(one.lat_e7)
            kinds.append(places.setdefault(one.category, len(places)))
            ago.append((until - one.on).days - 1)
            if one.on >= recent:
                ids.append(one.id)
    lat = float(np.median(lats)) / 1e7 if lats else 0.0
    xs, ys = _cells(np.array(lons, dtype=np.int64), np.array(lats, dtype=np.int64))
    seed = secrets.randbits(SEED_BITS) if seed is None else seed
    names = sorted(places)
    sorted_kinds = np.array([names.index(name) for name in places], dtype=np.int64)
    kind = sorted_kinds[np.array(kinds, dtype=np.int64)] if kinds else np.array([], dtype=np.int64)
    scan = Scan(kind, xs, ys, np.array(ago, dtype=np.int64), setting, seed, lat)
    return Look(
        county, until, seed, setting, source, as_of, excluded, names, ids, len(kinds) - len(ids), scan
    )


def keep_look(look: Look, *, now: datetime) -> UUID:
    """Write down what a finished look found; return its id."""
    found = look.scan.found()
    _best, reached = look.scan.strongest()
    row = HotSpotLook(
        id=uuid7(now), county=look.county, until=look.until, at=now, as_of=look.as_of, seed=look.seed,
        spans=written(look.setting.spans), baseline_days=look.setting.baseline_days,
        metres_most=look.setting.metres_most, least=look.setting.least, trials=look.setting.trials,
        per_mille=look.setting.per_mille, source=look.source, counted=len(look.scan.kinds), kinds=len(look.kinds),
        pointless=look.left_out.pointless, provisional=look.left_out.provisional, outside=look.left_out.outside,
        reached=reached,
    )  # fmt: skip
    spots = [_spot(look, row.id, one, now) for one in found]
    payload = {
        "seed": look.seed, "as_of": look.as_of, "trials": look.setting.trials, "counted": row.counted,
        "found": len(spots),
    }  # fmt: skip
    with writing():
        record(county=look.county, subject=row.id, kind="hotspots.looked", at=now, payload=payload)
        row.save(force_insert=True)
        HotSpot.objects.bulk_create(spots)
    return row.id


def look_nightly(*, now: datetime, seconds: float = SLICE_SECONDS) -> int:
    """Look over every county once a day, at most so long at a time; return how many looks were finished.

    What is under way is kept in mind between calls; a process that ends begins the night's look anew.
    """
    ends = time.monotonic() + seconds
    return each_apart(counties(), lambda county: _look_on(county, ends, now))


def _look_on(county: str, ends: float, now: datetime) -> int:
    until = desk(county).today(now)
    if HotSpotLook.objects.filter(county=county, until=until).exists():
        return 0
    look = _under_way.get(county)
    if look is None or look.until != until:
        look = _under_way[county] = begin_look(county, until=until)
    for _done in look.steps:
        if time.monotonic() > ends:
            return 0
    keep_look(_under_way.pop(county), now=now)
    return 1


def set_hotspots(county: str, setting: Setting, *, source: str, from_on: date | None = None) -> None:
    """Say how a county looks for hot spots from a day on; refuse `hotspots.no_source`."""
    if not source.strip():
        raise Refused("hotspots.no_source", field="source")
    with writing():
        HotSpotRule.objects.filter(county=county, from_on=from_on).delete()
        HotSpotRule.objects.create(
            county=county, from_on=from_on, source=fitting(source, "source", 200), spans=written(setting.spans),
            baseline_days=setting.baseline_days, metres_most=setting.metres_most, least=setting.least,
            trials=setting.trials, per_mille=setting.per_mille,
        )  # fmt: skip


def written(spans: Sequence[int]) -> str:
    """Write spans as a row keeps them."""
    return ",".join(str(one) for one in spans)


def _spot(look: Look, key: UUID, one: Found, now: datetime) -> HotSpot:
    cases = [look.ids[row - look.first_id] for row in one.rows]
    homes = Tally(code for code in communities_of(look.county, cases).values() if code)
    lon, lat = _middle(one.x, one.y)
    return HotSpot(
        id=uuid7(now), county=look.county, look=key, category=look.kinds[one.kind],
        community=min(homes, key=lambda code: (-homes[code], code), default=""),
        lon_e7=round(lon * 1e7), lat_e7=round(lat * 1e7), radius_m=radius(one.ring, look.scan.lat),
        first_on=look.until - timedelta(days=one.days), last_on=look.until - timedelta(days=1),
        observed=one.observed, expected_milli=round(one.expected * 1000), ratio_milli=round(one.ratio * 1000),
        reached=one.reached, cases=" ".join(sorted(case.hex for case in cases)),
    )  # fmt: skip


def _cells(
    lons: "np.typing.NDArray[np.int64]", lats: "np.typing.NDArray[np.int64]"
) -> tuple["np.typing.NDArray[np.int64]", "np.typing.NDArray[np.int64]"]:
    side = 1 << ZOOM
    lat = np.radians(lats / 1e7)
    xs = (lons / 1e7 + 180) / 360 * side
    ys = (1 - np.arcsinh(np.tan(lat)) / pi) / 2 * side
    return np.floor(xs).astype(np.int64), np.floor(ys).astype(np.int64)


def _middle(x: int, y: int) -> tuple[float, float]:
    side = 1 << ZOOM
    return (x + 0.5) / side * 360 - 180, degrees(atan(sinh(pi * (1 - 2 * (y + 0.5) / side))))
