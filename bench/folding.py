"""How fast are events folded into the counters, by the worker and by a rebuild, and in how much memory?

`python -m bench.folding [--database postgres|sqlite] [--cases 50000]`. A city made by `wangge synth`; the counters are
emptied and the cursor is set back, then `wangge worker --once` folds everything again, then `wangge figures rebuild`
does; both ways must come to the same counters. Limits: 15,000 events/s with the declared margins; ten million events in
twelve minutes; flat memory, here: at most a tenth more for four times the events.
"""

import argparse
import sys

from bench.city import filled
from bench.harness import Figure, Installation, database_cpu_ms, report
from wangge.rules.figures import Figure as Figures

FOLD_LEAST = 15_000.0  # events a second
REBUILD_LEAST = 10_000_000 / (12 * 60)
GROWTH_MOST = 1.10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--growth", action="store_true", help="measure memory at four times the cases, too")
    args = parser.parse_args()
    figures, memory = measured(args.database, args.cases)
    if args.growth:
        _, larger = measured(args.database, args.cases * 4)
        figures.append(
            Figure("memory of a rebuild, four times the cases", larger / memory, "times", GROWTH_MOST)
        )
    return report(f"Folding, {args.database}, {args.cases:,} cases", figures)


def measured(database: str, cases: int) -> tuple[list[Figure], float]:
    """Return the figures at one size, and the memory of the rebuild in MB."""
    with filled(database, cases) as (made, _):
        [(events,)] = made.rows("SELECT COUNT(*) FROM foundation_position")
        before = counters(made)
        made.change("DELETE FROM cases_counterrow")
        made.change("DELETE FROM cases_durationcounter")
        made.change("UPDATE foundation_cursor SET position = 0 WHERE consumer = 'figures'")
        figures, megabytes = [Figure("events", int(str(events)), ""), Figure("counters", before[0], "")], 0.0
        for name, words, least in (
            ("the worker, from nothing", ("worker", "--once"), FOLD_LEAST),
            ("a rebuild", ("figures", "rebuild", "--json"), REBUILD_LEAST),
        ):
            idle = made.spent("figures", "--help")  # a start is no fold
            database_ms = database_cpu_ms(made) if database == "postgres" else 0.0
            spent = made.spent(*words)
            own = (spent.processor_seconds - idle.processor_seconds) * 1e6 / int(str(events))
            rate = int(str(events)) / (spent.seconds - idle.seconds)
            figures.append(Figure(name, rate, "events/s", least, at_least=True))
            figures.append(Figure(f"{name}: processor time of its processes", own, "us an event"))
            if database == "postgres":
                theirs = (database_cpu_ms(made) - database_ms) * 1e3 / int(str(events))
                figures.append(Figure(f"{name}: of the database", theirs, "us an event"))
            figures.append(Figure(f"{name}: memory of its largest process", spent.megabytes, "MB"))
            megabytes = spent.megabytes
            if counters(made) != before:
                sys.exit("two ways to the same counters came to different ones")
        return figures, megabytes


def counters(made: Installation) -> tuple[int, int]:
    """How many counters differ from nothing, and what they add up to."""
    differ = " + ".join(f'COUNT(NULLIF("{figure}", 0))' for figure in Figures)
    total = " + ".join(f'COALESCE(SUM("{figure}"), 0)' for figure in Figures)
    rows = made.rows(
        f"SELECT {differ}, {total} FROM cases_counterrow UNION ALL"
        " SELECT COUNT(*), COALESCE(SUM(n), 0) FROM cases_durationcounter WHERE n <> 0"
    )
    (figures, figures_n), (durations, durations_n) = [(int(str(n)), int(str(total))) for n, total in rows]
    return figures + durations, figures_n + durations_n


if __name__ == "__main__":
    raise SystemExit(main())
