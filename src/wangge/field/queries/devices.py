"""Which phones deliver, and what do they still hold?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, Min

from wangge.field.models import Announced, Device
from wangge.field.policies import may_mind
from wangge.people.hats import Hat
from wangge.people.policies import may_see_post
from wangge.people.queries import posts_by_id, worn_hat
from wangge.territory.queries import units


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """Which phone is meant, in whose hands."""

    id: UUID  # of our row
    county: str
    phone: UUID  # made on the phone
    account: UUID


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One phone in the hands of one person, as a desk sees it."""

    id: UUID
    label: str
    account: UUID
    name: str
    login: str
    since: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class GapRow:
    """What a phone said it holds and never delivered."""

    device: UUID
    label: str
    name: str
    login: str
    count: int
    since: datetime


def worn_on(key: DeviceKey, post: UUID, *, epoch: int, on: date) -> Hat | None:
    """Return the post that a phone acts from, if phone, epoch and post are all in force. One statement."""
    is_in = Exists(Device.objects.filter(county=key.county, id=key.id, account=key.account, revoked_at=None))
    return worn_hat(post, account_id=key.account, epoch=epoch, on=on, provided=is_in)


def is_revoked(county: str, device: UUID) -> bool:
    """Say whether a phone is shut out. One statement."""
    return Device.objects.filter(county=county, id=device, revoked_at__isnull=False).exists()


def devices(hat: Hat) -> list[DeviceRow]:
    """Return the phones of a desk's scope by person, and only the own ones where nobody minds them. Two statements.

    A revoked one stays in the list.
    """
    rows = list(Device.objects.filter(county=hat.county, **_whose(hat)).order_by("-registered_at", "id"))
    owners = posts_in_sight(hat, [row.post for row in rows])
    found = [
        DeviceRow(
            row.id, row.label, row.account, owners[row.post].name, owners[row.post].login, row.registered_at,
            row.revoked_at,
        )
        for row in rows
        if row.post in owners
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.login)


def not_delivered(hat: Hat) -> list[GapRow]:
    """Return, for each phone in sight, how many records it announced that never arrived. Three statements."""
    gaps = Announced.objects.filter(county=hat.county).values_list("device")
    counted = {
        device: (count, since) for device, count, since in gaps.annotate(Count("id"), Min("announced_at"))
    }
    return [
        GapRow(one.id, one.label, one.name, one.login, *counted[one.id])
        for one in devices(hat)
        if one.id in counted
    ]


def _whose(hat: Hat) -> dict[str, UUID]:
    return {} if may_mind(hat) else {"account": hat.account_id}


def posts_in_sight(hat: Hat, posts: Iterable[UUID]) -> dict[UUID, Hat]:
    """Return those of the posts that a hat sees, with who holds them. One statement."""
    known = units(hat.county)
    return {
        post.post_id: post
        for post in posts_by_id(hat.county, posts).values()
        if may_see_post(
            hat, county=post.county, department=post.department,
            path=known[post.unit].path if post.unit in known else (post.unit,),
        )
    }  # fmt: skip
