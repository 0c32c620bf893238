"""What may a device say? A closed list of keys: whatever else stands in a message refuses it.

Nothing in it can name or show a person: no text but the message's own number, no list, no nested object.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from wangge.rules.alarms import AlarmState
from wangge.rules.errors import Refused

BODY_MOST = 2048  # bytes of a message without image; our assumption
ID_FORM = re.compile(r"[A-Za-z0-9._:-]{1,64}")
DEVICE_FORM = re.compile(r"[A-Za-z0-9._-]{1,40}")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # a clock before this was never set; our assumption
VALUE_MOST = 1e9


class MessageKind(StrEnum):
    """The last word of a topic, or `type` in a webhook's message."""

    ALARM = "alarm"
    READING = "reading"
    BEAT = "beat"
    IMAGE = "image"


# Which keys each kind may and must have; alarm.schema.json says the same, and a test compares.
KEYS = {
    MessageKind.ALARM: (("id", "at", "state"), ("value",)),
    MessageKind.READING: (("id", "at", "value"), ()),
    MessageKind.BEAT: (("at",), ("id",)),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says, read and checked."""

    kind: MessageKind
    id: str
    at: datetime
    state: AlarmState | None = None
    value: float | None = None


def read_body(kind: str, body: bytes) -> Told:
    """Read one message; refuses `alarm.unknown_kind`, `alarm.too_long`, `alarm.unreadable` and those of `read_told`."""
    if len(body) > BODY_MOST:
        raise Refused("alarm.too_long", size=len(body), limit=BODY_MOST)
    try:
        said = json.loads(body, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as fault:
        raise Refused("alarm.unreadable") from fault
    return read_told(kind, said)


def read_told(kind: str, said: object) -> Told:
    """Check one message's keys and values; refuses `alarm.unknown_key`, `alarm.missing_key`, `alarm.bad_value`."""
    if kind not in KEYS:
        raise Refused("alarm.unknown_kind", field="type")
    if not isinstance(said, dict):
        raise Refused("alarm.unreadable")
    must, may = KEYS[MessageKind(kind)]
    if set(said) - {*must, *may}:
        raise Refused("alarm.unknown_key")  # the key is not repeated: it may be anything
    for key in must:
        if key not in said:
            raise Refused("alarm.missing_key", field=key)
    return Told(
        MessageKind(kind), _id(said.get("id", "-")), _moment(said["at"]),
        _state(said["state"]) if "state" in said else None, _value(said["value"]) if "value" in said else None,
    )  # fmt: skip


def check_clock(at: datetime, now: datetime, most: timedelta) -> None:
    """Refuse `alarm.in_the_future` where a device's clock runs ahead, `alarm.too_long_ago` where it was never set."""
    if at - now > most:
        raise Refused("alarm.in_the_future", field="at", at=at.isoformat())
    if at < EARLIEST:
        raise Refused("alarm.too_long_ago", field="at", at=at.isoformat())


def message_key(device: str, told: Told) -> UUID:
    """Return the row's key: its moment, then a digest of device and number.

    The same message sent again has the same key, and keys of one hour stand together.
    """
    digest = hashlib.sha256(f"{device}\x1f{told.id}\x1f{told.at.isoformat()}".encode()).digest()
    number = (int(told.at.timestamp() * 1000) & (1 << 48) - 1) << 80 | int.from_bytes(digest[:10])
    number = number & ~(0xF << 76) | 8 << 76  # UUID version 8: our own making
    return UUID(int=number & ~(0b11 << 62) | 0b10 << 62)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key twice")
    return dict(pairs)


def _no_constant(_word: str) -> object:
    raise ValueError("not JSON")


def _id(value: object) -> str:
    if not isinstance(value, str) or not ID_FORM.fullmatch(value):
        raise Refused("alarm.bad_value", field="id")
    return value


def _state(value: object) -> AlarmState:
    if not isinstance(value, str) or value not in set(AlarmState):
        raise Refused("alarm.bad_value", field="state")
    return AlarmState(value)


def _value(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Refused("alarm.bad_value", field="value")
    if not abs(value) <= VALUE_MOST:  # also no number at all, and one too long for a float
        raise Refused("alarm.bad_value", field="value")
    return float(value)


def _moment(value: object) -> datetime:
    try:
        at = datetime.fromisoformat(str(value)) if isinstance(value, str) else None
        at = at.astimezone(UTC) if at and at.tzinfo else None
    except (ValueError, OverflowError):
        at = None
    if at is None:
        raise Refused("alarm.bad_value", field="at")
    return at


@dataclass(frozen=True, slots=True)
class Topic:
    """Where a message was published: wangge/<county>/<device>/<kind>[/<alarm's number>], or wangge/<county>/cap."""

    county: str
    device: str
    kind: str
    about: str = ""


def read_topic(topic: str) -> Topic | None:
    """Read a topic; None where it is none of ours."""
    parts = topic.split("/")
    if parts[0] != "wangge" or len(parts) not in {3, 4, 5}:
        return None
    county, rest = parts[1], parts[2:]
    if len(rest) == 1:
        return Topic(county, "", rest[0]) if rest[0] == CAP else None
    if len(rest) == 3 and (rest[1] != MessageKind.IMAGE or not ID_FORM.fullmatch(rest[2])):
        return None
    return Topic(county, rest[0], rest[1], rest[2] if len(rest) > 2 else "")


CAP = "cap"
