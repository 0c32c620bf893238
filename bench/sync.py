"""How fast does the server take what phones send: batches of a hundred, and a single record, by `/field/sync`?

`python -m bench.sync [--batches 200] [--singles 400] [--cases 20000]`. A durable PostgreSQL, two web processes, four
phones that send one batch after the other: 70 % reports, 25 % acts on cases that are there (verified, checked), 4 %
records sent once before, 1 % that cannot be read. Accepted means that case row, route, clock, event and signed receipt
are committed. Measured once with nothing else beside, and once with worker and ticker sequencing and folding what
comes in. The peer is COPY of the same rows into the same tables with the same indexes, in the same run.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from bench.city import PASSWORD, City, filled, settle
from bench.harness import Figure, Installation, Running, database_cpu_ms, report, served
from bench.load import Answer, Latencies, Line, get, post, send
from bench.plain import copy_seconds, counts, set_aside
from bench.sessions import as_header, cookies_of
from wangge.foundation.ids import uuid7

PHONES, BATCH, WARM_UP = 4, 100, 8
REPORTS, ACTS, REPLAYS, BAD = 70, 25, 4, 1  # of a batch
RECORDS_A_SECOND, SINGLE_P95_MS = 2000.0, 40.0
TABLES = ("cases_case", "cases_casetext", "cases_remark", "foundation_event", "field_arrival")
JSON = "application/json"
SECONDS_BETWEEN = 0.05  # of one phone: as people send
ARRIVED = "SELECT state, COUNT(*) FROM field_arrival GROUP BY state"
# Cases that wait for a grid worker: some to be verified, some to be checked; made through the same door.
ASK_TASKS = """
import django, json, sys
django.setup()
from django.utils import timezone
from wangge.cases.queries.desk import desk
from wangge.cases.services.acts import ActOn
from wangge.cases.services.batches import enter_all
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import Report
from wangge.foundation.ids import uuid7
from wangge.people.queries import account_by_login, department_holders, hats, holders
from wangge.rules.errors import Refused
from wangge.territory.queries import units

def enter(hat, items):
    outcomes = []
    for first in range(0, len(items), 100):
        outcomes += enter_all(hat, items[first : first + 100], now=timezone.now())
    bad = [one for one in outcomes if isinstance(one, Refused)]
    assert not bad, bad[:3]
    return outcomes

def act(hat, cases, act, **brought):
    return enter(hat, [ActOn(uuid7(), case, act, Brought(**brought)) for case in cases])

logins, category, count = json.loads(sys.argv[1])
told, today = {}, timezone.localdate()
for login in logins:
    worker = next(hat for hat in hats(account_by_login(login).id, on=today) if hat.kind == "grid_worker")
    unit = units(worker.county)[worker.unit]
    desks = {hat.kind: hat for hat in holders(worker.county, unit.path, on=today)}
    department = sorted(desk(worker.county).departments)[0]
    [handler, *_] = [one for one in department_holders(worker.county, department, on=today) if one.kind == "handler"]
    made = [
        Report(uuid7(), category, timezone.now(), "grid", words="路口井盖破损", lon=unit.point[0], lat=unit.point[1])
        for _ in range(2 * count)
    ]
    enter(worker, made)
    ids = [one.id for one in made]
    act(desks["shift_leader"], ids[:count], "ask_verify", words="请核实")
    act(desks["shift_leader"], ids[count:], "file")
    act(desks["dispatcher"], ids[count:], "dispatch", department=department)
    act(handler, ids[count:], "sign")
    act(handler, ids[count:], "feed_back", words="已处理")
    known = desk(worker.county).categories.items()
    kinds = [key for key, one in known if not one.matter_only and not one.photo_reason]  # files come after their record
    told[login] = {
        "point": unit.point, "kinds": kinds, "post": str(worker.post_id),
        "verify": [one.hex for one in ids[:count]], "check": [one.hex for one in ids[count:]],
    }
print(json.dumps(told))
"""


@dataclass(slots=True)
class Phone:
    """One phone that has logged in: its cookies, whose it is, and what it has to send."""

    cookie: str
    token: str
    post: str
    point: tuple[float, float]
    tasks: Iterator[tuple[str, str, int]]  # case, act, the event that its screen showed
    kinds: list[str]
    chance: random.Random
    sent: list[dict[str, str]]

    def batch(self) -> list[dict[str, str]]:
        """A hundred records as they wait on a phone that was out for a day."""
        again = self.chance.sample(self.sent, REPLAYS) if self.sent else []
        records = [self.report() for _ in range(REPORTS + REPLAYS - len(again))]
        records += [self._act() for _ in range(ACTS)]
        self.sent = records[:REPLAYS]
        broken = [{"id": str(uuid4()), "content": '{"form": "report", "version": 1, "body": '}] * BAD
        whole = records + again + broken
        self.chance.shuffle(whole)
        return whole

    def report(self) -> dict[str, str]:
        """One report from the middle of the person's grid."""
        lon, lat = (one + self.chance.uniform(-1e-5, 1e-5) for one in self.point)
        body = {
            "category": self.chance.choice(self.kinds), "words": f"路口井盖破损，影响行人通行 {self.chance.random()}",
            "place": "文化路与农业路口", "lon": lon, "lat": lat, "accuracy_m": 8, "crs": "EPSG:4326", "unit": "",
            "condition": None, "asset": None, "solved": False, "source": "gps",
        }  # fmt: skip
        return self._record("report", body)

    def _act(self) -> dict[str, str]:
        case, act, seen = next(self.tasks)
        return self._record("act", {"case": case, "act": act, "seen": seen, "words": "现场属实"})

    def _record(self, form: str, body: dict[str, object]) -> dict[str, str]:
        at = datetime.now(UTC).isoformat()
        content = {
            "form": form,
            "version": 1,
            "at": at,
            "post": self.post,
            "after": None,
            "files": [],
            "body": body,
        }
        return {"id": str(uuid7()), "content": json.dumps(content, ensure_ascii=False)}

    def request(self, records: list[dict[str, str]], since: int | None = None) -> bytes:
        """The request that sends these records."""
        told = {"protocol": 1, "sent_at": datetime.now(UTC).isoformat(), "since": since, "announced": [],
                "records": records}  # fmt: skip
        body = json.dumps(told, ensure_ascii=False).encode()
        return post(
            "/field/sync", body, cookie=self.cookie, kind=JSON, headers=(f"X-CSRFToken: {self.token}",)
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--batches", type=int, default=200)
    parser.add_argument("--singles", type=int, default=400)
    parser.add_argument("--cases", type=int, default=20_000, help="cases there before")
    args = parser.parse_args()
    with filled("postgres", args.cases) as (made, city):
        return measured(made, city, args.batches, args.singles)


def measured(made: Installation, city: City, batches: int, singles: int) -> int:
    """Measure, print the table, return the exit status."""
    tasks = _tasks(made, city, (2 * WARM_UP + 2 * batches) * ACTS // PHONES // 2 + ACTS)
    made.command("worker", "--once")
    settle(made)
    before = set_aside(made)
    first = counts(before, TABLES)
    with served(made, background=False) as running:
        phones = [_log_in(running.port, login, task) for login, task in tasks.items()]
        alone = _sent(made, running, phones, batches)
        written = sum(counts(made, TABLES).values()) - sum(first.values())
        records = (WARM_UP + batches) * (BATCH - REPLAYS)
        plain = records / copy_seconds(made, before, first)
    made.command("worker", "--once")
    with served(made) as running:
        single = _singly(running, phones[0], singles)
        beside = _sent(made, running, phones, batches // 2)
        [(cases,)] = made.rows("SELECT COUNT(*) FROM cases_case")
        figures = [
            Figure(
                "records taken in batches of 100", alone.per_second, "/s", RECORDS_A_SECOND, at_least=True
            ),
            Figure("the same, the worker folding what comes in", beside.per_second, "/s"),
            Figure("a batch: p50", alone.times.percentile(0.5), "ms"),
            Figure("a batch: p95", alone.times.percentile(0.95), "ms"),
            Figure("processor time of the web, a record", alone.web_us, "us"),
            Figure("processor time of the database, a record", alone.database_us, "us"),
            Figure("what two processors do by that time", 2e6 / (alone.web_us + alone.database_us), "/s"),
            Figure("COPY of the same rows", plain, "records/s"),
            Figure("share of COPY", alone.per_second / plain, ""),
            Figure("rows written a record", written / records, ""),
            Figure(f"one record alone, {singles} of them: p95", single.percentile(0.95), "ms", SINGLE_P95_MS),
            Figure("one record alone: p50", single.percentile(0.5), "ms"),
            Figure("one record alone: p99", single.percentile(0.99), "ms"),
            Figure("load of the machine, last minute", os.getloadavg()[0], ""),
        ]
        return report(f"What phones send, postgres, {cases} cases, {PHONES} phones at once", figures)


class Sent(NamedTuple):
    """What came of batches: how many records a second, and what each cost."""

    per_second: float
    web_us: float
    database_us: float
    times: Latencies


def _sent(made: Installation, running: Running, phones: Sequence[Phone], batches: int) -> Sent:
    requests = [phone.request(phone.batch()) for number in range(WARM_UP + batches)
                for phone in [phones[number % len(phones)]]]  # fmt: skip
    arrived = Counter(dict(made.rows(ARRIVED)))
    send(running.port, requests[:WARM_UP], concurrency=PHONES)
    web, database = running.web_cpu_ms(), database_cpu_ms(made)
    times = send(running.port, requests[WARM_UP:], concurrency=PHONES)
    web, database = running.web_cpu_ms() - web, database_cpu_ms(made) - database
    if times.not_well() or len(times.answers) != batches:
        sys.exit(f"not every batch was answered: {times.not_well()[:3]}")
    arrived = Counter(dict(made.rows(ARRIVED))) - arrived
    total = WARM_UP + batches
    if arrived["accepted"] < total * (REPORTS + ACTS) or arrived["refused"] != total * BAD:
        why = made.rows(
            "SELECT form, code, facts, COUNT(*) FROM field_arrival WHERE state = 'refused' GROUP BY 1, 2, 3"
        )
        sys.exit(f"not every record was taken: {arrived} of {total} batches; {why[:5]}")
    records = batches * BATCH
    return Sent(records / times.seconds, web * 1000 / records, database * 1000 / records, times)


def _singly(running: Running, phone: Phone, singles: int) -> Latencies:
    """One phone that sends a report, reads what is new since the last answer, and a while later sends the next."""
    line, latencies = Line(running.port), Latencies()
    try:
        _, _, answer = line.ask(phone.request([]))
        for number in range(singles):
            request = phone.request([phone.report()], json.loads(answer)["position"])
            began = time.perf_counter()
            status, _, answer = line.ask(request)
            spent = time.perf_counter() - began
            latencies.answers.append(Answer(number, spent * 1000, status, len(answer)))
            if json.loads(answer)["results"][0]["state"] != "accepted":
                sys.exit(f"a report was refused: {answer[:500]!r}")
            time.sleep(max(0.0, SECONDS_BETWEEN - spent))
    finally:
        line.close()
    return latencies


def _tasks(made: Installation, city: City, count: int) -> dict[str, dict[str, Any]]:
    own = {**made.environment, "DJANGO_SETTINGS_MODULE": "wangge.config.settings"}
    asked = json.dumps([city.workers[:PHONES], city.categories[0], count])
    done = subprocess.run(
        [sys.executable, "-c", ASK_TASKS, asked], env=own, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    tasks: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return tasks


def _log_in(port: int, login: str, task: dict[str, Any]) -> Phone:
    line = Line(port)
    try:
        _, headers, _ = line.ask(get("/field/session"))
        cookies = cookies_of(headers)
        said = {"login": login, "password": PASSWORD, "device": {"id": str(uuid4()), "label": "bench"}}
        token = (f"X-CSRFToken: {cookies['csrftoken']}",)
        asked = post(
            "/field/session", json.dumps(said).encode(), cookie=as_header(cookies), kind=JSON, headers=token
        )
        status, headers, answer = line.ask(asked)
        if status != 200:
            sys.exit(f"{login} could not log in: {status} {answer[:300]!r}")
        cookies |= cookies_of(headers)
        verify = ((case, "verify_found", 2) for case in task["verify"])
        check = ((case, "pass", 5) for case in task["check"])
        tasks = (one for pair in zip(verify, check, strict=True) for one in pair)
        return Phone(as_header(cookies), cookies["csrftoken"], task["post"], tuple(task["point"]), tasks,
                     task["kinds"], random.Random(login), [])  # fmt: skip
    finally:
        line.close()


if __name__ == "__main__":
    sys.exit(main())
