"""How is a public page kept from being read too often from one network, without remembering who came?

Counted in this process alone, under a key that is thrown away with it: nothing is written down, and reading holds
up nobody who writes.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from threading import Lock

from wangge.rules.errors import Refused

READS_MOST = 600  # an hour from one network; our assumption
KEYS_MOST = 50_000

_key = secrets.token_bytes(32)
_lock = Lock()
_counts: dict[bytes, int] = {}
_hour: list[datetime] = []


def refuse_crowd(address: str, *, now: datetime, most: int = READS_MOST, doing: str = "read") -> None:
    """Count one reading of a public page; refuse `request.too_often` beyond `most` within the hour.

    What is `doing`, besides reading, is counted apart: who read much may still book.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    network = doing.encode() + _network(address)
    with _lock:
        if _hour != [hour] or len(_counts) >= KEYS_MOST:
            _counts.clear()
            _hour[:] = [hour]
        times = _counts[network] = _counts.get(network, 0) + 1
    if times > most:
        minutes = int((hour + timedelta(hours=1) - now).total_seconds() // 60) + 1
        raise Refused("request.too_often", limit=most, minutes=minutes)


def _network(address: str) -> bytes:
    try:
        known = ip_address(address)
    except ValueError:
        return b"?"
    # An IPv6 address counts by its network.
    name = known.exploded[:19] if isinstance(known, IPv6Address) else known.exploded
    return hashlib.blake2b(name.encode(), key=_key, digest_size=12).digest()
