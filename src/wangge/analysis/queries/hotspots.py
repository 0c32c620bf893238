"""What did the last look for hot spots find, how was it set, and which cases are in a hot spot?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from wangge.analysis.models import HotSpot, HotSpotLook, HotSpotRule
from wangge.cases.queries.points import seen_of
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.hotspots import Setting, p_value

ASSUMED = ""  # the source of a setting that no row sets: our assumption
LOOKS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look as a page tells it."""

    id: UUID
    until: date
    at: datetime
    as_of: int
    seed: int
    spans: str
    baseline_days: int
    metres_most: int
    least: int
    trials: int
    per_mille: int
    source: str
    counted: int
    kinds: int
    pointless: int
    provisional: int
    outside: int
    reached: int

    @property
    def p_strongest(self) -> float:
        """Return how likely chance alone gives something as strong as the strongest that was seen."""
        return p_value(self.reached, self.trials)


@dataclass(frozen=True, slots=True)
class SpotRow:
    """One hot spot."""

    id: UUID
    look: UUID
    category: str
    community: str
    lon: float
    lat: float
    radius_m: int
    first_on: date
    last_on: date
    observed: int
    expected: float
    ratio: float
    p: float
    cases: tuple[UUID, ...]
    in_sight: int  # of its cases, those that the hat may open


def setting_on(county: str, on: date) -> tuple[Setting, str]:
    """Return how a county looks for hot spots on a day, and by which source; ours, and none, where no row says it."""
    holds = Q(from_on__isnull=True) | Q(from_on__lte=on)
    rows = HotSpotRule.objects.filter(holds, county=county).exclude(until_on__lte=on)
    row = max(rows, key=lambda one: one.from_on or date.min, default=None)
    if row is None:
        return Setting(), ASSUMED
    spans = tuple(int(one) for one in row.spans.split(","))
    setting = Setting(spans, row.baseline_days, row.metres_most, row.least, row.trials, row.per_mille)
    return setting, row.source


def looks(county: str) -> list[LookRow]:
    """Return the newest looks of a county, newest first."""
    return [_look(row) for row in HotSpotLook.objects.filter(county=county).order_by("-at")[:LOOKS_SHOWN]]


def look_of(county: str, key: UUID) -> LookRow:
    """Return one look; refuse `row.unknown`."""
    row = HotSpotLook.objects.filter(county=county, pk=key).first()
    if row is None:
        raise Refused("row.unknown", row=key.hex)
    return _look(row)


def spots_of(hat: Hat, look: UUID) -> list[SpotRow]:
    """Return the hot spots of a look with at least one case in a hat's sight, most unlikely first."""
    rows = HotSpot.objects.filter(county=hat.county, look=look).order_by("-ratio_milli", "id")
    return _seen(hat, list(rows))


def spot_of(hat: Hat, key: UUID) -> SpotRow:
    """Return one hot spot; refuse `row.unknown` where none of its cases is in sight."""
    [*found] = _seen(hat, list(HotSpot.objects.filter(county=hat.county, pk=key)))
    if not found:
        raise Refused("row.unknown", row=key.hex)
    return found[0]


def _seen(hat: Hat, rows: Sequence[HotSpot]) -> list[SpotRow]:
    cases = {row.id: tuple(UUID(one) for one in row.cases.split()) for row in rows}
    seen = seen_of(hat, {case for some in cases.values() for case in some})
    told = [(row, cases[row.id], sum(case in seen for case in cases[row.id])) for row in rows]
    made = HotSpotLook.objects.filter(county=hat.county, pk__in={row.look for row in rows})
    trials = dict(made.values_list("id", "trials"))
    return [_spot(row, own, n, trials[row.look]) for row, own, n in told if n]


def _spot(row: HotSpot, cases: tuple[UUID, ...], in_sight: int, trials: int) -> SpotRow:
    return SpotRow(
        row.id, row.look, row.category, row.community, row.lon_e7 / 1e7, row.lat_e7 / 1e7, row.radius_m,
        row.first_on, row.last_on, row.observed, row.expected_milli / 1000, row.ratio_milli / 1000,
        p_value(row.reached, trials), cases, in_sight,
    )  # fmt: skip


def _look(row: HotSpotLook) -> LookRow:
    return LookRow(
        row.id, row.until, row.at, row.as_of, row.seed, row.spans, row.baseline_days, row.metres_most, row.least,
        row.trials, row.per_mille, row.source, row.counted, row.kinds, row.pointless, row.provisional, row.outside,
        row.reached,
    )  # fmt: skip
