"""A person says what an alarm is: a case, or nothing, because."""

import secrets
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from wangge.alarms.models import Group, Still
from wangge.alarms.policies import in_sight, may_judge
from wangge.alarms.queries.terms import becomes, reasons
from wangge.cases.queries.desk import desk
from wangge.cases.services.intake import Receipt, Report, report_case
from wangge.foundation.files import read_photo
from wangge.foundation.ids import uuid7
from wangge.foundation.locking import locked
from wangge.foundation.recording import ChainEnd, record
from wangge.people.hats import Hat
from wangge.rules.alarms import GroupState, Verdict
from wangge.rules.errors import Refused
from wangge.rules.proof import digest

CHANNEL = "device"
WORDS_MOST = 500
OTHER = "other"
ACTUAL = "actual"


def judge_as_case(group_id: UUID, category: str, words: str, *, hat: Hat, now: datetime) -> Receipt:
    """Make a case of a group; its clock begins when the alarm came in, so a late judgement shows.

    Refuses what `_open_group` refuses, `alarm.only_a_test`, `alarm.not_its_class` and what intake refuses.
    """
    if not words.strip() or len(words) > WORDS_MOST:
        raise Refused("alarm.words_missing", field="words", limit=WORDS_MOST)
    photos = tuple(read_photo(sha) for sha in _stills(hat, group_id))  # before the lock
    with locked(Group, county=hat.county, key=group_id) as group:
        _check_open(group, hat)
        if group.status != ACTUAL:
            raise Refused("alarm.only_a_test")
        known = becomes(hat.county, desk(hat.county).today(now))
        if not any(one.kind == group.kind and one.category == category for one in known):
            raise Refused("alarm.not_its_class", field="category")
        receipt = report_case(hat, _report(group, category, words.strip(), photos, now=now), now=now)
        _settle(group, Verdict.CASE, "", "", hat=hat, now=now, case=receipt.case_id)
    return receipt


def judge_as_nothing(group_id: UUID, reason: str, words: str, *, hat: Hat, now: datetime) -> None:
    """Say that a group is nothing, and why. Refuses `alarm.reason_missing` and what `_check_open` refuses."""
    known = {row.code for row in reasons(hat.county, desk(hat.county).today(now))}
    if reason not in known or len(words) > WORDS_MOST or (reason == OTHER and not words.strip()):
        raise Refused("alarm.reason_missing", field="reason", limit=WORDS_MOST)
    with locked(Group, county=hat.county, key=group_id) as group:
        _check_open(group, hat)
        _settle(group, Verdict.NOTHING, reason, words.strip(), hat=hat, now=now, case=None)


def _check_open(group: Group, hat: Hat) -> None:
    # A group out of sight is not there; refuses `row.unknown`, `alarm.not_judging`, `alarm.judged_already`.
    if not Group.objects.filter(in_sight(hat), pk=group.id).exists():
        raise Refused("row.unknown", row=group.id.hex)
    if not may_judge(hat):
        raise Refused("alarm.not_judging", post=hat.kind)
    if group.state != GroupState.OPEN:
        raise Refused("alarm.judged_already")


def _settle(
    group: Group, verdict: Verdict, reason: str, words: str, *, hat: Hat, now: datetime, case: UUID | None
) -> None:  # fmt: skip
    group.state, group.verdict, group.reason, group.words = GroupState.JUDGED, verdict, reason, words
    group.judged_at, group.judged_by, group.case, group.salt = (
        now,
        hat.account_id,
        case,
        secrets.token_hex(16),
    )
    group.seq, group.chain = record(
        county=group.county, subject=group.id, kind="alarm.judged", at=now, actor=hat.account_id.hex,
        after=ChainEnd(group.seq, group.chain),
        payload={
            "kind": group.kind, "unit": group.unit, "verdict": verdict, "reason": reason,
            "case": case.hex if case else "", "count": group.count,
            "waited": int((now - group.opened_at).total_seconds()),
            "words": digest(f"{group.salt}\x1f{words}"), "hat": hat.post_id.hex, "post": hat.kind,
        },
    )  # fmt: skip
    group.save_changes()


def _stills(hat: Hat, group_id: UUID) -> list[str]:
    rows = Still.objects.filter(county=hat.county, group=group_id).order_by("at")
    return list(rows.values_list("sha256", flat=True)[:3])


def _report(group: Group, category: str, words: str, photos: tuple[bytes, ...], *, now: datetime) -> Report:
    plain = Report(
        id=uuid7(now), category=category, at=group.opened_at, channel=CHANNEL, words=words, place=group.place,
        photos=photos,
    )  # fmt: skip
    if group.lon_e7 is None or group.lat_e7 is None:
        return replace(plain, unit=group.unit)
    return replace(plain, lon=group.lon_e7 / 1e7, lat=group.lat_e7 / 1e7)
