"""Which dated rows hold for alarms: rules of grouping, classes that they become, reasons why they may be nothing?

A county's own rows stand before the packaged ones: rules of grouping one by one, classes and reasons as whole lists.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from django.db import models

from wangge.alarms.models import Mapped, Reason, Rule
from wangge.cases.queries.desk import desk
from wangge.rules.alarms import AlarmKind, AlarmRule, Terms
from wangge.rules.validity import in_force


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule of grouping as its row says it."""

    what: AlarmRule
    kind: str
    n: int
    seconds: int
    level: int
    source: str


@dataclass(frozen=True, slots=True)
class Becomes:
    """A class of cases that alarms of a kind may become, and how bad they usually are."""

    kind: AlarmKind
    category: str
    level: int


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """Why an alarm may be nothing."""

    code: str
    zh: str
    en: str


def rule_rows(county: str, on: date) -> list[RuleRow]:
    """Return the rules in force, those of later rows after earlier ones."""
    return [
        RuleRow(AlarmRule(row["what"]), row["kind"], int(row["n"]), int(row["seconds"]), int(row["level"]),
                row["source"])
        for row in _rows(Rule, county, on, "rules.csv")
    ]  # fmt: skip


def terms(county: str, on: date) -> Mapping[AlarmKind, Terms]:
    """Return the rules of every kind."""
    return terms_of(rule_rows(county, on))


def terms_of(rows: Iterable[RuleRow]) -> Mapping[AlarmKind, Terms]:
    """Return the rules of every kind from rows: a row of the kind before one of all kinds, the later first."""
    said = {(row.what, row.kind): row for row in rows}
    return {kind: _terms(said, kind) for kind in AlarmKind}


def seconds_of(county: str, on: date, what: AlarmRule) -> timedelta:
    """Return the time that a rule without kind sets: how far a clock may run ahead, how long an image is kept."""
    return next(timedelta(seconds=row.seconds) for row in reversed(rule_rows(county, on)) if row.what is what)


def becomes(county: str, on: date) -> list[Becomes]:
    """Return what alarms become, only classes that the county has and that do not point at people."""
    known = desk(county).categories
    found = [
        Becomes(AlarmKind(row["kind"]), str(row["category"]), int(row["level"]))
        for row in _rows(Mapped, county, on, "kinds.csv")
    ]
    return [
        one
        for one in found
        if one.category in known
        and not known[one.category].matter_only
        and known[one.category].is_open_on(on)
    ]


def usual_levels(county: str, on: date) -> Mapping[AlarmKind, int]:
    """Return how bad an alarm of each kind usually is."""
    return {
        AlarmKind(row["kind"]): int(row["level"]) for row in reversed(_rows(Mapped, county, on, "kinds.csv"))
    }


def reasons(county: str, on: date) -> list[ReasonRow]:
    """Return why an alarm may be nothing, in the order of the rows."""
    return [ReasonRow(row["code"], row["zh"], row["en"]) for row in _rows(Reason, county, on, "reasons.csv")]


def _rows(model: type[models.Model], county: str, on: date, packaged: str) -> "list[dict[str, str]]":
    own = model._default_manager.filter(county=county).order_by("from_on", "id").values()  # noqa: SLF001
    rows: list[dict[str, str]] = [row for row in own if in_force(row["from_on"], row["until_on"], on)]
    # A county may say one rule of grouping and keep the others; classes and reasons are lists, said whole.
    return [*_packaged(packaged), *rows] if model is Rule else rows or list(_packaged(packaged))


@cache
def _packaged(name: str) -> tuple[dict[str, str], ...]:
    text = files("wangge.alarms").joinpath("data", name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def _terms(said: Mapping[tuple[AlarmRule, str], RuleRow], kind: AlarmKind) -> Terms:
    def row(what: AlarmRule) -> RuleRow:
        return said.get((what, kind)) or said[what, ""]

    repeat, dedupe, flap, storm = map(
        row, (AlarmRule.REPEAT, AlarmRule.DEDUPE, AlarmRule.FLAPPING, AlarmRule.STORM)
    )
    return Terms(
        repeat_n=repeat.n, repeat=timedelta(seconds=repeat.seconds), dedupe=timedelta(seconds=dedupe.seconds),
        flap_n=flap.n, flap=timedelta(seconds=flap.seconds), storm_n=storm.n,
        storm=timedelta(seconds=storm.seconds), storm_level=storm.level,
    )  # fmt: skip
