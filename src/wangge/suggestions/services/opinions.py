"""How does a deputy pass on what people say (社情民意): receipt, addressee, answer, no grade?"""

from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from wangge.cases.queries.desk import desk
from wangge.deputies.services.acts import note_act
from wangge.foundation.locking import claim, locked, writing
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.posts import OF_DEPARTMENT
from wangge.suggestions.models import OpinionPaper
from wangge.suggestions.policies import acting_deputy
from wangge.suggestions.services.acting import TITLE_MOST, needed, note


def pass_on(
    hat: Hat, *, title: str, words: str, addressee: str, now: datetime, matter: UUID | None = None
) -> str:
    """Send an opinion paper to a unit and return its receipt; refuse `suggestion.no_words`,
    `suggestion.unknown_unit`, `suggestion.not_yours`.
    """
    deputy, county = acting_deputy(hat), hat.county
    title, words = needed(title, "title", TITLE_MOST), needed(words, "words")
    if addressee not in desk(county).departments:
        raise Refused("suggestion.unknown_unit", field="addressee")
    today = desk(county).today(now)
    with writing():
        claim([uuid5(NAMESPACE_OID, f"opinion {county} {today.year}")])
        series = f"M{today.year}-"
        taken = OpinionPaper.objects.filter(county=county, number__startswith=series).count()
        row = OpinionPaper.objects.create(
            county=county, number=f"{series}{taken + 1:03d}", deputy=deputy, title=title, words=words, matter=matter,
            addressee=addressee, sent_at=now,
        )  # fmt: skip
        told = {"deputy": deputy.hex, "addressee": addressee, "number": row.number}
        note(row.pk, "opinion.sent", hat=hat, now=now, payload=told)
        note_act(county, deputy, "opinion", today, "suggestion", row.pk, now)
    return row.number


def answer_opinion(key: UUID, words: str, *, hat: Hat, now: datetime) -> None:
    """Answer an opinion paper for the unit it went to, once; refuse `suggestion.not_yours`,
    `suggestion.reply_sent`, `suggestion.no_words`.
    """
    with locked(OpinionPaper, county=hat.county, key=key) as row:
        if hat.kind not in OF_DEPARTMENT or hat.department != row.addressee:
            raise Refused("suggestion.not_yours", post=hat.kind)
        if row.answered_at:
            raise Refused("suggestion.reply_sent")
        row.answer, row.answered_at, row.answered_post = needed(words, "words"), now, hat.post_id
        row.save_changes()
        note(key, "opinion.answered", hat=hat, now=now, payload={"addressee": row.addressee})
