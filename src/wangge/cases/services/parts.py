"""How does one matter become several, and how do several become one?"""

import secrets
from datetime import datetime
from uuid import UUID

from wangge.cases.models import Case, CaseText
from wangge.cases.policies import may_see
from wangge.cases.queries.desk import Desk, workflow_of
from wangge.cases.services.counting import chain_end_of, counting_payload
from wangge.cases.services.drafting import case_number
from wangge.cases.services.running import clocks_payload, start_clocks
from wangge.cases.services.voices import move_voices
from wangge.cases.services.wording import search_document, word_digest
from wangge.foundation.ids import uuid7
from wangge.foundation.recording import START, record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.workflow import Effect

PARTS_MOST = 8  # our assumption: more parts than this are a project, not a case
DEPTH_MOST = 50  # how many cases were merged one into the other before we call it a circle


def split_up(case: Case, known: Desk, departments: tuple[str, ...], *, hat: Hat, now: datetime) -> list[UUID]:
    """Make one part of a case for each department and hand it over; return the parts' ids.

    A part keeps place, class and photos of the whole; its words are found with it. Refuses
    `case.too_many_parts`, `case.unknown_department`.
    """
    names = list(dict.fromkeys(departments))
    if len(names) > PARTS_MOST:
        raise Refused("case.too_many_parts", field="departments", limit=PARTS_MOST)
    for name in names:
        if name not in known.departments:
            raise Refused("case.unknown_department", field="departments", department=name)
    text = CaseText.objects.get(county=case.county, case=case.id)
    return [_part(case, known, name, text, hat, now) for name in names]


def _part(whole: Case, known: Desk, department: str, text: CaseText, hat: Hat, now: datetime) -> UUID:
    loop = workflow_of(whole.preset, whole.preset_version)
    dispatch = next(move for move in loop.moves.values() if move.effect is Effect.DISPATCH)
    part_id = uuid7(now)
    part = Case(
        id=part_id, county=whole.county, number=case_number(part_id, whole.reported_at, known),
        category=whole.category, condition=whole.condition, street=whole.street, community=whole.community,
        grid=whole.grid, unit=whole.unit, plan=whole.plan, plan_version=whole.plan_version, lon_e7=whole.lon_e7,
        lat_e7=whole.lat_e7, accuracy_m=whole.accuracy_m, cell=whole.cell, located=whole.located,
        provisional=whole.provisional, preset=whole.preset, preset_version=whole.preset_version, state=dispatch.to,
        department=department, channel=whole.channel, reported_at=now, dispatched_at=now,
        level=min(whole.level, known.departments[department].level), trial=whole.trial, parent=whole.id, is_part=True,
        asset=whole.asset, safe_at=whole.safe_at,
    )  # fmt: skip
    start_clocks(part, known, now)
    part.wait_until = known.wait_until(
        loop.states[dispatch.to],
        entered=now,
        unit_due=part.unit_due_at,
        preset=part.preset,
        category=part.category,
    )
    salt = secrets.token_hex(16)
    payload = {
        **counting_payload(part), "state": part.state, "department": department, "channel": part.channel,
        "part_of": whole.id.hex, **clocks_payload(part),
        "hat": hat.post_id.hex, "post": hat.kind, "words": word_digest(salt, text.words),
    }  # fmt: skip
    end = record(
        county=part.county, subject=part.id, kind="case.part_begun", at=now, payload=payload,
        actor=hat.account_id.hex, after=START,
    )  # fmt: skip
    part.seq, part.chain = end
    part.save(force_insert=True)
    CaseText.objects.create(
        county=part.county, case=part.id, words=text.words, place=text.place, salt=salt,
        tokens=search_document(part, known.calendar.zone, text.words, text.place),
    )  # fmt: skip
    return part.id


def merge_into(case: Case, target: str, *, hat: Hat, now: datetime) -> UUID:
    """Add a case's voice and those it had to the case that goes on; return that case's id.

    Refuses `case.unknown_target` for a number that the hat may not see or that has ended, and
    `case.merge_circle` for the case itself, one of its parts, or one that was merged into it.
    """
    found = Case.objects.select_for_update().filter(county=case.county, number=target.strip()).first()
    if found is None or not may_see(hat, found) or found.ended_at is not None:
        raise Refused("case.unknown_target", field="target", number=target[:40])
    _refuse_circle(case, found)
    found.voices += move_voices(case, found) + 1
    end = record(
        county=found.county, subject=found.id, kind="case.merged_in", at=now, actor=hat.account_id.hex,
        payload={"hat": hat.post_id.hex, "post": hat.kind, "from": case.id.hex, "voices": found.voices},
        after=chain_end_of(found),
    )  # fmt: skip
    found.seq, found.chain = end
    found.save(update_fields=["voices", "seq", "chain"])
    return found.id


def _refuse_circle(case: Case, target: Case) -> None:
    above: Case | None = target
    for _ in range(DEPTH_MOST):
        if above is None:
            return
        if above.id == case.id:
            break
        above = Case.objects.filter(county=case.county, pk=above.parent).first() if above.parent else None
    raise Refused("case.merge_circle", field="target", number=target.number)
