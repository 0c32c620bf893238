"""How is one act about a paper done: locked, by its party, at its stage, written down with its words?"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.suggestions import Act, Move, Stage, move_for
from wangge.rules.words import fitting
from wangge.suggestions.models import PaperWords, Suggestion
from wangge.suggestions.policies import refuse_party

WORDS_MOST = 4000
TITLE_MOST = 120


@dataclass(frozen=True, slots=True)
class Acting:
    """One act in its transaction: the locked paper, the move, who acts and when."""

    row: Suggestion
    move: Move
    hat: Hat
    now: datetime

    @property
    def today(self) -> date:
        """The day at the county's office."""
        return desk(self.row.county).today(self.now)

    def go_on(self) -> None:
        """Let the paper stand where the move leads."""
        if self.move.target:
            self.row.state = self.move.target

    def tell(self, kind: str, payload: Mapping[str, object] | None = None, words: str = "") -> None:
        """Record what happened, and keep the words beside the event."""
        note(self.row.pk, kind, hat=self.hat, now=self.now, payload=payload)
        if words.strip():
            keep_words(self.row.county, self.row.pk, self.move.act, words, hat=self.hat, now=self.now)


@contextmanager
def acting(key: UUID, act: Act, *, hat: Hat, now: datetime) -> Iterator[Acting]:
    """Hold a paper for one act and save what changed; refuse `suggestion.not_now`, `suggestion.not_yours`.

    Who may sign, and who may ask for another round, is asked by those acts' own services.
    """
    with locked(Suggestion, county=hat.county, key=key) as row:
        move = move_for(Stage(row.state), act)
        if act not in {Act.SIGN, Act.AGAIN}:
            refuse_party(hat, move.party, deputy=row.deputy, key=row.pk)
        yield Acting(row, move, hat, now)
        row.save_changes()


def note(
    key: UUID, kind: str, *, hat: Hat, now: datetime, payload: Mapping[str, object] | None = None
) -> None:
    """Record one event about a paper."""
    told = {"post": hat.post_id.hex} | dict(payload or {})
    record(county=hat.county, subject=key, kind=kind, at=now, payload=told, actor=hat.account_id.hex)


def keep_words(county: str, key: UUID, act: str, words: str, *, hat: Hat, now: datetime) -> None:
    """Keep what was said with an act."""
    PaperWords.objects.create(
        county=county, paper=key, act=act, words=fitting(words, "words", WORDS_MOST), post=hat.post_id, at=now
    )


def needed(words: str, field: str, most: int = WORDS_MOST) -> str:
    """Return words without space around them; refuse `suggestion.no_words` where nothing was said."""
    if not words.strip():
        raise Refused("suggestion.no_words", field=field)
    return fitting(words, field, most)
