"""Departments are called to a place: who is called, who answers, who came, what was decided."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.coordination.models import Call, Whistle
from wangge.coordination.policies import may_call, may_see_whistle
from wangge.coordination.services.noting import note
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import locked, writing
from wangge.people.hats import Hat
from wangge.people.policies import sees
from wangge.rules.errors import Refused
from wangge.rules.gathering import Coming, Gathering
from wangge.rules.proof import digest
from wangge.rules.words import fitting

WORDS_MOST = 2000
CALLED_MOST = 20


def call_departments(
    hat: Hat, *, kind: Gathering, place: str, matter: str, meets_at: datetime, departments: Sequence[str],
    now: datetime, case: UUID | None = None,
) -> UUID:  # fmt: skip
    """Call departments to a place at a time; return the whistle's id.

    Refuses `whistle.not_yours`, `whistle.words_missing`, `whistle.in_the_past`, `whistle.nobody_called`,
    and `case.unknown_department`; whether the case is in sight is the caller's question.
    """
    if not may_call(hat):
        raise Refused("whistle.not_yours", post=hat.kind)
    for field, words in (("place", place), ("matter", matter)):
        if not words.strip() or len(words) > (200 if field == "place" else WORDS_MOST):
            raise Refused("whistle.words_missing", field=field)
    if meets_at <= now:
        raise Refused("whistle.in_the_past", field="meets_at")
    named = list(dict.fromkeys(departments))
    if not named or len(named) > CALLED_MOST:
        raise Refused("whistle.nobody_called", field="departments", limit=CALLED_MOST)
    known = desk(hat.county).departments
    for code in named:
        if code not in known:
            raise Refused("case.unknown_department", field="departments", department=code)
    whistle = Whistle(
        id=uuid7(now), county=hat.county, kind=kind, case=case, unit=hat.unit, place=place.strip(),
        matter=matter.strip(),
        meets_at=meets_at, called_at=now, called_by=hat.account_id, salt=secrets.token_hex(16),
    )  # fmt: skip
    with writing():
        note(whistle, hat, "whistle.called", now, {
            "kind": kind, "departments": named, "case": case.hex if case else "", "meets_at": meets_at.isoformat(),
            "words": digest(f"{whistle.salt}\x1f{whistle.place}\x1f{whistle.matter}"),
        }, begins=True)  # fmt: skip
        whistle.save(force_insert=True)
        Call.objects.bulk_create(
            Call(id=uuid7(), county=hat.county, whistle=whistle.id, department=code) for code in named
        )
    return whistle.id


def answer_call(whistle_id: UUID, answer: str, *, reason: str, hat: Hat, now: datetime) -> None:
    """Say for a called department whether it comes; not coming wants a reason.

    Refuses `whistle.not_called`, `whistle.bad_answer`, `whistle.reason_missing` and `whistle.decided`.
    """
    department = sees(hat).department
    with locked(Whistle, county=hat.county, key=whistle_id) as whistle:
        call = Call.objects.filter(county=hat.county, whistle=whistle.id, department=department).first()
        if not department or call is None:
            raise Refused("whistle.not_called", post=hat.kind)
        if whistle.decided_at is not None:
            raise Refused("whistle.decided")
        if answer not in set(Coming):
            raise Refused("whistle.bad_answer", field="answer", answer=answer[:20])
        if answer == Coming.NOT and not reason.strip():
            raise Refused("whistle.reason_missing", field="reason")
        call.answer, call.reason, call.answered_at = answer, fitting(reason, "reason", 500), now
        call.save(update_fields=["answer", "reason", "answered_at"])
        note(whistle, hat, "whistle.answered", now, {"department": department, "answer": answer})
        whistle.save(update_fields=["seq", "chain"])


def hold(
    whistle_id: UUID, decision: str, *, came: Mapping[str, bool], hat: Hat, now: datetime
) -> Sequence[str]:
    """Write down who came and what was decided; return the departments that were called and did not come.

    Refuses `whistle.too_early` before the time set, `whistle.words_missing` without a decision, `whistle.decided`
    a second time, `whistle.not_yours` for others than the caller's side.
    """
    if not decision.strip() or len(decision) > WORDS_MOST:
        raise Refused("whistle.words_missing", field="decision")
    with locked(Whistle, county=hat.county, key=whistle_id) as whistle:
        if not may_see_whistle(hat, whistle) or not may_call(hat):
            raise Refused("whistle.not_yours", post=hat.kind)
        if whistle.decided_at is not None:
            raise Refused("whistle.decided")
        if now < whistle.meets_at:
            raise Refused("whistle.too_early", field="meets_at")
        absent = []
        for call in Call.objects.filter(county=hat.county, whistle=whistle.id).order_by("department"):
            call.came = came.get(call.department, False)
            call.save(update_fields=["came"])
            if not call.came:
                absent.append(call.department)
        whistle.decision, whistle.decided_at = decision.strip(), now
        note(whistle, hat, "whistle.decided", now, {
            "came": sorted(code for code, is_there in came.items() if is_there), "absent": absent,
            "words": digest(f"{whistle.salt}\x1f{whistle.decision}"),
        })  # fmt: skip
        whistle.save(update_fields=["decision", "decided_at", "seq", "chain"])
    return absent
