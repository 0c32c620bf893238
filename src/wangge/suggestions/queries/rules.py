"""Which rules of law hold for papers on a day, and which letters may a congress give in a year?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.rules.errors import Refused
from wangge.rules.grades import Grade, Meaning
from wangge.rules.legal_terms import LegalRow, Rank, Sense, Term, TermUnit
from wangge.rules.suggestions import Clock, due_day, strictest
from wangge.rules.validity import in_force
from wangge.suggestions.models import ClockRule, GradeRow, SchemeChoice


@dataclass(frozen=True, slots=True)
class Scheme:
    """The letters that a congress uses in a year."""

    code: str
    source: str
    grades: tuple[Grade, ...]


def as_legal(row: ClockRule) -> LegalRow:
    """Return a kept row as the rules read it."""
    return LegalRow(row.code, Term(row.n, TermUnit(row.unit)), Sense(row.sense), Rank(row.rank), row.source)


def rules_on(county: str, congress: UUID, on: date) -> list[LegalRow]:
    """Return the rules of law in force for a congress on a day. One statement."""
    return [rule for whose, rule in every_rule_on(county, on) if whose in {None, congress}]


def every_rule_on(county: str, on: date) -> list[tuple[UUID | None, LegalRow]]:
    """Return the rules in force on a day with whose they are; None is every congress of the county. One statement."""
    rows = ClockRule.objects.filter(county=county).order_by("code", "preset")
    return [(row.congress, as_legal(row)) for row in rows if in_force(row.from_on, row.until_on, on)]


def rule_on(county: str, congress: UUID, clock: Clock, on: date) -> LegalRow | None:
    """Return the rule that holds for one clock of a congress on a day."""
    return strictest(rules_on(county, congress, on), clock)


def last_day(county: str, congress: UUID, clock: Clock, start: date) -> date | None:
    """Return the last day of a clock that starts on a day; None where no rule in force has it."""
    return due_day(rules_on(county, congress, start), clock, start, desk(county).calendar.works)


def scheme_of(county: str, congress: UUID, year: int) -> Scheme:
    """Return the scheme of a congress and year, the last one chosen before; refuse `suggestion.no_scheme`."""
    chosen = (
        SchemeChoice.objects.filter(county=county, congress=congress, year__lte=year)
        .order_by("-year")
        .first()
    )
    if chosen is None:
        raise Refused("suggestion.no_scheme", year=year)
    return Scheme(chosen.scheme, chosen.source, tuple(grades_of(county, chosen.scheme)))


def grades_of(county: str, scheme: str) -> list[Grade]:
    """Return the letters of one scheme. One statement."""
    rows = GradeRow.objects.filter(county=county, scheme=scheme).order_by("letter")
    return [Grade(row.scheme, row.letter, Meaning(row.meaning), row.zh, row.en, row.source) for row in rows]
