"""A push service and a phone of a test's own: takes what is posted, and reads it by RFC 8291 in code of its own."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def from64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Receiver:
    """A browser that has subscribed: its private key, its secret, and what came for it."""

    def __init__(
        self, private: ec.EllipticCurvePrivateKey | None = None, auth: bytes = b"0123456789abcdef"
    ) -> None:
        self.private = private or ec.generate_private_key(ec.SECP256R1())
        self.auth = auth
        self.point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def keys(self) -> dict[str, str]:
        """What a browser hands out."""
        return {"p256dh": _to64(self.point), "auth": _to64(self.auth)}

    def opened(self, body: bytes) -> bytes:
        """Read a message, step by step as RFC 8291 section 3.4 and RFC 8188 tell it, with HMAC alone."""
        salt, size, length = body[:16], int.from_bytes(body[16:20]), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.private.exchange(ec.ECDH(), theirs)
        early = _mac(self.auth, shared)
        secret = _mac(early, b"WebPush: info\0" + self.point + sender + b"\1")
        late = _mac(salt, secret)
        key = _mac(late, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = _mac(late, b"Content-Encoding: nonce\0\1")[:12]
        words, end = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0"), b"\2"
        assert words.endswith(end)
        return words[:-1]


def token_of(header: str) -> tuple[dict[str, Any], bytes]:
    """Check a VAPID header's signature under the key that it names; return (claims, key)."""
    scheme, _, rest = header.partition(" ")
    assert scheme == "vapid"
    parts = dict(one.strip().split("=", 1) for one in rest.split(","))
    said, _, signature = parts["t"].rpartition(".")
    key, raw = from64(parts["k"]), from64(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key).verify(
        der, said.encode(), ec.ECDSA(SHA256())
    )
    return json.loads(from64(said.split(".")[1])), key


class Service(ThreadingHTTPServer):
    """A push service on loopback; answers with the next of `answers`, the last for ever."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers, self.taken = [201], list[tuple[str, dict[str, str], bytes]]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, dict(self.headers), body))
        answers = self.server.answers
        status = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        self.send_header("Content-Length", "0")
        if status in {301, 307}:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def push_service() -> Iterator[Service]:
    """Run a service until the block ends."""
    service = Service()
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        service.server_close()
        thread.join()


def _mac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, hashlib.sha256)


def _to64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
