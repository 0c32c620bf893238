"""A phone that speaks docs/field-protocol.md and nothing else: an outbox on a disk that outlives its death.

Small enough to be killed hundreds of times in a minute; what the real program does is tested in tests/browser.
"""

import base64
import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from wangge.foundation.ids import uuid7

CHUNK, WHOLE = 512 * 1024, 1 << 20
PATIENCE = 60
JSON = "application/json"


class Broken(Exception):
    """No answer, or half of one, or somebody else's: it goes again at the next pass."""


class Dead(Exception):
    """The browser was killed at this moment: all that is left is the disk."""


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Kept:
    """A record of the outbox as it lies on the disk."""

    id: str
    content: str
    files: dict[str, bytes]
    phase: str = "kept"  # kept, accepted (files missing), delivered, attention
    missing: list[str] = field(default_factory=list)
    uploads: dict[str, str] = field(default_factory=dict)
    case: str = ""
    code: str = ""

    @property
    def is_open(self) -> bool:
        return self.phase in ("kept", "accepted")


@dataclass(slots=True)
class Disk:
    """What a dead phone still has."""

    login: str
    password: str
    device: UUID = field(default_factory=uuid4)
    cookies: dict[str, str] = field(default_factory=dict)
    session: dict[str, Any] = field(default_factory=dict)
    records: dict[str, Kept] = field(default_factory=dict)

    def add(self, form: str, body: Mapping[str, object], files: list[bytes] | None = None) -> str:
        """Keep a record under an id of its own."""
        named = {hashlib.sha256(one).hexdigest(): one for one in files or []}
        content = {
            "form": form, "version": 1, "at": datetime.now(UTC).isoformat(), "post": self.session["post"]["id"],
            "after": None, "body": body,
            "files": [{"sha256": sha, "bytes": len(one), "type": "image/jpeg"} for sha, one in named.items()],
        }  # fmt: skip
        kept = Kept(str(uuid7()), json.dumps(content, ensure_ascii=False), named)
        self.records[kept.id] = kept
        return kept.id

    def said_delivered(self) -> list[Kept]:
        return [one for one in self.records.values() if one.phase == "delivered"]


class Phone:
    """The program while it runs. `is_dead` is asked after each answer, before anything is written down.

    `is_gullible` takes the check of receipts out: such a phone must not come through the soak.
    """

    def __init__(self, port: int, disk: Disk, *, is_gullible: bool = False) -> None:
        self.port, self.disk, self.is_dead, self._is_gullible = port, disk, False, is_gullible

    def one_pass(self) -> None:
        """Records first, files after, and what the server says it lacks decides. Raises Broken and Dead."""
        self._come_in()
        self._bundle()
        self._talk([one for one in self.disk.records.values() if one.is_open])
        sent = [one for one in self.disk.records.values() if one.phase == "accepted"]
        for record in sent:
            for sha256 in list(record.missing):
                self._send_file(record, sha256)
        if sent:
            self._talk(sent)

    def log_in(self) -> None:
        """Log in with the password, as after a death that forgot the cookie."""
        if "csrftoken" not in self.disk.cookies:
            self._ask("GET", "/field/session")
        said = {"login": self.disk.login, "password": self.disk.password,
                "device": {"id": str(self.disk.device), "label": "soak"}}  # fmt: skip
        self.disk.session = self._told(self._ask("POST", "/field/session", said), "keys")

    def _come_in(self) -> None:
        answer = self._ask("GET", "/field/session")
        if answer.status == 401:
            self.log_in()
        else:
            self.disk.session = self._told(answer, "keys")

    def _bundle(self) -> None:
        self._told(self._ask("GET", "/field/bundle?have="), "parts")

    def _talk(self, batch: list[Kept]) -> None:
        sent = {"protocol": 1, "sent_at": datetime.now(UTC).isoformat(), "since": None,
                "announced": [one.id for one in self.disk.records.values() if one.is_open],
                "records": [{"id": one.id, "content": one.content} for one in batch]}  # fmt: skip
        told = self._told(self._ask("POST", "/field/sync", sent), "results")
        for record, result in zip(batch, told["results"], strict=True):
            self._take(record, result)

    def _take(self, record: Kept, result: Mapping[str, Any]) -> None:
        state, receipt = result["state"], result.get("receipt")
        if state == "accepted" and self._trusts(record, receipt):
            record.case = receipt["case"]
            record.missing = list(result.get("missing") or [])
            record.phase = "accepted" if record.missing else "delivered"
        elif state in ("refused", "conflict"):
            record.phase, record.code = "attention", str(result.get("problem", {}).get("code"))

    def _trusts(self, record: Kept, receipt: Mapping[str, str]) -> bool:
        if self._is_gullible:
            return True
        words = "|".join(receipt[name] for name in ("id", "sha256", "at", "case", "number"))
        key = base64.b64decode(self.disk.session["keys"]["receipt"])
        own = base64.b64encode(hmac.digest(key, words.encode(), "sha256")).decode()
        sha256 = hashlib.sha256(record.content.encode()).hexdigest()
        return (own, sha256, record.id) == (receipt["signature"], receipt["sha256"], receipt["id"])

    def _send_file(self, record: Kept, sha256: str) -> None:
        data = record.files[sha256]
        if len(data) <= WHOLE:
            self._well(self._ask("PUT", f"/field/files/{record.id}/{sha256}", data), 204)
            return
        offset = self._offset(record, sha256)
        while offset < len(data):
            piece = data[offset : offset + CHUNK]
            checksum = base64.b64encode(hashlib.sha256(piece).digest()).decode()
            headers = {"Upload-Offset": str(offset), "Upload-Checksum": f"sha256 {checksum}",
                       "Content-Type": "application/offset+octet-stream"}  # fmt: skip
            answer = self._ask("PATCH", record.uploads[sha256], piece, headers)
            if answer.status in (404, 409, 410):
                del record.uploads[sha256]  # a stranger said well to what never came: begun anew
                raise Broken
            self._well(answer, 204)
            offset = int(self._named(answer, "upload-offset"))

    def _offset(self, record: Kept, sha256: str) -> int:
        if sha256 in record.uploads:
            answer = self._ask("HEAD", record.uploads[sha256])
            if answer.status == 200:
                return int(self._named(answer, "upload-offset"))
        named = {"record": record.id, "sha256": sha256, "type": "image/jpeg"}
        metadata = ",".join(
            f"{name} {base64.b64encode(said.encode()).decode()}" for name, said in named.items()
        )
        headers = {"Upload-Length": str(len(record.files[sha256])), "Upload-Metadata": metadata}
        answer = self._ask("POST", "/field/tus/", b"", headers)
        self._well(answer, 201)
        record.uploads[sha256] = "/field/" + self._named(answer, "location").split("/field/", 1)[1]
        return 0

    @staticmethod
    def _well(answer: Answer, status: int) -> None:
        if answer.status != status:
            raise Broken(f"{answer.status} {answer.body[:200]!r}")

    @staticmethod
    def _named(answer: Answer, header: str) -> str:
        if header not in answer.headers:
            raise Broken(f"no {header}: cut in the head")
        return answer.headers[header]

    @staticmethod
    def _told(answer: Answer, name: str) -> dict[str, Any]:
        try:
            told: dict[str, Any] = json.loads(answer.body)
        except ValueError as fault:
            raise Broken from fault
        if name not in told:
            raise Broken(f"{answer.status} {answer.body[:200]!r}")
        return told

    def _ask(
        self, method: str, path: str, said: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        body = said if isinstance(said, bytes) or said is None else json.dumps(said).encode()
        own = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.disk.cookies.items()),
               "X-CSRFToken": self.disk.cookies.get("csrftoken", ""), "Tus-Resumable": "1.0.0",
               "Content-Type": JSON, "Accept": JSON, **(headers or {})}  # fmt: skip
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, own)
            came = connection.getresponse()
            told = Answer(
                came.status, {name.lower(): value for name, value in came.getheaders()}, came.read()
            )
            cookies = came.headers.get_all("Set-Cookie") or []
        except (OSError, http.client.HTTPException) as fault:
            raise (Dead if self.is_dead else Broken) from fault
        finally:
            connection.close()
        if self.is_dead:
            raise Dead
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.disk.cookies[name] = value
        return told
