"""How fast is a day's order file taken in, a caller looked up, and the three rates counted?

`python -m bench.hotline [--orders 100000] [--rows 1000] [--database sqlite|postgres]`. So many orders lie there from
a year; then a file is taken in, sent again and answered. Limits: a page's (100 ms alone) for what a page asks; a file
of a day within the time of as many single reports (100 a second on SQLite, 200 on PostgreSQL).
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bench.harness import Figure, inside_each, report

PAGE_MS = 100.0
PER_SECOND = {"sqlite": 100.0, "postgres": 200.0}
ASKED = 200


def main() -> int:
    sizes = {"orders": 100_000, "rows": 1_000}  # and of the file that is taken in
    return inside_each("bench.hotline", __doc__, sizes, measured, told)


def told(database: str, orders: int, found: dict[str, float]) -> int:
    """Print the figures of one database beside their limits."""
    figures = [Figure(name, value, "rows/s", PER_SECOND[database] if name == "file taken in" else None, at_least=True)
               for name, value in found.items() if name in FILES]  # fmt: skip
    figures += [
        Figure(f"{name}, p95", value, "ms", PAGE_MS) for name, value in found.items() if name not in FILES
    ]
    return report(f"12345, {orders:,} orders on {database}", figures)


FILES = ("file taken in", "the same file again", "reply file written")


def measured(orders: int, count: int) -> dict[str, float]:
    """Fill a database and return rows a second and milliseconds (p95), by what was asked."""
    import django

    django.setup()
    from tests.builders import COUNTY, NOW, make_office
    from tests.reporters.orders import an_order, mapping
    from wangge.cases.importing.sources import SourceRow
    from wangge.reporters.models import HotlineOrder
    from wangge.reporters.queries.hotline import calls_due, orders_of
    from wangge.reporters.queries.hotline_rates import Asked, set_counts
    from wangge.reporters.queries.hotline_replies import reply_rows
    from wangge.reporters.services.hotline_calls import look_up
    from wangge.reporters.services.hotline_intake import take_orders
    from wangge.reporters.services.sealing import contact_key
    from wangge.rules.periods import Period

    clerk, now = make_office().clerk, NOW + timedelta(days=400)
    drawn = random.Random(1)
    keys = [contact_key(COUNTY, f"137{n:08d}") for n in range(orders // 4)]
    HotlineOrder.objects.bulk_create(
        (_past(HotlineOrder, COUNTY, clerk.unit, n, keys[n % len(keys)], drawn, NOW) for n in range(orders)),
        batch_size=5000,
    )
    told, today = mapping(), f"{now + timedelta(hours=8):%Y-%m-%d %H:%M}"
    lines = [
        SourceRow(n, an_order(f"DAY{n:06d}", 来电时间=today, 来电号码=f"138{n:08d}")) for n in range(count)
    ]
    found: dict[str, float] = {}

    def timed(name: str, work: Callable[[], object]) -> None:
        began = time.monotonic()
        work()
        found[name] = count / (time.monotonic() - began)

    timed("file taken in", lambda: take_orders(clerk, lines, told, now=now))
    timed("the same file again", lambda: take_orders(clerk, lines, told, now=now))
    day = (now - timedelta(hours=12), now + timedelta(hours=12))
    timed("reply file written", lambda: list(reply_rows(clerk, told, now=now, received=day)))
    numbers = [f"137{drawn.randrange(len(keys)):08d}" for _ in range(ASKED)]
    found["caller looked up"] = _p95([_once(look_up, number, hat=clerk, now=now) for number in numbers])
    month = Asked(Period("2024-06"))
    found["three rates of a month"] = _p95([_once(set_counts, clerk, month, now=now) for _ in range(ASKED)])
    found["orders of today"] = _p95([_once(orders_of, clerk, now=now, taken=day) for _ in range(ASKED // 4)])
    found["call-backs due"] = _p95([_once(calls_due, clerk, now=now) for _ in range(ASKED // 4)])
    return found


def _past(
    row: type, county: str, desk: str, n: int, key: str, drawn: random.Random, start: datetime
) -> object:
    """One order of the past year, most of them called back."""
    received = start + timedelta(minutes=n * 5)
    is_waiting = n % 500 == 0
    return row(
        county=county, number=f"OLD{n:07d}", stream="zz-12345", desk=desk, kind=drawn.choice(["help", "complaint"]),
        category="CJ/T 214-2007:part:0101", lead="water", received_at=received, taken_at=received,
        due_at=received + timedelta(days=7), caller_sealed="x" * 120, caller_key=key, salt="s" * 32, content="c" * 64,
        call_result="waiting" if is_waiting else "reached", responded=None if is_waiting else True,
        solved=None if is_waiting else drawn.random() < 0.9, satisfied=None if is_waiting else drawn.random() < 0.8,
        finished_at=None if is_waiting else received, seq=1, chain="h" * 64,
    )  # fmt: skip


def _once(work: Callable[..., object], *args: object, **named: object) -> float:
    began = time.perf_counter()
    work(*args, **named)
    return (time.perf_counter() - began) * 1000


def _p95(spent: list[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.95)]


if __name__ == "__main__":
    sys.exit(main())
