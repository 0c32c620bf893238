"""How do the requests of a file become cases: read, classed, located and taken in, chunk by chunk?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from wangge.cases.importing.crowding import Survey
from wangge.cases.importing.placing import NOWHERE, Spot, spots_of
from wangge.cases.importing.sources import SourceRow, rows
from wangge.cases.queries.desk import desk
from wangge.cases.services.history import HistoricCase, take_in_history
from wangge.cases.services.reference import NewCategory, category_key, register_categories
from wangge.cases.services.spotting import NAMED, UNGEOCODED
from wangge.rules.errors import Refused
from wangge.rules.geometry.locating import Verdict
from wangge.rules.levels import Level
from wangge.rules.mapping import Classing, ImportMap
from wangge.rules.past import PastRequest, past_request
from wangge.territory.queries import UnitRow, units

CHUNK = 2000  # rows of one transaction: an interrupted import loses no more, other writers wait no longer

# What a mapping can name (docs/import.md); columns themselves bear the names of the foreign file.
IMPORT_COLUMNS = (
    "id", "reported_at", "closed_at", "due_at", "category", "lon", "lat", "wkt", "unit", "accuracy", "words",
    "place", "outcome", "channel", "department", "skip",
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """What became of a file; read = taken + already + rejected."""

    read: int = 0
    taken: int = 0
    already: int = 0
    rejected: int = 0
    ungeocoded: int = 0  # of those taken or already there: neither point nor unit


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that cannot be taken, and why."""

    line: int
    ref: str
    why: Refused


def import_cases(
    file: Path, mapping: ImportMap, county: str, *, seen: Survey, now: datetime,
    reject: Callable[[Rejected], None], advance: Callable[[int], None], every: int = 1,
) -> Tally:  # fmt: skip
    """Take in a file, one transaction for each chunk; safe to interrupt and to run again.

    `every` n takes a sample: the first row and each n-th after it.

    `reject` hears of each row that cannot be taken, `advance` of each chunk that is done. Raises
    Refused for what concerns the file as a whole (see `sources.rows`), before its chunk is written.
    """
    tally = Tally()
    taker = _Taker(mapping, county, seen.crowded, now)
    waiting = islice(rows(file, mapping), 0, None, every)
    while chunk := list(islice(waiting, CHUNK)):
        tally.read += len(chunk)
        ready, rejected = taker.ready(chunk)
        for one in rejected:
            reject(one)
        done = take_in_history(county, ready, now=now)
        tally.taken += done.taken
        tally.already += done.already
        tally.rejected += len(rejected)
        tally.ungeocoded += sum(one.located == UNGEOCODED for one in ready)
        advance(len(chunk))
    return tally


class _Taker:
    """Turns rows into historic cases, holding what all rows of a file share."""

    def __init__(
        self, mapping: ImportMap, county: str, crowded: frozenset[tuple[float, float]], now: datetime
    ) -> None:
        self.mapping, self.county, self.crowded, self.now = mapping, county, crowded, now
        self.territory: Mapping[str, UnitRow] = units(county)
        self.codes_by_name: dict[str, list[str]] = {}
        for code, unit in self.territory.items():
            self.codes_by_name.setdefault(unit.name, []).append(code)
        self.classes = _Classes(county, mapping.category)

    def ready(self, chunk: Sequence[SourceRow]) -> tuple[list[HistoricCase], list[Rejected]]:
        """Return the cases of a chunk and the rows that are none."""
        requests: list[tuple[SourceRow, PastRequest, str]] = []
        rejected: list[Rejected] = []
        for row in chunk:
            try:
                requests.append(self._read(row))
            except Refused as why:
                rejected.append(Rejected(row.line, row.texts.get(self.mapping.id, ""), why))
        spots = spots_of(
            self.county, self.mapping.position.crs, [(row.line, request) for row, request, _ in requests],
            crowded=self.crowded,
        )  # fmt: skip
        ready = []
        for (row, request, category), spot in zip(requests, spots, strict=True):
            if isinstance(spot, Refused):
                rejected.append(Rejected(row.line, request.ref, spot))
            else:
                ready.append(self._case(request, category, spot))
        return ready, sorted(rejected, key=lambda one: one.line)

    def _read(self, row: SourceRow) -> tuple[SourceRow, PastRequest, str]:
        if row.fault is not None:
            raise row.fault
        _refuse_unwritable(row.texts)
        request = past_request(self.mapping, row.texts, now=self.now)
        if request.unit:
            request = replace(request, unit=self._unit_code(request.unit))
        return row, request, self.classes.key_of(request.category)

    def _unit_code(self, word: str) -> str:
        field, is_name = self.mapping.position.unit, self.mapping.position.unit_by_name
        codes = self.codes_by_name.get(word, []) if is_name else [word] if word in self.territory else []
        if not codes:
            raise Refused("import.unknown_unit", field=field, value=word[:40])
        if len(codes) > 1:
            raise Refused("import.ambiguous_unit", field=field, value=word[:40], codes=", ".join(codes[:5]))
        return codes[0]

    def _case(self, request: PastRequest, key: str, spot: Spot) -> HistoricCase:
        accuracy = round(request.accuracy_m) if spot.lon_e7 is not None else 0
        if self.classes.is_matter_only(key):
            spot, accuracy = self._blurred(spot), 0
        return HistoricCase(
            stream=self.mapping.stream, source_ref=request.ref, category=key, unit=spot.unit,
            located=spot.located, provisional=spot.located == Verdict.BORDER, candidates=spot.candidates,
            lon_e7=spot.lon_e7, lat_e7=spot.lat_e7, accuracy_m=accuracy, reported_at=request.reported_at,
            closed_at=request.closed_at, due_at=request.due_at, outcome=request.outcome, words=request.words,
            place="" if self.classes.is_matter_only(key) else request.place,
            channel=request.channel[:20], department=request.department[:40],
        )  # fmt: skip

    def _blurred(self, spot: Spot) -> Spot:
        # Matters that point at people keep no point and nothing below the community (rulings.md).
        unit = self.territory.get(spot.unit)
        known = [code for code in unit.path if self.territory[code].level <= Level.COMMUNITY] if unit else []
        return Spot(known[-1], NAMED) if known else NOWHERE


class _Classes:
    """Which class a foreign word means."""

    def __init__(self, county: str, classing: Classing) -> None:
        self.classing = classing
        own = [
            row
            for row in desk(county).categories.values()
            if (row.scheme, row.kind) == (classing.scheme, classing.kind)
        ]
        self.matter_only = {row.key for row in own if row.matter_only}
        self.keys = {row.code: row.key for row in own}
        if classing.by_name:
            self.keys = {name: row.key for row in own for name in (row.en, row.zh) if name}

    def is_matter_only(self, key: str) -> bool:
        return key in self.matter_only

    def key_of(self, word: str) -> str:
        key = self.keys.get(word)
        if key is not None:
            return key
        if not self.classing.registers or not word.isprintable() or len(word) > _CODE_LENGTH:
            raise Refused("import.unknown_category", field=self.classing.words.column, value=word[:40])
        new = NewCategory(
            self.classing.scheme, self.classing.kind, word, "", word, word, "as the source writes it"
        )
        register_categories([new])
        self.keys[word] = category_key(self.classing.scheme, self.classing.kind, word)
        return self.keys[word]


_CODE_LENGTH = 38  # what scheme and kind leave of a class's key


def _refuse_unwritable(texts: Mapping[str, str]) -> None:
    # A zero byte or half a surrogate pair can stand in a file, but in no database.
    whole = "".join(texts.values())
    if "\0" in whole or not (whole.isascii() or _is_encodable(whole)):
        raise Refused("import.bad_text")


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
