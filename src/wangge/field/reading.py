"""How are values read that a phone has sent? Strictly: a value of another kind is refused with its field."""

import json
import math
import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from wangge.rules.days import moment_said
from wangge.rules.errors import Refused

TEXT_MOST = 4000  # what is shorter and still too long, the form's own rule says
_INT_MOST = 2**31 - 1
_SHA256 = re.compile("[0-9a-f]{64}")


def unreadable(field: str) -> Refused:
    """Return the refusal of a value that is not what its field holds."""
    return Refused("field.unreadable", field=field)


def read_object(text: str | bytes, field: str) -> dict[str, Any]:
    """Read one JSON object; not-a-number, surrogates without their half and endless nesting are refused."""
    try:
        told = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise unreadable(field) from fault
    return as_object(told, field)


def as_object(value: object, field: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise unreadable(field)
    return value


def as_list(value: object, field: str, *, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise unreadable(field)
    return value


def as_text(value: object, field: str, *, most: int = TEXT_MOST) -> str:
    """Read text that both databases can hold; null is no text."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise unreadable(field)
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as fault:
            raise unreadable(field) from fault
    return value


def as_whole(value: object, field: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _INT_MOST:
        raise unreadable(field)
    return value


def as_number(value: object, field: str) -> float | None:
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > _INT_MOST:
        raise unreadable(field)
    return float(value) if math.isfinite(value) else None


def as_yes(value: object, field: str) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise unreadable(field)
    return value


def as_uuid(value: object, field: str) -> UUID:
    found = as_uuid_or_none(value, field)
    if found is None:
        raise unreadable(field)
    return found


def as_uuid_or_none(value: object, field: str) -> UUID | None:
    if value is None or value == "":
        return None
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError as fault:
        raise unreadable(field) from fault


def as_sha256(value: object, field: str) -> str:
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise unreadable(field)
    return value


def as_moment(value: object, field: str) -> datetime:
    """Read an ISO 8601 moment; one without an offset is no moment."""
    try:
        moment = moment_said(value if isinstance(value, str) else "")
        moment.timestamp()  # a year that no other zone can hold
    except (ValueError, OverflowError) as fault:
        raise unreadable(field) from fault
    if moment.tzinfo is None or not 1971 <= moment.year <= 9000:
        raise unreadable(field)
    return moment


def only(told: Mapping[str, object], known: Collection[str], field: str) -> None:
    """Refuse a key that the form does not have: nothing is kept that is not in the register."""
    for name in told:
        if name not in known:
            raise unreadable(f"{field}.{name[:40]}")


def _no_number(name: str) -> float:
    raise ValueError(name)
