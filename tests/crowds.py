"""Many people at once: threads with connections of their own, and every fault of theirs comes back."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connections

Answer = TypeVar("Answer")
PATIENCE_SECONDS = 60  # after which a test fails instead of waiting on


def at_once(acts: list[Callable[[], Answer]]) -> list[Answer]:
    """Run all acts at the same time and return their answers in the order of the acts."""
    with crowd(len(acts)) as begin:
        begun = [begin(act) for act in acts]
        return [one.result(PATIENCE_SECONDS) for one in begun]


@contextmanager
def crowd(size: int) -> Iterator[Callable[[Callable[[], Answer]], "Future[Answer]"]]:
    """Give a function that begins an act in a thread of its own; the block ends when all have ended."""
    with ThreadPoolExecutor(size) as pool:
        yield lambda act: pool.submit(_apart, act)


def _apart(act: Callable[[], Answer]) -> Answer:
    try:
        return act()
    finally:
        connections.close_all()
