"""What does a Common Alerting Protocol 1.2 message say? (OASIS CAP-v1.2)

Read without entities, DTD or anything fetched; of its texts only event and headline are kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from wangge.rules.alarms import Severity
from wangge.rules.errors import Refused
from wangge.rules.warned_areas import CORNERS_MOST, Area, plain_code, read_circle, read_polygon

SPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
BODY_MOST = 256 * 1024
STATUSES = {"Actual": "actual", "Exercise": "exercise", "Test": "test"}
TYPES = ("Alert", "Update", "Cancel")
SEVERITIES = {
    "Extreme": Severity.RED, "Severe": Severity.ORANGE, "Moderate": Severity.YELLOW, "Minor": Severity.BLUE,
    "Unknown": Severity.YELLOW,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the protocol's own word
    """One message: who warns of what, where, how badly, until when, and which earlier ones it goes on from."""

    sender: str
    identifier: str
    sent: datetime
    status: str
    message_type: str
    references: tuple[tuple[str, str], ...]  # sender, identifier
    event: str
    headline: str
    severity: str
    level: int
    expires: datetime | None
    area: Area


def read_cap(body: bytes) -> Warning:
    """Read one message.

    Refuses `alarm.too_long`, `alarm.cap_forbidden` (entity, DTD, anything external), `alarm.cap_unreadable`,
    `alarm.cap_missing` and `alarm.cap_unfit` with the element's name.
    """
    if len(body) > BODY_MOST:
        raise Refused("alarm.too_long", size=len(body), limit=BODY_MOST)
    try:
        root = fromstring(body, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as fault:
        raise Refused("alarm.cap_forbidden") from fault
    except (ParseError, ValueError, LookupError) as fault:
        raise Refused("alarm.cap_unreadable") from fault
    if root.tag != f"{SPACE}alert":
        raise Refused("alarm.cap_unreadable")
    return _warning(root)


def _warning(root: Element) -> Warning:
    status, kind = _text(root, "status"), _text(root, "msgType")
    if status not in STATUSES:
        raise Refused("alarm.cap_unfit", field="status")
    if kind not in TYPES:
        raise Refused("alarm.cap_unfit", field="msgType")
    if _text(root, "scope") != "Public":  # others name whom they are for
        raise Refused("alarm.cap_unfit", field="scope")
    infos = root.findall(f"{SPACE}info")
    if not infos and kind != "Cancel":
        raise Refused("alarm.cap_missing", field="info")
    info = infos[0] if infos else Element("info")
    severity = _text(info, "severity") if infos else "Unknown"
    if severity not in SEVERITIES:
        raise Refused("alarm.cap_unfit", field="severity")
    return Warning(
        _text(root, "sender")[:100], _text(root, "identifier")[:100], _moment(_text(root, "sent"), "sent"),
        STATUSES[status], kind, tuple(_references(_text(root, "references", must=kind != "Alert"))),
        _text(info, "event", must=bool(infos))[:100], _text(info, "headline", must=False)[:200], severity,
        SEVERITIES[severity], _expires(info), _area(one for info in infos for one in info.findall(f"{SPACE}area")),
    )  # fmt: skip


def _area(parts: Iterable[Element]) -> Area:
    polygons, circles, codes = [], [], []
    for part in parts:
        try:
            polygons += [read_polygon(one.text or "") for one in part.findall(f"{SPACE}polygon")]
            circles += [read_circle(one.text or "") for one in part.findall(f"{SPACE}circle")]
        except ValueError as fault:
            raise Refused("alarm.cap_unfit", field="area") from fault
        codes += [plain_code(_text(one, "value")) for one in part.findall(f"{SPACE}geocode")]
    if sum(map(len, polygons)) + len(circles) > CORNERS_MOST:
        raise Refused("alarm.cap_unfit", field="area")
    return Area(tuple(polygons), tuple(circles), tuple(codes))


def _references(text: str) -> list[tuple[str, str]]:
    found = []
    for one in text.split():
        parts = one.split(",")
        if len(parts) != 3:
            raise Refused("alarm.cap_unfit", field="references")
        found.append((parts[0][:100], parts[1][:100]))
    return found


def _expires(info: Element) -> datetime | None:
    text = _text(info, "expires", must=False)
    return _moment(text, "expires") if text else None


def _moment(text: str, field: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise Refused("alarm.cap_unfit", field=field)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("alarm.cap_unfit", field=field) from None


def _text(parent: Element, name: str, *, must: bool = True) -> str:
    found = parent.find(f"{SPACE}{name}")
    text = (found.text or "").strip() if found is not None else ""
    if must and not text:
        raise Refused("alarm.cap_missing", field=name)
    return text.replace("\x00", "")
