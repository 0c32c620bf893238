"""When is a long-running command told to stop?"""

import signal
from threading import Event


def stop_signal() -> Event:
    """Return an event that is set on SIGTERM or SIGINT."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
