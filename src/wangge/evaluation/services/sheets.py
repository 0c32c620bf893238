"""How does a score sheet come into force, and how is a changed one a new version?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wangge.evaluation.models import ScoreSheet
from wangge.evaluation.policies import refuse_makers
from wangge.evaluation.queries.inputs import SETS
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.scoring import digest, read_sheet, written


def draft_sheet(said: Mapping[str, Any], *, hat: Hat) -> UUID:
    """Keep a sheet as the next version of its code, not yet in force; the draft before it is replaced.

    Refuses `evaluation.not_yours` and what `rules.scoring.read_sheet` refuses.
    """
    refuse_makers(hat)
    sheet = read_sheet(said, SETS)
    with writing():
        rows = ScoreSheet.objects.filter(county=hat.county, code=sheet.code)
        rows.filter(published=False).delete()
        newest = rows.order_by("-version").first()
        row = ScoreSheet.objects.create(
            county=hat.county, code=sheet.code, version=newest.version + 1 if newest else 1, scope=sheet.scope,
            span=sheet.span, document=written(said),
        )  # fmt: skip
    return row.pk


def publish_sheet(sheet_id: UUID, *, from_on: date, hat: Hat, now: datetime) -> None:
    """Put a draft in force for periods that begin on a day or later; from then on it never changes.

    Refuses `evaluation.not_yours`, `evaluation.published`, `evaluation.not_later`.
    """
    refuse_makers(hat)
    with locked(ScoreSheet, county=hat.county, key=sheet_id) as row:
        if row.published:
            raise Refused("evaluation.published", version=row.version)
        newest = (
            ScoreSheet.objects.filter(county=hat.county, code=row.code, published=True)
            .order_by("-from_on")
            .first()
        )
        if newest and newest.from_on and from_on <= newest.from_on:
            raise Refused("evaluation.not_later", field="from_on", day=newest.from_on.isoformat())
        row.published, row.from_on = True, from_on
        row.save_changes()
        payload = {
            "code": row.code, "version": row.version, "from_on": from_on.isoformat(), "post": hat.post_id.hex,
            "digest": digest({"sheet": row.document}),
        }  # fmt: skip
        record(
            county=hat.county, subject=row.pk, kind="evaluation.published", at=now, payload=payload,
            actor=hat.account_id.hex,
        )  # fmt: skip
