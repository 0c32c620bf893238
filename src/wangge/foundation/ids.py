"""How is an id made where the record is born, and read where it comes back?"""

import os
import time
from datetime import datetime
from uuid import UUID

from wangge.rules.errors import Refused


def uuid7(at: datetime | None = None) -> UUID:
    """Return a UUIDv7 (RFC 9562): 48 bits of milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000 if at is None else int(at.timestamp() * 1000)
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)


def row_key(text: str) -> UUID:
    """Read a row's id from an address or a form; refuse `row.unknown` for what is none."""
    try:
        return UUID(text)
    except ValueError as fault:
        raise Refused("row.unknown", row=text[:40]) from fault


class Keyed:
    """A frozen row with an id, which addresses carry in hexadecimal."""

    __slots__ = ()

    id: UUID

    @property
    def hex(self) -> str:
        """The id as addresses carry it."""
        return self.id.hex
