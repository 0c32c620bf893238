"""What does a record of a phone say? Its content is read here and becomes what `cases` takes in.

A form or version that is not known is parked as it is; a known one is read strictly.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from wangge.cases.services.acts import ActOn
from wangge.cases.services.batches import Item
from wangge.cases.services.brought import Brought
from wangge.cases.services.intake import Report
from wangge.cases.services.voices import VoiceOn
from wangge.field.reading import (
    as_list,
    as_moment,
    as_number,
    as_object,
    as_sha256,
    as_text,
    as_uuid,
    as_uuid_or_none,
    as_whole,
    as_yes,
    only,
    read_object,
    unreadable,
)
from wangge.rules.errors import Refused

FILE_MOST = 64 * 1024 * 1024  # bytes of one file
FILES_MOST = 12  # a form's files; how many photos a case takes, its own rule says
NOWHERE = 0.001  # degrees around 0,0: what a receiver says that has found nothing
_FORM = re.compile("[a-z_]{1,16}")
_IMAGE = re.compile("image/(jpeg|png|webp)")
_ANY_TYPE = re.compile("[a-z]{1,12}/[a-z0-9.+-]{1,27}")
_CONTENT = ("form", "version", "at", "post", "after", "files", "body")
_REPORT = (
    "category", "words", "place", "lon", "lat", "accuracy_m", "crs", "unit", "condition", "asset", "solved", "source",
)  # fmt: skip
_ACT = (
    "case", "act", "seen", "words", "department", "departments", "cause", "until", "target", "amount", "condition",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that a record names and that comes after it."""

    sha256: str
    size: int
    type: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was read; with `problem` it is refused, without a `body` it is parked."""

    id: UUID
    content: str
    sha256: str
    form: str = ""
    version: int = 0
    at: datetime | None = None
    post: UUID | None = None
    after: UUID | None = None
    files: tuple[NamedFile, ...] = ()
    body: "Body | None" = None
    problem: Refused | None = None

    @property
    def promised(self) -> tuple[str, ...]:
        """The digests of the files that can be taken once they come."""
        return tuple(one.sha256 for one in self.files if one.size <= FILE_MOST)


@dataclass(frozen=True, slots=True)
class Body:
    """What a known form says; `case` is the one that it makes or is about."""

    case: UUID
    seen: int | None
    item: Callable[[Record, datetime, int | None, UUID | None], Item]


def read_record(record: UUID, content: object) -> Record:
    """Read a record; what cannot be read stands refused with the field that is wrong."""
    text = content if isinstance(content, str) else ""
    try:
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        text = as_text(content, "content", most=len(text))
    except (UnicodeEncodeError, Refused):
        text = repr(content)[:1000].encode("ascii", "backslashreplace").decode()
        return Record(record, text, hashlib.sha256(text.encode()).hexdigest(), problem=unreadable("content"))
    form, version = "", 0
    try:
        told = read_object(text, "content")
        form, version = _form(told)
        read = FORMS.get((form, version))
        if read is None:
            return _parked(Record(record, text, sha256, form, version), told)
        only(told, _CONTENT, "content")
        return Record(
            record, text, sha256, form, version, as_moment(told.get("at"), "at"),
            as_uuid(told.get("post"), "post"), as_uuid_or_none(told.get("after"), "after"), _files(told, _IMAGE),
            read(record, as_object(told.get("body"), "body")),
        )  # fmt: skip
    except Refused as refused:
        return Record(record, text, sha256, form, version, problem=refused)


def _form(told: Mapping[str, Any]) -> tuple[str, int]:
    form, version = told.get("form"), as_whole(told.get("version"), "version")
    if not isinstance(form, str) or not _FORM.fullmatch(form):
        raise unreadable("form")
    if version is None or not 0 < version < 2**15:
        raise unreadable("version")
    return form, version


def _parked(bare: Record, told: Mapping[str, Any]) -> Record:
    # What a later version means by its fields is not known; files are asked for if they are named as today.
    try:
        return Record(
            bare.id, bare.content, bare.sha256, bare.form, bare.version, files=_files(told, _ANY_TYPE)
        )
    except Refused:
        return bare


def _files(told: Mapping[str, Any], types: re.Pattern[str]) -> tuple[NamedFile, ...]:
    found: dict[str, NamedFile] = {}
    for one in as_list(told.get("files", []), "files", most=FILES_MOST):
        named = as_object(one, "files")
        sha256 = as_sha256(named.get("sha256"), "files.sha256")
        size, kind = as_whole(named.get("bytes"), "files.bytes"), as_text(named.get("type"), "files.type")
        if not size or size < 0:
            raise unreadable("files.bytes")
        if not types.fullmatch(kind):
            raise unreadable("files.type")
        found[sha256] = NamedFile(sha256, size, kind)
    return tuple(found.values())


def _report(record: UUID, body: dict[str, Any]) -> Body:
    only(body, _REPORT, "body")
    lon, lat = as_number(body.get("lon"), "body.lon"), as_number(body.get("lat"), "body.lat")
    if (lon is None) != (lat is None):
        raise unreadable("body.lat" if lat is None else "body.lon")
    if lon is not None and lat is not None and max(abs(lon), abs(lat)) < NOWHERE:
        raise Refused("field.nowhere", field="body.lon")
    accuracy = as_number(body.get("accuracy_m"), "body.accuracy_m") or 0.0
    if accuracy < 0:
        raise unreadable("body.accuracy_m")
    words = as_text(body.get("words"), "body.words")
    is_solved = as_yes(body.get("solved"), "body.solved")
    told: dict[str, Any] = {
        "category": as_text(body.get("category"), "body.category", most=64), "lon": lon, "lat": lat,
        "place": as_text(body.get("place"), "body.place"), "accuracy_m": accuracy,
        "crs": as_text(body.get("crs"), "body.crs", most=20), "unit": as_text(body.get("unit"), "body.unit", most=32),
        "condition": as_whole(body.get("condition"), "body.condition"),
        "asset": as_uuid_or_none(body.get("asset"), "body.asset"),
        "words": "" if is_solved else words,
        "result": (words.strip() or _("Solved on the spot")) if is_solved else "",
    }  # fmt: skip
    as_text(body.get("source"), "body.source", most=20)

    def item(whole: Record, at: datetime, _seen: int | None, _after: UUID | None) -> Report:
        return Report(record, at=at, channel="grid", promised=whole.promised, **told)

    return Body(record, None, item)


def _act(record: UUID, body: dict[str, Any]) -> Body:
    only(body, _ACT, "body")
    case, act = as_uuid(body.get("case"), "body.case"), as_text(body.get("act"), "body.act", most=32)
    until = body.get("until")
    departments = as_list(body.get("departments") or [], "body.departments", most=20)
    told: dict[str, Any] = {
        "words": as_text(body.get("words"), "body.words"),
        "department": as_text(body.get("department"), "body.department", most=32),
        "departments": tuple(as_text(one, "body.departments", most=32) for one in departments),
        "cause": as_text(body.get("cause"), "body.cause", most=32),
        "until": as_moment(until, "body.until") if until else None,
        "target": as_text(body.get("target"), "body.target", most=64),
        "condition": as_whole(body.get("condition"), "body.condition"),
        "amount": as_whole(body.get("amount"), "body.amount"),
    }  # fmt: skip

    def item(whole: Record, _at: datetime, seen: int | None, after: UUID | None) -> ActOn:
        return ActOn(record, case, act, Brought(**told, promised=whole.promised), seen, after)

    return Body(case, as_whole(body.get("seen"), "body.seen"), item)


def _voice(record: UUID, body: dict[str, Any]) -> Body:
    only(body, ("case",), "body")
    case = as_uuid(body.get("case"), "body.case")

    def item(_whole: Record, _at: datetime, _seen: int | None, _after: UUID | None) -> VoiceOn:
        return VoiceOn(record, case)

    return Body(case, None, item)


# Every form and version that a phone may hold and that this server can carry out; `answers` waits for its campaign.
FORMS: Mapping[tuple[str, int], Callable[[UUID, dict[str, Any]], Body]] = {
    ("report", 1): _report, ("act", 1): _act, ("voice", 1): _voice,
}  # fmt: skip
