"""How does a deputy say what a reply was worth? Only by the own log-in, once for each reply."""

from datetime import datetime
from uuid import UUID

from wangge.deputies.policies import refuse_recused
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.grades import Content
from wangge.rules.suggestions import Act, Cause, ReplyStage, Stage
from wangge.rules.words import fitting
from wangge.suggestions.models import Rating, Reply
from wangge.suggestions.policies import acting_deputy
from wangge.suggestions.services.acting import Acting, acting
from wangge.suggestions.services.rounds import again

WORDS_MOST = 2000


def rate(
    key: UUID, reply: UUID, *, attitude: str, result: str, words: str = "", hat: Hat, now: datetime
) -> None:
    """Rate attitude and result of one reply; the first dissatisfied result of the first round opens the second.

    Refuses `suggestion.not_yours`, `deputy.recused`, `suggestion.no_reply`, `suggestion.no_rating`,
    `suggestion.rated_already`.
    """
    deputy = acting_deputy(hat)
    with acting(key, Act.RATE, hat=hat, now=now) as one:
        row = Reply.objects.filter(county=hat.county, suggestion=key, pk=reply, stage=ReplyStage.SENT).first()
        if row is None or row.round_no != _rateable_round(one):
            raise Refused("suggestion.no_reply")
        refuse_recused(hat.county, deputy, department=row.department, on=one.today)
        if attitude not in set(Content) or result not in set(Content):
            raise Refused("suggestion.no_rating", field="result")
        if Rating.objects.filter(county=hat.county, reply=reply, deputy=deputy).exists():
            raise Refused("suggestion.rated_already")
        Rating.objects.create(
            county=hat.county, suggestion=key, round_no=row.round_no, reply=reply, deputy=deputy, attitude=attitude,
            result=result, words=fitting(words, "words", WORDS_MOST), at=now,
        )  # fmt: skip
        told = {"reply": reply.hex, "deputy": deputy.hex, "attitude": attitude, "result": result}
        one.tell("suggestion.rated", told | {"round": row.round_no})
        if result == Content.DISSATISFIED and one.row.round_no == 1 and one.row.state != Stage.HANDLING:
            again(one, Cause.DISSATISFIED)


def _rateable_round(one: Acting) -> int:
    # The last round that all units have answered; while a new one runs, the one before it.
    return one.row.round_no - (one.row.state == Stage.HANDLING)
