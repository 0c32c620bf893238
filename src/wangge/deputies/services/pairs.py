"""Who shall keep in touch with whom, when did they, and when do part-time members work for the committee?"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from importlib.resources import files
from uuid import UUID

from wangge.cases.queries.desk import desk
from wangge.deputies.models import CommitteeTurn, Tie, TieContact, TieRule
from wangge.deputies.policies import is_congress_office, refuse_not_office
from wangge.deputies.queries.seats import SeatRow, deputy_of, seats_of
from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.rules.errors import Refused
from wangge.rules.groups import TieKind
from wangge.rules.posts import PostKind
from wangge.rules.suggestions import Way
from wangge.rules.words import fitting

TASK_MOST, VOTERS_MOST = 120, 999


def pair(holder: UUID, *, deputy: UUID | None = None, voters: int = 0, hat: Hat, now: datetime) -> UUID:
    """Let a committee member keep in touch with a deputy, or a deputy with so many voters.

    Refuses `deputy.not_the_office`, `pair.not_in_committee` for a holder outside the committee, `pair.no_other_end`,
    `pair.there_already` and `deputy.unknown` for whoever has no seat.
    """
    refuse_not_office(hat)
    today = desk(hat.county).today(now)
    kind = TieKind.MEMBER_DEPUTY if deputy else TieKind.DEPUTY_VOTERS
    if deputy == holder or (deputy is None and not 0 < voters <= VOTERS_MOST):
        raise Refused("pair.no_other_end", field="deputy" if deputy else "voters", most=VOTERS_MOST)
    held = _seated(hat.county, holder, today, "holder")
    if deputy is not None:
        _seated(hat.county, deputy, today, "deputy")
        if not any(seat.in_committee for seat in held):
            raise Refused("pair.not_in_committee", field="holder")
    with writing():
        same = Tie.objects.filter(county=hat.county, kind=kind, holder=holder, until_on=None)
        if (same.filter(deputy=deputy) if deputy else same).exists():
            raise Refused("pair.there_already", field="holder")
        row = Tie.objects.create(
            county=hat.county, kind=kind, holder=holder, deputy=deputy, voters=0 if deputy else voters,
            from_on=today,
        )  # fmt: skip
        payload = {"kind": str(kind), "holder": holder.hex, "voters": row.voters}
        _record(hat, row.pk, "deputies.paired", now, payload)
    return row.pk


def part(tie: UUID, *, hat: Hat, now: datetime) -> None:
    """End a standing contact; its record stays."""
    refuse_not_office(hat)
    with locked(Tie, county=hat.county, key=tie) as row:
        row.until_on = desk(hat.county).today(now)
        row.save_changes()
        _record(hat, tie, "deputies.parted", now, {"holder": row.holder.hex})


def note_contact(tie: UUID, on: date, way: str, *, hat: Hat, now: datetime) -> None:
    """Write a contact down: by its holder, or by the office for them; the same one twice counts once.

    Refuses `pair.not_yours`, `pair.unknown_way`, and `group.bad_day` for a day to come or before the pair.
    """
    if way not in set(Way):
        raise Refused("pair.unknown_way", field="way", way=way[:20])
    with locked(Tie, county=hat.county, key=tie) as row:
        _refuse_not_holder(hat, row)
        if not row.from_on <= on <= desk(hat.county).today(now) or (row.until_on and on >= row.until_on):
            raise Refused("group.bad_day", field="on")
        _, is_new = TieContact.objects.get_or_create(
            county=hat.county, tie=tie, on=on, way=way, defaults={"noted_at": now}
        )
        if is_new:
            payload = {"holder": row.holder.hex, "on": on.isoformat(), "way": way}
            _record(hat, tie, "deputies.contacted", now, payload)


def take_turn(
    deputy: UUID, task: str, *, from_on: date, until_on: date, hat: Hat, now: datetime
) -> UUID:  # fmt: skip
    """Put a part-time committee member on the roster for some days, `until_on` being the first day after.

    Refuses `deputy.not_the_office`, `pair.not_part_time`, `group.bad_day` and `group.no_words`.
    """
    refuse_not_office(hat)
    if not any(seat.part_time for seat in seats_of(hat.county, deputy, from_on)):
        raise Refused("pair.not_part_time", field="deputy")
    if until_on <= from_on:
        raise Refused("group.bad_day", field="until_on")
    if not task.strip():
        raise Refused("group.no_words", field="task")
    with writing():
        held = CommitteeTurn.objects.filter(county=hat.county, deputy=deputy)
        if held.filter(from_on__lt=until_on, until_on__gt=from_on).exists():
            raise Refused("pair.turn_taken", field="from_on")
        row = CommitteeTurn.objects.create(
            county=hat.county,
            deputy=deputy,
            from_on=from_on,
            until_on=until_on,
            task=fitting(task, "task", TASK_MOST),
        )
        payload = {"deputy": deputy.hex, "from": from_on.isoformat(), "until": until_on.isoformat()}
        _record(hat, row.pk, "deputies.turn_taken", now, payload)
    return row.pk


def set_founding_ties(county: str, congress: UUID, *, from_on: date) -> int:
    """Keep the packaged rules of contact for a congress; what is there already stays. Return how many are new."""
    text = files("wangge.deputies").joinpath("data/ties.toml").read_text(encoding="utf-8")
    new = 0
    with writing():
        for row in tomllib.loads(text)["rows"]:
            _, is_new = TieRule.objects.get_or_create(
                county=county, congress=congress, kind=TieKind(row["kind"]), from_on=from_on,
                defaults={key: row[key] for key in ("least", "a_year", "rank", "source")},
            )  # fmt: skip
            new += is_new
    return new


def _refuse_not_holder(hat: Hat, tie: Tie) -> None:
    if is_congress_office(hat):
        return
    mine = deputy_of(hat) if hat.kind is PostKind.DEPUTY else None
    if mine is None or mine.id != tie.holder:
        raise Refused("pair.not_yours", post=hat.kind)


def _seated(county: str, deputy: UUID, today: date, field: str) -> list[SeatRow]:
    found = seats_of(county, deputy, today)
    if not found:
        raise Refused("deputy.unknown", field=field)
    return found


def _record(hat: Hat, key: UUID, kind: str, now: datetime, payload: Mapping[str, object]) -> None:
    record(county=hat.county, subject=key, kind=kind, at=now, payload=payload, actor=hat.account_id.hex)
