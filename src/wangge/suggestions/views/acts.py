"""What does one form of a paper's page ask for, and which service does it?"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from uuid import UUID

from django.http import QueryDict

from wangge.foundation.ids import row_key
from wangge.people.hats import Hat
from wangge.rules.days import day_said
from wangge.rules.errors import Refused
from wangge.rules.suggestions import Act, Cause, Role
from wangge.suggestions.policies import acting_deputy
from wangge.suggestions.services import drafting, handing, overseeing, rating, replying, rounds, screening
from wangge.suggestions.services.drafting import Text
from wangge.suggestions.services.overseeing import Plan
from wangge.suggestions.services.replying import Commitment
from wangge.suggestions.services.screening import Shown

Doer = Callable[[UUID, QueryDict, Hat, datetime], object]
UNITS_MOST = 6
COMMITMENTS_MOST = 3


def do(key: UUID, said: QueryDict, *, hat: Hat, now: datetime) -> None:
    """Do the act that a form names; refuse `suggestion.not_now` for a word that is none, and what the act refuses."""
    doer = DOERS.get(said.get("act", ""))
    if doer is None:
        raise Refused("suggestion.not_now", stage="", act=said.get("act", "")[:20])
    doer(key, said, hat, now)


def day(said: QueryDict, name: str) -> date:
    """Read a day of a form; refuse `suggestion.bad_day`."""
    found = day_or_none(said, name)
    if found is None:
        raise Refused("suggestion.bad_day", field=name)
    return found


def day_or_none(said: QueryDict, name: str) -> date | None:
    """Read a day that may be left open; refuse `suggestion.bad_day` for what is none."""
    text = said.get(name, "").strip()
    try:
        return day_said(text) if text else None
    except ValueError:
        raise Refused("suggestion.bad_day", field=name) from None


def shown_of(said: QueryDict) -> Shown | None:
    """Read the words for the public, where a form has them."""
    if "public_title" not in said:
        return None
    return Shown(said.get("public_title", ""), said.get("public_facts", ""), said.get("public_proposal", ""))


def _text(said: QueryDict) -> Text:
    return Text(
        said.get("title", ""), said.get("facts", ""), said.get("proposal", ""), said.get("preferred", "")
    )


def _units(said: QueryDict) -> list[tuple[str, Role]]:
    pairs = zip(said.getlist("unit"), said.getlist("role"), strict=False)
    return [(unit, Role(role)) for unit, role in pairs if unit and role in set(Role)][:UNITS_MOST]


def _hand_over(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    if "as_joined" in said:
        handing.hand_over_joined(key, hat=hat, now=now)
    else:
        handing.hand_over(key, _units(said), hat=hat, now=now)


def _commitments(said: QueryDict) -> list[Commitment]:
    found = []
    for number in range(1, COMMITMENTS_MOST + 1):
        words = said.get(f"promise_{number}", "").strip()
        if words:
            due = day(said, f"due_{number}")
            found.append(Commitment(words, said.get(f"measure_{number}", ""), due))
    return found


def _edit(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    if "open" in said:
        drafting.open_to_sign(key, is_open=said["open"] == "1", hat=hat, now=now)
    else:
        drafting.edit(key, _text(said), hat=hat, now=now)


def _register(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    screening.register(
        key, one_matter="one_matter" in said, is_complex="complex" in said, shown=shown_of(said),
        joined=row_key(said.get("joined", "")) if said.get("joined") else None, hat=hat, now=now,
    )  # fmt: skip


def _publish(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    screening.publish(
        key, is_public=said.get("public") == "1", reason=said.get("reason", ""), shown=shown_of(said), hat=hat,
        now=now,
    )  # fmt: skip


def _decide_objection(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    handing.decide_objection(
        key,
        said.get("unit", ""),
        instead=said.get("instead", ""),
        words=said.get("words", ""),
        hat=hat,
        now=now,
    )


def _turn_away(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    filed = screening.Filed(
        said.get("category", ""), said.get("case_unit", ""), said.get("case_words", ""), said.get("place", "")
    )
    screening.turn_away(key, said.get("into", ""), said.get("words", ""), filed=filed, hat=hat, now=now)


def _contact(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    handing.contact(
        key, way=said.get("way", ""), on=day(said, "on"), words=said.get("words", ""), hat=hat, now=now
    )


def _dispute(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    handing.dispute_contact(
        key, row_key(said.get("talk", "")), said.get("words", ""), deputy=acting_deputy(hat), hat=hat, now=now
    )


def _draft_reply(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    replying.draft_reply(
        key, words=said.get("words", ""), grade=said.get("grade", ""), commitments=_commitments(said), hat=hat,
        now=now,
    )  # fmt: skip


def _send_reply(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    replying.send_reply(
        key, said.get("unit", ""), public_words=said.get("public_words", ""), hat=hat, now=now
    )


def _rate(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    rating.rate(
        key, row_key(said.get("reply", "")), attitude=said.get("attitude", ""), result=said.get("result", ""),
        words=said.get("words", ""), hat=hat, now=now,
    )  # fmt: skip


def _again(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    cause = Cause.COMMITMENT if said.get("cause") == Cause.COMMITMENT else Cause.EVALUATION
    rounds.open_second_round(hat.county, key, cause, (), hat, now, words=said.get("words", ""))


def _make_key(key: UUID, said: QueryDict, hat: Hat, now: datetime) -> None:
    plan = Plan(
        said.get("leader", ""), said.get("committee", ""), said.get("plan", ""), said.get("source", ""),
        day_or_none(said, "until"),
    )  # fmt: skip
    overseeing.make_key(key, plan, hat=hat, now=now)


def _words(doer: Callable[..., object]) -> Doer:
    return lambda key, said, hat, now: doer(key, said.get("words", ""), hat=hat, now=now)


def _plain(doer: Callable[..., object]) -> Doer:
    return lambda key, _, hat, now: doer(key, hat=hat, now=now)


DOERS: Mapping[str, Doer] = {
    Act.EDIT: _edit, Act.SIGN: _plain(drafting.sign), Act.UNSIGN: _plain(drafting.unsign),
    Act.SUBMIT: _plain(drafting.submit), Act.DROP: _words(drafting.drop),
    Act.SEND_BACK: _words(screening.send_back),
    Act.TURN_AWAY: _turn_away,
    Act.REGISTER: _register,
    Act.MERGE: lambda key, said, hat, now: screening.merge(key, row_key(said.get("joined", "")), hat=hat, now=now),
    Act.PUBLISH: _publish,
    Act.HAND_OVER: _hand_over,
    Act.OBJECT: lambda key, said, hat, now: handing.object_to(
        key, said.get("words", ""), said.get("proposed", ""), hat=hat, now=now
    ),
    Act.DECIDE_OBJECTION: _decide_objection, Act.ACCEPT: _plain(handing.accept),
    Act.ADD_UNIT: lambda key, said, hat, now: handing.add_unit(key, said.get("unit", ""), hat=hat, now=now),
    Act.CONTACT: _contact, Act.DISPUTE: _dispute, Act.OPINE: _words(handing.opine),
    Act.ASK_EXTENSION: lambda key, said, hat, now: rounds.ask_extension(
        key, day(said, "until"), said.get("words", ""), hat=hat, now=now
    ),
    Act.DECIDE_EXTENSION: lambda key, said, hat, now: rounds.decide_extension(
        key, grant=said.get("grant") == "1", words=said.get("words", ""), hat=hat, now=now
    ),
    Act.DRAFT_REPLY: _draft_reply, Act.SIGN_REPLY: _plain(replying.sign_reply),
    Act.RETURN_REPLY: lambda key, said, hat, now: replying.return_reply(
        key, said.get("unit", ""), said.get("words", ""), hat=hat, now=now
    ),
    Act.SEND_REPLY: _send_reply, Act.RATE: _rate, Act.AGAIN: _again, Act.FOLLOW: _plain(rounds.follow),
    Act.CLOSE: _words(rounds.close), Act.KEY: _make_key,
    Act.OVERSEE: lambda key, said, hat, now: overseeing.note_oversight(
        key, said.get("kind", ""), day(said, "on"), said.get("words", ""), hat=hat, now=now
    ),
}  # fmt: skip
