"""What has happened in the invented city in the last two years?

A tenth is still open, most of it recent; one grid has a twentieth of everything; one phrase stands in three
of ten reports; the more common kinds are much more common. So a bench meets what makes pages slow.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from wangge.cases.services.history import HistoricCase
from wangge.config.synth import STREAM
from wangge.config.synth.ground import Ground

CHUNK = 2000
DAYS = 730
BUSY_GRID_SHARE, PHRASE_SHARE, UNGEOCODED_SHARE = 0.05, 0.3, 0.04
OUTCOMES = ("settled", "solved", "refused", "not_solved", "duplicate")
OUTCOME_SHARES = (0.35, 0.58, 0.04, 0.02, 0.01)
CHANNELS = ("grid", "resident", "hotline", "video", "superior")
CHANNEL_SHARES = (0.7, 0.15, 0.1, 0.03, 0.02)
PHRASE = "影响居民通行"
FAULTS = ("破损", "缺失", "松动", "移位", "堵塞", "脏污", "倾斜", "积水", "未清理", "存在隐患")
ROADS = ("文化", "建设", "人民", "农业", "黄河", "东风", "健康", "优胜", "纬一", "纬二", "经三", "政六")
SPOTS = ("路口东北角", "公交站旁", "小区南门", "学校对面", "菜市场入口", "楼院内", "人行道上", "高架桥下")


@dataclass(frozen=True, slots=True)
class Kind:
    """A class by key and name."""

    key: str
    name: str


def matters(
    ground: Ground, kinds: list[Kind], *, count: int, seed: int, now: datetime
) -> Iterator[list[HistoricCase]]:
    """Yield `count` cases in chunks; number n is the same whenever it is drawn for the same seed and day."""
    weights = 1 / np.arange(1, len(kinds) + 1)
    weights /= weights.sum()
    for first in range(0, count, CHUNK):
        chance = np.random.default_rng((seed, first))
        numbers = range(first, min(first + CHUNK, count))
        kind = chance.choice(len(kinds), size=len(numbers), p=weights)
        yield [
            _matter(ground, kinds[which], number, chance, now)
            for number, which in zip(numbers, kind, strict=True)
        ]


def _matter(
    ground: Ground, kind: Kind, number: int, chance: np.random.Generator, now: datetime
) -> HistoricCase:
    draws = chance.random(14)
    where = 0 if draws[0] < BUSY_GRID_SHARE else int(draws[1] * len(ground.codes))
    is_placed = draws[2] >= UNGEOCODED_SHARE
    lon, lat = _point(ground, where, draws[3], draws[4])
    age = timedelta(days=draws[5] * DAYS)
    reported_at = now - age
    is_open = draws[6] < 0.03 + 0.84 * np.exp(-age.days / 60)  # 10 % in all, most of them recent
    outcome = "" if is_open else OUTCOMES[_which(OUTCOME_SHARES, draws[7])]
    took = timedelta(hours=float(np.exp(1 + 2.5 * draws[8])))  # from three hours to a day and a half
    code = ground.codes[where]
    return HistoricCase(
        stream=STREAM, source_ref=str(number), category=kind.key, unit=code if is_placed else code[:12],
        located="inside" if is_placed else "ungeocoded", provisional=False, candidates=(),
        lon_e7=lon if is_placed else None, lat_e7=lat if is_placed else None, accuracy_m=int(draws[9] * 15),
        reported_at=reported_at, closed_at=None if is_open else min(reported_at + took, now),
        due_at=reported_at + timedelta(hours=1 + float(draws[10] * 200)), outcome=outcome,
        words=_words(kind, draws[11], draws[12]), place=_place(draws[13]),
        channel=CHANNELS[_which(CHANNEL_SHARES, draws[8])], department="",
    )  # fmt: skip


def _point(ground: Ground, where: int, across: float, up: float) -> tuple[int, int]:
    # A point between the corners, well inside, in 1e-7 degrees.
    u, v = 0.2 + 0.6 * across, 0.2 + 0.6 * up
    south_west, south_east, north_east, north_west = ground.corners[where]
    lon, lat = (south_west * (1 - u) + south_east * u) * (1 - v) + (north_west * (1 - u) + north_east * u) * v
    return round(float(lon) * 10_000_000), round(float(lat) * 10_000_000)


def _which(shares: tuple[float, ...], draw: float) -> int:
    passed = 0.0
    for number, share in enumerate(shares):
        passed += share
        if draw < passed:
            return number
    return len(shares) - 1


def _words(kind: Kind, fault: float, phrase: float) -> str:
    told = f"{kind.name}{FAULTS[int(fault * len(FAULTS))]}"
    return f"{told},{PHRASE}" if phrase < PHRASE_SHARE else told


def _place(draw: float) -> str:
    road, spot = divmod(int(draw * len(ROADS) * len(SPOTS)), len(SPOTS))
    return f"{ROADS[road]}路{SPOTS[spot]}"
