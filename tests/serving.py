"""How does a test reach the whole system: real processes, a real port, a home of its own?"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tools.with_postgres import free_port

START_SECONDS = 60
STOP_SECONDS = 60  # how long a condition is waited for says more of the machine's other work than of us
WANGGE = str(Path(sys.executable).with_name("wangge"))


@dataclass(frozen=True, slots=True)
class Served:
    """A running process group: its address, its environment and the file of what it prints."""

    url: str
    environment: dict[str, str]
    log: Path
    group: int

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `wangge WORDS` on the same home and database; the exit code is the caller's to judge."""
        return run_command(words, self.environment)

    def health(self) -> dict[str, object]:
        """Return what /healthz says."""
        with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
            return dict(json.load(answer))

    def process_at(self, port: int) -> int:
        """Return the process of the group that holds a listening port."""
        line = next(words for words in map(str.split, Path("/proc/net/tcp").read_text().splitlines())
                    if words[1].endswith(f":{port:04X}") and words[3] == "0A")  # fmt: skip
        held = f"socket:[{line[9]}]"
        children = map(int, Path(f"/proc/{self.group}/task/{self.group}/children").read_text().split())
        return next(
            child
            for child in children
            if any(_leads_to(file, held) for file in Path(f"/proc/{child}/fd").iterdir())
        )

    def wait_until_placed(self) -> None:
        """Return when every event has its position in the county's order, so that figures count it."""
        deadline = time.monotonic() + START_SECONDS
        while self.health()["worker_lag"]:
            assert time.monotonic() < deadline, "the worker does not place events"
            time.sleep(0.05)


def _leads_to(file: Path, target: str) -> bool:
    try:
        return str(file.readlink()) == target
    except OSError:  # closed in the same moment
        return False


def environment_for(home: Path, database_url: str | None = None) -> dict[str, str]:
    """Return the environment of a fresh installation in `home`: SQLite there, or the database given."""
    own = {
        key: value
        for key, value in os.environ.items()
        if key != "DATABASE_URL" and not key.startswith("WANGGE_")
    }
    own["WANGGE_HOME"] = str(home)
    own["PYTHONFAULTHANDLER"] = "1"  # so that one that does not stop says where it stands
    if database_url:
        own["DATABASE_URL"] = database_url
    return own


def run_command(words: Sequence[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one `wangge` command to its end."""
    return subprocess.run([WANGGE, *words], env=environment, capture_output=True, text=True, check=False)


@contextmanager
def served(environment: dict[str, str]) -> Iterator[Served]:
    """Run `wangge serve` on a free port until the block ends; the home must have been initialised."""
    port = free_port_pair()
    environment = environment | {"WANGGE_PORT": str(port)}
    log = Path(environment["WANGGE_HOME"]) / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [WANGGE, "serve"], env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    running = Served(f"http://127.0.0.1:{port}", environment, log, process.pid)
    try:
        wait_until_well(running, process)
        yield running
    finally:
        stop_group(process)


def free_port_pair() -> int:
    """Return a port p of loopback such that p and p + 1 (the live stream) are both free now."""
    import socket

    while True:
        port = free_port()
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def wait_until_well(running: Served, process: subprocess.Popen[bytes]) -> None:
    """Return when /healthz says that web, worker and ticker are at work; else fail with what was printed."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if running.health()["ok"]:
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)  # between two questions, not instead of one
    raise AssertionError(
        f"wangge serve did not become well:\n{running.log.read_text(errors='replace')[-4000:]}"
    )


def stop_group(process: subprocess.Popen[bytes]) -> None:
    """Stop the process group as Ctrl-C does; what is left after that is killed and counts as a fault."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGABRT)  # each prints its threads into the log
        raise
    finally:
        if _group_lives(process.pid):
            os.killpg(process.pid, signal.SIGKILL)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def database_of_its_own(name: str) -> str | None:
    """Return the address of a fresh PostgreSQL database beside DATABASE_URL's, or None on SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        return None
    own = address.rsplit("/", 1)[0]
    with psycopg.connect(f"{own}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{own}/{name}"
