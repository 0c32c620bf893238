"""How does the congress office screen a paper: return, turn away, register, handle together, publish?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from wangge.cases.services.intake import Report, report_case
from wangge.deputies.services.matters import comes_back, goes_on_as_case
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import claim, locked_many, writing
from wangge.people.hats import Hat
from wangge.reporters.identity import public_hat
from wangge.rules.errors import Refused
from wangge.rules.suggestions import JOINABLE, Act, Into
from wangge.rules.telltales import hidden, telltales
from wangge.rules.words import fitting
from wangge.suggestions.models import Suggestion
from wangge.suggestions.queries.rules import scheme_of
from wangge.suggestions.services.acting import acting, needed

CHANNEL = "superior"  # from above: the congress office hands it down


@dataclass(frozen=True, slots=True)
class Filed:
    """As what a paper that is not registered goes to the grids: its kind, its unit, and words for those who go."""

    category: str
    unit: str
    words: str = ""  # none: the paper's facts
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the public reads of a paper: nobody's name, number or home."""

    title: str
    facts: str
    proposal: str


def proposed(title: str, facts: str, proposal: str) -> Shown:
    """Return a text without the pieces that give somebody away: a proposal that the clerk reads and mends."""
    return Shown(*(hidden(text, telltales(text)) for text in (title, facts, proposal)))


def send_back(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Return a paper to its deputy for a change, with a reason."""
    with acting(key, Act.SEND_BACK, hat=hat, now=now) as one:
        one.go_on()
        one.tell("suggestion.returned", words=needed(words, "words"))


def turn_away(
    key: UUID, into: str, words: str, *, filed: Filed | None = None, hat: Hat, now: datetime
) -> None:  # fmt: skip
    """Do not register a paper: it goes on as a letter, or as the grid case that is filed here.

    Refuses `suggestion.no_into`, `suggestion.no_filing` and what intake refuses.
    """
    with acting(key, Act.TURN_AWAY, hat=hat, now=now) as one:
        if into not in set(Into):
            raise Refused("suggestion.no_into", field="into")
        told = {"into": into}
        if into == Into.CASE:
            one.row.case = _file(one.row, filed, now)
            told["case"] = one.row.case.hex
        elif one.row.matter:
            comes_back(hat.county, one.row.matter, key, now, hat)
        one.go_on()
        one.row.turned_into, one.row.closed_at = into, now
        one.tell("suggestion.turned_away", told, needed(words, "words"))


def _file(row: Suggestion, filed: Filed | None, now: datetime) -> UUID:
    if filed is None or not filed.category or not filed.unit:
        raise Refused("suggestion.no_filing", field="category" if filed and filed.unit else "unit")
    report = Report(
        id=uuid7(now), category=filed.category, at=now, channel=CHANNEL, words=filed.words.strip() or row.facts,
        unit=filed.unit, place=filed.place.strip(),
    )  # fmt: skip
    if row.matter:  # a resident brought it: their receipt opens the case
        return goes_on_as_case(row.county, row.matter, report, now=now)
    return report_case(public_hat(row.county), report, now=now).case_id


def register(
    key: UUID, *, one_matter: bool, hat: Hat, now: datetime, is_complex: bool = False, shown: Shown | None = None,
    joined: UUID | None = None,
) -> str:  # fmt: skip
    """Give a paper its number and the year's scheme of grades; from now on the public may read `shown`.

    Refuses `suggestion.not_one_matter`, `suggestion.no_scheme`, `suggestion.bad_join`.
    """
    with writing():
        if joined:
            _refuse_unfit(Suggestion.objects.get(county=hat.county, pk=key), joined)
        number = _register(key, shown, one_matter=one_matter, is_complex=is_complex, hat=hat, now=now)
        if joined:
            merge(key, joined, hat=hat, now=now)
    return number


def _register(
    key: UUID, shown: Shown | None, *, one_matter: bool, is_complex: bool, hat: Hat, now: datetime
) -> str:
    with acting(key, Act.REGISTER, hat=hat, now=now) as one:
        if not one_matter:
            raise Refused("suggestion.not_one_matter", field="one_matter")
        row, year = one.row, one.today.year
        scheme = scheme_of(row.county, row.congress, year)
        row.number, row.year, row.scheme = _next_number(row.county, year), year, scheme.code
        row.is_complex, row.registered_at = is_complex, now
        _show(row, shown or proposed(row.title, row.facts, row.proposal))
        one.go_on()
        one.tell(
            "suggestion.registered", {"number": row.number, "scheme": row.scheme, "complex": int(is_complex)}
        )
        one.tell("suggestion.published", {"public": 1})
        return row.number


def merge(key: UUID, into: UUID, *, hat: Hat, now: datetime) -> None:
    """Handle a paper together with another one of the same content: the same units, two answers.

    Refuses `suggestion.bad_join` for a paper that is itself joined, without a number, answered, or of another
    congress.
    """
    with writing():
        # Both are held, in one order, so that two that are joined to each other at once are not both joined.
        locked_many(Suggestion, county=hat.county, keys={key, into})
        _merge(key, into, hat, now)


def _merge(key: UUID, into: UUID, hat: Hat, now: datetime) -> None:
    with acting(key, Act.MERGE, hat=hat, now=now) as one:
        _refuse_unfit(one.row, into)
        one.row.joined = into
        one.tell("suggestion.merged", {"into": into.hex})


def publish(
    key: UUID, *, is_public: bool, hat: Hat, now: datetime, reason: str = "", shown: Shown | None = None
) -> None:
    """Let the public read a paper, in words without anybody's name; to hide it needs a reason.

    Refuses `suggestion.no_reason_to_hide`.
    """
    with acting(key, Act.PUBLISH, hat=hat, now=now) as one:
        if not is_public and not reason.strip():
            raise Refused("suggestion.no_reason_to_hide", field="reason")
        one.row.is_public = is_public
        one.row.hidden_reason = "" if is_public else fitting(reason, "reason", 200)
        if shown:
            _show(one.row, shown)
        one.tell("suggestion.published", {"public": int(is_public)})


def _refuse_unfit(row: Suggestion, into: UUID) -> None:
    other = Suggestion.objects.filter(
        county=row.county, pk=into, state__in=list(JOINABLE), joined=None
    ).first()
    is_fit = other is not None and other.pk != row.pk and other.congress == row.congress
    if not is_fit or Suggestion.objects.filter(county=row.county, joined=row.pk).exists():
        raise Refused("suggestion.bad_join", field="joined")


def _show(row: Suggestion, shown: Shown) -> None:
    # What the clerk left in by mistake is taken out all the same.
    clean = proposed(shown.title, shown.facts, shown.proposal)
    row.public_title, row.public_facts, row.public_proposal = clean.title[:120], clean.facts, clean.proposal


def _next_number(county: str, year: int) -> str:
    claim([uuid5(NAMESPACE_OID, f"suggestion {county} {year}")])
    taken = Suggestion.objects.filter(county=county, year=year).count()
    return f"J{year}-{taken + 1:03d}"
