"""How is a file put with a step that was done or with a place that was looked at, and taken away again?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.congress.models import Activity, Site, StepDone, StepFile
from wangge.congress.policies import keeps, refuse_not_doing, refuse_not_on_team
from wangge.foundation.files.papers import KeptFile, keep_file, refuse_full
from wangge.foundation.ids import row_key
from wangge.foundation.locking import locked
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.oversight import Step
from wangge.rules.words import fitting

WORDS_MOST = 120


@dataclass(frozen=True, slots=True)
class Place:
    """What a file goes with: a step, or one place."""

    step: str = ""
    site: UUID | None = None


def place_of(text: str) -> Place:
    """Read what a form says: a step, or the key of a place; refuse `row.unknown`."""
    return Place(step=text) if text in set(Step) else Place(site=row_key(text))


def put_file(key: UUID, place: Place, data: bytes, words: str, *, hat: Hat, now: datetime) -> UUID:
    """Put a file with a step that was done, as whose step it is; or with a place, as one of the team.

    Refuses `congress.not_now`, `congress.not_yours`, `congress.not_on_team`, `deputy.recused`, `file.too_many` and
    what `foundation.files.papers` refuses by the file's own bytes.
    """
    with locked(Activity, county=hat.county, key=key) as row:
        _refuse_stranger(row, place, hat, now)
    kept = keep_file(data)  # a second is spent on looking at a picture: outside the lock
    with locked(Activity, county=hat.county, key=key) as row:
        _refuse_stranger(row, place, hat, now)
        return add_file(key, place, kept, words, hat=hat, now=now)


def take_file(key: UUID, file: UUID, *, hat: Hat, now: datetime) -> None:
    """Take a file away: by the post that put it there, or by the office; refuse `row.unknown`, `congress.not_yours`.

    The bytes go with the next `wangge photos check --remove`, unless another row names them.
    """
    with locked(Activity, county=hat.county, key=key):
        row = StepFile.objects.filter(county=hat.county, activity=key, pk=file).first()
        if row is None:
            raise Refused("row.unknown", row=file.hex[:12])
        if not keeps(hat) and row.post != hat.post_id:
            raise Refused("congress.not_yours", post=hat.kind)
        row.delete()
        _tell("congress.detached", row, hat, now)


def add_file(key: UUID, place: Place, kept: KeptFile, words: str = "", *, hat: Hat, now: datetime) -> UUID:
    """Write under a lock that a kept file goes with a step or a place, once; refuse `file.too_many`."""
    rows = StepFile.objects.filter(county=hat.county, activity=key, step=place.step, site=place.site)
    refuse_full(rows.exclude(sha256=kept.sha256).count())
    row, is_new = rows.get_or_create(
        county=hat.county, activity=key, step=place.step, site=place.site, sha256=kept.sha256,
        defaults={"kind": kept.kind, "words": fitting(words, "words", WORDS_MOST), "post": hat.post_id, "at": now},
    )  # fmt: skip
    if is_new:
        _tell("congress.attached", row, hat, now)
    return row.pk


def _refuse_stranger(row: Activity, place: Place, hat: Hat, now: datetime) -> None:
    if place.site is None:
        refuse_not_doing(hat, Step(place.step), row.department)
        if not StepDone.objects.filter(county=hat.county, activity=row.pk, step=place.step).exists():
            raise Refused("congress.not_now", step=place.step, next="")
        return
    if not Site.objects.filter(county=hat.county, activity=row.pk, pk=place.site).exists():
        raise Refused("row.unknown", row=place.site.hex[:12])
    refuse_not_on_team(hat, row.pk, department=row.department, on=desk(hat.county).today(now))


def _tell(kind: str, row: StepFile, hat: Hat, now: datetime) -> None:
    payload = {"file": row.sha256, "step": row.step, "site": row.site.hex if row.site else ""}
    record(
        county=row.county, subject=row.activity, kind=kind, at=now, payload=payload, actor=hat.account_id.hex
    )
