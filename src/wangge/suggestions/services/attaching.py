"""How does a deputy put a picture with a draft, and take it away again?"""

from datetime import datetime
from uuid import UUID

from wangge.foundation.files.photos import keep_photo
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.suggestions import Act
from wangge.suggestions.models import Attachment
from wangge.suggestions.services.acting import acting
from wangge.suggestions.services.drafting import lapse_others

PICTURES_MOST = 6  # with one paper; our assumption
WORDS_MOST = 120


def attach(key: UUID, picture: bytes, words: str, *, hat: Hat, now: datetime) -> str:
    """Put a picture with a draft, once however often it is sent; return its digest.

    Others signed a paper without it, so their signatures are asked for again. Refuses `suggestion.no_picture`,
    `suggestion.pictures_full`, what `foundation.files` refuses by the file's own bytes, and what an edit refuses.
    """
    with acting(key, Act.EDIT, hat=hat, now=now) as one:
        _room(one.row.county, key)  # before a second is spent on looking for faces
    if not picture:
        raise Refused("suggestion.no_picture", field="picture")
    kept = keep_photo(picture, field="picture")
    with acting(key, Act.EDIT, hat=hat, now=now) as one:
        rows = Attachment.objects.filter(county=one.row.county, paper=key)
        if rows.filter(sha256=kept.sha256).exists():
            return kept.sha256
        _room(one.row.county, key)
        Attachment.objects.create(
            county=one.row.county, paper=key, sha256=kept.sha256, words=words.strip()[:WORDS_MOST], at=now
        )
        one.tell("suggestion.attached", {"photo": kept.sha256, "lapsed": lapse_others(one)})
    return kept.sha256


def detach(key: UUID, sha256: str, *, hat: Hat, now: datetime) -> None:
    """Take a picture away from a draft; refuse `row.unknown`, and what an edit refuses.

    The file goes with the next `wangge photos check --remove`, unless another row names it.
    """
    with acting(key, Act.EDIT, hat=hat, now=now) as one:
        if not Attachment.objects.filter(county=one.row.county, paper=key, sha256=sha256).delete()[0]:
            raise Refused("row.unknown", row=sha256[:12])
        one.tell("suggestion.detached", {"photo": sha256, "lapsed": lapse_others(one)})


def _room(county: str, key: UUID) -> None:
    if Attachment.objects.filter(county=county, paper=key).count() >= PICTURES_MOST:
        raise Refused("suggestion.pictures_full", field="picture", limit=PICTURES_MOST)
