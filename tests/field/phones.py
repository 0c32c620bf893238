"""A phone as the server meets it: logs in, keeps its cookies, sends records and files."""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from PIL import Image

from tests.builders import COVER, GRIDS, NOW, PASSWORD, inside
from wangge.foundation.ids import uuid7


class Phone:
    """One phone of one person, logged in."""

    def __init__(self, login: str, *, phone: UUID | None = None, client: Client | None = None) -> None:
        self.client = client or Client()
        self.phone = phone or uuid7()
        told = {"login": login, "password": PASSWORD, "device": {"id": str(self.phone), "label": "口袋"}}
        answer = self.client.post("/field/session", told, content_type="application/json")
        assert answer.status_code == 200, answer.content
        self.session = answer.json()

    def record(
        self, form: str, body: dict[str, Any], *, at: datetime = NOW, record: UUID | None = None,
        version: int = 1, after: UUID | None = None, files: list[dict[str, Any]] | None = None, **changes: Any,
    ) -> dict[str, str]:  # fmt: skip
        """Return a record as a phone makes it."""
        content = {
            "form": form, "version": version, "at": at.isoformat(), "post": self.session["post"]["id"],
            "after": str(after) if after else None, "files": files or [], "body": body, **changes,
        }  # fmt: skip
        return {"id": str(record or uuid7()), "content": json.dumps(content, ensure_ascii=False)}

    def report(
        self, grid: str = GRIDS[0], *, body: dict[str, Any] | None = None, **changes: Any
    ) -> dict[str, str]:
        """Return a record that reports a damaged cover in the middle of a grid."""
        return self.record("report", a_body(grid) | (body or {}), **changes)

    def act(self, case: UUID | str, act: str, seen: int | None, **changes: Any) -> dict[str, str]:
        """Return a record that acts on a case."""
        said = changes.pop("body", {})
        return self.record("act", {"case": str(case), "act": act, "seen": seen, **said}, **changes)

    def send(self, *records: dict[str, str], **changes: Any) -> HttpResponse:
        """Send records as one batch."""
        told = {
            "protocol": 1, "sent_at": NOW.isoformat(), "since": None, "announced": [one["id"] for one in records],
            "records": list(records), **changes,
        }  # fmt: skip
        return self.client.post("/field/sync", told, content_type="application/json")

    def results(self, *records: dict[str, str], **changes: Any) -> list[dict[str, Any]]:
        """Send records and return what became of each."""
        return self.send(*records, **changes).json()["results"]

    def trusts(self, record: dict[str, str], receipt: dict[str, str]) -> bool:
        """Say whether a receipt is ours and of this record, as the phone checks it."""
        key = base64.b64decode(self.session["keys"]["receipt"])
        words = "|".join(receipt[name] for name in ("id", "sha256", "at", "case", "number"))
        own = base64.b64encode(hmac.digest(key, words.encode(), "sha256")).decode()
        digest = hashlib.sha256(record["content"].encode()).hexdigest()
        return own == receipt["signature"] and digest == receipt["sha256"] and receipt["id"] == record["id"]


def a_body(grid: str = GRIDS[0]) -> dict[str, Any]:
    """The body of a report from the middle of a grid."""
    lon, lat = inside(grid)
    return {
        "category": COVER, "words": "路口上水井盖破损", "place": "花园路口", "lon": lon, "lat": lat, "accuracy_m": 8.0,
        "crs": "EPSG:4326", "unit": "", "condition": None, "asset": None, "solved": False, "source": "gps",
    }  # fmt: skip


def a_photo(colour: str = "red", side: int = 64) -> bytes:
    """A small JPEG."""
    kept = BytesIO()
    Image.new("RGB", (side, side), colour).save(kept, "JPEG")
    return kept.getvalue()


def cut_off(data: bytes, length: int) -> dict[str, Any]:
    """A body of which less arrives than its head says."""
    return {"wsgi.input": BytesIO(data), "CONTENT_LENGTH": str(length)}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def named(data: bytes) -> dict[str, Any]:
    """How a record names a file."""
    return {"sha256": sha(data), "bytes": len(data), "type": "image/jpeg"}


def code(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]
