"""Does a scanner for harmful files let this one in?

`WANGGE_SCAN` names it: empty for none; `unix:/run/clamav/clamd.ctl` or `tcp:host:3310` for one that speaks
clamd's INSTREAM; anything else is a command that reads the file from its standard input and ends with
0 (clean), 1 (harmful), or anything else (it failed). A scanner that fails lets nothing in.
"""

import logging
import shlex
import socket
import struct
import subprocess
from enum import StrEnum

from django.conf import settings

from wangge.rules.errors import Refused

log = logging.getLogger("wangge.files")

PATIENCE_SECONDS = 20.0  # how long one file may take; our assumption
CHUNK = 64 * 1024


class Verdict(StrEnum):
    """What a scanner said."""

    CLEAN = "clean"
    HARMFUL = "harmful"
    FAILED = "failed"


def scan(data: bytes, *, field: str) -> None:
    """Let a file pass, or refuse `file.infected`, or `file.scan_failed` where the scanner cannot be asked."""
    hook = settings.WANGGE_SCAN
    if not hook:
        return
    verdict = _by_socket(hook, data) if hook.startswith(("unix:", "tcp:")) else _by_command(hook, data)
    if verdict is Verdict.HARMFUL:
        raise Refused("file.infected", field=field)
    if verdict is Verdict.FAILED:
        raise Refused("file.scan_failed", field=field)


def _by_command(hook: str, data: bytes) -> Verdict:
    try:
        ended = subprocess.run(  # noqa: S603 - the operator's own command, from the settings
            shlex.split(hook), input=data, capture_output=True, timeout=PATIENCE_SECONDS, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as fault:
        log.error("the scanner could not be run: %s", fault)  # noqa: TRY400 - the sentence is enough
        return Verdict.FAILED
    if ended.returncode not in {0, 1}:
        log.error("the scanner failed (%d): %s", ended.returncode, ended.stderr[-500:])
    return {0: Verdict.CLEAN, 1: Verdict.HARMFUL}.get(ended.returncode, Verdict.FAILED)


def _by_socket(hook: str, data: bytes) -> Verdict:
    try:
        with _connected(hook) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), CHUNK):
                chunk = data[start : start + CHUNK]
                line.sendall(struct.pack(">I", len(chunk)) + chunk)
            line.sendall(struct.pack(">I", 0))
            said = _answer(line)
    except (OSError, ValueError) as fault:
        log.error("the scanner could not be asked: %s", fault)  # noqa: TRY400
        return Verdict.FAILED
    if said.endswith(b"OK"):
        return Verdict.CLEAN
    if said.endswith(b"FOUND"):
        log.warning("the scanner refused a file: %s", said.decode("utf-8", "replace"))
        return Verdict.HARMFUL
    log.error("the scanner failed: %s", said.decode("utf-8", "replace"))
    return Verdict.FAILED


def _connected(hook: str) -> socket.socket:
    way, _, address = hook.partition(":")
    if way == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(PATIENCE_SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)


def _answer(line: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0") and len(said) < CHUNK:
        more = line.recv(4096)
        if not more:
            break
        said += more
    return said.strip(b"\0\r\n ")
