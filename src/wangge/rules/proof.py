"""Which bytes of an event are hashed, and how do hashes chain?

Two chains hold the history: one per subject (`prev` of each event is the hash of the
event before it) and one per county (each position's `chain` covers all positions before
it). Hashed bytes are text with sorted keys, no floats and UTC microseconds, so the same
event gives the same bytes on every machine and database.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from wangge.rules.errors import Refused

GENESIS = "0" * 64
SHA256 = "sha256"


def moment_text(moment: datetime) -> str:
    """Return an aware moment as UTC text with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def payload_text(payload: Mapping[str, object]) -> str:
    """Return the payload as canonical JSON text; floats and words of people are not for events.

    Raises Refused `proof.float` for a float anywhere in it, since its text differs between machines.
    """
    for name, value in payload.items():
        if type(value) not in _PLAIN and _holds_float(value):
            raise Refused("proof.float", field=name)
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_refuse)


def event_hash(
    event_id: str, county: str, subject: str, seq: int, kind: str, at: datetime, recorded_at: datetime,
    actor: str, payload: str, prev: str, algorithm: str = SHA256,
) -> str:  # fmt: skip
    """Return the hash over everything that an event says, hex; ids as 32 hex digits."""
    words = json.dumps(
        [event_id, county, subject, seq, kind, moment_text(at), moment_text(recorded_at), actor, payload, prev,
         algorithm],
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip
    return digest(words, algorithm)


def chain_hash(before: str, position: int, own_hash: str, algorithm: str = SHA256) -> str:
    """Return the county's rolling hash at `position`, given the one before and the event's own hash."""
    return digest(f"{before}:{position}:{own_hash}", algorithm)


def digest(words: str, algorithm: str = SHA256) -> str:
    """Return the hex digest of UTF-8 text; SM3 where the library has it (GB/T 32905)."""
    if algorithm == SHA256:
        return hashlib.sha256(words.encode()).hexdigest()
    return hashlib.new(algorithm, words.encode()).hexdigest()


_PLAIN = frozenset({str, int, bool, type(None)})


def _holds_float(value: object) -> bool:
    # Nearly always plain; to ask whether it is a Mapping costs ten times as much.
    if value is None or isinstance(value, str | int):
        return False
    if isinstance(value, Mapping):
        return any(_holds_float(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_float(inner) for inner in value)
    return isinstance(value, float)


def _refuse(value: object) -> object:
    raise Refused("proof.not_plain", type=type(value).__name__)
