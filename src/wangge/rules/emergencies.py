"""Whom does one call at once about a category, before anything is filed?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wangge.rules.validity import ANY, in_force, speaks_of


class EmergencyMatter(StrEnum):
    """What kind of danger a row is about."""

    FIRE = "fire"
    GAS = "gas"
    MEDICAL = "medical"
    TRAFFIC = "traffic"
    CRIME = "crime"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class EmergencyRule:
    """One row: this category, that number, in both languages, with its source."""

    order: int
    category: str
    matter: EmergencyMatter
    number: str
    zh: str
    en: str
    instruction_zh: str
    instruction_en: str
    source: str
    from_on: date | None = None
    until_on: date | None = None

    @property
    def is_general(self) -> bool:
        """Say whether it is for every category, and so makes none of them an emergency."""
        return self.category == ANY


def called_for(rules: Iterable[EmergencyRule], category: str, on: date) -> list[EmergencyRule]:
    """Return the rows in force that speak of a category, its own before the general ones, each number once."""
    found: dict[str, EmergencyRule] = {}
    for rule in sorted(rules, key=lambda rule: (rule.is_general, rule.order)):
        if in_force(rule.from_on, rule.until_on, on) and speaks_of(rule.category, category):
            found.setdefault(rule.number, rule)
    return list(found.values())
