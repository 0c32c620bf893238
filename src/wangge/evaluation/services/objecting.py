"""How does a unit object to a line, and what becomes of the result when another post has decided?"""

import json
from datetime import datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.cases.queries.marks import post_counts
from wangge.cases.queries.membership import case_by_number, figures_of
from wangge.evaluation.models import Objection, Result
from wangge.evaluation.policies import DECIDERS, may_object, refuse_unit
from wangge.evaluation.queries.inputs import ACT_SETS, CASE_SETS
from wangge.evaluation.queries.results import newest_revision
from wangge.evaluation.queries.sheets import sheet_by_id
from wangge.evaluation.services.freezing import finished, keep
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.periods import Period
from wangge.rules.posts import PostKind
from wangge.rules.scoring import Sheet
from wangge.rules.words import fitting

WORDS_MOST = 500


def object_to(result_id: UUID, line: str, number: str, reason: str, *, hat: Hat, now: datetime) -> UUID:
    """Object to a line of a frozen result for the sake of one case that it counts.

    Refuses `evaluation.not_your_unit`, `evaluation.window_closed`, `evaluation.no_reason`, `evaluation.unknown_line`,
    `evaluation.not_counted`, `evaluation.objected`.
    """
    row = newest_revision(hat.county, result_id)
    if not may_object(hat, row.unit):
        raise Refused("evaluation.not_your_unit", post=hat.kind)
    if desk(hat.county).today(now) > row.window_until:
        raise Refused("evaluation.window_closed", until=row.window_until.isoformat())
    if not reason.strip():
        raise Refused("evaluation.no_reason", field="reason")
    sheet = sheet_by_id(hat.county, row.sheet).sheet
    case = case_by_number(hat.county, number.strip())
    if case is None or not any(_counted(hat.county, case, _sets_of(sheet, line), row).values()):
        raise Refused("evaluation.not_counted", field="number", number=number[:40])
    with writing():
        known = Objection.objects.filter(county=hat.county, line=line, case=case)
        if known.filter(result__in=_revisions(row)).exists():
            raise Refused("evaluation.objected", field="number", number=number[:40])
        objection = Objection.objects.create(
            county=hat.county, result=row.pk, line=line, case=case, at=now,
            reason=fitting(reason, "reason", WORDS_MOST), by=hat.account_id, by_post=hat.kind, state="open",
        )  # fmt: skip
        payload = {
            "result": row.pk.hex, "unit": row.unit, "line": line, "case": case.hex, "post": hat.post_id.hex,
        }  # fmt: skip
        record(
            county=hat.county, subject=objection.pk, kind="evaluation.objected", at=now, payload=payload,
            actor=hat.account_id.hex,
        )  # fmt: skip
    return objection.pk


def decide_objection(objection_id: UUID, *, exclude: bool, words: str, hat: Hat, now: datetime) -> UUID:
    """Leave the case out or keep it, with a reason; return the newest revision, recomputed where it is left out.

    Refuses `evaluation.not_deciding`, `evaluation.not_in_sight`, `evaluation.own_objection`, `evaluation.decided`,
    `evaluation.no_reason`.
    """
    if hat.kind not in DECIDERS:
        raise Refused("evaluation.not_deciding", post=hat.kind)
    if not words.strip():
        raise Refused("evaluation.no_reason", field="words")
    with locked(Objection, county=hat.county, key=objection_id) as objection:
        if objection.state != "open":
            raise Refused("evaluation.decided")
        row = newest_revision(hat.county, objection.result)
        refuse_unit(hat, row.unit)
        # Who speaks for the unit does not judge its case (rulings.md: separation is per case).
        if objection.by == hat.account_id or (hat.unit == row.unit and may_object(hat, row.unit)):
            raise Refused("evaluation.own_objection")
        objection.state = "excluded" if exclude else "kept"
        objection.decision, objection.decided_at = fitting(words, "words", WORDS_MOST), now
        objection.decided_by, objection.decided_post = hat.account_id, hat.kind
        objection.save_changes()
        if exclude:
            row = _without(row, objection.case, hat, now)
        payload = {
            "result": row.pk.hex, "unit": row.unit, "line": objection.line, "case": objection.case.hex,
            "outcome": objection.state, "revision": row.revision, "digest": row.digest,
            "post": hat.post_id.hex,
        }  # fmt: skip
        record(
            county=hat.county, subject=objection.pk, kind="evaluation.decided", at=now, payload=payload,
            actor=hat.account_id.hex,
        )  # fmt: skip
    return row.pk


def _without(row: Result, case: UUID, hat: Hat, now: datetime) -> Result:
    # The case leaves every set that the sheet reads, so that no share has it above and not below.
    document = json.loads(row.document)
    if case.hex in document["excluded"]:
        return row
    sheet = sheet_by_id(row.county, row.sheet)
    held = _counted(row.county, case, sheet.sheet.sets, row)
    document["inputs"] = {name: max(0, n - held.get(name, 0)) for name, n in document["inputs"].items()}
    document["excluded"] = [*document["excluded"], case.hex]
    document["revision"] = row.revision + 1
    return keep(finished(document), sheet, row.window_until, hat, now)


def _counted(county: str, case: UUID, names: tuple[str, ...], row: Result) -> dict[str, int]:
    """Return how often each set counts a case."""
    figures, period = [CASE_SETS[name] for name in names if name in CASE_SETS], Period(row.period)
    if set(names) & {*ACT_SETS}:
        done = post_counts(county, PostKind(row.unit), period, desk(county).calendar.zone, case=case)
        return {"acts": done.n, "acts_in_time": done.in_time}
    return {str(one): 1 for one in figures_of(county, case, figures, unit=row.unit, period=period)}


def _sets_of(sheet: Sheet, line: str) -> tuple[str, ...]:
    for one in sheet.lines:
        if one.code == line and one.formula:
            return one.formula.names
    raise Refused("evaluation.unknown_line", field="line", line=line[:40])


def _revisions(row: Result) -> list[UUID]:
    rows = Result.objects.filter(county=row.county, sheet=row.sheet, unit=row.unit, period=row.period)
    return list(rows.values_list("pk", flat=True))
