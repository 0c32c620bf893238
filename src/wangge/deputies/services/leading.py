"""Where does a leader look, drawn from the register on the day, and how does what is found become a case?

The frame is what the register holds at that moment: cases called solved and grids without a round. The seed is made
after it, once a day for a unit, so that nobody chooses the places and nobody can prepare them.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.cases.queries.framing import solved_between, unvisited_grids
from wangge.cases.services.intake import Report, report_case
from wangge.deputies.models import LeaderMatter, LeaderPlace, LeaderVisit
from wangge.deputies.policies import refuse_not_leading
from wangge.deputies.queries.leading import CASE, GRID, place_of
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.sampling import draw_sample, frame_digest, frame_text

PLACES = 5  # our assumption: what one visit can look at
SOLVED_DAYS, ROUND_DAYS = 90, 30  # our assumption: how far back the register is asked


def go_out(unit: str, *, hat: Hat, now: datetime) -> UUID:
    """Draw the places of today's visit in a unit; return the visit.

    Refuses `leader.not_yours`, `leader.drawn_already` on the same day, and `leader.nothing_to_draw`.
    """
    refuse_not_leading(hat, unit)
    known = desk(hat.county)
    solved = solved_between(hat.county, unit, now - timedelta(days=SOLVED_DAYS), now)
    grids = unvisited_grids(hat.county, unit, now - timedelta(days=ROUND_DAYS), now)
    frame = {CASE: [f"{CASE}:{case.hex}" for cases in solved.values() for case in cases]}
    frame[GRID] = [f"{GRID}:{code}" for code in grids]
    size = sum(map(len, frame.values()))
    if not size:
        raise Refused("leader.nothing_to_draw", field="unit", unit=unit)
    with writing():
        held = LeaderVisit.objects.filter(county=hat.county, post=hat.post_id, unit=unit, on=known.today(now))
        if held.exists():
            raise Refused("leader.drawn_already", field="unit")
        seed = secrets.token_hex(16)
        row = LeaderVisit.objects.create(
            county=hat.county, post=hat.post_id, unit=unit, on=known.today(now), frame=frame_text(frame),
            digest=frame_digest(frame), seed=seed, at=now,
        )  # fmt: skip
        drawn = draw_sample(seed, frame, min(PLACES, size))
        LeaderPlace.objects.bulk_create(
            LeaderPlace(county=hat.county, visit=row.pk, order=order, **place_of(one.key))
            for order, one in enumerate(drawn, 1)
        )
        payload = {"unit": unit, "digest": row.digest, "seed": seed, "n": len(drawn)}
        _record(hat, row.pk, "deputies.leader_went", now, payload)
    return row.pk


def see_place(place: UUID, *, hat: Hat, now: datetime) -> None:
    """Write down that a place was looked at; that nothing was found is a valid visit."""
    with locked(LeaderPlace, county=hat.county, key=place) as row:
        _own(hat, row.visit)
        if row.seen_at is None:
            row.seen_at = now
            row.save_changes()
            _record(hat, row.visit, "deputies.leader_saw", now, {"order": row.order})


def find_matter(
    place: UUID, category: str, words: str, *, unit: str = "", where: str = "", hat: Hat, now: datetime
) -> UUID:
    """Report what was found at a place as a case; return it. Refuses what intake refuses, and `leader.not_yours`."""
    with locked(LeaderPlace, county=hat.county, key=place) as row:
        visit = _own(hat, row.visit)
        spot = unit or row.unit or visit.unit
        refuse_not_leading(hat, spot)
        report = Report(
            id=uuid7(now), category=category, at=now, channel="superior", words=words, place=where, unit=spot
        )
        report_case(hat, report, now=now)
        LeaderMatter.objects.create(county=hat.county, visit=visit.pk, place=place, case=report.id)
        row.seen_at = row.seen_at or now
        row.save_changes()
        _record(hat, visit.pk, "deputies.leader_found", now, {"order": row.order, "case": report.id.hex})
    return report.id


def _own(hat: Hat, visit: UUID) -> LeaderVisit:
    row = LeaderVisit.objects.filter(county=hat.county, pk=visit, post=hat.post_id).first()
    if row is None:
        raise Refused("leader.not_yours", field="unit", unit="")
    return row


def _record(hat: Hat, key: UUID, kind: str, now: datetime, payload: Mapping[str, object]) -> None:
    record(county=hat.county, subject=key, kind=kind, at=now, payload=payload, actor=hat.account_id.hex)
