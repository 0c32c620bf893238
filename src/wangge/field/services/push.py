"""Who is told on a sleeping phone that something changed, when, and what if the phone's service does not answer?

Apart from everything else: a process of its own reads the county's order, so nothing waits for another's server.
"""

from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from wangge.cases.queries.desk import desk
from wangge.cases.queries.pocket import numbers_of
from wangge.cases.queries.touched import concerning
from wangge.field.models import PushDue, PushSubscription, QuietHours
from wangge.field.pushing.posting import GONE, Notice, post, reachable
from wangge.field.pushing.sealing import CURVE, PhoneKeys
from wangge.field.pushing.vouching import from64, plain64
from wangge.field.queries.devices import DeviceKey
from wangge.field.queries.push import quiet_hours, revoked_among
from wangge.foundation.locking import writing
from wangge.foundation.sequencing import (
    Placed,
    counties_with_events,
    cursor_position,
    head_position,
    placed_after,
    set_cursor,
)
from wangge.people.hats import Hat
from wangge.people.queries import hats
from wangge.people.queries.duty import quiet_until
from wangge.rules.errors import Refused
from wangge.rules.quiet import Quiet

CONSUMER = "push"
POINT_BYTES, AUTH_BYTES = 65, 16  # RFC 8291, section 3
SUCCESS = 2  # the first digit of a status
READ_AT_ONCE, SENT_AT_ONCE = 500, 100
# Our assumption: after six tries in about a day and a half the phone has long been opened.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 180, 720, 1440))


def subscribe(device: DeviceKey, hat: Hat, endpoint: str, p256dh: str, auth: str) -> None:
    """Let a phone be told; a later subscription takes the place of the one before.

    Refuses `field.push_off`, `field.push_elsewhere`, `field.unreadable`.
    """
    refuse_off()
    if not reachable(endpoint, settings.WANGGE_PUSH_HOSTS):
        raise Refused("field.push_elsewhere", field="endpoint", host=(urlsplit(endpoint).hostname or "")[:80])
    keys = _keys(p256dh, auth)
    with writing():
        PushSubscription.objects.filter(county=hat.county, device=device.id).delete()
        PushSubscription.objects.create(
            county=hat.county, device=device.id, account=hat.account_id, post=hat.post_id, endpoint=endpoint,
            p256dh=plain64(keys.p256dh), auth=plain64(keys.auth), position=head_position(hat.county),
        )  # fmt: skip


def unsubscribe(device: DeviceKey) -> None:
    """Let a phone sleep."""
    with writing():
        own = PushSubscription.objects.filter(county=device.county, device=device.id)
        PushDue.objects.filter(
            county=device.county, subscription__in=list(own.values_list("id", flat=True))
        ).delete()
        own.delete()


def set_quiet_hours(county: str, hours: str, *, from_on: date, source: str) -> None:
    """Say in which hours a county's phones are left in peace from a day on; refuse `quiet.unreadable`."""
    Quiet.read(hours)
    with writing():
        QuietHours.objects.update_or_create(
            county=county, from_on=from_on, defaults={"hours": hours.strip(), "source": source[:200]}
        )


def refuse_off() -> None:
    """Refuse `field.push_off` where an installation does not push."""
    if not settings.WANGGE_PUSH:
        raise Refused("field.push_off")


def note_all(*, now: datetime) -> int:
    """Read on in every county; return how many events were read."""
    return sum(_note(county, now) for county in counties_with_events())


def _note(county: str, now: datetime) -> int:
    read, head = cursor_position(county, CONSUMER), head_position(county)
    subscriptions = list(PushSubscription.objects.filter(county=county))
    if read == head:
        return 0
    if not subscriptions:
        with writing():
            set_cursor(county, CONSUMER, head)  # nobody asked; what is past is never told
        return 0
    happened = list(placed_after(county, max(read, min(one.position for one in subscriptions)), READ_AT_ONCE))
    due = _due(county, subscriptions, happened, now)
    with writing():
        # A matter that changes again before its notice went out is told once; danger does not wait for the morning.
        for row in due:
            if row.danger:
                PushDue.objects.filter(county=county, subscription=row.subscription, case=row.case).delete()
        PushDue.objects.bulk_create(due, ignore_conflicts=True)
        set_cursor(county, CONSUMER, happened[-1].position if happened else head)
    return len(happened)


def _due(
    county: str, subscriptions: list[PushSubscription], happened: list[Placed], now: datetime
) -> list[PushDue]:
    known, quiet = desk(county), quiet_hours(county, on=desk(county).today(now))
    found: list[PushDue] = []
    lost = revoked_among(county, {one.device for one in subscriptions})
    for one in subscriptions:
        hat = next((hat for hat in hats(one.account, on=known.today(now)) if hat.post_id == one.post), None)
        if hat is None or one.device in lost:
            continue
        # What I did myself is no news to me.
        others = [
            event for event in happened if event.position > one.position and event.actor != one.account.hex
        ]
        numbers = numbers_of(county, concerning(hat, others))
        # Whoever has a shift is told, and an emergency wakes its unit.
        sleeps = quiet_until(county, hat.unit, now, post=hat.post_id, hours=quiet)
        found += [
            PushDue(
                county=county, subscription=one.id, case=case, number=number, danger=danger,
                due_at=now if danger or sleeps is None else sleeps,
            )
            for case, (number, danger) in numbers.items()
        ]  # fmt: skip
    return found


def send_due(*, now: datetime) -> int:
    """Send what is due, one at a time; return how many were delivered. A fault of one never stops the others."""
    rows = list(PushDue.objects.filter(due_at__lte=now).order_by("due_at")[:SENT_AT_ONCE])
    wanted = {row.subscription for row in rows}
    phones = {one.id: one for one in PushSubscription.objects.filter(id__in=wanted)}
    return sum(_send(row, phones, now) for row in rows)


def _send(row: PushDue, phones: dict[UUID, PushSubscription], now: datetime) -> bool:
    phone = phones.get(row.subscription)
    status = post(_notice(row, phone), now=now) if phone else GONE[0]
    with writing():
        if status in GONE:
            # The phone's service says that it is there no more: nothing is ever sent there again.
            phones.pop(row.subscription, None)
            PushDue.objects.filter(county=row.county, subscription=row.subscription).delete()
            PushSubscription.objects.filter(county=row.county, id=row.subscription).delete()
        elif is_settled(status) or row.tries >= len(WAITS):
            PushDue.objects.filter(county=row.county, id=row.id).delete()
        else:
            row.due_at, row.tries = now + WAITS[row.tries], row.tries + 1
            row.save(update_fields=["due_at", "tries"])
    return status // 100 == SUCCESS


def is_settled(status: int) -> bool:
    """Say whether trying again would change nothing: it was taken, or it is refused for good."""
    return status != 0 and status not in {408, 425, 429} and status < 500


def _notice(row: PushDue, phone: PushSubscription) -> Notice:
    return Notice(phone.endpoint, _keys(phone.p256dh, phone.auth), row.case, row.number, danger=row.danger)


def _keys(p256dh: str, auth: str) -> PhoneKeys:
    try:
        keys = PhoneKeys(from64(p256dh), from64(auth))
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, keys.p256dh)
    except ValueError as fault:
        raise Refused("field.unreadable", field="keys") from fault
    if len(keys.p256dh) != POINT_BYTES or len(keys.auth) != AUTH_BYTES:
        raise Refused("field.unreadable", field="keys")
    return keys
