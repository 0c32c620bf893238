"""How fast are the pages, whatever is asked of them?

`python -m bench.pages [--database postgres|sqlite] [--cases 100000]`: 1,000 distinct addresses drawn at random over
people, units, filters, months and pages (first, middle, last), while worker, ticker and 20 acts a second run beside.
Sessions and policies are on, nothing is cached; statements are counted in PostgreSQL under the web's own role.
"""

import argparse
import random
import re
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from bench.city import PASSWORD, City, filled
from bench.harness import (
    Figure,
    Installation,
    Running,
    background_environment,
    counted_statements,
    report,
    served,
)
from bench.load import Latencies, get, send
from bench.sessions import Session, sign_in

ADDRESSES, PEOPLE, CONCURRENCY = 1000, 40, 8
ALONE_MS, TOGETHER_MS, SEARCH_MS, STATEMENTS, MEGABYTES = 100, 150, 100, 8, 200
SHARES = {
    "list": 0.30, "search": 0.15, "my work": 0.10, "map": 0.10, "clusters": 0.10, "figures": 0.15, "room": 0.06,
    "room's parts": 0.04,
}  # fmt: skip
# The room answers at once what others ask page by page: who is there, counters, cases, departments, emergencies.
ROOM_STATEMENTS = 10
PARTS = ("counters", "cases", "curve", "alarms", "duty")


class Asked(NamedTuple):
    """One address, as one person asks for it."""

    kind: str
    path: str
    session: Session

    @property
    def request(self) -> bytes:
        return get(self.path, self.session.cookie)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=["postgres", "sqlite"], action="append")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--only", action="append", choices=list(SHARES), help="some kinds of pages only")
    parser.add_argument(
        "--keep", type=Path, help="folder that keeps the SQLite installation for the next run"
    )
    args = parser.parse_args()
    databases = args.database or ["postgres", "sqlite"]
    return max(
        [measured(database, args.cases, args.keep, args.only or list(SHARES)) for database in databases]
    )


def measured(
    database: str, cases: int, keep: Path | None = None, kinds: Sequence[str] = tuple(SHARES)
) -> int:
    """Measure on one database, print the table, return the exit status."""
    with (
        filled(database, cases, keep=keep if database == "sqlite" else None) as (made, city),
        served(made) as running,
    ):
        sessions = [sign_in(running.port, login, PASSWORD) for login in _people(city)]
        pairs = _pairs(made)
        asked = [one for one in drawn(made, city, sessions, pairs) if one.kind in kinds]
        requests = [one.request for one in asked]
        with acting(made, city):
            send(running.port, requests[::10], concurrency=CONCURRENCY)  # warm, as by day
            alone = send(running.port, requests, concurrency=1)
            together = send(running.port, requests, concurrency=CONCURRENCY)
            _all_well(asked, alone, together)
            statements = _statements(made, running, asked, kinds) if database == "postgres" else {}
        figures = [Figure("web process", running.web_megabytes(), "MB", MEGABYTES)]
    for kind in kinds:
        numbers = {number for number, one in enumerate(asked) if one.kind == kind}
        figures += _figures(kind, alone.of(numbers), together.of(numbers), statements.get(kind))
    common = {number for number, one in enumerate(asked) if urlencode({"q": pairs[0]}) in one.path}
    if common:
        p95 = alone.of(common).percentile(0.95)
        figures.append(Figure("search, the commonest pair: p95 alone", p95, "ms", SEARCH_MS))
    return report(f"Pages, {database}, {cases} cases, {len(set(requests))} distinct addresses", figures)


def _figures(kind: str, alone: Latencies, together: Latencies, statements: float | None) -> list[Figure]:
    figures = [
        Figure(f"{kind}: p50 alone", alone.percentile(0.5), "ms"),
        Figure(f"{kind}: p95 alone", alone.percentile(0.95), "ms", ALONE_MS),
        Figure(f"{kind}: p95 at concurrency {CONCURRENCY}", together.percentile(0.95), "ms", TOGETHER_MS),
    ]
    if statements is not None:
        most = ROOM_STATEMENTS if kind == "room" else STATEMENTS
        figures.append(Figure(f"{kind}: statements", statements, "", most))
    return figures


def _all_well(asked: Sequence[Asked], *loads: Latencies) -> None:
    for load in loads:
        if load.not_well() or len(load.answers) != len(asked):
            told = [f"{answer.status} {asked[answer.number].session.login} {asked[answer.number].path}"
                    for answer in load.not_well()[:5]]  # fmt: skip
            sys.exit(f"{len(load.answers)} of {len(asked)} answered; not well: {told}")


def _statements(
    made: Installation, running: Running, asked: Sequence[Asked], kinds: Sequence[str]
) -> dict[str, float]:
    found = {}
    for kind in kinds:
        requests = [one.request for one in asked if one.kind == kind][:50]
        with counted_statements(made, len(requests)) as counts:
            send(running.port, requests, concurrency=1)
        found[kind] = counts[0].asked
    return found


@contextmanager
def acting(made: Installation, city: City) -> Iterator[None]:
    """Twenty acts a second beside what is measured, in a process and under a role of their own."""
    words = [sys.executable, "-m", "bench.acts", city.county, "--per-second", "20", "--seconds", "900"]
    acts = subprocess.Popen(words, env=background_environment(made), stdout=subprocess.PIPE, text=True)
    try:
        yield
        if acts.poll() is not None:
            sys.exit("the acts beside the bench ended too early")
    finally:
        acts.terminate()
        print(acts.communicate(timeout=30)[0].strip(), flush=True)


# -- what is asked for ---------------------------------------------------------------------------


def drawn(
    made: Installation, city: City, sessions: Sequence[Session], pairs: Sequence[str], seed: int = 11
) -> list[Asked]:
    """Draw the addresses: the same ones for the same seed and city."""
    chance = random.Random(seed)
    [(first, last)] = made.rows("SELECT MIN(reported_at), MAX(reported_at) FROM cases_case")
    span = _Span(_moment(first), _moment(last))
    asked: dict[Asked, None] = {}
    handlers = {login for kind, login in city.logins if kind == "handler"}
    of_territory = [session for session in sessions if session.login not in handlers]
    for kind, share in SHARES.items():
        wanted, tries = len(asked) + int(share * ADDRESSES), 0
        while len(asked) < wanted and (tries := tries + 1) < 20 * ADDRESSES:
            session = chance.choice(of_territory if kind.startswith("room") else sessions)
            asked[Asked(kind, _path(kind, chance, city, session.login, span, pairs), session)] = None
    shuffled = list(asked)
    chance.shuffle(shuffled)
    return shuffled


class _Span(NamedTuple):
    first: datetime
    last: datetime

    def moment(self, chance: random.Random) -> datetime:
        return self.first + timedelta(seconds=chance.uniform(0, (self.last - self.first).total_seconds()))

    def month(self, chance: random.Random) -> str:
        """A month, a year, or all time."""
        return (
            f"{self.moment(chance):{chance.choice(['%Y-%m', '%Y-%m', '%Y'])}}"
            if chance.random() < 0.7
            else ""
        )


def _path(kind: str, chance: random.Random, city: City, login: str, span: _Span, pairs: Sequence[str]) -> str:
    """One address of a kind, within what this person sees."""
    unit = _unit(chance, city, login)
    match kind:
        case "list":
            return _list(chance, city, unit, span)
        case "search":
            # The commonest pair in every third search.
            words = pairs[0] if chance.random() < 0.34 else chance.choice(pairs)
            return _address("/cases/", q=words, unit=unit, last=chance.choice(["", "", "1"]))
        case "my work":
            return f"/cases/mine/{chance.choice(['', '?light=red'])}"
        case "map":
            return _address("/cases/map/", unit=unit, measure=chance.choice(["", "open", "late"]))
        case "room":
            return _address("/ops/wall/" if unit else "/ops/", unit=unit)
        case "room's parts":
            return _address(f"/ops/part/{chance.choice(PARTS)}", unit=unit)
        case "clusters":
            return _clusters(chance, city, unit)
        case _:
            return _address("/cases/figures/", unit=unit, kind=_kind(chance, city), period=span.month(chance))


def _list(chance: random.Random, city: City, unit: str, span: _Span) -> str:
    key = chance.choice(["first", "middle", "last"])
    middle = f"{span.moment(chance).isoformat()}~{uuid.UUID(int=chance.getrandbits(128)).hex}"
    return _address(
        "/cases/",
        figure=chance.choice(["", "", "found", "solved", "open", "overdue", "settled", "in_grid"]),
        unit=unit, kind=_kind(chance, city), period=span.month(chance),
        state=chance.choice([*city.states, *[""] * 3 * len(city.states)]),
        department=chance.choice([*city.departments, *[""] * 3 * len(city.departments)]),
        after=middle if key == "middle" else "", last="1" if key == "last" else "",
    )  # fmt: skip


def _clusters(chance: random.Random, city: City, unit: str) -> str:
    lon, lat = chance.choice(city.points)
    zoom = chance.randrange(10, 17)
    half = 180 / 2**zoom
    box = ",".join(f"{edge:.6f}" for edge in (lon - 2 * half, lat - half, lon + 2 * half, lat + half))
    return _address("/cases/map/clusters", bbox=box, zoom=str(zoom), unit=unit)


def _unit(chance: random.Random, city: City, login: str) -> str:
    return chance.choice(city.in_sight(login, chance.choice([0, 3, 4, 5])) or [""])


def _kind(chance: random.Random, city: City) -> str:
    return chance.choice(city.categories) if chance.random() < 0.3 else ""


def _address(path: str, **asked: str) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path


def _pairs(made: Installation) -> list[str]:
    """Pairs of characters that stand in the words, the commonest first."""
    rows = made.rows("SELECT words FROM cases_casetext WHERE words <> '' ORDER BY salt LIMIT 2000")
    found = Counter(pair for (words,) in rows for pair in {
        run[at : at + 2] for run in re.findall(r"[\u4e00-\u9fff]{2,}", str(words)) for at in range(len(run) - 1)
    })  # fmt: skip
    return [pair for pair, _ in found.most_common(200)]


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)


def _people(city: City) -> list[str]:
    """Some of every kind of post, so that every policy is asked."""
    by_kind: dict[str, list[str]] = {}
    for kind, login in city.logins:
        by_kind.setdefault(kind, []).append(login)
    each = max(1, PEOPLE // len(by_kind))
    return sorted({login for logins in by_kind.values() for login in logins[:each]})


if __name__ == "__main__":
    sys.exit(main())
