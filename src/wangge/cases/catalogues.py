"""Which classes and limits does the program bring along, before a city loads its own?

Class codes of CJ/T 214-2007 and GB/T 47678.5-2026 and the few of GB/T 30428.2-2013 that limit
rows name are collected from implementations and city tables (`grade`), not from the standards'
texts. `people-matters` (ours) holds kinds that point at people, so that they are never written under another.
The ledger `zz-ledger` has the eight areas that the founding article names; its twenty
items and their limits are ours.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from wangge.rules.deadlines import Limit, Unit
from wangge.rules.errors import Refused
from wangge.rules.seasons import Span

LEDGER = "zz-ledger"


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class of a scheme; `matter_only` marks kinds that point at people and never get a point."""

    scheme: str
    kind: str
    code: str
    name: str
    name_en: str
    major: str
    major_name: str
    major_name_en: str
    matter_only: bool
    grade: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What identifies a class: the same digits mean other things in other schemes."""
        return self.scheme, self.kind, self.code


@dataclass(frozen=True, slots=True)
class LimitRow:
    """How long one condition of a class may take, and when it counts as settled; `source` says who set it.

    The stages of one condition are rows that follow each other; `stage_order` counts them from 0.
    """

    scheme: str
    kind: str
    code: str
    condition: str
    limit: Limit
    stage: str
    stage_order: int
    closing_condition: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The class it belongs to."""
        return self.scheme, self.kind, self.code


def packaged_classes() -> tuple[ClassRow, ...]:
    """Return every packaged class, by scheme in the order of the catalogue."""
    return tuple(
        ClassRow(
            row["scheme"], row["kind"], row["code"], row["name"], row["name_en"], row["major"],
            row["major_name"], row["major_name_en"], row["matter_only"] == "1", row["grade"],
        )
        for _, row in _rows("classes.csv")
    )  # fmt: skip


@cache
def area_names() -> dict[str, str]:
    """Return the English name of each area (大类) of the packaged catalogues by its Chinese one; our translation."""
    return {row.major_name: row.major_name_en for row in packaged_classes()}


def packaged_limits() -> tuple[LimitRow, ...]:
    """Return every packaged limit row; refuse `cases.limit_without_class` where its class is not packaged."""
    known = {one.key for one in packaged_classes()}
    limits: list[LimitRow] = []
    for line, row in _rows("limits.csv"):
        key = row["scheme"], row["kind"], row["code"]
        if key not in known:
            raise Refused("cases.limit_without_class", row=line, scheme=key[0], kind=key[1], code=key[2])
        limit = Limit(int(row["amount"]), Unit(row["unit"]), row["season"])
        limits.append(
            LimitRow(
                *key, row["condition"], limit, row["stage"], _stage_order(limits[-1:], key, row),
                row["closing_condition"], row["source"],
            )
        )  # fmt: skip
    return tuple(limits)


def _stage_order(before: list[LimitRow], key: tuple[str, str, str], row: dict[str, str]) -> int:
    # A row of a stage goes on where the row before it is of the same condition.
    follows = bool(row["stage"]) and any(
        (one.key, one.condition) == (key, row["condition"]) for one in before
    )
    return before[0].stage_order + 1 if follows else 0


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """One span of a season in which a limit can run; `source` says who set it."""

    name: str
    span: Span
    source: str


def packaged_seasons() -> tuple[SeasonRow, ...]:
    """Return the seasons that packaged limits name."""
    return tuple(
        SeasonRow(row["season"], Span(_day(row["first"]), _day(row["last"])), row["source"])
        for _, row in _rows("seasons.csv")
    )


def _day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _rows(name: str) -> Iterator[tuple[int, dict[str, str]]]:
    with files("wangge.cases").joinpath("data", name).open(encoding="utf-8") as file:
        yield from enumerate(csv.DictReader(file), start=2)
