"""How does a push service know that a notice is ours? A token signed by our key, RFC 8292 (VAPID)."""

import base64
import json
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from wangge.field.pushing.sealing import CURVE, public_point

VALID = timedelta(hours=12)  # at most a day (RFC 8292, section 2)


def push_key(home: Path) -> ec.EllipticCurvePrivateKey:
    """Return this installation's key, made at the first call and kept in its home."""
    file = home / "push.pem"
    if not file.exists():
        pem = ec.generate_private_key(CURVE).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(pem)
        fresh.replace(file)
    key = load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{file.name} holds no key of an elliptic curve")
    return key


def vouched(endpoint: str, key: ec.EllipticCurvePrivateKey, *, contact: str, now: datetime) -> str:
    """Return the Authorization header for a message to an endpoint."""
    address = urlsplit(endpoint)
    claims: dict[str, str | int] = {
        "aud": f"{address.scheme}://{address.netloc}", "exp": int((now + VALID).timestamp())
    }  # fmt: skip
    if contact:
        claims["sub"] = contact
    said = f"{_json({'typ': 'JWT', 'alg': 'ES256'})}.{_json(claims)}"
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(SHA256())))
    token = f"{said}.{plain64(r.to_bytes(32) + s.to_bytes(32))}"
    return f"vapid t={token}, k={plain64(public_point(key.public_key()))}"


def plain64(data: bytes) -> str:
    """Return base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from64(text: str) -> bytes:
    """Read base64 for addresses, with or without padding; raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _json(value: object) -> str:
    return plain64(json.dumps(value, separators=(",", ":")).encode())
