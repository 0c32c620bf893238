"""How is a result frozen, so that its lines, its inputs and its sheet stand as they were?"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.evaluation.models import Result
from wangge.evaluation.policies import refuse_makers, refuse_unit
from wangge.evaluation.queries.inputs import is_over, period_of
from wangge.evaluation.queries.sheets import SheetRow, preview, sheet_by_id, sheet_for
from wangge.foundation.locking import writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.scoring import digest, read_sheet, score, total, written

FORMAT = "wangge.evaluation/1"


def freeze(sheet_id: UUID, unit: str, text: str, *, hat: Hat, now: datetime) -> UUID:
    """Freeze what a published sheet says of a unit and a period that is over; the window for objections opens.

    Refuses `evaluation.not_yours`, `evaluation.not_in_sight`, `evaluation.draft`, `evaluation.not_over`,
    `evaluation.other_version`, `evaluation.behind`, `evaluation.frozen`, and what a preview refuses.
    """
    refuse_makers(hat)
    refuse_unit(hat, unit)
    row = sheet_by_id(hat.county, sheet_id)
    if not row.published:
        raise Refused("evaluation.draft")
    period = period_of(text, row.sheet.span)
    if not is_over(hat.county, period, now):
        raise Refused("evaluation.not_over", field="period", period=text)
    ruling = sheet_for(hat.county, row.sheet.code, period.days()[0])
    if ruling is None or ruling.id != row.id:
        raise Refused("evaluation.other_version", field="period", period=text, version=row.version)
    found = preview(hat, row, unit, text, now=now)
    if found.at < period.bounds(desk(hat.county).calendar.zone)[1]:
        raise Refused("evaluation.behind")
    until = desk(hat.county).today(now) + timedelta(days=row.sheet.window_days)
    document = {
        "format": FORMAT, "county": hat.county, "unit": unit, "period": text, "sheet": dict(row.said),
        "version": row.version, "revision": 1, "as_of": found.as_of, "inputs": dict(found.counts),
        "burden": dict(found.burden), "excluded": [], "frozen_at": now.isoformat(),
    }  # fmt: skip
    with writing():
        if Result.objects.filter(county=hat.county, sheet=row.id, unit=unit, period=text).exists():
            raise Refused("evaluation.frozen", field="period", period=text)
        result = keep(finished(document), row, until, hat, now)
        _note(result, "evaluation.frozen", hat, now)
    return result.pk


def finished(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with its results, total and digest as its own sheet and inputs give them."""
    scored = score(read_sheet(document["sheet"], document["inputs"]), document["inputs"])
    results: Sequence[Mapping[str, Any]] = [
        {
            "code": one.line.code, "points": one.points, "sample": one.sample,
            "value": None if one.value is None else f"{one.value.numerator}/{one.value.denominator}",
        }
        for one in scored
    ]  # fmt: skip
    points, possible = total(scored)
    whole = {**document, "results": results, "total": points, "possible": possible}
    return {**whole, "digest": digest(whole)}


def keep(document: Mapping[str, Any], row: SheetRow, until: Any, hat: Hat, now: datetime) -> Result:
    """Write one revision; inside `writing()`."""
    return Result.objects.create(
        county=hat.county, sheet=row.id, unit=document["unit"], period=document["period"],
        revision=document["revision"], frozen_at=now, frozen_by=hat.account_id, window_until=until,
        document=written(document), digest=document["digest"],
    )  # fmt: skip


def _note(result: Result, kind: str, hat: Hat, now: datetime) -> None:
    payload = {
        "sheet": result.sheet.hex, "unit": result.unit, "period": result.period, "revision": result.revision,
        "until": result.window_until.isoformat(), "digest": result.digest, "post": hat.post_id.hex,
    }  # fmt: skip
    record(
        county=result.county, subject=result.pk, kind=kind, at=now, payload=payload, actor=hat.account_id.hex
    )
