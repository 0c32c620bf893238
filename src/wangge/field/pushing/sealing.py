"""How is a notice sealed so that only the phone reads it? RFC 8291 over the aes128gcm coding of RFC 8188."""

import os
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SALT_BYTES, RECORD_BYTES, LAST = 16, 4096, b"\x02"
CURVE = ec.SECP256R1()


class PhoneKeys(NamedTuple):
    """What a phone gives out when it subscribes: its public point, and the secret that it shares with us."""

    p256dh: bytes
    auth: bytes


def sealed(
    words: bytes,
    phone: PhoneKeys,
    *,
    salt: bytes | None = None,
    own: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Return the body of a push message; a fresh key and salt each time, given only to check RFC 8291's example.

    Raises ValueError for a public key that is no point of P-256.
    """
    salt, own = salt or os.urandom(SALT_BYTES), own or ec.generate_private_key(CURVE)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, phone.p256dh)
    point = public_point(own.public_key())
    shared = own.exchange(ec.ECDH(), theirs)
    secret = _derived(shared, phone.auth, b"WebPush: info\x00" + phone.p256dh + point, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD_BYTES.to_bytes(4) + bytes([len(point)]) + point
    return head + AESGCM(key).encrypt(nonce, words + LAST, None)


def public_point(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return a public key as 65 bytes: the uncompressed point."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)
