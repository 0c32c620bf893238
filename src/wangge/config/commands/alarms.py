"""`wangge alarms`: listens to sensors, minds devices and signed sources, reads a public warning from a file."""

import argparse
import os
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from wangge.alarms.listening import Broker, Listener
from wangge.alarms.services.devices import import_devices
from wangge.alarms.services.rules import Table, set_rows
from wangge.alarms.services.sources import close_source, open_source
from wangge.alarms.services.warning import take_cap
from wangge.config.commands.stopping import stop_signal
from wangge.config.commands.telling import tell
from wangge.foundation.refusals import told
from wangge.rules.errors import Refused

BATCH = 500


def register(nouns: "argparse._SubParsersAction[Any]") -> None:
    noun = nouns.add_parser("alarms", help="what sensors and warning services say")
    acts = noun.add_subparsers(dest="act", required=True, metavar="ACT")
    listen = acts.add_parser("listen", help="take messages from an MQTT broker until stopped")
    listen.add_argument("--host", default="127.0.0.1")
    listen.add_argument("--port", type=int, default=1883)
    listen.add_argument(
        "--client-id", default="wangge-alarms", help="fixed: the broker keeps what waits under this name"
    )
    listen.add_argument("--username", default="", help="its password stands in WANGGE_MQTT_PASSWORD")
    listen.add_argument("--tls", action="store_true")
    listen.add_argument(
        "--batch", type=int, default=BATCH, help=f"messages in one transaction at most ({BATCH})"
    )
    listen.set_defaults(run=run_listen)
    devices = _verb(acts, "devices", "take a list of devices (CSV) into the register")
    devices.add_argument("file", type=Path)
    devices.set_defaults(run=run_devices)
    rules = _verb(acts, "rules", "set a county's dated rows (CSV): all of them or none")
    rules.add_argument("table", choices=list(Table), help="grouping, classes that alarms become, or reasons")
    rules.add_argument("file", type=Path)
    rules.add_argument("--source", required=True, help="which order or decision says so")
    rules.add_argument("--from", dest="from_on", type=date.fromisoformat, required=True, help="first day")
    rules.set_defaults(run=run_rules)
    source = _verb(acts, "source", "open a signed source of the webhook, or give it a new key")
    source.add_argument("name")
    source.add_argument("--close", action="store_true")
    source.set_defaults(run=run_source)
    cap = _verb(acts, "cap", "take one Common Alerting Protocol 1.2 message from a file")
    cap.add_argument("file", type=Path)
    cap.set_defaults(run=run_cap)


def _verb(acts: "argparse._SubParsersAction[Any]", name: str, help_: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = acts.add_parser(name, help=help_)
    verb.add_argument("--county", required=True)
    verb.add_argument("--json", action="store_true")
    return verb


def run_listen(args: argparse.Namespace) -> int:
    broker = Broker(
        args.host,
        args.port,
        args.client_id,
        args.username,
        os.environ.get("WANGGE_MQTT_PASSWORD", ""),
        tls=args.tls,
    )
    Listener(broker, batch=max(1, args.batch)).run(stop_signal())
    return 0


def run_devices(args: argparse.Namespace) -> int:
    done = import_devices(args.county, _read(args.file).decode("utf-8-sig").splitlines(), now=timezone.now())
    faults = [told(fault, "zh").sentence for fault in done.faults]
    tell(
        {"new": done.new, "changed": done.changed, "unchanged": done.unchanged, "faults": faults},
        as_json=args.json,
    )
    return 1 if faults else 0


def run_rules(args: argparse.Namespace) -> int:
    lines = _read(args.file).decode("utf-8-sig").splitlines()
    rows = set_rows(
        args.county, Table(args.table), lines, source=args.source, from_on=args.from_on, now=timezone.now()
    )
    tell({"table": args.table, "rows": rows, "from": args.from_on}, as_json=args.json)
    return 0


def run_source(args: argparse.Namespace) -> int:
    if args.close:
        close_source(args.county, args.name, now=timezone.now())
        tell({"closed": args.name}, as_json=args.json)
        return 0
    key = open_source(args.county, args.name, now=timezone.now())
    tell({"address": f"/alarms/hook/{args.county}.{args.name}", "key": key}, as_json=args.json)
    return 0


def run_cap(args: argparse.Namespace) -> int:
    outcome = take_cap(args.county, "file", _read(args.file), now=timezone.now())
    if isinstance(outcome, Refused):
        raise outcome
    tell({"became": outcome}, as_json=args.json)
    return 0


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        raise Refused("territory.file_missing", file=file.name) from None
