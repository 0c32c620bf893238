"""What does a soak stand on: a web process that can be killed, work that waits, and the server's own rows?"""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.with_postgres import free_port

GUNICORN = str(Path(sys.executable).with_name("gunicorn"))
LOGIN, OTHER, HEAP = "hyl-worker", "hyl-head", "zz-ledger:event:0801"
WELL_SECONDS = 60


class Web:
    """The web of a home as `wangge serve` runs it, with one process that can be killed and is begun again."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.port, self.deaths = free_port(), 0
        words = [GUNICORN, "--preload", "--worker-class", "gthread", "--workers", "1", "--threads", "4",
                 "--bind", f"127.0.0.1:{self.port}", "--log-level", "critical", "wangge.config.wsgi"]  # fmt: skip
        self._master = subprocess.Popen(words, env=dict(environment), stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """End the web process without a word; its master begins another."""
        children = Path(f"/proc/{self._master.pid}/task/{self._master.pid}/children").read_text().split()
        for child in children:
            try:
                os.kill(int(child), signal.SIGKILL)
                self.deaths += 1
            except ProcessLookupError:
                pass

    def wait(self) -> None:
        """Return when it listens; what comes before its process is up waits for it."""
        deadline = time.monotonic() + WELL_SECONDS
        while time.monotonic() < deadline:
            with suppress(ConnectionError), socket.create_connection(("127.0.0.1", self.port), timeout=5):
                return
            time.sleep(0.05)  # between two questions
        raise AssertionError("the web does not answer")

    def stop(self) -> None:
        self._master.terminate()
        try:
            self._master.wait(20)
        except subprocess.TimeoutExpired:
            self._master.kill()


@contextmanager
def web(environment: Mapping[str, str]) -> Iterator[Web]:
    """Serve a home that has been initialised until the block ends."""
    running = Web(environment)
    try:
        running.wait()
        yield running
    finally:
        running.stop()


def make_tasks(environment: Mapping[str, str], count: int) -> dict[str, list[str]]:
    """Return ids of cases: {"verify": the worker's to verify, "voice": the worker's to add a voice to}."""
    command = [sys.executable, "-m", "tests.faults.tasks", LOGIN, OTHER, HEAP, str(count)]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return told


class Rows:
    """The server's rows, read straight from its SQLite file."""

    def __init__(self, home: Path) -> None:
        self._database = sqlite3.connect(f"file:{home / 'wangge.sqlite3'}?mode=ro", uri=True, timeout=30)

    def close(self) -> None:
        self._database.close()

    def missing_of(self, record: str) -> str:
        """Say what a delivered record lacks on the server; "" when it is all there."""
        key = record.replace("-", "")
        found = self._ask('SELECT state, "case" FROM field_arrival WHERE id = ?', key)
        if [state for state, _ in found] != ["accepted"]:
            return f"arrival: {[state for state, _ in found]}"
        if not self._ask("SELECT 1 FROM cases_case WHERE id = ?", found[0][1]):
            return "no case"
        left = self._ask("SELECT sha256 FROM field_awaitedfile WHERE record = ? AND arrived_at IS NULL", key)
        return f"files: {len(left)}" if left else ""

    def arrivals(self, record: str) -> list[str]:
        found = self._ask("SELECT state FROM field_arrival WHERE id = ?", record.replace("-", ""))
        return [str(state) for (state,) in found]

    def cases_saying(self, mark: str) -> int:
        """How many cases carry these words?"""
        return int(
            self._ask('SELECT COUNT(DISTINCT "case") FROM cases_casetext WHERE words LIKE ?', f"%{mark}%")[0][
                0
            ]
        )

    def events(self, case: str) -> Counter[str]:
        """The kinds of a case's events with their number."""
        return Counter(
            str(kind)
            for (kind,) in self._ask(
                "SELECT kind FROM foundation_event WHERE subject = ?", case.replace("-", "")
            )
        )

    def photos(self, case: str) -> int:
        return int(
            self._ask('SELECT COUNT(*) FROM cases_photo WHERE "case" = ?', case.replace("-", ""))[0][0]
        )

    def voices(self, case: str) -> int:
        return int(
            self._ask('SELECT COUNT(*) FROM cases_voice WHERE "case" = ?', case.replace("-", ""))[0][0]
        )

    def _ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        return self._database.execute(sql, values).fetchall()
