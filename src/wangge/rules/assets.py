"""What does the record of a thing (部件) hold, in the words of 2007 and of 2026, and is it well written?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from wangge.rules.errors import Refused
from wangge.rules.ownership import PART, OwnerState, said_owner_state

SCHEME_2007, SCHEME_2013, SCHEME_2026 = "CJ/T 214-2007", "GB/T 30428.2-2013", "GB/T 47678.5-2026"
_CLASS_DIGITS = {16: 4, 17: 5}  # division 6, class, sequence 6
_SCHEME_LENGTH = {SCHEME_2007: 16, SCHEME_2013: 16, SCHEME_2026: 17}
LONGEST_UNIT, LONGEST_NAME, LONGEST_NOTE, LONGEST_SOURCE = 100, 60, 1000, 60


class FieldSet(StrEnum):
    """By which edition of the standard the columns of a file are named."""

    OLD = "2007"
    NEW = "2026"


class AssetState(StrEnum):
    """How a thing stands there (完好、破损、丢失、废弃、移除)."""

    INTACT = "intact"
    DAMAGED = "damaged"
    LOST = "lost"
    ABANDONED = "abandoned"
    REMOVED = "removed"


STATE_WORDS = {
    "完好": AssetState.INTACT, "破损": AssetState.DAMAGED, "丢失": AssetState.LOST, "废弃": AssetState.ABANDONED,
    "移除": AssetState.REMOVED,
}  # fmt: skip
OWNER_WORDS = {"已知": OwnerState.KNOWN, "无主": OwnerState.OWNERLESS, "不明": OwnerState.UNKNOWN}

# Ours -> theirs. 2026: the abbreviations of GB/T 47678.5 table 2; 2007: a live interface (standards.md 1.4.5).
_COLUMNS: Mapping[FieldSet, Mapping[str, str]] = {
    FieldSet.OLD: {
        "code": "ObjID", "name": "ObjName", "authority": "DeptCode1", "authority_name": "DeptName1",
        "owner": "DeptCode2", "owner_name": "DeptName2", "maintainer": "DeptCode3",
        "maintainer_name": "DeptName3", "grid": "BGID", "state": "ObjState", "began_on": "ORDate",
        "changed_on": "CHDate", "source": "DataSource", "note": "Note",
    },
    FieldSet.NEW: {
        "code": "GLBJBSM", "name": "GLBJMC", "authority": "ZGBMDM", "authority_name": "ZGBMMC",
        "owner": "QSDWDM", "owner_name": "QSDWMC", "maintainer": "YHDWDM", "maintainer_name": "YHDWMC",
        "grid": "SZDYWGBSM", "state": "GLBJZT", "began_on": "CSRQ", "changed_on": "BGRQ", "source": "SJLY",
        "note": "BZ",
    },
}  # fmt: skip
# What neither edition has: ours, named so in every file that has them.
_OURS = {"owner_state": "owner_state", "duty": "duty", "photo": "photo", "lon": "lon", "lat": "lat"}
_NEEDED = ("code", "state")


@dataclass(frozen=True, slots=True)
class AssetMap:
    """How a file of things is read: its columns, its class scheme, its words for states."""

    columns: Mapping[str, str]  # ours -> theirs
    scheme: str
    states: Mapping[str, AssetState] = field(default_factory=lambda: STATE_WORDS)
    owner_states: Mapping[str, OwnerState] = field(default_factory=lambda: OWNER_WORDS)

    def needed(self) -> tuple[str, ...]:
        """Return the columns that a file must have."""
        return tuple(self.columns[name] for name in _NEEDED)


@dataclass(frozen=True, slots=True)
class AssetRecord:
    """One thing as a file tells it, read and found well written."""

    row: int
    code: str
    category: str
    name: str
    maintainer: str
    owner: str
    authority: str
    duty: str
    owner_state: OwnerState
    grid: str
    state: AssetState
    began_on: date | None
    changed_on: date | None
    source: str
    note: str
    photo: str
    units: tuple[tuple[str, str], ...]  # code and name of each unit that it names


def asset_map(
    fields: FieldSet, *, scheme: str = "", columns: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None, owner_states: Mapping[str, str] | None = None,
) -> AssetMap:  # fmt: skip
    """Return how a file is read by an edition's column names, with a deployment's own words put over them.

    The scheme of 2007 is CJ/T 214-2007 unless GB/T 30428.2-2013 is said: both have 16 characters.
    Refuses `asset.map_unknown` naming what is not ours to map.
    """
    scheme = scheme or (SCHEME_2007 if fields is FieldSet.OLD else SCHEME_2026)
    if scheme not in _SCHEME_LENGTH:
        raise Refused("asset.map_unknown", field="scheme", value=scheme[:60])
    known = {**_COLUMNS[fields], **_OURS}
    for name in columns or {}:
        if name not in known:
            raise Refused("asset.map_unknown", field="columns", value=name[:60])
    for said in (states or {}).values():
        if said not in set(AssetState):
            raise Refused("asset.map_unknown", field="states", value=said[:60])
    for said in (owner_states or {}).values():
        if said not in set(OwnerState):
            raise Refused("asset.map_unknown", field="owner_states", value=said[:60])
    return AssetMap(
        {**known, **(columns or {})}, scheme,
        STATE_WORDS | {word: AssetState(said) for word, said in (states or {}).items()},
        OWNER_WORDS | {word: OwnerState(said) for word, said in (owner_states or {}).items()},
    )  # fmt: skip


def read_record(mapping: AssetMap, told: Mapping[str, str], *, row: int, county: str) -> AssetRecord:
    """Return one row of a file as a record; `told` holds its words by our names.

    Raises Refused naming row and field: `asset.code_missing`, `asset.code_length`, `asset.code_digits`,
    `asset.other_county`, `asset.state_unknown`, `asset.owner_state_unknown`, `asset.bad_day`, `asset.word_long`.
    """
    code = told.get("code", "").strip()
    category = _category(mapping, code, row=row, county=county)
    owner, maintainer, authority = (
        _unit(mapping, told, name, row) for name in ("owner", "maintainer", "authority")
    )
    duty = _short(mapping, told, "duty", row, LONGEST_UNIT)
    state = mapping.states.get(told.get("state", "").strip())
    if state is None:
        raise Refused(
            "asset.state_unknown", row=row, field=mapping.columns["state"], value=told.get("state", "")[:40]
        )
    said = told.get("owner_state", "").strip()
    if said and said not in mapping.owner_states:
        raise Refused(
            "asset.owner_state_unknown", row=row, field=mapping.columns["owner_state"], value=said[:40]
        )
    return AssetRecord(
        row, code, category, _short(mapping, told, "name", row, LONGEST_NAME), maintainer[0], owner[0],
        authority[0], duty,
        said_owner_state(mapping.owner_states[said] if said else "", category, has_owner=bool(owner[0])),
        _short(mapping, told, "grid", row, 24), state, _day(mapping, told, "began_on", row),
        _day(mapping, told, "changed_on", row), _short(mapping, told, "source", row, LONGEST_SOURCE),
        _short(mapping, told, "note", row, LONGEST_NOTE), _short(mapping, told, "photo", row, 200),
        tuple(dict.fromkeys(unit for unit in (maintainer, owner, authority) if unit[0])),
    )  # fmt: skip


def require_known_kinds(records: Iterable[AssetRecord], known: "set[str]") -> dict[int, Refused]:
    """Return, by row, a refusal of each record whose class is not loaded."""
    return {
        one.row: Refused("asset.unknown_class", row=one.row, code=one.code, category=one.category)
        for one in records
        if one.category not in known
    }


def _category(mapping: AssetMap, code: str, *, row: int, county: str) -> str:
    theirs = mapping.columns["code"]
    if not code:
        raise Refused("asset.code_missing", row=row, field=theirs)
    wanted = _SCHEME_LENGTH[mapping.scheme]
    if len(code) != wanted:
        raise Refused(
            "asset.code_length", row=row, field=theirs, code=code[:40], length=len(code), wanted=wanted,
            scheme=mapping.scheme,
        )  # fmt: skip
    if not re.fullmatch("[0-9]+", code):
        raise Refused("asset.code_digits", row=row, field=theirs, code=code)
    if code[:6] != county:
        raise Refused("asset.other_county", row=row, field=theirs, code=code, county=county)
    return f"{mapping.scheme}:{PART}:{code[6 : 6 + _CLASS_DIGITS[wanted]]}"


def _unit(mapping: AssetMap, told: Mapping[str, str], name: str, row: int) -> tuple[str, str]:
    # A unit without a code is known by its name: the code is optional in both editions.
    code = _short(mapping, told, name, row, LONGEST_UNIT)
    said = _short(mapping, told, f"{name}_name", row, LONGEST_UNIT)
    return code or said, said or code


def _short(mapping: AssetMap, told: Mapping[str, str], name: str, row: int, most: int) -> str:
    words = " ".join(told.get(name, "").split())
    if len(words) > most or not words.isprintable():
        raise Refused("asset.word_long", row=row, field=mapping.columns[name], most=most)
    return words


def _day(mapping: AssetMap, told: Mapping[str, str], name: str, row: int) -> date | None:
    words = told.get(name, "").strip()
    if not words:
        return None
    # YYYYMMDD by the standard; exports also write 2011-05-01, and a time after it.
    found = re.match(r"(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:\D|$)", words)
    try:
        return date(*map(int, found.groups())) if found else _no_day(mapping, name, row, words)
    except ValueError:
        return _no_day(mapping, name, row, words)


def _no_day(mapping: AssetMap, name: str, row: int, words: str) -> date:
    raise Refused("asset.bad_day", row=row, field=mapping.columns[name], value=words[:40])
