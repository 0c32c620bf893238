"""How fast are reports taken in by HTTP: grid lookup, routing, clock, words, event, one transaction each?

`python -m bench.intake [--database postgres|sqlite] [--requests 4000]`. Two web processes, eight persistent
connections; the worker folds meanwhile. Limits: the issue's; peers' figures are in docs/performance.md.
"""

import argparse
import json
import random
import sys
import uuid
from datetime import UTC, datetime

from bench.city import PASSWORD, City, filled
from bench.harness import Figure, Installation, Statements, counted_statements, report, served
from bench.load import Latencies, Line, post, send
from bench.sessions import Session, sign_in

CONCURRENCY = 8
WARM_UP = 200
POSTGRES_LIMITS = {"per_second": 200.0, "p95": 60.0, "statements": 8.0}
SQLITE_LIMITS = {"per_second": 100.0, "p99": 300.0}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["postgres", "sqlite"], action="append")
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--cases", type=int, default=20_000, help="cases there before")
    args = parser.parse_args()
    return max(
        [
            measured(database, args.cases, args.requests)
            for database in args.database or ["postgres", "sqlite"]
        ]
    )


def measured(database: str, cases: int, requests: int) -> int:
    """Measure on one database, print the table, return the exit status."""
    with filled(database, cases) as (made, city), served(made) as running:
        sessions = [sign_in(running.port, login, PASSWORD) for login in city.workers[:CONCURRENCY]]
        take = _requests(city, sessions, WARM_UP + requests)
        _check_one(running.port, take.pop())
        send(running.port, take[:WARM_UP], concurrency=CONCURRENCY)
        sent = take[WARM_UP:]
        counts: list[Statements] = []
        busy = running.web_cpu_ms()
        if database == "postgres":
            with counted_statements(made, len(sent)) as counts:
                latencies = send(running.port, sent, concurrency=CONCURRENCY)
        else:
            latencies = send(running.port, sent, concurrency=CONCURRENCY)
        busy = (running.web_cpu_ms() - busy) / len(sent)
        if latencies.not_well() or len(latencies.answers) != len(sent):
            sys.exit(f"not every report was taken: {latencies.not_well()[:5]}")
        return _told(made, latencies, counts, running.web_megabytes(), busy)


def _told(
    made: Installation, latencies: Latencies, counts: list[Statements], megabytes: float, busy: float
) -> int:
    limits = POSTGRES_LIMITS if made.database == "postgres" else SQLITE_LIMITS
    figures = [
        Figure("reports taken", latencies.per_second, "/s", limits.get("per_second"), at_least=True),
        Figure("p50", latencies.percentile(0.5), "ms"),
        Figure("p95", latencies.percentile(0.95), "ms", limits.get("p95")),
        Figure("p99", latencies.percentile(0.99), "ms", limits.get("p99")),
        Figure("processor time of the web, a report", busy, "ms"),
        Figure("web process", megabytes, "MB", 200),
    ]
    for one in counts:
        figures += [
            Figure("statements a report", one.asked, "", limits.get("statements")),
            Figure("transaction control a report", one.control, ""),
        ]
    [(cases,)] = made.rows("SELECT COUNT(*) FROM cases_case")
    return report(f"Intake by HTTP, {made.database}, {cases} cases, concurrency {CONCURRENCY}", figures)


def _requests(city: City, sessions: list[Session], count: int) -> list[bytes]:
    chance, now = random.Random(7), datetime.now(UTC).isoformat()
    made = []
    for number in range(count + 1):
        lon, lat = chance.choice(city.points)
        body = {
            "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "category": chance.choice(city.categories),
            "at": now, "channel": "grid", "words": f"路口井盖破损,影响行人通行 {number}", "place": "文化路与农业路口",
            "lon": lon, "lat": lat, "accuracy_m": 5,
        }  # fmt: skip
        session = sessions[number % len(sessions)]
        text = json.dumps({"reports": [body]}, ensure_ascii=False).encode()
        made.append(post("/api/cases/reports", text, cookie=session.cookie, kind="application/json"))
    return made


def _check_one(port: int, request: bytes) -> None:
    line = Line(port)
    status, _, body = line.ask(request)
    line.close()
    outcome = json.loads(body)["outcomes"][0] if status == 200 else {"refused": body}
    if "refused" in outcome:
        sys.exit(f"a report was refused: {outcome}")


if __name__ == "__main__":
    sys.exit(main())
