"""How does what only a few may read rest in the database?

Fernet of the `cryptography` package: AES in CBC mode with an HMAC, random for each text. The keys are lines of a
file beside the database (setting WANGGE_SEAL), the newest first: it seals, all of them open. docs/reporters.md
says how they are turned.
"""

import base64
import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from wangge.rules.errors import Refused

COUNTRY = "86"


def seal(text: str) -> str:
    """Return a text sealed for storing; the same text never twice alike. An empty one stays empty."""
    return _keys(settings.WANGGE_SEAL).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """Return what was sealed; refuse `reporters.seal_broken` where no key fits."""
    if not sealed:
        return ""
    try:
        return _keys(settings.WANGGE_SEAL).decrypt(sealed.encode()).decode()
    except InvalidToken as fault:
        raise Refused("reporters.seal_broken") from fault


def contact_key(county: str, number: str) -> str:
    """Return the keyed hash by which a telephone number is found again: its digits, without the country's."""
    digits = "".join(letter for letter in number if letter.isdigit())
    if len(digits) > 11 and digits.startswith(COUNTRY):
        digits = digits.removeprefix(COUNTRY)
    return keyed("contact", county, digits)


def resealed(sealed: str) -> str:
    """Return the same sealed anew by the newest key."""
    return _keys(settings.WANGGE_SEAL).rotate(sealed.encode()).decode() if sealed else ""


def keyed(purpose: str, *parts: str) -> str:
    """Return a keyed hash that cannot be tried out without the key; 64 hexadecimal digits."""
    key = _derived(_lines(settings.WANGGE_SEAL)[0], purpose)
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


@lru_cache(maxsize=4)
def _keys(text: str) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(line, "seal"))) for line in _lines(text)])


@lru_cache(maxsize=64)
def _derived(line: str, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"wangge {purpose}".encode()).derive(line.encode())
