"""How long is it from a commit until a thousand pages have heard of it?

`python -m bench.stream [--listeners 1000] [--seconds 30]`, on PostgreSQL: 1,000 listeners on raw sockets in one
process, 50 more that never read, 100 acts a second by processes of their own, worker, ticker, stream. The moment
of each commit is PostgreSQL's own (track_commit_timestamp), so the worker's share of the way is in the figure;
a lesser share of it, from the event's place until it was heard, is shown beside. All of it on one machine.
"""

import argparse
import asyncio
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import numpy as np

from bench.city import PASSWORD, City, filled
from bench.harness import Figure, Installation, background_environment, report, served
from bench.sessions import sign_in
from tools.with_postgres import free_port

LIMIT_MS, MEGABYTES, ACTS, SHARE_IN_TIME = 500, 200, 100, 0.9
IDLE, ACTORS = 50, 4
FILES_SPARE = 256
ASK_TOKEN = """
import sys, django
django.setup()
from django.core.signing import dumps
print(dumps(sys.argv[1], salt="stream"))
"""
STREAM = """
import sys, django
django.setup()
from wangge.config.stream import serve
serve("127.0.0.1", int(sys.argv[1]))
"""
COMMITS = """
SELECT p.position, EXTRACT(EPOCH FROM pg_xact_commit_timestamp(e.xmin))::float8,
       EXTRACT(EPOCH FROM pg_xact_commit_timestamp(p.xmin))::float8
FROM foundation_position p JOIN foundation_event e ON e.id = p.event AND e.county = p.county
WHERE p.position > {begin} ORDER BY p.position
"""


class Page(asyncio.Protocol):
    """One page that listens: notes when it heard of which position."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.heard: list[tuple[int, float]] = []
        self.rest = b""
        self.is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        now = time.time()
        whole, mark, self.rest = (self.rest + data).rpartition(b"\n\n")
        at = whole.rfind(b"id: ") if mark else -1
        if at >= 0:
            self.heard.append((int(whole[at + 4 : whole.index(b"\n", at)]), now))

    def connection_lost(self, _fault: Exception | None) -> None:
        self.is_lost = True


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--listeners", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--cases", type=int, default=10_000)
    args = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, args.listeners + FILES_SPARE), hard))
    with filled("postgres", args.cases) as (made, city), served(made) as running:
        sign_in(running.port, city.logins[0][1], PASSWORD)  # the whole of the system is up
        port, own = free_port(), {**made.environment, "DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
        token = subprocess.run([sys.executable, "-c", ASK_TOKEN, city.county], env=own, capture_output=True, text=True,
                               check=True).stdout.strip()  # fmt: skip
        stream = subprocess.Popen([sys.executable, "-c", STREAM, str(port)], env=own)
        try:
            return asyncio.run(measured(made, city, stream.pid, port, token, args.listeners, args.seconds))
        finally:
            stream.terminate()
            stream.wait()


async def measured(
    made: Installation, city: City, stream: int, port: int, token: str, listeners: int, seconds: int
) -> int:
    """Listen while others act; print the table and return the exit status."""
    loop, request = (
        asyncio.get_running_loop(),
        f"GET /stream?token={quote(token)} HTTP/1.1\r\nHost: bench\r\n\r\n",
    )
    await _until_open(port)
    idle = [_never_reads(port, request.encode()) for _ in range(IDLE)]
    pages = [Page(request.encode()) for _ in range(listeners)]
    for page in pages:
        await loop.create_connection(lambda page=page: page, "127.0.0.1", port)  # type: ignore[misc]
    begin = int(str(made.rows("SELECT COALESCE(MAX(position), 0) FROM foundation_position")[0][0]))
    acts = [_actor(made, city, seed, seconds) for seed in range(ACTORS)]
    began = time.time()
    await asyncio.sleep(seconds)
    done = await asyncio.gather(*(loop.run_in_executor(None, act.wait) for act in acts))
    if any(done):
        sys.exit("the acts ended with a fault")
    head = begin
    while head == begin or min(page.heard[-1][0] for page in pages) < head:
        head = int(str(made.rows("SELECT MAX(position) FROM foundation_position")[0][0]))
        await asyncio.sleep(0.2)
        if time.time() > began + seconds + 60:
            sys.exit("somebody did not hear of everything")
    rows = np.array(made.rows(COMMITS.format(begin=begin)), dtype=float)
    return _told(rows, pages, idle, _peak_megabytes(stream), seconds)


def _told(
    rows: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", pages: Sequence[Page], idle: Sequence[socket.socket],
    megabytes: float, seconds: int,
) -> int:  # fmt: skip
    whole, last = [], []
    for page in pages:
        heard = np.array(page.heard)
        at = heard[np.searchsorted(heard[:, 0], rows[:, 0]), 1]
        whole.append((at - rows[:, 1]) * 1000)
        last.append((at - rows[:, 2]) * 1000)
    ways, lasts = np.concatenate(whole), np.concatenate(last)
    placed = (rows[:, 2] - rows[:, 1]) * 1000
    p99 = float(np.percentile(ways, 99))
    figures = [
        Figure("events that everybody heard of", len(rows), ""),
        Figure("events a second", len(rows) / seconds, "/s", ACTS * SHARE_IN_TIME, at_least=True),
        Figure("commit until heard: p50", float(np.percentile(ways, 50)), "ms"),
        Figure("commit until heard: p99", p99, "ms", LIMIT_MS),
        Figure("of the limit", p99 / LIMIT_MS, "x", 1.0),
        Figure("of it, commit until placed: p50", float(np.percentile(placed, 50)), "ms"),
        Figure("of it, commit until placed: p99", float(np.percentile(placed, 99)), "ms"),
        Figure("of it, placed until heard: p50", float(np.percentile(lasts, 50)), "ms"),
        Figure("of it, placed until heard: p99", float(np.percentile(lasts, 99)), "ms"),
        Figure("stream process, at most", megabytes, "MB", MEGABYTES),
        Figure("listeners that were lost", sum(page.is_lost for page in pages), "", 0),
        Figure(f"dropped of {IDLE} that never read", sum(map(_is_dropped, idle)), ""),
    ]
    return report(f"Stream, postgres, {len(pages)} listeners, {ACTS} acts a second", figures)


def _actor(made: Installation, city: City, seed: int, seconds: int) -> "subprocess.Popen[bytes]":
    words = ["--per-second", str(ACTS / ACTORS), "--seconds", str(seconds), "--seed", str(seed)]
    return subprocess.Popen(
        [sys.executable, "-m", "bench.acts", city.county, *words], env=background_environment(made)
    )


async def _until_open(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        return
    sys.exit("the stream did not open")


def _never_reads(port: int, request: bytes) -> socket.socket:
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    held.connect(("127.0.0.1", port))
    held.sendall(request)
    held.setblocking(False)
    return held


def _is_dropped(held: socket.socket) -> bool:
    try:
        while held.recv(65536):
            pass
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    return True


def _peak_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


if __name__ == "__main__":
    sys.exit(main())
