"""Twenty acts a second beside a bench: people report, file, dispatch, handle, check and close.

`python -m bench.acts COUNTY --per-second 20 --seconds 600` works in a process of its own, through the
same services as the pages, and ends after the time given or when it is told to.
"""

import argparse
import os
import random
import signal
import sys
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from threading import Event as Signal
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import django

if TYPE_CHECKING:
    from wangge.people.policies import Hat

# Who does what after the report, in the order of the seven steps.
WALK = (
    ("file", "shift_leader"), ("dispatch", "dispatcher"), ("sign", "handler"), ("feed_back", "handler"),
    ("pass", "grid_worker"), ("close", "shift_leader"),
)  # fmt: skip


class Office:
    """Everybody in a county who may act, and where cases may be found."""

    def __init__(self, county: str, seed: int) -> None:
        from django.utils import timezone

        from wangge.cases.queries.desk import desk
        from wangge.people.queries import department_holders, departments, holders
        from wangge.rules.levels import Level
        from wangge.territory.queries import units

        today = timezone.localdate()
        self.chance = random.Random(seed)
        self.grids = [unit for unit in units(county).values() if unit.level == Level.GRID]
        self.categories = [
            key
            for key, one in desk(county).categories.items()
            if not one.matter_only and not one.photo_reason
        ]
        self.hats: dict[tuple[str, str], list[Hat]] = defaultdict(list)
        self.handlers: dict[str, list[Hat]] = {}
        for hat in holders(county, units(county), on=today):
            self.hats[hat.kind, hat.unit].append(hat)
        for code in departments(county):
            found = [hat for hat in department_holders(county, code, on=today) if hat.kind == "handler"]
            if found:
                self.handlers[code] = found

    def of(self, kind: str, path: Sequence[str]) -> "list[Hat]":
        """Who holds such a post in one of the units on a way, the nearest first."""
        return [hat for unit in reversed(path) for hat in self.hats[kind, unit]]

    def report(self) -> "UnderWay":
        """Somebody finds something at a random place."""
        from django.utils import timezone

        from wangge.cases.services.intake import Report, report_case
        from wangge.foundation.ids import uuid7

        grid, now = self.chance.choice(self.grids), timezone.now()
        hat = (self.of("grid_worker", grid.path) or self.of("shift_leader", grid.path))[0]
        lon, lat = grid.point
        report = Report(
            id=uuid7(), category=self.chance.choice(self.categories), at=now, channel="grid",
            words=f"路口井盖破损 {self.chance.randrange(1000)}", lon=lon, lat=lat, accuracy_m=0.0,
        )  # fmt: skip
        case = report_case(hat, report, now=now).case_id
        return UnderWay(case, grid.path, 0, self.chance.choice(sorted(self.handlers)))

    def step(self, one: "UnderWay") -> "UnderWay | None":
        """Do the next act of the walk; return what is left of it."""
        from django.utils import timezone

        from wangge.cases.services.brought import Brought
        from wangge.cases.services.moving import move_case

        act, kind = WALK[one.number]
        chosen = self.handlers[one.department] if kind == "handler" else self.of(kind, one.path)
        brought = Brought(words="已处理", department=one.department if act == "dispatch" else "")
        # Whoever handled may not check, whoever dispatched may not close: another person of the post.
        hat = chosen[0 if kind == "grid_worker" else one.number % len(chosen)]  # who found it looks again
        move_case(one.case, act, hat=hat, now=timezone.now(), brought=brought)
        return one._replace(number=one.number + 1) if one.number + 1 < len(WALK) else None


class UnderWay(NamedTuple):
    """A case on its walk: where it lies, how many acts were done, and by whom it is handled."""

    case: UUID
    path: tuple[str, ...]
    number: int
    department: str


def acts(office: Office) -> Iterator[None]:
    """Act without end: each report is followed, act by act, among thirty that are under way."""
    under_way: deque[UnderWay] = deque()
    while True:
        if len(under_way) < 30:
            under_way.append(office.report())
        else:
            left = office.step(under_way.popleft())
            if left is not None:
                under_way.append(left)
        yield


def main() -> int:
    """Act at the pace asked for and print how many acts were done and how many came late."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("county")
    parser.add_argument("--per-second", type=float, default=20)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wangge.config.settings")
    django.setup()
    stop = Signal()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    walk, done, late = acts(Office(args.county, args.seed)), 0, 0
    began = time.monotonic()
    while not stop.is_set() and time.monotonic() - began < args.seconds:
        next(walk)
        done += 1
        ahead = began + done / args.per_second - time.monotonic()
        late += ahead < -1
        stop.wait(max(0.0, ahead))
    print(f"acts: {done}, {done / (time.monotonic() - began):.1f}/s, late: {late}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
