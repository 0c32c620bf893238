"""What does every bench stand on: a durable database, the served system, a bounded load, a table with limits.

Everything stays on loopback, is bounded in count and time, and ends with the bench.
"""

import argparse
import json
import os
import platform
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tools.with_postgres import cluster, free_port

WANGGE = str(Path(sys.executable).with_name("wangge"))
GUNICORN = str(Path(sys.executable).with_name("gunicorn"))
WELL_SECONDS, STOP_SECONDS = 60, 30

# A quarter of a small machine; durability is the server's default and is checked below.
POSTGRES = {
    "shared_buffers": "1GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "effective_cache_size": "8GB",
    "random_page_cost": "1.1",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track": "all",
    "track_commit_timestamp": "on",
}
# Asked through Django's own connection: another connection has settings of its own.
ASK_PRAGMAS = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for name in ("synchronous", "journal_mode"):
        print(cursor.execute(f"PRAGMA {name}").fetchone()[0])
"""
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a command printed, how long it took from its start, its largest resident set, and its processor time.

    Set and time are those of its own processes, not of the database's.
    """

    printed: str
    seconds: float
    megabytes: float
    processor_seconds: float


@dataclass(frozen=True, slots=True)
class Installation:
    """A home with its database; `database` is sqlite or postgres."""

    database: str
    home: Path
    environment: Mapping[str, str]

    @property
    def address(self) -> str:
        return self.environment["DATABASE_URL"]

    def command(self, *words: str) -> str:
        """Run `wangge WORDS` to its end and return what it printed; a bench cannot go on after a failure."""
        done = subprocess.run(
            [WANGGE, *words], env=dict(self.environment), capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"wangge {' '.join(words)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Read rows straight from the database."""
        if self.database == "postgres":
            with psycopg.connect(self.address) as connection:
                return connection.execute(sql).fetchall()
        with sqlite3.connect(self.home / "wangge.sqlite3") as connection:
            return connection.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Run one statement straight on the database."""
        if self.database == "postgres":
            with psycopg.connect(self.address, autocommit=True) as connection:
                connection.execute(sql)
        else:
            with sqlite3.connect(self.home / "wangge.sqlite3") as connection:
                connection.execute(sql)

    def spent(self, *words: str) -> Spent:
        """Run `wangge WORDS` to its end and tell what it took."""
        began = time.monotonic()
        process = subprocess.Popen([WANGGE, *words], env=dict(self.environment), stdout=subprocess.PIPE)
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"wangge {' '.join(words)} ended with {process.returncode}")
        seconds, busy = time.monotonic() - began, used.ru_utime + used.ru_stime
        return Spent(printed.decode(), seconds, used.ru_maxrss / 1024, busy)

    def copy(self, folder: Path) -> "Installation":
        """Return a copy of an SQLite installation, to be filled further or spoiled."""
        shutil.copytree(self.home, folder)
        return Installation(
            self.database, folder, environment(folder, f"sqlite:///{folder / 'wangge.sqlite3'}")
        )


@contextmanager
def installation(database: str, *, keep: Path | None = None) -> Iterator[Installation]:
    """A fresh, durable, initialised installation on `sqlite` or `postgres`.

    `keep` is a folder that stays, so that a large installation is built once.
    """
    with ExitStack() as stack:
        home = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wangge-bench-")))
        home.mkdir(parents=True, exist_ok=True)
        if database == "postgres":
            address = stack.enter_context(
                cluster(durable=True, settings=POSTGRES, keep=keep and keep / "postgres")
            )
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
                # What works beside the web has a role of its own, so that statements are told apart.
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'background'").fetchone():
                    connection.execute("CREATE ROLE background SUPERUSER LOGIN")
        else:
            address = f"sqlite:///{home / 'wangge.sqlite3'}"
        made = Installation(database, home, environment(home, address))
        made.command("init")
        tell_durability(made)
        yield made


def environment(home: Path, address: str) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith(("WANGGE_", "DATABASE_"))}
    return own | {"WANGGE_HOME": str(home), "DATABASE_URL": address, "WANGGE_LOG": "WARNING"}


def tell_durability(made: Installation) -> None:
    """Print how durable the database is; end the bench when anything is switched off."""
    if made.database == "postgres":
        with psycopg.connect(made.address) as connection:
            told = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in DURABLE}  # type: ignore[index]
        is_durable = all(value == "on" for value in told.values())
    else:
        own = {**made.environment, "DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
        asked = subprocess.run(
            [sys.executable, "-c", ASK_PRAGMAS], env=own, capture_output=True, text=True, check=True
        )
        synchronous, journal = asked.stdout.split()
        told = {"PRAGMA synchronous": synchronous, "PRAGMA journal_mode": journal}
        is_durable = int(synchronous) >= 2  # FULL
    print(f"[{made.database}] " + ", ".join(f"{name}={value}" for name, value in told.items()), flush=True)
    if not is_durable:
        sys.exit("a bench on a database that may forget says nothing")


def machine() -> str:
    """One line about this machine."""
    kind = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                 if line.startswith("model name")), platform.machine())  # fmt: skip
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({kind}), {memory:.0f} GiB, Python {platform.python_version()}"


# -- the served system ---------------------------------------------------------------------------


@dataclass(slots=True)
class Running:
    """Web processes, and beside them a worker and a ticker, each a process of its own."""

    url: str
    port: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def web_megabytes(self) -> float:
        """The largest resident set among the web processes, in MB."""
        return max(_resident(pid) for pid in _children(self.processes["web"].pid))

    def web_cpu_ms(self) -> float:
        """The time on a processor that the web processes have used so far, in ms."""
        ticks = sum(_ticks(pid) for pid in _children(self.processes["web"].pid))
        return ticks * 1000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(
    made: Installation, *, web_workers: int = 2, threads: int = 4, background: bool = True
) -> Iterator[Running]:
    """Serve the pages by gunicorn as `wangge serve` does, with worker and ticker unless told otherwise.

    On PostgreSQL the background connects under a role of its own, so that the web's statements are
    counted apart.
    """
    port = free_port()
    running = Running(f"http://127.0.0.1:{port}", port)
    web = [GUNICORN, "--worker-class", "gthread", "--workers", str(web_workers), "--threads", str(threads)]
    web += [
        "--bind",
        f"127.0.0.1:{port}",
        "--keep-alive",
        "30",
        "--log-level",
        "warning",
        "wangge.config.wsgi",
    ]
    try:
        running.processes["web"] = _start(web, made.environment)
        if background:
            aside = background_environment(made)
            for name, words in {"worker": ["worker"], "ticker": ["tick", "--forever"]}.items():
                running.processes[name] = _start([WANGGE, *words], aside)
        _wait(running)
        yield running
    finally:
        for process in running.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in running.processes.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _start(words: Sequence[str], own: Mapping[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, env=dict(own), stdout=subprocess.DEVNULL)


def background_environment(made: Installation) -> dict[str, str]:
    """The environment of what works beside the web."""
    return {**made.environment, "DATABASE_URL": made.address.replace("postgres@", "background@")}


def _wait(running: Running) -> None:
    deadline = time.monotonic() + WELL_SECONDS
    while time.monotonic() < deadline and running.processes["web"].poll() is None:
        try:
            with urllib.request.urlopen(f"{running.url}/healthz", timeout=5) as answer:
                json.load(answer)
                return
        except urllib.error.HTTPError:
            if len(running.processes) == 1:
                return  # without a worker it answers that it is not well, but it answers
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit("the served system did not answer")


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _ticks(pid: int) -> int:
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return int(user) + int(system)


def database_cpu_ms(made: Installation) -> float:
    """The time on a processor that PostgreSQL has used so far, all of its processes, in ms."""
    with psycopg.connect(made.address) as connection:
        backend = Path(f"/proc/{connection.info.backend_pid}/stat").read_text()
    server = int(backend.rpartition(")")[2].split()[1])
    ended = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[13:15]
    ticks = sum(_ticks(pid) for pid in (server, *_children(server))) + sum(map(int, ended))
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    line = next(
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")
    )
    return int(line.split()[1]) / 1024


# -- statements ----------------------------------------------------------------------------------

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ")


@dataclass(frozen=True, slots=True)
class Statements:
    """What the web processes asked of the database: statements, and transaction control apart."""

    asked: float
    control: float


@contextmanager
def counted_statements(made: Installation, requests: int) -> Iterator[list[Statements]]:
    """Count the web's statements in PostgreSQL itself; the list holds the counts for each request."""
    found: list[Statements] = []
    with psycopg.connect(made.address, autocommit=True) as connection:
        connection.execute("SELECT pg_stat_statements_reset()")
        yield found
        rows = connection.execute(
            "SELECT query, calls FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid"
            " WHERE r.rolname = 'postgres' AND query NOT LIKE '%pg_stat_statements%' AND toplevel"
        ).fetchall()
    control = sum(calls for query, calls in rows if query.upper().startswith(CONTROL))
    found.append(Statements((sum(calls for _, calls in rows) - control) / requests, control / requests))


# -- the table -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside its limit; `at_least` tells which side is good."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def line(self) -> str:
        bound = "" if self.limit is None else f"{'>=' if self.at_least else '<='} {self.limit:g}"
        mark = "" if self.limit is None else ("ok" if self.is_met else "OVER")
        return f"| {self.name} | {self.value:,.4g} {self.unit} | {bound} | {mark} |"


def report(title: str, figures: Sequence[Figure]) -> int:
    """Print the table and return the exit status: 1 when a limit is not met."""
    print(f"\n### {title}\n\n{machine()}\n\n| Figure | Measured | Limit | |\n|---|---:|---:|---|")
    for figure in figures:
        print(figure.line())
    print(flush=True)
    return 0 if all(figure.is_met for figure in figures) else 1


def inside_each(
    module: str, doc: str | None, sizes: Mapping[str, int], measured: Callable[..., dict[str, float]],
    told: Callable[[str, int, dict[str, float]], int],
) -> int:  # fmt: skip
    """Measure in a process of its own beside each database, told by its first size; return the worst exit code.

    `sizes` are the command's whole numbers with their defaults; `--inside` is how that process is begun.
    """
    parser = argparse.ArgumentParser(description=doc)
    for name, size in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=size)
    parser.add_argument("--database", choices=["sqlite", "postgres"])
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    asked = {name: getattr(args, name) for name in sizes}
    if args.inside:
        print(json.dumps(measured(*asked.values())))
        return 0
    words = [word for name, size in asked.items() for word in (f"--{name}", str(size))]
    worst = 0
    for database in [args.database] if args.database else ["sqlite", "postgres"]:
        with installation(database) as made:
            own = {**made.environment, "DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
            command = [sys.executable, "-m", module, "--inside", *words]
            done = subprocess.run(command, env=own, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(done.stderr)
            found = json.loads(done.stdout.splitlines()[-1])
            worst = max(worst, told(database, next(iter(asked.values())), found))
    return worst
