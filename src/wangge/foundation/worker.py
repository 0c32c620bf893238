"""Who carries on after a change: placing events, folding figures, ticking clocks?"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from threading import Event as Signal
from typing import TypeVar

from django.db import connection
from django.utils import timezone

from wangge.foundation.locking import learn_sizes, read_widely
from wangge.foundation.models import Beat
from wangge.foundation.sequencing import Consumer, follow, lagging, sequence, waiting_by_county

log = logging.getLogger("wangge.worker")
One = TypeVar("One")

IDLE_SECONDS = 0.1
REST_SECONDS = 1.0
# On SQLite one writer holds the whole file: the worker keeps each hold near 20 ms and
# stays away twice as long, so that people writing get two thirds of the time (house.md).
HOLD_SECONDS = 0.02
BATCH_LEAST, BATCH_MOST = 20, 1000
# Tables are counted anew each time the events have doubled: from then on another index may serve better.
LEARN_LEAST = 10_000


def work_off(consumers: Sequence[Consumer], limit: int = BATCH_MOST, *, sized: Sequence[str] = ()) -> int:
    """Place and consume everything that is waiting; return how many steps were taken."""
    steps = 0
    read_widely()
    while True:
        done = sum(sequence(county, limit) for county in waiting_by_county())
        done += sum(follow(county, consumer, limit) for county, consumer in lagging(consumers))
        if not done:
            break
        steps += done
    if steps >= LEARN_LEAST:
        learn_sizes(sized)
    return steps


def run_worker(consumers: Sequence[Consumer], stop: Signal, *, sized: Sequence[str] = ()) -> None:
    """Work until told to stop; one bad batch is logged and tried again, never skipped, and keeps no other waiting."""
    limit, beat_at, fresh, known, apart = BATCH_LEAST, 0.0, 0, 0, _Apart()
    read_widely()
    while not stop.is_set():
        done = 0
        apart.begin()
        for county in apart.step("waiting", waiting_by_county) or ():
            done += apart.step(county, partial(_step, partial(sequence, county), limit)) or 0
        for county, consumer in apart.step("lagging", partial(lagging, consumers)) or ():
            batch = partial(_measured, county, consumer, limit)
            taken, limit = apart.step((county, consumer.name), batch) or (0, limit)
            done += taken
            fresh += taken
        if fresh >= max(LEARN_LEAST, known):
            apart.step("sizes", partial(learn_sizes, sized))
            fresh, known = 0, known + fresh
        if time.monotonic() - beat_at > 1 and not apart.resting:
            apart.step("beat", lambda: beat("worker", timezone.now()))
            beat_at = time.monotonic()
        if not done:
            stop.wait(IDLE_SECONDS)


class _Apart:
    """Steps of which one that fails rests a while before it is tried again, and all others go on."""

    def __init__(self) -> None:
        self.resting: dict[object, float] = {}

    def begin(self) -> None:
        """Let what rested long enough be tried again."""
        now = time.monotonic()
        self.resting = {name: until for name, until in self.resting.items() if until > now}

    def step(self, name: object, act: Callable[[], One]) -> One | None:
        """Do a step unless it rests; None where it rests or failed."""
        if name in self.resting:
            return None
        try:
            return act()
        except Exception:  # the one broad catch: the worker must outlive a bad batch
            log.exception("%s failed and will be tried again", name)
            connection.close()
            self.resting[name] = time.monotonic() + REST_SECONDS
            return None


def run_ticker(tick: Callable[[datetime], None], stop: Signal, every_seconds: float) -> None:
    """Call `tick` with the present moment again and again until told to stop."""
    while not stop.is_set():
        try:
            tick(timezone.now())
            beat("ticker", timezone.now())
        except Exception:  # as in the worker
            log.exception("a tick failed and will be tried again")
            connection.close()
        stop.wait(every_seconds)


def each_apart(many: Iterable[One], act: Callable[[One], int]) -> int:
    """Do something for each of many and return the sum; what fails for one keeps no other from its turn.

    What failed is raised at the end, all together.
    """
    done, faults = 0, list[Exception]()
    for one in many:
        try:
            done += act(one)
        except Exception as fault:  # noqa: BLE001 - raised again below
            faults.append(fault)
            connection.close_if_unusable_or_obsolete()
    if faults:
        raise ExceptionGroup(f"{len(faults)} failed, {done} done", faults)
    return done


def beat(name: str, at: datetime) -> None:
    """Write down that a background process is alive."""
    Beat.objects.update_or_create(name=name, defaults={"at": at})


def beats() -> dict[str, datetime]:
    """Return when each background process was last seen."""
    return dict(Beat.objects.values_list("name", "at"))


def _measured(county: str, consumer: Consumer, limit: int) -> tuple[int, int]:
    began = time.perf_counter()
    taken = follow(county, consumer, limit)
    held = time.perf_counter() - began
    if connection.vendor == "sqlite":
        _stay_away(held)
        limit = max(BATCH_LEAST, limit // 2) if held > HOLD_SECONDS else min(BATCH_MOST, limit * 2)
    else:
        limit = BATCH_MOST
    return taken, limit


def _step(act: Callable[[int], int], limit: int) -> int:
    began = time.perf_counter()
    done = act(limit)
    if connection.vendor == "sqlite":
        _stay_away(time.perf_counter() - began)
    return done


def _stay_away(held: float) -> None:
    # A measured share of time, not a wait for a condition.
    time.sleep(min(2 * held, 0.2))
