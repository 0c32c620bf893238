"""Is nothing lost between the broker and the rows, also where the listener is killed?"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg

from tests.builders import COUNTY, NOW
from tests.serving import WANGGE, database_of_its_own, environment_for, run_command
from tools.with_mosquitto import broker, publisher, wait_until
from wangge.alarms.listening import Came, take_in, take_surely
from wangge.alarms.models import Aside, Device
from wangge.rules.alarm_messages import message_key, read_body

ROOT = Path(__file__).parents[2]
DEVICES, MESSAGES = 40, 3000
SET_UP = f"""
import django; django.setup()
from tests.builders import make_office
from tests.alarms.things import install_many
make_office(); install_many({DEVICES})
"""


def asked(statement: str, environment: dict[str, str]) -> list[tuple[object, ...]]:
    """Ask the listener's database beside it."""
    if address := environment.get("DATABASE_URL"):
        with psycopg.connect(address) as connection:
            return connection.execute(statement).fetchall()
    with closing(sqlite3.connect(f"{environment['WANGGE_HOME']}/wangge.sqlite3", timeout=20)) as file:
        return file.execute(statement).fetchall()


def set_up(environment: dict[str, str]) -> None:
    """Make the test street and its devices in a home of its own."""
    own = environment | {"DJANGO_SETTINGS_MODULE": "wangge.config.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", SET_UP], env=own, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def body(number: int) -> bytes:
    at = (NOW + timedelta(milliseconds=10 * number)).isoformat()
    return json.dumps({"id": f"n-{number}", "at": at, "state": "raised"}).encode()


@contextmanager
def listening(port: int, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    words = [WANGGE, "alarms", "listen", "--port", str(port), "--batch", "200"]
    process = subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_a_listener_that_is_killed_loses_nothing_of_what_was_published(tmp_path: Path) -> None:
    environment = environment_for(tmp_path / "home", database_of_its_own("alarms_killed"))
    assert run_command(["init"], environment).returncode == 0
    set_up(environment)
    names = [f"D-{number % DEVICES}" for number in range(MESSAGES)]
    sent = {message_key(name, read_body("alarm", body(number))).hex for number, name in enumerate(names)}

    def keys() -> set[str]:
        return {str(key).replace("-", "") for (key,) in asked("SELECT id FROM alarms_message", environment)}

    def asides() -> dict[object, object]:
        return dict(asked("SELECT code, count FROM alarms_aside", environment))  # type: ignore[arg-type]

    with broker(tmp_path) as port, publisher(port) as client:
        with listening(port, environment) as first:

            def is_heard() -> bool:  # what is published before anybody ever subscribed is nobody's
                client.publish(f"wangge/{COUNTY}/{names[0]}/alarm", body(0), qos=1)
                return bool(keys())

            wait_until(is_heard, "the listener takes nothing")
            for number, name in enumerate(names):
                client.publish(f"wangge/{COUNTY}/{name}/alarm", body(number), qos=1)
            client.publish(f"wangge/{COUNTY}/D-1/alarm", b"{not json", qos=1)
            client.publish(f"wangge/{COUNTY}/nobody/alarm", body(1), qos=1)
            os.kill(first.pid, signal.SIGKILL)
        missed = len(sent - keys())
        with listening(port, environment):
            wait_until(lambda: keys() == sent, "what was published is not all there")
            wait_until(lambda: len(asides()) == 2, "nothing was set aside")

    groups = asked("SELECT count, state FROM alarms_group WHERE state <> 'gathered'", environment)
    assert missed > 0, "the listener was killed too late to prove anything"
    assert len(asked("SELECT id FROM alarms_message", environment)) == MESSAGES
    assert sum(int(str(count)) for count, _ in groups) == MESSAGES
    assert asides() == {"alarm.unreadable": 1, "alarm.unknown_device": 1}


def test_what_is_on_other_topics_or_for_other_counties_holds_up_nothing(db: None) -> None:
    from tests.alarms.things import groups, install
    from tests.builders import make_office

    make_office()
    install()
    batch = [
        Came("wangge/999999/W-1/alarm", body(1), 1, 1), Came("wangge/x", b"", 2, 1), Came("other/topic", b"", 3, 1),
        Came(f"wangge/{COUNTY}/W-1/alarm", body(2), 4, 1), Came(f"wangge/{COUNTY}/W 1/alarm", body(3), 5, 1),
        Came(f"wangge/{COUNTY}/W-1/face/豫A", b"x", 6, 1),
    ]  # fmt: skip

    take_in(batch)

    assert [group.count for group in groups()] == [1]


def test_a_message_that_breaks_something_is_set_aside_and_those_beside_it_are_taken(
    transactional_db: None,
) -> None:
    from tests.alarms.things import groups, install
    from tests.builders import make_office

    make_office()
    install("W-1")
    install("W-2")
    Device.objects.filter(code="W-2").update(kind="newer")
    batch = [Came(f"wangge/{COUNTY}/W-{n}/alarm", body(n), n, 1) for n in (1, 2)]

    take_surely(batch)

    assert [group.count for group in groups()] == [1]
    assert list(Aside.objects.values_list("device", "code")) == [("W-2", "alarm.broken")]
