"""How are the words of a case kept: apart from its events, findable, and provable by a salted digest?"""

from datetime import datetime, tzinfo
from typing import Protocol

from wangge.cases.queries.desk import desk
from wangge.rules.proof import digest
from wangge.rules.search import document, tag


def word_digest(salt: str, *texts: str) -> str:
    """Return the digest that the event holds, so that erasing text and salt leaves the chain verifiable."""
    return digest("\x1f".join((salt, *texts))) if any(texts) else ""


class Findable(Protocol):
    """What a case must know of itself to be found."""

    county: str
    number: str
    source_ref: str | None
    category: str
    street: str
    community: str
    grid: str
    department: str
    reported_at: datetime


def search_document(case: Findable, zone: tzinfo, *texts: str) -> str:
    """Return what search finds a case by: its words, its number, and the tags by which lists are narrowed."""
    tags = [tag("county", case.county), tag("kind", case.category)]
    tags += [tag("unit", code) for code in (case.street, case.community, case.grid) if code]
    tags.append(tag("month", f"{case.reported_at.astimezone(zone):%Y-%m}"))
    if case.department:
        tags.append(tag("department", case.department))
    if case.category in desk(case.county).matter_only:
        texts = ()  # what points at people is found by its number and place only, never by words
    number = [case.number, case.source_ref] if case.source_ref else [case.number]
    return document([text for text in (*texts, *number) if text], tags)
