"""What does one row of a foreign file say, read by its mapping?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wangge.rules.errors import Refused
from wangge.rules.mapping import OPEN, ImportMap, Position
from wangge.rules.workflow import End

ID_LENGTH = 80
PLACE_LENGTH = 200
WORDS_LENGTH = 2000
_POINT = re.compile(
    r"\s*(?:SRID=\d+;)?\s*POINT\s*(?:Z\s*)?\(\s*(\S+)\s+(\S+)(?:\s+\S+)?\s*\)\s*", re.IGNORECASE
)
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PastRequest:
    """One row, read: moments in UTC, the point still in the file's own system, None where it has none."""

    ref: str
    reported_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    outcome: str
    category: str
    point: tuple[float, float] | None
    accuracy_m: float
    unit: str
    words: str
    place: str
    channel: str
    department: str


def past_request(mapping: ImportMap, row: Mapping[str, str], *, now: datetime) -> PastRequest:
    """Read one row of stripped texts; every column of the mapping is there, empty where nothing is told.

    Raises Refused `import.*` naming the column as `field`.
    """
    for column, words in mapping.skip:
        if row[column] in words:
            raise Refused("import.skipped", field=column, value=row[column][:40])
    times = mapping.times
    ref = row[mapping.id]
    if not ref or len(ref) > ID_LENGTH:
        raise Refused("import.bad_id", field=mapping.id, limit=ID_LENGTH)
    reported_at = moment(row, times.reported_at, times.form, times.zone)
    if reported_at is None:
        raise Refused("import.no_time", field=times.reported_at)
    closed_at = moment(row, times.closed_at, times.form, times.zone) if times.closed_at else None
    due_at = moment(row, times.due_at, times.form, times.zone) if times.due_at else None
    outcome = outcome_of(mapping, row, closed_at)
    if outcome == OPEN:
        closed_at = None
    _refuse_impossible(mapping, reported_at, closed_at, now)
    category = mapping.category.words.read(row)
    if not category:
        raise Refused("import.no_category", field=mapping.category.words.column)
    return PastRequest(
        ref, reported_at, closed_at, due_at, outcome, category, point(mapping.position, row),
        accuracy(mapping.position, row), row[mapping.position.unit] if mapping.position.unit else "",
        _joined(row, mapping.words, WORDS_LENGTH), _joined(row, mapping.place, PLACE_LENGTH),
        mapping.channel.read(row), mapping.department.read(row),
    )  # fmt: skip


def outcome_of(mapping: ImportMap, row: Mapping[str, str], closed_at: datetime | None) -> str:
    """Return how the request ended; without a moment of closing it is open, whatever else is said.

    A matter settled on the spot needs no such moment: it ended when it was reported.
    """
    outcome = mapping.outcome.read(row)
    return outcome if closed_at is not None or outcome == End.SETTLED else OPEN


def moment(row: Mapping[str, str], column: str, form: str, zone: ZoneInfo) -> datetime | None:
    """Return a moment in UTC, None for an empty text.

    A text without an offset is local time of `zone`: where the clock is set back, the first of the
    two; where it is set forward, as if it had not been.
    """
    text = row[column]
    if not text:
        return None
    try:
        if form == "iso":
            read = datetime.fromisoformat(text)
        elif form == "epoch_s":
            read = datetime.fromtimestamp(float(text), UTC)
        elif form == "epoch_ms":
            read = datetime.fromtimestamp(float(text) / 1000, UTC)
        else:
            read = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is put in below
        if read.tzinfo is None:
            read = read.replace(tzinfo=zone)
        return read.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        raise Refused("import.bad_time", field=column, value=text[:40]) from None


def point(position: Position, row: Mapping[str, str]) -> tuple[float, float] | None:
    """Return the coordinates as the file writes them, None where both are empty or a named placeholder."""
    if not position.has_point:
        return None
    if position.wkt:
        text = row[position.wkt]
        if not text or text.upper() == "POINT EMPTY":
            return None
        found = _POINT.fullmatch(text)
        if found is None:
            raise Refused("import.bad_point", field=position.wkt, value=text[:40])
        lon, lat = number(position.wkt, found[1]), number(position.wkt, found[2])
    else:
        lon, lat = number(position.lon, row[position.lon]), number(position.lat, row[position.lat])
    if lon is None and lat is None:
        return None
    if lon is None or lat is None:
        raise Refused("import.half_point", field=position.lon if lon is None else position.lat)
    return None if (lon, lat) in position.placeholders or lon == lat == 0 else (lon, lat)


def accuracy(position: Position, row: Mapping[str, str]) -> float:
    """Return the accuracy in metres: the row's own where its column tells one, else the mapping's."""
    told = number(position.accuracy, row[position.accuracy]) if position.accuracy else None
    if told is not None and not 0 <= told <= 100_000:
        raise Refused("import.bad_number", field=position.accuracy, value=row[position.accuracy][:40])
    return position.accuracy_m if told is None else told


def number(column: str, text: str) -> float | None:
    """Return a finite number, None for an empty text."""
    if not text:
        return None
    try:
        read = float(text)
    except ValueError:
        read = float("nan")
    if read - read != 0:
        raise Refused("import.bad_number", field=column, value=text[:40])
    return read


def _refuse_impossible(
    mapping: ImportMap, reported_at: datetime, closed_at: datetime | None, now: datetime
) -> None:
    times = mapping.times
    if not _EARLIEST <= reported_at <= now:
        raise Refused("import.time_out_of_range", field=times.reported_at, value=reported_at.isoformat())
    if closed_at is None:
        return
    if closed_at < reported_at:
        raise Refused("import.closed_before_reported", field=times.closed_at, value=closed_at.isoformat())
    if closed_at > now:
        raise Refused("import.time_out_of_range", field=times.closed_at, value=closed_at.isoformat())


def _joined(row: Mapping[str, str], columns: tuple[str, ...], limit: int) -> str:
    text = row[columns[0]] if len(columns) == 1 else " ".join(filter(None, (row[name] for name in columns)))
    if len(text) > limit:
        raise Refused("import.text_too_long", field=columns[0], length=len(text), limit=limit)
    return text
