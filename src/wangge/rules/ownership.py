"""Whose is this thing, and who answers for it when something is wrong with it?

A thing (部件) goes to its owner first and to the territory after that (先属主后属地): to the unit
that maintains it (养护), else to the one that owns it (权属), else to the authority over its kind
(主管), else to whom the routing rows name for the place. An event goes the other way round. A thing
without an owner (无主) or with an unknown one (不明) has a duty-bearer, who stands in the owner's place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

PART, MATTER = "part", "matter"
_MIRROR_SCHEME = "GB/T 47678.5-2026"
_MIRRORED_AREAS = (
    "01",
    "02",
    "03",
    "04",
    "05",
)  # its matters 01 to 05 are "X异常" of the thing with the same code
# Classes whose very name says that nobody is known to own the thing (standards.md 1.4.1, 1.4.3).
_NOBODYS = {
    "CJ/T 214-2007:part:0114": "ownerless",
    "GB/T 47678.5-2026:part:01023": "unknown",
    "GB/T 47678.5-2026:part:01034": "unknown",
}


class OwnerState(StrEnum):
    """Whether it is on record who owns a thing."""

    KNOWN = "known"
    OWNERLESS = "ownerless"  # 无主: looked for, nobody owns it
    UNKNOWN = "unknown"  # 不明: not found out yet


class Rung(StrEnum):
    """By what it was decided who answers."""

    RULING = "ruling"  # a desk or a visit ruled about this very thing
    MAINTAINER = "maintainer"
    OWNER = "owner"
    DUTY = "duty"  # the duty-bearer of a thing that nobody is known to own
    AUTHORITY = "authority"
    TERRITORY = "territory"


class Passed(StrEnum):
    """Why a rung did not decide."""

    UNNAMED = "unnamed"  # the register names nobody there
    STRANGER = "stranger"  # the register names a unit that no department of ours stands for


@dataclass(frozen=True, slots=True)
class Keeper:
    """One unit that a thing's record names; `department` is ours that stands for it, or empty."""

    rung: Rung
    unit: str
    department: str

    @property
    def passed(self) -> Passed | None:
        """Why this rung decides nothing; None when it does."""
        if self.department:
            return None
        return Passed.STRANGER if self.unit else Passed.UNNAMED


@dataclass(frozen=True, slots=True)
class Owned:
    """What the record of one thing says about who keeps it, rung by rung in the order of asking."""

    state: OwnerState
    keepers: tuple[Keeper, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers and by which rung; without anybody, department and rung are empty."""

    department: str
    rung: Rung | None
    passed: tuple[Keeper, ...] = ()


def keepers(
    state: OwnerState, *, maintainer: str, owner: str, duty: str, authority: str, departments: Mapping[str, str]
) -> Owned:  # fmt: skip
    """Return the rungs of a thing; `departments` says which department stands for which unit of the register."""
    middle = (Rung.OWNER, owner) if state is OwnerState.KNOWN else (Rung.DUTY, duty)
    named = ((Rung.MAINTAINER, maintainer), middle, (Rung.AUTHORITY, authority))
    return Owned(state, tuple(Keeper(rung, unit, departments.get(unit, "")) for rung, unit in named))


def answer_for(*, owner_first: bool, owned: Owned | None, ruled: str = "", territory: str = "") -> Answer:
    """Return who answers for a matter about a thing, if it is about one.

    `ruled` is the department that a ruling in force about this very thing names, `territory` the one
    that the routing rows name for kind and place. A ruling stands before everything.
    """
    if ruled:
        return Answer(ruled, Rung.RULING)
    own = owned.keepers if owned else ()
    first = next((one for one in own if one.department), None)
    passed = own if first is None else own[: own.index(first)]
    if territory and not (owner_first and first):
        return Answer(territory, Rung.TERRITORY, passed if owner_first else ())
    return Answer(first.department, first.rung, passed) if first else Answer("", None, passed)


def thing_kind(category: str) -> str:
    """Return the category of the thing that a category (scheme:kind:code) is about, or an empty word.

    A 部件 is about itself. In GB/T 47678.5-2026 the matters of areas 01 to 05 are "部件名+异常" and
    carry the code of the thing.
    """
    scheme, _, rest = category.partition(":")
    kind, _, code = rest.partition(":")
    if kind == PART:
        return category
    if scheme == _MIRROR_SCHEME and kind == MATTER and code.startswith(_MIRRORED_AREAS):
        return f"{scheme}:{PART}:{code}"
    return ""


def goes_to_owner_first(category: str) -> bool:
    """Say whether a category is a matter of things (先属主后属地), not of places (先属地后属主)."""
    return bool(thing_kind(category))


def said_owner_state(said: str, category: str, *, has_owner: bool) -> OwnerState:
    """Return what is known about a thing's owner: what its record says, else its class, else whether one is named."""
    if said:
        return OwnerState(said)
    by_class = _NOBODYS.get(category)
    if by_class:
        return OwnerState(by_class)
    return OwnerState.KNOWN if has_owner else OwnerState.UNKNOWN
