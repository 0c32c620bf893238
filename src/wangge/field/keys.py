"""Which keys does a phone get, and how is a receipt signed by one of them?

Both are derived from the installation's secret, so none is kept, and a new password changes neither.
"""

import base64
import hmac
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

from django.utils.crypto import salted_hmac


def seal_key(account: UUID, phone: UUID) -> bytes:
    """Return the 32 bytes under which one account's unsent records lie sealed on one phone."""
    return salted_hmac("wangge.field.seal", f"{account.hex}:{phone.hex}", algorithm="sha256").digest()


@lru_cache(maxsize=1024)
def receipt_key(account: UUID) -> bytes:
    """Return the 32 bytes by which an account's phones know our receipts from anybody else's."""
    return salted_hmac("wangge.field.receipt", account.hex, algorithm="sha256").digest()


def signature(account: UUID, *words: str) -> str:
    """Return base64 of HMAC-SHA256 over the words joined by a bar."""
    return base64.b64encode(hmac.digest(receipt_key(account), "|".join(words).encode(), "sha256")).decode()


def moment(at: datetime) -> str:
    """Return a moment as the phone reads it: ISO 8601 in UTC, with offset."""
    return at.astimezone(UTC).isoformat()
