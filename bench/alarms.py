"""How many alarms a second does the listener take from MQTT, and is one lost when it is killed?

`python -m bench.alarms [--seconds 24] [--backlog 20000] [--database sqlite|postgres]`. A real Mosquitto with the
settings of docs/alarms.md, a durable database, 200 devices of the demo street. First a publisher sends a thousand
messages a second (QoS 1) while the listener is killed with SIGKILL in the middle and started again; the numbers that
were published are counted against the rows. Then a backlog that waited at the broker is taken: that is the most the
listener does. The peer is `take` itself in one process without a broker, the same batches in the same run: the
share beside it says what MQTT costs.
"""

import argparse
import csv
import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

from bench.harness import WANGGE, Figure, Installation, installation, report
from tools.with_mosquitto import broker, publisher, wait_until
from wangge.rules.alarm_messages import message_key, read_body

COUNTY = "410105"
RATE, DEVICES, BATCH = 1000, 200, 500
AWAY_SECONDS = 2.0  # how long the killed listener stays away
COUNT = "SELECT COUNT(*) FROM alarms_message WHERE source = 'mqtt'"
PLAIN = """
import django, json, sys, time
django.setup()
from django.utils import timezone
from wangge.alarms.services.taking import Arrival, take
from wangge.rules.alarm_messages import read_body
lines = [json.loads(line) for line in sys.stdin]
began = time.perf_counter()
for first in range(0, len(lines), 500):
    batch = [Arrival("plain", name, read_body("alarm", json.dumps(told).encode()))
             for name, told in lines[first : first + 500]]
    take("410105", batch, now=timezone.now())
print(json.dumps(len(lines) / (time.perf_counter() - began)))
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=int, default=24)
    parser.add_argument("--backlog", type=int, default=20_000)
    parser.add_argument("--database", choices=["sqlite", "postgres"])
    args = parser.parse_args()
    worst = 0
    for database in [args.database] if args.database else ["sqlite", "postgres"]:
        with installation(database) as made:
            _devices(made)
            with broker(made.home) as port:
                figures = [*_killed(made, port, args.seconds), *_backlog(made, port, args.backlog)]
            worst = max(worst, report(f"Alarms from MQTT, {database}", figures))
    return worst


def _devices(made: Installation) -> None:
    made.command("demo", "huayuanlu")
    [(unit,)] = made.rows("SELECT MIN(unit) FROM alarms_device")
    file = made.home / "devices.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("code", "kind", "place", "unit", "period_minutes"))
        kinds = ("water_level", "smoke", "manhole", "bin")
        writer.writerows((f"B-{n}", kinds[n % len(kinds)], "bench", unit, 60) for n in range(DEVICES))
    made.command("alarms", "devices", str(file), "--county", COUNTY)


def _listener(made: Installation, port: int) -> "subprocess.Popen[bytes]":
    words = [WANGGE, "alarms", "listen", "--port", str(port), "--batch", str(BATCH)]
    return subprocess.Popen(words, env=dict(made.environment), stderr=subprocess.DEVNULL)


def _message(run: str, number: int) -> tuple[str, bytes]:
    at = datetime.now(UTC).isoformat()
    return f"B-{number % DEVICES}", json.dumps(
        {"id": f"{run}-{number}", "at": at, "state": "raised"}
    ).encode()


def _taken(made: Installation) -> int:
    [(count,)] = made.rows(COUNT)
    return int(str(count))


def _killed(made: Installation, port: int, seconds: int) -> list[Figure]:
    sent: set[str] = set()
    with publisher(port) as client:
        listener = _listener(made, port)

        def is_heard() -> bool:
            name, body = _message("first", 0)
            client.publish(f"wangge/{COUNTY}/{name}/alarm", body, qos=1)
            sent.add(message_key(name, read_body("alarm", body)).hex)
            return _taken(made) > 0

        wait_until(is_heard, "the listener takes nothing")
        # What asked the listener whether it is there may have been published before it was.
        sent, began, down_at = set(), time.monotonic(), 0.0
        for number in range(RATE * seconds):
            name, body = _message("run", number)
            client.publish(f"wangge/{COUNTY}/{name}/alarm", body, qos=1)
            sent.add(message_key(name, read_body("alarm", body)).hex)
            if number == RATE * seconds // 2:
                listener.send_signal(signal.SIGKILL)
                listener.wait()
                down_at = time.monotonic()
            if down_at and time.monotonic() - down_at > AWAY_SECONDS:
                listener, down_at = _listener(made, port), 0.0
            ahead = began + (number + 1) / RATE - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)  # the pace that is measured
        published = time.monotonic() - began

        def rows() -> set[str]:
            return {str(key).replace("-", "") for (key,) in made.rows("SELECT id FROM alarms_message")}

        wait_until(lambda: sent <= rows(), "what was published is not all there")
        behind = time.monotonic() - began - published
        stop(listener)
    [(doubled,)] = made.rows("SELECT COUNT(*) - COUNT(DISTINCT id) FROM alarms_message")
    [(events,)] = made.rows("SELECT COUNT(*) FROM foundation_event WHERE kind LIKE 'alarm.%'")
    return [
        Figure("published a second", len(sent) / published, "/s", RATE * 0.98, at_least=True),
        Figure("numbers without a row after SIGKILL", len(sent - rows()), "", 0),
        Figure("rows twice", int(str(doubled)), "", 0),
        Figure("all rows there after the last was published", behind, "s", 20),
        Figure("events of all those alarms", int(str(events)), "", DEVICES),
    ]


def _backlog(made: Installation, port: int, size: int) -> list[Figure]:
    before = _taken(made)
    lines = []
    with publisher(port) as client:
        on_their_way = []
        for number in range(size):
            name, body = _message("late", number)
            lines.append(json.dumps([name, json.loads(body)]))
            on_their_way.append(client.publish(f"wangge/{COUNTY}/{name}/alarm", body, qos=1))
        for one in on_their_way:
            one.wait_for_publish(60)
    listener = _listener(made, port)
    wait_until(lambda: _taken(made) > before, "the listener takes nothing")
    began, first = time.monotonic(), _taken(made)
    wait_until(lambda: _taken(made) >= before + size, "the backlog is not taken")
    rate = (before + size - first) / (time.monotonic() - began)
    stop(listener)
    plain = _plain(made, [line.replace("late-", "plain-") for line in lines])
    return [
        Figure("taken a second from a backlog", rate, "/s", RATE, at_least=True),
        Figure("the same without a broker", plain, "/s"),
        Figure("share of it by MQTT", rate / plain, ""),
    ]


def _plain(made: Installation, lines: list[str]) -> float:
    own = {**made.environment, "DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PLAIN],
        env=own,
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    return float(done.stdout)


def stop(listener: "subprocess.Popen[bytes]") -> None:
    """End a listener as an operator does."""
    listener.terminate()
    listener.wait(30)


if __name__ == "__main__":
    sys.exit(main())
