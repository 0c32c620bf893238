"""How does a foreign file of past requests say what we call a case?

A mapping names, for each thing we know of a case, the column that tells it and how its words are
read. It is read here from a plain table (a parsed TOML file); docs/import.md describes every key.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wangge.rules.errors import Refused
from wangge.rules.workflow import End

FORMATS: Final = ("csv", "jsonl", "parquet", "xlsx")
TIME_FORMS: Final = ("iso", "epoch_s", "epoch_ms")  # or a pattern with %
OPEN = ""
OUTCOMES: Final = frozenset({OPEN, *End})
STREAM_LENGTH = 40
# A spot that holds this share of all rows, and so many rows, is a placeholder, not a place.
PLACEHOLDER_SHARE = 0.02
PLACEHOLDER_LEAST = 100


@dataclass(frozen=True, slots=True)
class Coded:
    """A column whose words are turned into ours; a word not listed is taken as it is, or by `default`."""

    column: str = ""
    values: Mapping[str, str] | None = None
    default: str = ""

    def read(self, row: Mapping[str, str]) -> str:
        """Return our word for a row's."""
        word = row[self.column] if self.column else ""
        if self.values is None:
            return word or self.default
        return self.values.get(word, self.default)


@dataclass(frozen=True, slots=True)
class Times:
    """The columns of moments, and how all of them are written."""

    reported_at: str
    closed_at: str
    due_at: str
    form: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Classing:
    """Which class a row belongs to: by its code or its name in one scheme and kind."""

    scheme: str
    kind: str
    words: Coded
    by_name: bool
    registers: bool  # words that no class bears become classes, marked as the source's own


@dataclass(frozen=True, slots=True)
class Position:
    """Where a row tells its place: two columns, WKT, or the code or name of a unit of territory."""

    crs: str
    lon: str
    lat: str
    wkt: str
    unit: str
    unit_by_name: bool
    accuracy: str
    accuracy_m: float
    placeholders: frozenset[tuple[float, float]]
    placeholder_share: float

    @property
    def has_point(self) -> bool:
        """Say whether rows may have coordinates."""
        return bool(self.lon or self.wkt)


@dataclass(frozen=True, slots=True)
class CountyWish:
    """What to set up where the county is not set up yet; files stand beside the mapping."""

    code: str = ""
    zh: str = ""
    en: str = ""
    calendar: str = ""
    hours: str = "09:00-17:00"
    notice_zh: str = ""
    notice_en: str = ""
    classes: str = ""
    departments: str = ""
    routing: str = ""


@dataclass(frozen=True, slots=True)
class ImportMap:
    """A whole mapping; `stream` and a row's id together know a request again."""

    stream: str
    format: str
    encoding: str
    delimiter: str
    id: str
    words: tuple[str, ...]
    place: tuple[str, ...]
    times: Times
    category: Classing
    position: Position
    outcome: Coded
    channel: Coded
    department: Coded
    skip: tuple[tuple[str, frozenset[str]], ...]
    county: CountyWish

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the mapping reads, once each."""
        named = [
            self.id, *self.words, *self.place, self.times.reported_at, self.times.closed_at, self.times.due_at,
            self.category.words.column, *self.point_columns, self.position.unit, self.position.accuracy,
            self.outcome.column, self.channel.column, self.department.column, *(column for column, _ in self.skip),
        ]  # fmt: skip
        return tuple(dict.fromkeys(column for column in named if column))

    @property
    def point_columns(self) -> tuple[str, ...]:
        """The columns that hold coordinates."""
        position = self.position
        return (position.wkt,) if position.wkt else tuple(filter(None, (position.lon, position.lat)))


def read_map(table: Mapping[str, object]) -> ImportMap:
    """Read a parsed mapping file.

    Raises Refused `mapping.missing`, `mapping.unknown_key` or `mapping.wrong_value`, each with the
    key concerned as `field`, written as in the file (`times.zone`).
    """
    whole = _Table(table, "")
    source, fields, times = whole.table("source"), whole.table("fields"), whole.table("times")
    category, county = whole.table("category"), whole.table("county")
    found = ImportMap(
        stream=source.text("name", longest=STREAM_LENGTH), format=source.one_of("format", ("", *FORMATS)),
        encoding=source.text("encoding", "utf-8-sig"), delimiter=source.text("delimiter", ","),
        id=fields.text("id"), words=fields.texts("words"), place=fields.texts("place"),
        times=_times(times), category=_classing(category), position=_position(whole.table("position")),
        outcome=_outcome(whole.table("outcome")), channel=_coded(whole.table("channel")),
        department=_coded(whole.table("department")), skip=_skip(whole.table("skip")),
        county=_county(county),
    )  # fmt: skip
    for one in (source, fields, times, category, county, whole):
        one.refuse_rest()
    return found


class _Table:
    """One table of the file, which remembers what nobody asked for."""

    def __init__(self, table: Mapping[str, object], path: str) -> None:
        self.rest = dict(table)
        self.path = path

    def field(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def table(self, key: str) -> "_Table":
        value = self.rest.pop(key, {})
        if not isinstance(value, dict):
            raise Refused("mapping.wrong_value", field=self.field(key), value=str(value)[:40])
        return _Table(value, self.field(key))

    def text(self, key: str, default: str | None = None, *, longest: int = 200) -> str:
        value = self.rest.pop(key, default)
        if value is None or (value == "" and default is None):
            raise Refused("mapping.missing", field=self.field(key))
        if not isinstance(value, str) or len(value) > longest:
            raise Refused("mapping.wrong_value", field=self.field(key), value=str(value)[:40])
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.rest.pop(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
            raise Refused("mapping.wrong_value", field=self.field(key), value=str(value)[:40])
        return tuple(filter(None, listed))

    def one_of(self, key: str, words: Sequence[str], default: str = "") -> str:
        word = self.text(key, default)
        if word not in words:
            raise Refused("mapping.wrong_value", field=self.field(key), value=word)
        return word

    def number(self, key: str, default: float, *, least: float, most: float) -> float:
        value = self.rest.pop(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise Refused("mapping.wrong_value", field=self.field(key), value=str(value)[:40])
        return float(value)

    def flag(self, key: str) -> bool:
        value = self.rest.pop(key, False)
        if not isinstance(value, bool):
            raise Refused("mapping.wrong_value", field=self.field(key), value=str(value)[:40])
        return value

    def refuse_rest(self) -> None:
        for key in self.rest:
            raise Refused("mapping.unknown_key", field=self.field(key))


# As long as the columns that keep them.
_LONGEST = {"code": 16, "zh": 80, "en": 80, "calendar": 32, "hours": 100, "notice_zh": 300, "notice_en": 300}


def _county(table: _Table) -> CountyWish:
    plain = CountyWish()
    told = {
        key: table.text(key, getattr(plain, key), longest=_LONGEST.get(key, 200))
        for key in CountyWish.__slots__
    }
    return CountyWish(**told)


def _times(table: _Table) -> Times:
    form = table.text("format", "iso")
    if form not in TIME_FORMS and "%" not in form:
        raise Refused("mapping.wrong_value", field="times.format", value=form)
    zone = table.text("zone")
    try:
        clock = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("mapping.wrong_value", field="times.zone", value=zone) from None
    return Times(
        table.text("reported_at"), table.text("closed_at", ""), table.text("due_at", ""), form, clock
    )


def _classing(table: _Table) -> Classing:
    by = table.one_of("by", ("code", "name"), "code")
    scheme, kind = table.text("scheme", longest=30), table.text("kind", "event", longest=10)
    registers = table.flag("register")
    words = _coded(table, default_column=None)
    return Classing(scheme, kind, words, by == "name", registers)


def _position(table: _Table) -> Position:
    lon, lat, wkt = table.text("lon", ""), table.text("lat", ""), table.text("wkt", "")
    if bool(lon) != bool(lat):
        raise Refused("mapping.missing", field="position.lat" if lon else "position.lon")
    # A point of undeclared system is refused, never guessed.
    crs = table.text("crs") if lon or wkt else table.text("crs", "")
    by = table.one_of("unit_by", ("code", "name"), "code")
    position = Position(
        crs, lon, lat, wkt, table.text("unit", ""), by == "name", table.text("accuracy", ""),
        table.number("accuracy_m", 0, least=0, most=100_000), frozenset(_points(table)),
        table.number("placeholder_share", PLACEHOLDER_SHARE, least=0, most=1),
    )  # fmt: skip
    table.refuse_rest()
    return position


def _points(table: _Table) -> Iterator[tuple[float, float]]:
    listed = table.rest.pop("placeholder_points", [])
    for point in listed if isinstance(listed, list) else [listed]:
        if not (
            isinstance(point, list) and len(point) == 2 and all(isinstance(one, int | float) for one in point)
        ):
            raise Refused("mapping.wrong_value", field="position.placeholder_points", value=str(point)[:40])
        yield float(point[0]), float(point[1])


def _outcome(table: _Table) -> Coded:
    told = _coded(table, default="solved")
    for word in (told.default, *(told.values or {}).values()):
        if word not in OUTCOMES:
            raise Refused("mapping.wrong_value", field="outcome", value=word)
    if told.column and told.values is None:
        raise Refused("mapping.missing", field="outcome.values")
    return told


def _coded(table: _Table, *, default: str = "", default_column: str | None = "") -> Coded:
    column = table.text("column", default_column)
    values = table.table("values").rest if "values" in table.rest else None
    for word, ours in (values or {}).items():
        if not isinstance(ours, str):
            raise Refused("mapping.wrong_value", field=f"{table.path}.values.{word}", value=str(ours)[:40])
    found = Coded(column, {word: str(ours) for word, ours in values.items()} if values is not None else None,
                  table.text("default", default))  # fmt: skip
    table.refuse_rest()
    return found


def _skip(table: _Table) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((column, frozenset(table.texts(column))) for column in list(table.rest))
