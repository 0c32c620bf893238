"""How long does one act on a case take with eight people acting, in an office with a million cases?

`python -m bench.acting [--database postgres|sqlite] [--cases 100000] [--walks 200] [--keep FOLDER]`. The cases come
from `wangge synth` (50,000 of them) multiplied inside the database (bench/multiply.py). Then people report cases and
lead them through the loop, wave by wave: file, dispatch, sign, feed back, check, close, each by those whose act it is,
over eight persistent connections, as a browser without scripts does: POST, answered by a redirect. The worker folds
meanwhile.
Limit of the issue: p95 under 60 ms at 1,000,000 cases. Measured twice: each person acts every half second (sixteen acts
a second, more than any street's office does in a minute), and each acts again the moment the answer is there.
"""

import argparse
import json
import os
import sys
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from bench.city import PASSWORD, City, city_of, settle
from bench.harness import Figure, Installation, installation, report, served
from bench.load import Latencies, Line, post, send
from bench.multiply import multiply
from bench.sessions import FORM, Session, sign_in

CONCURRENCY = 8
SEED_CASES = 50_000
P95_MS = 60.0
HALF_A_SECOND = 0.5
HANDLING = ("appearance", "roads", "water", "parks")  # two handlers of each may log in
# Who does what after the report, in the order of the seven steps.
WALK = (
    ("file", "shift-leader"), ("dispatch", "dispatcher"), ("sign", "handler"), ("feed_back", "handler"),
    ("pass", "grid-worker"), ("close", "shift-leader"),
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["postgres", "sqlite"], action="append")
    parser.add_argument("--cases", type=int, default=100_000, help="cases there before")
    parser.add_argument("--walks", type=int, default=200, help="cases led through the loop, six acts each")
    parser.add_argument("--repeat", type=int, default=1, help="measure so often: a shared machine is noisy")
    parser.add_argument("--keep", type=Path, help="a folder for SQLite that stays, so that it is filled once")
    args = parser.parse_args()
    worst = 0
    for database in args.database or ["postgres", "sqlite"]:
        with installation(database, keep=args.keep if database == "sqlite" else None) as made:
            city = fill(made, args.cases)
            worst = max(worst, *(measured(made, city, args.walks) for _ in range(args.repeat)))
    return worst


def fill(made: Installation, cases: int) -> City:
    """See to it that there are so many cases, and return the city."""
    if not made.rows("SELECT 1 FROM cases_case LIMIT 1"):
        made.command("synth", "--cases", str(min(cases, SEED_CASES)), "--seed", "1")
        made.command("worker", "--once")
        if cases > SEED_CASES:
            multiply(made, cases // SEED_CASES)
        settle(made)
    return city_of(made)


def measured(made: Installation, city: City, walks: int) -> int:
    """Let eight people act, print the table, return the exit status."""
    with served(made) as running:
        people = {
            kind: [sign_in(running.port, f"{kind}{number}", PASSWORD) for number in range(1, many + 1)]
            for kind, many in (("grid-worker", 8), ("shift-leader", 3), ("dispatcher", 3), ("handler", 8))
        }
        _led_through(running.port, city, people, 16)  # warm
        busy = running.web_cpu_ms()
        told = _led_through(running.port, city, people, walks)
        busy = (running.web_cpu_ms() - busy) / len(told["all"].answers)
        calm = _led_through(running.port, city, people, max(8, walks // 4), every=HALF_A_SECOND)
        whole = _led_through(running.port, city, people, max(8, walks // 4), every=HALF_A_SECOND, htmx=True)
        figures = [
            *_figures(f"each every half second, {len(calm['all'].answers)} acts", calm["all"]),
            *_figures(f"without a pause, {len(told['all'].answers)} acts", told["all"]),
            *(Figure(f"without a pause: p95 of {act}", told[act].percentile(0.95), "ms") for act, _ in WALK),
            Figure("acts without a pause", told["all"].per_second, "/s"),
            Figure(
                "each every half second, the whole page as answer: p95", whole["all"].percentile(0.95), "ms"
            ),
            # The worker and what else the machine does come on top.
            Figure("processor time of the web, an act", busy, "ms"),
            Figure("load of the machine, last minute", os.getloadavg()[0], ""),
        ]
        [(cases,)] = made.rows("SELECT COUNT(*) FROM cases_case")
        return report(f"Acts by HTTP, {made.database}, {cases} cases, {CONCURRENCY} people acting", figures)


def _figures(name: str, latencies: Latencies) -> list[Figure]:
    return [
        Figure(f"{name}: p95", latencies.percentile(0.95), "ms", P95_MS),
        Figure(f"{name}: p50", latencies.percentile(0.5), "ms"),
        Figure(f"{name}: p99", latencies.percentile(0.99), "ms"),
    ]


def _led_through(
    port: int,
    city: City,
    people: Mapping[str, list[Session]],
    count: int,
    *,
    every: float = 0.0,
    htmx: bool = False,
) -> dict[str, Latencies]:
    cases = _reported(port, city, people["grid-worker"], count)
    found: dict[str, Latencies] = {"all": Latencies()}
    for act, kind in WALK:
        requests = [
            _act(case, act, people[kind][_who(kind, number, len(people[kind]))], number, htmx=htmx)
            for number, case in enumerate(cases)
        ]
        one = send(port, requests, concurrency=CONCURRENCY, every=every)
        wrong = [answer for answer in one.answers if answer.status != (200 if htmx else 302)]
        if wrong or len(one.answers) != len(requests):
            sys.exit(f"{act}: not every act was carried out: {wrong[:3]}")
        found[act] = one
        found["all"].answers += one.answers
        found["all"].seconds += one.seconds
    return found


def _who(kind: str, number: int, many: int) -> int:
    # A case of department d is handled by one of its two handlers; else people take turns. Who found a
    # case checks it.
    if kind == "handler":
        return 2 * (number % len(HANDLING)) + (number // len(HANDLING)) % 2
    return number % many


def _act(case: uuid.UUID, act: str, session: Session, number: int, *, htmx: bool) -> bytes:
    form = {
        "csrfmiddlewaretoken": session.token, "words": "已按要求处理完毕" if act == "feed_back" else "",
        "department": HANDLING[number % len(HANDLING)] if act == "dispatch" else "",
    }  # fmt: skip
    headers = ("HX-Request: true",) if htmx else ()
    body = urlencode(form).encode()
    return post(f"/cases/{case.hex}/acts/{act}", body, cookie=session.cookie, kind=FORM, headers=headers)


def _reported(port: int, city: City, workers: list[Session], count: int) -> list[uuid.UUID]:
    now = datetime.now(UTC).isoformat()
    line, cases = Line(port), []
    category = city.categories[0]
    try:
        for number in range(count):
            session = workers[number % len(workers)]
            lon, lat = city.points[number % len(workers)]  # in the grid of who reports it
            case = uuid.uuid4()
            body = {"id": str(case), "category": category, "at": now, "channel": "grid", "words": "路口井盖破损",
                    "place": "文化路", "lon": lon, "lat": lat, "accuracy_m": 5}  # fmt: skip
            text = json.dumps({"reports": [body]}, ensure_ascii=False).encode()
            asked = post("/api/cases/reports", text, cookie=session.cookie, kind="application/json")
            status, _, answer = line.ask(asked)
            if status != 200 or "refused" in json.loads(answer)["outcomes"][0]:
                sys.exit(f"a report was refused: {status} {answer[:300]!r}")
            cases.append(case)
    finally:
        line.close()
    return cases


if __name__ == "__main__":
    sys.exit(main())
