"""How is a key suggestion supervised (重点督办): decided, led, inspected, reported on?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.suggestions import Act, Watch
from wangge.suggestions.models import KeyPaper, OversightNote
from wangge.suggestions.services.acting import acting, needed


@dataclass(frozen=True, slots=True)
class Plan:
    """Who leads, which committee supervises, by which plan and decision, until when."""

    leader: str
    committee: str
    plan: str
    source: str
    until_on: date | None = None


def make_key(key: UUID, plan: Plan, *, hat: Hat, now: datetime) -> None:
    """Put a paper under supervision as the chairpersons' meeting decided; refuse `suggestion.no_words`."""
    with acting(key, Act.KEY, hat=hat, now=now) as one:
        told = {
            "leader": needed(plan.leader, "leader", 60), "committee": needed(plan.committee, "committee", 60),
            "plan": needed(plan.plan, "plan"), "source": needed(plan.source, "source", 200),
            "from_on": one.today, "until_on": plan.until_on,
        }  # fmt: skip
        KeyPaper.objects.update_or_create(county=hat.county, suggestion=key, defaults=told)
        one.row.is_key = True
        one.tell("suggestion.made_key")


def note_oversight(key: UUID, kind: str, on: date, words: str, *, hat: Hat, now: datetime) -> None:
    """Note an inspection or interim report of a key paper; refuse `suggestion.no_key`, `suggestion.contact_day`."""
    with acting(key, Act.OVERSEE, hat=hat, now=now) as one:
        if not one.row.is_key or kind not in set(Watch):
            raise Refused("suggestion.no_key")
        if on > one.today:
            raise Refused("suggestion.contact_day", field="on")
        OversightNote.objects.create(
            county=hat.county, suggestion=key, kind=kind, on=on, words=needed(words, "words"), post=hat.post_id,
            noted_at=now,
        )  # fmt: skip
        one.tell("suggestion.overseen", {"kind": kind})
