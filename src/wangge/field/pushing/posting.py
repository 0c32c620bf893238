"""How is one notice handed to the service that wakes the phone?"""

import http.client
import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID

from django.conf import settings

from wangge.field.pushing.sealing import PhoneKeys, sealed
from wangge.field.pushing.vouching import push_key, vouched

log = logging.getLogger("wangge.push")
GONE = (404, 410)
SECONDS = 10  # for one service; the next notice waits so long at most
KEPT_SECONDS = 24 * 3600  # by the service, for a phone that is off
NO_ANSWER = 0
ENDPOINT_MOST = 600  # letters, as the row holds


def reachable(endpoint: str, hosts: Iterable[str]) -> bool:
    """Say whether an endpoint is one of the named services, by TLS; this machine itself needs none."""
    try:
        address = urlsplit(endpoint)
        host, _ = address.hostname or "", address.port
    except ValueError:
        return False
    is_named = any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts if one)
    is_safe = address.scheme == "https" or (address.scheme == "http" and host == "127.0.0.1")
    return (
        is_named and is_safe and not (address.username or address.password) and len(endpoint) <= ENDPOINT_MOST
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """That something changed in one matter; what, the phone asks itself."""

    endpoint: str
    keys: PhoneKeys
    case: UUID
    number: str
    danger: bool


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nobody: an endpoint is what the phone named, or nothing."""


_opener = build_opener(_NoRedirects)


def post(notice: Notice, *, now: datetime) -> int:
    """Return the status that the service answered with; 0 without any answer."""
    key = push_key(settings.WANGGE_HOME)
    words = json.dumps({"case": str(notice.case), "number": notice.number}).encode()
    headers = {
        "Authorization": vouched(notice.endpoint, key, contact=settings.WANGGE_PUSH_CONTACT, now=now),
        "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": str(KEPT_SECONDS),
        # A later notice of the same matter takes the place of one that still waits there.
        "Topic": notice.case.hex, "Urgency": "high" if notice.danger else "normal",
    }  # fmt: skip
    # Checked when it was subscribed: by TLS, and one of the services that are named.
    request = Request(notice.endpoint, sealed(words, notice.keys), headers, method="POST")  # noqa: S310
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            return int(answer.status)
    except HTTPError as refused:
        refused.close()
        return refused.code
    except (OSError, http.client.HTTPException) as fault:
        log.info("no answer from a push service: %s", type(fault).__name__)
        return NO_ANSWER
