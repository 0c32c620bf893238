"""A real Mosquitto on a free port of loopback, and programs that publish to it."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from tools.with_postgres import free_port

PATIENCE_SECONDS = 60
# As docs/alarms.md gives them.
CONFIG = """
listener {port} 127.0.0.1
allow_anonymous true
user {user}
persistence true
persistence_location {folder}/
max_queued_messages 200000
max_inflight_messages 1000
"""


def mosquitto() -> str | None:
    """Return where Mosquitto is; None where it is not installed (tools/system_packages.sh)."""
    return shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


@contextmanager
def broker(folder: Path) -> Iterator[int]:
    """Run a broker until the block ends; yields its port."""
    port, program = free_port(), mosquitto()
    assert program, "Mosquitto is not installed: tools/system_packages.sh tests"
    file = folder / "mosquitto.conf"
    file.write_text(CONFIG.format(port=port, folder=folder, user="root" if os.getuid() == 0 else ""))
    process = subprocess.Popen(
        [program, "-c", str(file)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        yield port
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def publisher(port: int) -> Iterator[Client]:
    """A client that publishes; what it published has reached the broker when the block ends."""
    client = Client(CallbackAPIVersion.VERSION2, client_id=f"publisher-{os.getpid()}-{time.monotonic_ns()}")
    client.max_inflight_messages_set(500)

    def connected() -> bool:
        try:
            client.connect("127.0.0.1", port)
        except OSError:
            return False
        return True

    wait_until(connected, "the broker does not answer")
    client.loop_start()
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()


def wait_until(holds: Callable[[], bool], otherwise: str) -> None:
    """Return when a condition holds; fail after a minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)  # between two questions, not instead of one
