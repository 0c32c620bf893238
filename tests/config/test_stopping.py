"""Does a long-running command end when it is told to, whatever it does in that moment?"""

import os
import signal
import subprocess
import sys

import pytest

from tests.house.reading import ROOT

WAITING_AGAIN_AND_AGAIN = """
from wangge.config.commands.stopping import stop_signal
stop = stop_signal()
print("waiting", flush=True)
while not stop.is_set():
    stop.wait(0)
"""
TIMES = 20


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT], ids=lambda told: told.name)
def test_one_that_is_told_to_stop_in_any_moment_of_its_waiting_stops(told: signal.Signals) -> None:
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
    waiting = [
        subprocess.Popen(
            [sys.executable, "-c", WAITING_AGAIN_AND_AGAIN], cwd=ROOT, env=settings, stdout=subprocess.PIPE
        )
        for _ in range(TIMES)
    ]  # fmt: skip
    try:
        for one in waiting:
            assert one.stdout is not None
            assert one.stdout.readline() == b"waiting\n"
        for one in waiting:
            one.send_signal(told)

        assert [one.wait(60) for one in waiting] == [0] * TIMES
    finally:
        for one in waiting:
            one.kill()
            one.communicate()
