"""Who is appointed to what, from when until when, and as whom does a person act?"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from wangge.foundation.locking import locked, writing
from wangge.foundation.recording import record
from wangge.people.hats import Hat
from wangge.people.models import Account, Department, Post
from wangge.people.queries import hats
from wangge.rules.errors import Refused
from wangge.rules.levels import Level
from wangge.rules.posts import APPOINTED, OF_DEPARTMENT, PostKind
from wangge.territory.queries import UnitRow, units


def add_department(*, county: str, code: str, name: str, unit: str) -> UUID:
    """Make a department (条) of a unit of territory; return its id.

    Raises Refused `people.unit_unknown`, `people.department_taken`.
    """
    level = unit_level(units(county), unit)
    department = Department(county=county, code=code, name=name, unit=unit, level=level)
    with writing():
        if Department.objects.filter(county=county, code=code).exists():
            raise Refused("people.department_taken", field="code", department=code)
        department.save(force_insert=True)
    return department.id


def appoint(
    *, county: str, account: UUID, kind: PostKind, unit: str, department: str = "", from_on: date,
    until_on: date | None = None, now: datetime, actor: str = "",
) -> UUID:  # fmt: skip
    """Appoint a person to a post from `from_on` until the day before `until_on`; return the post's id.

    Raises Refused `people.unit_unknown`, `people.department_unknown`, `people.department_missing`,
    `people.post_ends_before`, `people.post_overlaps`.
    """
    unit_level(units(county), unit)
    check_post(kind, department=department, from_on=from_on, until_on=until_on)
    post = Post(
        county=county, account_id=account, kind=kind, unit=unit, department=department, from_on=from_on,
        until_on=until_on,
    )  # fmt: skip
    with writing():
        if not Account.objects.filter(id=account).exists():
            raise Refused("row.unknown", row=account.hex)
        if department and not Department.objects.filter(county=county, code=department).exists():
            raise Refused("people.department_unknown", field="department", department=department)
        if _overlapping(post):
            raise Refused("people.post_overlaps", field="from", unit=unit, kind=kind)
        post.save(force_insert=True)
        record(
            county=county, subject=account, kind="people.appointed", at=now, actor=actor,
            payload=appointment(post),
        )  # fmt: skip
    return post.id


def end_post(*, county: str, post: UUID, until_on: date, now: datetime, actor: str = "") -> None:
    """End a post: the day before `until_on` is its last. A post that never began cannot be ended so."""
    with locked(Post, county=county, key=post) as row:
        check_post(PostKind(row.kind), department=row.department, from_on=row.from_on, until_on=until_on)
        row.until_on = until_on
        row.save(update_fields=["until_on"])
        record(
            county=county, subject=row.account_id, kind="people.post_ended", at=now, actor=actor,
            payload={"post": row.id.hex, "until": until_on.isoformat()},
        )  # fmt: skip


def choose_hat(account: UUID, post: UUID, *, today: date, now: datetime) -> Hat:
    """Let a person act from one of the own posts, and record that; return the hat.

    Raises Refused `people.not_your_post` for anybody else's post and for one not in force.
    """
    chosen = next((hat for hat in hats(account, on=today) if hat.post_id == post), None)
    if chosen is None:
        raise Refused("people.not_your_post", post=post.hex)
    with writing():
        record(
            county=chosen.county, subject=account, kind="people.hat_chosen", at=now, actor=account.hex,
            payload={"post": post.hex, "kind": chosen.kind.value},
        )  # fmt: skip
    return chosen


def unit_level(known: Mapping[str, UnitRow], unit: str) -> Level:
    """Return the level of a unit among those in force, or refuse `people.unit_unknown`."""
    row = known.get(unit)
    if row is None:
        raise Refused("people.unit_unknown", field="unit", unit=unit[:32])
    return row.level


def check_post(kind: PostKind, *, department: str, from_on: date, until_on: date | None) -> None:
    """Refuse a post whose own fields contradict each other, and one that nobody is appointed to."""
    if kind not in APPOINTED:
        raise Refused("people.post_unknown", field="post", value=kind)
    if kind in OF_DEPARTMENT and not department:
        raise Refused("people.department_missing", field="department")
    if until_on is not None and until_on <= from_on:
        raise Refused("people.post_ends_before", field="until", begins=from_on, ends=until_on)


def appointment(post: Post) -> dict[str, object]:
    """Return what the event of an appointment holds: codes and days."""
    return {
        "post": post.id.hex, "kind": str(post.kind), "unit": post.unit, "department": post.department,
        "from": post.from_on.isoformat(), "until": post.until_on.isoformat() if post.until_on else "",
    }  # fmt: skip


def _overlapping(post: Post) -> bool:
    same = Post.objects.filter(
        county=post.county, account_id=post.account_id, kind=post.kind, unit=post.unit,
        department=post.department,
    ).filter(Q(until_on=None) | Q(until_on__gt=post.from_on))  # fmt: skip
    return (same.filter(from_on__lt=post.until_on) if post.until_on else same).exists()
