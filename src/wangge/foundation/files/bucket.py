"""How do bytes get into an S3-compatible bucket, and out again?

Four verbs on names that never change their content. Signature Version 4 is fifty lines of the
standard library, checked in the tests against the examples that its publisher signed; a client library would
bring a dozen packages for them (docs/adr/0002).
"""

import contextlib
import hashlib
import hmac
import http.client
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlencode, urlsplit
from xml.etree import ElementTree as ET

from django.utils import timezone

from wangge.rules.errors import Refused

log = logging.getLogger("wangge.files")

ALGORITHM, SERVICE, LAST = "AWS4-HMAC-SHA256", "s3", "aws4_request"
PATIENCE_SECONDS = 20.0
TRIES = 2
EMPTY = hashlib.sha256(b"").hexdigest()
SPACE = re.compile(r"^\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Keys:
    """Who signs, and for which region."""

    key: str
    secret: str
    region: str


def signed(
    keys: Keys, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], *, now: datetime
) -> dict[str, str]:
    """Return the headers with their Authorization (Signature Version 4); `headers` names host and content digest.

    `path` is already quoted; header names are lower case.
    """
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    whole = {**headers, "x-amz-date": stamp}
    names = ";".join(sorted(whole))
    request = "\n".join([
        method, path, urlencode(sorted(query.items()), quote_via=quote, safe="-_.~"),
        *(f"{name}:{whole[name].strip()}" for name in sorted(whole)), "", names, whole["x-amz-content-sha256"],
    ])  # fmt: skip
    scope = f"{stamp[:8]}/{keys.region}/{SERVICE}/{LAST}"
    text = "\n".join([ALGORITHM, stamp, scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{keys.secret}".encode()
    for part in (stamp[:8], keys.region, SERVICE, LAST):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.new(key, text.encode(), "sha256").hexdigest()
    said = f"{ALGORITHM} Credential={keys.key}/{scope},SignedHeaders={names},Signature={signature}"
    return {**whole, "authorization": said}


class Bucket:
    """A bucket at an endpoint; names stand below a prefix, two letters deep."""

    def __init__(self, *, endpoint: str, bucket: str, prefix: str, keys: Keys, by_host: bool = False) -> None:
        parts = urlsplit(endpoint)
        self.secure = parts.scheme == "https"
        self.host = f"{bucket}.{parts.netloc}" if by_host else parts.netloc
        self.root = "/" if by_host else f"/{bucket}/"
        self.prefix = prefix.strip("/") + "/" if prefix.strip("/") else ""
        self.keys = keys

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes; the bucket itself compares them with the digest that is signed."""
        self._ask("PUT", self._key(name), body=data)

    def get(self, name: str) -> bytes | None:
        """Return the bytes, or None."""
        status, body = self._ask("GET", self._key(name))
        return None if status == http.client.NOT_FOUND else body

    def drop(self, name: str) -> None:
        """Forget a name."""
        self._ask("DELETE", self._key(name))

    def names(self) -> Iterator[tuple[str, datetime]]:
        """Yield every name below the prefix, a thousand a question."""
        token = ""
        while True:
            query = {
                "list-type": "2",
                "prefix": self.prefix,
                **({"continuation-token": token} if token else {}),
            }
            _, body = self._ask("GET", "", query=query)
            page = ET.fromstring(body)  # noqa: S314 - from the operator's own bucket
            for one in page.iter():
                if SPACE.sub("", one.tag) == "Contents":
                    told = {SPACE.sub("", part.tag): part.text or "" for part in one}
                    yield told["Key"].rpartition("/")[2], datetime.fromisoformat(told["LastModified"])
            ends = {SPACE.sub("", part.tag): part.text or "" for part in page}
            token = ends.get("NextContinuationToken", "")
            if not token:
                return

    def _key(self, name: str) -> str:
        return f"{self.prefix}{name[:2]}/{name}"

    def _ask(
        self, method: str, key: str, *, query: Mapping[str, str] | None = None, body: bytes = b""
    ) -> tuple[int, bytes]:
        fault: Exception | None = None
        for _ in range(TRIES):
            try:
                status, said = self._once(method, key, query or {}, body)
            except (OSError, http.client.HTTPException) as one:
                fault = one
                continue
            if status < http.client.MULTIPLE_CHOICES or status == http.client.NOT_FOUND:
                return status, said
            fault = RuntimeError(f"{status} {said[:200]!r}")
        log.error("the bucket did not answer %s %s: %s", method, key, fault)
        raise Refused("file.store_unreachable")

    def _once(self, method: str, key: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        path = self.root + quote(key, safe="/-_.~")
        digest = hashlib.sha256(body).hexdigest() if body else EMPTY
        headers = {"host": self.host, "x-amz-content-sha256": digest}
        told = signed(self.keys, method, path, query, headers, now=timezone.now())
        kind = http.client.HTTPSConnection if self.secure else http.client.HTTPConnection
        with contextlib.closing(kind(self.host, timeout=PATIENCE_SECONDS)) as line:
            wanted = urlencode(sorted(query.items()), quote_via=quote, safe="-_.~")
            line.request(method, f"{path}?{wanted}" if wanted else path, body=body or None, headers=told)
            answer = line.getresponse()
            return answer.status, answer.read()


def bucket_of(url: str, *, key: str, secret: str) -> Bucket:
    """Read s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION&style=host; refuse `file.bad_store`."""
    parts = urlsplit(url)
    told = dict(parse_qsl(parts.query))
    endpoint = told.get("endpoint", "")
    if not (parts.netloc and key and secret and urlsplit(endpoint).scheme in {"http", "https"}):
        raise Refused("file.bad_store")
    return Bucket(
        endpoint=endpoint, bucket=parts.netloc, prefix=parts.path, by_host=told.get("style") == "host",
        keys=Keys(key, secret, told.get("region", "us-east-1")),
    )  # fmt: skip
