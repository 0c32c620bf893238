"""Run a command beside a PostgreSQL of its own: `python -m tools.with_postgres COMMAND ...`.

The cluster lives in a temporary folder, listens on loopback and a socket in that folder, and
ends with the command, however that ends. The command finds it in DATABASE_URL.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import psycopg

START_SECONDS = 60
STOP_SECONDS = 60

# A test loses nothing in a power cut; a bench must not gain from that (`durable=True`).
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def cluster(
    *, durable: bool, settings: Mapping[str, str] | None = None, keep: Path | None = None
) -> Iterator[str]:
    """Start a PostgreSQL, yield the address of its empty database `wangge`, and stop it.

    `keep` is a folder that stays; the next run finds in it what this one left.
    """
    binaries = newest_binaries()
    folder = keep or Path(tempfile.mkdtemp(prefix="wangge-postgres-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
        make = [binaries / "initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--no-sync"]
        if not (folder / "data").exists():
            subprocess.run(
                [*as_postgres(), *map(str, make), "--encoding=UTF8", "--locale=C.UTF-8"],
                check=True, stdout=subprocess.DEVNULL, cwd=folder,
            )  # fmt: skip
        port = free_port()
        options = {} if durable else dict(FORGETFUL)
        options |= settings or {}
        server = _start(binaries, folder, port, options)
        try:
            address = f"postgres://postgres@127.0.0.1:{port}/wangge"
            _wait_and_create(server, address)
            yield address
        finally:
            server.send_signal(signal.SIGINT)  # "fast": clients are disconnected, files are closed
            server.wait(STOP_SECONDS)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def newest_binaries() -> Path:
    """Return the folder of the newest PostgreSQL that is installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parts[4]))
    if not folders:
        sys.exit("PostgreSQL is missing: install it with 'apt-get install postgresql'.")
    return folders[-1].parent


def as_postgres() -> list[str]:
    """Return what to put before a command so that it may touch the cluster and ends with us."""
    return ["setpriv", "--pdeathsig", "INT"] + (
        ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    )


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(binaries: Path, folder: Path, port: int, options: Mapping[str, str]) -> subprocess.Popen[bytes]:
    words: list[str] = [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port)]
    fixed = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder), "timezone": "UTC"}
    for name, value in {**fixed, **options}.items():
        words += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen([*as_postgres(), *words], stdout=log, stderr=log, cwd=folder)


def _wait_and_create(server: subprocess.Popen[bytes], address: str) -> None:
    own, name = address.rsplit("/", 1)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with psycopg.connect(f"{own}/postgres", autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
                return
        except psycopg.errors.DuplicateDatabase:
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def main(command: Sequence[str]) -> int:
    """Run `command` and return its exit code."""
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _stop)  # so that the cluster is stopped then, too
    with cluster(durable=False) as address:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
