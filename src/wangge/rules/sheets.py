"""Which sheets does one record feed, and which fields may a template of each name?

Seven ledgers and what they are called: standards.md 4.2 (台账业务); everything else is 社情业务.
The twenty kinds of the monthly table and their areas are ours (rulings.md, Things).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Sheet(StrEnum):
    """A form that offices hand on; each is filled from the record, none is typed."""

    LEDGER = "ledger"  # 台账: one area, one line for each matter
    MONTHLY = "monthly"  # 月报: the twenty kinds, counted
    WEEKLY = "weekly"  # 周报: day by day, and what is late
    REPLY = "reply"  # 12345 答复: one matter, answered
    CASE_FILE = "case_file"  # 案卷: one matter, everything, with its place in the chain


class Form(StrEnum):
    """What a template is written in."""

    WORD = "docx"
    EXCEL = "xlsx"
    TYPST = "typ"  # printed as PDF


class Area(StrEnum):
    """The seven ledgers, by the code of the area in the community ledger (zz-ledger)."""

    PRODUCTION = "01"  # 非法生产
    TRADING = "02"  # 非法经营
    BUILDING = "03"  # 非法建设
    SAFETY = "04"  # 安全生产
    PETITIONS = "05"  # 信访稳定
    GRASSROOTS = "06"  # 基层组织建设
    CITY = "08"  # 城市管理提升


SCHEME = "zz-ledger"


@dataclass(frozen=True, slots=True)
class Fields:
    """What a sheet offers: single values, and lists whose entries repeat a row of the template."""

    single: frozenset[str]
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STANDS = "county unit period as_of position"
_CASE = (
    "number county kind unit community grid place words state reported_at dispatched_at due_at solved_at ended_at"
    " on_time department level as_of position chain seq county_chain verify"
)
FIELDS: Mapping[Sheet, Fields] = {
    Sheet.LEDGER: Fields(
        _names(f"{_STANDS} area n"),
        {"rows": _names("no number kind reported_at community grid place words channel department level state due_at"
                        " solved_at ended_at on_time")},
    ),
    Sheet.MONTHLY: Fields(
        _names(f"{_STANDS} found solved on_time overdue open solve_rate on_time_rate"),
        {"rows": _names("no area kind found solved on_time overdue open solve_rate on_time_rate")},
    ),
    Sheet.WEEKLY: Fields(
        _names(f"{_STANDS} first_day last_day found solved overdue"),
        {"days": _names("day found solved overdue"), "kinds": _names("no kind found solved overdue"),
         "late": _names("no number kind place department due_at")},
    ),
    Sheet.REPLY: Fields(_names(f"{_CASE} order result answered_at")),
    Sheet.CASE_FILE: Fields(
        _names(f"{_CASE} limit closing_condition bounces reworks extensions reopens"),
        {"timeline": _names("no at act post department after words digest"),
         "dues": _names("at clock before after limit why post words"),
         "photos": _names("no stage sha256 image")},
    ),
}  # fmt: skip
COUNTS = _names("no n found solved on_time overdue open position seq bounces reworks extensions reopens")
HASHES = _names("chain county_chain sha256 digest")
IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo as a value of a field."""

    name: str  # of its file, unique in its record
    content: bytes = field(repr=False)


Value = str | int | Picture
Entry = Mapping[str, Value]
Record = Mapping[str, Value | Sequence[Entry]]


def a_sample(sheet: Sheet, picture: bytes, *, entries: int) -> Record:
    """Return a record with every field of a sheet and so many entries in each list, to try a template on."""

    def value(name: str, number: int = 1) -> Value:
        if name == IMAGE:
            return Picture(f"sample-{number}.jpg", picture)
        if name in HASHES:
            return "0" * 64
        return (
            number
            if name in COUNTS and not (sheet is not Sheet.MONTHLY and name == "on_time")
            else f"〔{name}〕"
        )

    known = FIELDS[sheet]
    lists = {
        name: [{one: value(one, number) for one in sorted(fields)} for number in range(1, entries + 1)]
        for name, fields in known.lists.items()
    }
    return {**{name: value(name) for name in sorted(known.single)}, **lists}


# What no document can hold: controls, halves of surrogate pairs, non-characters, and signs that turn the reading order.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LONG = re.compile(r"[^\s\u2e80-\uffef]{40}")
_BREAK = "\u200b"  # a place to break a line, with no width


def printable(text: str) -> str:
    """Return a text that every form can hold: nothing unprintable, and no word so long that no line takes it."""
    plain = _UNPRINTABLE.sub("", text.replace("\r\n", "\n"))
    return _LONG.sub(lambda found: found[0] + _BREAK, plain)
