"""What does a soak stand on: a small street of its own and a web process that can be killed?"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.cutting import CuttingLine
from tests.faults.phone import Disk
from tests.faults.rows import Rows
from tests.faults.runs import Soak
from tests.faults.tasks import LOGIN, PASSWORD
from tests.serving import environment_for, run_command
from tools.with_postgres import free_port

GUNICORN = str(Path(sys.executable).with_name("gunicorn"))
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


@contextmanager
def soaking(home: Path, runs: int, *, seed: int, is_gullible: bool = False) -> Iterator[Soak]:
    """A small street in a fresh home, served behind a breaking line, with work for so many runs."""
    environment = environment_for(home)
    done = run_command(("init",), environment)
    assert done.returncode == 0, done.stderr
    tasks = _tasks(environment, runs)
    with web(environment) as running:
        line, rows = CuttingLine(running.port, kill_server=running.kill), Rows(home)
        try:
            yield Soak(line, rows, tasks, Disk(LOGIN, PASSWORD), seed=seed, is_gullible=is_gullible)
        finally:
            rows.close()
            line.close()


def _tasks(environment: Mapping[str, str], count: int) -> dict[str, list[str]]:
    command = [sys.executable, "-m", "tests.faults.tasks", str(count)]
    done = subprocess.run(command, env=dict(environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return told
