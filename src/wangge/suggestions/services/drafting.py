"""How does a deputy write a suggestion, have it signed by others, and submit it?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.deputies.queries.seats import seats_of, sitting
from wangge.deputies.services.acts import note_act
from wangge.deputies.services.matters import comes_back, taken_up
from wangge.foundation.locking import writing
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.suggestions import Act, Stage
from wangge.rules.words import fitting
from wangge.suggestions.models import Signature, Suggestion
from wangge.suggestions.policies import acting_deputy
from wangge.suggestions.services.acting import TITLE_MOST, WORDS_MOST, Acting, acting, note


@dataclass(frozen=True, slots=True)
class Text:
    """What a paper says."""

    title: str
    facts: str = ""
    proposal: str = ""
    preferred: str = ""  # a department's code


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a paper comes from."""

    matter: UUID | None = None
    cluster: UUID | None = None
    motion: UUID | None = None


NOWHERE = Origin()


def draft(
    hat: Hat, text: Text, *, now: datetime, congress: UUID | None = None, origin: Origin = NOWHERE
) -> UUID:
    """Begin a paper and sign it as its lead; refuse `suggestion.not_yours`, `suggestion.no_seat`,
    `suggestion.incomplete`.
    """
    deputy = acting_deputy(hat)
    mine = seat_congress(hat, deputy, congress, now)
    with writing():
        key = begin(hat.county, deputy, mine, text, origin, hat=hat, now=now)
        if origin.matter:
            taken_up(hat.county, origin.matter, key, now, hat)
    return key


def begin(
    county: str, deputy: UUID, congress: UUID, text: Text, origin: Origin, *, hat: Hat, now: datetime
) -> UUID:
    """Write a draft with its lead's signature, inside a transaction; also what a motion becomes."""
    row = Suggestion.objects.create(
        county=county, congress=congress, deputy=deputy, state=Stage.DRAFT, drafted_at=now, matter=origin.matter,
        cluster=origin.cluster, motion=origin.motion, **_clean(county, text),
    )  # fmt: skip
    Signature.objects.create(county=county, paper=row.pk, deputy=deputy, signed_at=now)
    told: dict[str, object] = {"congress": congress.hex, "deputy": deputy.hex}
    for name in ("matter", "cluster", "motion"):
        if came_from := getattr(origin, name):
            told[name] = came_from.hex
    note(row.pk, "suggestion.drafted", hat=hat, now=now, payload=told)
    return row.pk


def edit(key: UUID, text: Text, *, hat: Hat, now: datetime) -> None:
    """Write a draft anew. What others signed is another text now, so their signatures are asked for again."""
    with acting(key, Act.EDIT, hat=hat, now=now) as one:
        before = (one.row.title, one.row.facts, one.row.proposal)
        for name, value in _clean(one.row.county, text).items():
            setattr(one.row, name, value)
        if (one.row.title, one.row.facts, one.row.proposal) == before:
            return
        one.tell("suggestion.edited", {"lapsed": lapse_others(one)})


def open_to_sign(key: UUID, *, is_open: bool, hat: Hat, now: datetime) -> None:
    """Let the other deputies of the congress read a draft and sign it, or no more."""
    with acting(key, Act.EDIT, hat=hat, now=now) as one:
        one.row.is_open = is_open
        one.tell("suggestion.opened", {"open": int(is_open)})


def sign(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Sign another deputy's draft by the own log-in; refuse `suggestion.not_open`, `suggestion.signed_already`,
    `suggestion.no_seat`.
    """
    deputy = acting_deputy(hat)
    with acting(key, Act.SIGN, hat=hat, now=now) as one:
        if not one.row.is_open:
            raise Refused("suggestion.not_open")
        seat_congress(hat, deputy, one.row.congress, now)
        put_name(hat.county, key, deputy, now)
        one.tell("suggestion.signed", {"deputy": deputy.hex})


def unsign(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Take the own signature back, until submission; refuse `suggestion.lead_signs`."""
    deputy = acting_deputy(hat)
    with acting(key, Act.UNSIGN, hat=hat, now=now) as one:
        if deputy == one.row.deputy:
            raise Refused("suggestion.lead_signs")
        take_name_off(hat.county, key, deputy, now)
        one.tell("suggestion.unsigned", {"deputy": deputy.hex})


def submit(key: UUID, *, hat: Hat, now: datetime) -> None:
    """Hand a paper to the congress office; its signatures are frozen.

    Refuses `suggestion.incomplete` and `suggestion.no_seat`.
    """
    with acting(key, Act.SUBMIT, hat=hat, now=now) as one:
        for field in ("title", "facts", "proposal"):
            if not getattr(one.row, field).strip():
                raise Refused("suggestion.incomplete", field=field)
        is_first = one.row.submitted_at is None
        one.go_on()
        one.row.submitted_at = now
        names = names_that_count(hat.county, key, one.row.congress, lead=one.row.deputy, now=now)
        one.tell("suggestion.submitted", {"signatures": len(names)})
        if is_first and not one.row.motion:  # whoever signed the motion passed the opinion on with it
            for name in names:
                note_act(hat.county, name.deputy, "opinion", one.today, "suggestion", key, now)


def drop(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Take a paper back before it has a number; the matter that it came from waits for the deputy again."""
    with acting(key, Act.DROP, hat=hat, now=now) as one:
        one.go_on()
        one.row.closed_at = now
        if one.row.matter:
            comes_back(hat.county, one.row.matter, key, now, hat)
        one.tell("suggestion.dropped", words=words)


def lapse_others(one: Acting) -> int:
    """Let the signatures of all but the lead go, because the paper is another one now; return how many."""
    others = Signature.objects.filter(county=one.row.county, paper=one.row.pk, withdrawn_at=None)
    return others.exclude(deputy=one.row.deputy).update(withdrawn_at=one.now)


def names_that_count(
    county: str, paper: UUID, congress: UUID, *, lead: UUID, now: datetime
) -> list[Signature]:
    """Return the signatures of a paper that is submitted: of deputies with a seat today; others lapse.

    Refuses `suggestion.no_seat` where the lead has none.
    """
    sat = {seat.deputy for seat in sitting(county, desk(county).today(now)) if seat.congress == congress}
    if lead not in sat:
        raise Refused("suggestion.no_seat", field="congress")
    names = Signature.objects.filter(county=county, paper=paper, withdrawn_at=None)
    names.exclude(deputy__in=sat).update(withdrawn_at=now)
    return list(names.order_by("signed_at", "id"))


def put_name(county: str, paper: UUID, deputy: UUID, now: datetime) -> None:
    """Write one signature under a locked paper; refuse `suggestion.signed_already`."""
    rows = Signature.objects.filter(county=county, paper=paper, deputy=deputy, withdrawn_at=None)
    if rows.exists():
        raise Refused("suggestion.signed_already")
    Signature.objects.create(county=county, paper=paper, deputy=deputy, signed_at=now)


def take_name_off(county: str, paper: UUID, deputy: UUID, now: datetime) -> None:
    """Take one signature back from a locked paper; refuse `suggestion.not_signed`."""
    rows = Signature.objects.filter(county=county, paper=paper, deputy=deputy, withdrawn_at=None)
    if not rows.update(withdrawn_at=now):
        raise Refused("suggestion.not_signed")


def seat_congress(hat: Hat, deputy: UUID, congress: UUID | None, now: datetime) -> UUID:
    """Return the congress that a deputy acts in today; refuse `suggestion.no_seat`."""
    own = [seat.congress for seat in seats_of(hat.county, deputy, desk(hat.county).today(now))]
    if congress is not None and congress in own:
        return congress
    if congress is None and len(set(own)) == 1:
        return own[0]
    raise Refused("suggestion.no_seat", field="congress")


def _clean(county: str, text: Text) -> dict[str, str]:
    if not text.title.strip() or len(text.title.strip()) > TITLE_MOST:
        raise Refused("suggestion.incomplete", field="title")
    if text.preferred and text.preferred not in desk(county).departments:
        raise Refused("suggestion.unknown_unit", field="preferred")
    return {
        "title": text.title.strip(), "facts": fitting(text.facts, "facts", WORDS_MOST),
        "proposal": fitting(text.proposal, "proposal", WORDS_MOST), "preferred": text.preferred,
    }  # fmt: skip
