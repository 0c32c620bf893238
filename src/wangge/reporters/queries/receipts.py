"""Whose receipt is it, and what does its holder see?"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.queries.chain import Chain, chain_of
from wangge.cases.queries.desk import counties
from wangge.people.hats import POST_WORDS
from wangge.reporters.identity import public_hat
from wangge.reporters.models import Erasure, Letter, Opening, Rating, Reporter
from wangge.reporters.queries.terms import terms_of
from wangge.rules.answering import Thread, reopen_until, secret_digest
from wangge.rules.errors import Refused
from wangge.rules.posts import PostKind
from wangge.rules.workflow import Effect
from wangge.territory.queries import units


@dataclass(frozen=True, slots=True)
class Held:
    """A receipt in its holder's hand."""

    county: str
    reporter_id: UUID
    case_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter as its readers see it: an official by post and unit, never by name."""

    id: UUID
    thread: str
    by_reporter: bool
    who: str
    words: str
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One look at a sealed contact."""

    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Followed:
    """Everything that the holder of a receipt sees."""

    held: Held
    chain: Chain
    letters: Sequence[LetterRow]
    openings: Sequence[OpeningRow]
    has_contact: bool
    contact_kind: str
    may_add: bool
    may_confirm: bool
    may_deny: bool
    may_rate: bool
    deny_until: datetime | None
    reopen_days: int
    erased_at: datetime | None
    scrubbed_at: datetime | None


def held_by(number: str, secret: str) -> Held:
    """Return the receipt that a number and a secret open; refuse `reporters.no_such_receipt` for either one wrong."""
    plain = number.strip().upper()
    for county in counties():
        row = Reporter.objects.filter(county=county, number=plain).first()
        if row is not None and hmac.compare_digest(row.secret, secret_digest(plain, secret)):
            return Held(county, row.id, row.case, row.number)
    raise Refused("reporters.no_such_receipt", field="secret")


def held(county: str, reporter_id: UUID) -> Held:
    """Return a receipt that was opened before in this session; refuse `reporters.no_such_receipt`."""
    row = Reporter.objects.filter(county=county, pk=reporter_id).first()
    if row is None:
        raise Refused("reporters.no_such_receipt", field="secret")
    return Held(county, row.id, row.case, row.number)


def followed(one: Held, *, now: datetime) -> Followed:
    """Return what the holder of a receipt sees of the matter and may still say."""
    chain = chain_of(public_hat(one.county), one.case_id, now=now)
    terms = terms_of(one.county, now)
    until = reopen_until(chain.ended_at, terms) if chain.ended_at else None
    row = Reporter.objects.get(county=one.county, pk=one.reporter_id)
    erasure = Erasure.objects.filter(county=one.county, case=one.case_id).order_by("at").last()
    in_window = until is None or now <= until
    return Followed(
        held=one, chain=chain, letters=letters_of(one.county, one.case_id),
        openings=openings_of(one.county, one.case_id), has_contact=bool(row.contact),
        contact_kind=row.contact_kind, may_add=Effect.ADD in chain.effects,
        may_confirm=Effect.FOUND_DONE in chain.effects,
        may_deny=bool(chain.effects & {Effect.REWORK, Effect.REOPEN}) and in_window,
        may_rate=not chain.is_open and not Rating.objects.filter(county=one.county, case=one.case_id).exists(),
        deny_until=until, reopen_days=terms.reopen_days, erased_at=erasure.at if erasure else None,
        scrubbed_at=erasure.scrubbed_at if erasure else None,
    )  # fmt: skip


def letters_of(county: str, case_id: UUID, thread: Thread | None = None) -> list[LetterRow]:
    """Return the letters of a matter, or of one of its threads, oldest first."""
    rows = Letter.objects.filter(county=county, case=case_id).order_by("at", "id")
    if thread is not None:
        rows = rows.filter(thread=thread)
    return [
        LetterRow(
            row.id, row.thread, row.by_reporter, "" if row.by_reporter else who(county, row.post, row.unit),
            row.words, row.at, row.read_at,
        )
        for row in rows
    ]  # fmt: skip


def openings_of(county: str, case_id: UUID) -> list[OpeningRow]:
    """Return who looked at a matter's sealed contact, oldest first."""
    rows = Opening.objects.filter(county=county, case=case_id).order_by("at", "id")
    return [OpeningRow(row.at, who(county, row.post, row.unit), row.words) for row in rows]


def who(county: str, post: str, unit: str) -> str:
    """Return how an official is told to a reporter: unit and post."""
    territory = units(county)
    title = str(POST_WORDS[PostKind(post)]) if post in set(PostKind) else post
    return f"{territory[unit].name} · {title}" if unit in territory else title
