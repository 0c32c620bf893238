"""What may somebody who reported without an account still say, until when, and who reads it?"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from wangge.rules.errors import Refused

# Crockford's base 32 without I, L, O, U, which people mistake; sixteen letters are 80 bits.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SECRET_LETTERS, GROUP = 16, 4
_MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+?\d{7,15}")
CONTACT_MOST = 120


class Thread(StrEnum):
    """Who is on the other side of a reporter's letters."""

    DESK = "desk"  # who dispatches: asks, tells, passes on
    SUPERVISOR = "supervisor"  # 督办: whom a reporter under pressure writes to, past the chain
    DEPUTY = "deputy"  # the deputy to whom a matter was brought


class ContactKind(StrEnum):
    """What a reporter left to be reached by."""

    PHONE = "phone"
    EMAIL = "email"


class Grade(StrEnum):
    """How content a reporter is, in one respect."""

    CONTENT = "content"  # 满意
    FAIR = "fair"  # 基本满意
    DISCONTENT = "discontent"  # 不满意


class AskedBy(StrEnum):
    """At whose wish words and contact went."""

    REPORTER = "reporter"
    OFFICE = "office"  # an official who holds the reporter's request
    TERM = "term"  # the days after the end for which a contact is kept


class Contact(NamedTuple):
    """A contact as it is sealed."""

    kind: ContactKind
    text: str


@dataclass(frozen=True, slots=True)
class AnswerTerms:
    """What a county promises its reporters from a day on."""

    from_on: date
    reopen_days: int
    contact_days: int
    says_per_hour: int
    tries_per_hour: int
    source: str


# Where a county has set none. 30 days is the span over which the reopen rate is read (rulings.md, Solved in the
# grid); the other numbers are our assumption, wide enough for many people behind one address.
ASSUMED_TERMS = AnswerTerms(date.min, 30, 90, 20, 30, "our assumption")


def terms_on(rows: Iterable[AnswerTerms], day: date) -> AnswerTerms:
    """Return the terms in force on a day: the latest that have begun."""
    begun = [row for row in rows if row.from_on <= day]
    return max(begun, key=lambda row: row.from_on, default=ASSUMED_TERMS)


def reopen_until(ended_at: datetime, terms: AnswerTerms) -> datetime:
    """Return until when "not repaired" opens an ended matter again."""
    return ended_at + timedelta(days=terms.reopen_days)


def check_window(ended_at: datetime | None, now: datetime, terms: AnswerTerms) -> None:
    """Refuse `reporters.window_passed` for a matter that ended longer ago than the county's window."""
    if ended_at is not None and now > reopen_until(ended_at, terms):
        raise Refused("reporters.window_passed", days=terms.reopen_days)


def contact_of(text: str) -> Contact | None:
    """Read what somebody typed as telephone or e-mail; None for nothing; refuse `reporters.contact_unreadable`."""
    plain = text.strip()
    if not plain:
        return None
    if len(plain) <= CONTACT_MOST and _EMAIL.fullmatch(plain):
        return Contact(ContactKind.EMAIL, plain)
    digits = re.sub(r"[\s()-]", "", plain)
    if _PHONE.fullmatch(digits):
        return Contact(ContactKind.PHONE, digits)
    raise Refused("reporters.contact_unreadable", field="contact")


def spelled_secret(number: int) -> str:
    """Write an 80-bit number as people read it out: four groups of four letters or digits."""
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(SECRET_LETTERS)))
    return "-".join(letters[start : start + GROUP] for start in range(0, SECRET_LETTERS, GROUP))


def read_secret(text: str) -> str:
    """Return a typed secret as it was meant: capital letters, no gaps, the letters that are never used mended."""
    return re.sub(r"[\s\W_]", "", text).upper().translate(_MISTAKEN)


def secret_digest(number: str, secret: str) -> str:
    """Return what is kept of a secret: with 80 random bits a plain hash cannot be tried out."""
    return hashlib.sha256(f"{number}\x1f{read_secret(secret)}".encode()).hexdigest()


def supervising_unit(path: Sequence[str], concerned: str, overseen_from: AbstractSet[str]) -> str:
    """Return the unit whose overseer hears of pressure: the nearest above the unit concerned, never below it.

    `path` runs from the county down to the place, `concerned` is the unit that has the matter in hand (or that its
    department belongs to), `overseen_from` the units that have an overseer. Where none stands above, it is the
    highest on the path; where there is none at all, the county, whose administrator then reads it.
    """
    above = path[: path.index(concerned)] if concerned in path else path
    nearest = next((unit for unit in reversed(above) if unit in overseen_from), "")
    return nearest or next((unit for unit in path if unit in overseen_from), path[0])
