"""Who is told of what, when may it go out, in which words, and when is it tried again?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from wangge.rules.errors import Refused
from wangge.rules.validity import speaks_of


class Addressee(StrEnum):
    """Who is told, by relation to the matter: never a person by name."""

    DEPARTMENT = "department"  # those who handle for its department
    DESK = "desk"  # those who file and dispatch for its unit
    SUPERVISORS = "supervisors"  # those who oversee its unit
    ACCOUNTABLE = "accountable"  # those who answer for its unit
    FINDER = "finder"  # who found it
    NAMED = "named"  # the posts that the event itself names


class Occasion(StrEnum):
    """Under which condition a rule speaks of an event."""

    ALWAYS = "always"
    DANGER = "danger"  # somebody is in danger there until it is made safe
    UNSIGNED = "unsigned"  # nobody has signed for it after so many hours


class Means(StrEnum):
    """By what it goes out; on the page it always stands."""

    MAIL = "mail"
    SMS = "sms"
    CHAT = "chat"
    WEBHOOK = "webhook"


class Mode(StrEnum):
    """Each by itself, or together once a day."""

    AT_ONCE = "at_once"
    DIGEST = "digest"


# What a template may name. No words of the report, no names, contacts or addresses of people.
FACTS = ("number", "unit", "department", "kind", "due", "count", "period")
_NAMED = re.compile(r"\{([^{}]*)\}")
# Our assumption: after six tries in about eleven hours somebody has to look at the channel.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """One row of the table: of which event, on which occasion, who is told, by what and when."""

    event: str
    to: Addressee
    means: tuple[Means, ...]
    mode: Mode = Mode.AT_ONCE
    occasion: Occasion = Occasion.ALWAYS
    after_hours: int = 0  # 工作时, where the occasion is UNSIGNED
    is_urgent: bool = False  # wakes people
    kinds: tuple[
        str, ...
    ] = ()  # patterns (rules.validity) of categories or of alarms; none: of every kind and of none

    def concerns(self, event: str, kind: str) -> bool:
        """Say whether the row is about an event of a kind; "" where the event has none."""
        of_kind = not self.kinds or (bool(kind) and any(speaks_of(one, kind) for one in self.kinds))
        return event == self.event and of_kind

    def speaks(self, event: str, kind: str, *, danger: bool) -> bool:
        """Say whether an event is told by this row as it happens."""
        return self.concerns(event, kind) and (
            self.occasion == Occasion.ALWAYS or (self.occasion == Occasion.DANGER and danger)
        )

    def waits(self, event: str, kind: str) -> bool:
        """Say whether this row tells of an event only when nobody signs for it."""
        return self.concerns(event, kind) and self.occasion == Occasion.UNSIGNED


def filled(template: str, facts: Mapping[str, str], language: str) -> str:
    """Return a template with its facts, "kind/en" before "kind" in English; what is not known stays empty."""
    return _NAMED.sub(lambda found: facts.get(f"{found[1]}/{language}") or facts.get(found[1], ""), template)


def refuse_unknown_facts(template: str) -> None:
    """Refuse `notice.fact_unknown` where a template names what is not on the list of facts."""
    for name in _NAMED.findall(template):
        if name not in FACTS:
            raise Refused("notice.fact_unknown", field="template", name=name[:40], known=", ".join(FACTS))


def goes_out_at(
    now: datetime, rule: NoticeRule, *, danger: bool, quiet_until: datetime | None, digest: time, zone: tzinfo
) -> datetime:
    """Return when a message of a rule may go out: danger and urgent rules at once, a digest at its hour."""
    if danger or rule.is_urgent:
        return now
    if rule.mode == Mode.DIGEST:
        local = now.astimezone(zone)
        today = datetime.combine(local.date(), digest, zone)
        return today if local < today else today + timedelta(days=1)
    return quiet_until or now


def try_again_at(now: datetime, tries: int) -> datetime | None:
    """Return when it is tried again after so many failed tries; None when it is given up."""
    return now + WAITS[tries - 1] if tries <= len(WAITS) else None
