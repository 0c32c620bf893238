"""When is a long-running command told to stop, and what does it do until then?"""

import _thread
import logging
import signal
from collections.abc import Callable
from threading import Event

from django.db import connection

EVERY_SECONDS = 2.0  # how long one that has nothing to do waits


def stop_signal() -> Event:
    """Return an event that is set on SIGTERM or SIGINT."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Setting it takes its lock, and the interrupted thread may hold that very lock: then nobody ever goes on.
        signal.signal(number, lambda *_: _thread.start_new_thread(stop.set, ()))
    return stop


def until_stopped(once: Callable[[], float], log: logging.Logger) -> None:
    """Do something again and again until told to stop; it returns how many seconds to wait before the next time.

    A fault is logged and tried again, as in the worker.
    """
    stop = stop_signal()
    while not stop.is_set():
        pause = EVERY_SECONDS
        try:
            pause = once()
        except Exception:
            log.exception("failed and will be tried again")
            connection.close()
        stop.wait(pause)
