"""A still image beside an alarm: masked as every photo is, bounded in number, gone when its days are over."""

from datetime import datetime
from uuid import uuid5

from django.db.models import Exists, OuterRef

from wangge.alarms.models import Device, Group, Message, Still
from wangge.alarms.queries.terms import seconds_of
from wangge.alarms.services.asides import Fault, set_aside
from wangge.alarms.services.taking import LINE, Became
from wangge.cases.queries.desk import desk
from wangge.cases.queries.photos import is_named
from wangge.foundation.files import forget_photo, keep_photo
from wangge.foundation.locking import claim, writing
from wangge.rules.alarms import AlarmRule, GroupState
from wangge.rules.errors import Refused

STILLS_MOST = 3  # of one group: a place, not a film; our assumption
IMAGE_MOST = 1024 * 1024
BATCH = 50


def take_still(
    county: str, source: str, device: str, about: str, data: bytes, *, now: datetime
) -> Became | Refused:
    """Keep a still image of a device's open group; what is refused is set aside and returned.

    Refuses `alarm.unknown_device`, `alarm.too_long`, `alarm.no_group`, `alarm.enough_images` and what photos refuse.
    """
    try:
        group = _group(county, device, data)
        kept = keep_photo(
            data, field="image"
        )  # before the transaction: it takes a second to look for what to hide
        return _enter(county, group, about, kept.sha256, kept.masked, now)
    except Refused as refused:
        with writing():
            claim([uuid5(LINE, county)])
            set_aside(county, [Fault(source, device, refused)], now=now)
        return refused


def expire_stills(*, now: datetime) -> int:
    """Remove images whose days are over, file first; return how many."""
    gone = 0
    while True:
        due = list(Still.objects.filter(until__lte=now).order_by("until")[:BATCH])
        for row in due:
            others = Still.objects.filter(sha256=row.sha256, until__gt=now)
            if not (others.exists() or is_named(row.sha256)):
                forget_photo(row.sha256)
            with writing():
                gone += Still.objects.filter(county=row.county, pk=row.id).delete()[0]
        if len(due) < BATCH:
            return gone


def _group(county: str, code: str, data: bytes) -> Group:
    if len(data) > IMAGE_MOST:
        raise Refused("alarm.too_long", size=len(data), limit=IMAGE_MOST)
    device = Device.objects.filter(county=county, code=code).first()
    if device is None:
        raise Refused("alarm.unknown_device", device=code)
    groups = Group.objects.filter(county=county, device=device.id, state=GroupState.OPEN).order_by("-last_at")
    group = groups.first()
    if group is None:  # its storm's, if it was gathered into one or spoke in it
        gathered = Group.objects.filter(county=county, device=device.id, parent=OuterRef("pk"))
        spoke = Message.objects.filter(county=county, group=OuterRef("pk"), device=device.id)
        storms = Group.objects.filter(county=county, device=None, kind=device.kind, state=GroupState.OPEN)
        group = storms.filter(Exists(gathered) | Exists(spoke)).order_by("-last_at").first()
    if group is None:
        raise Refused("alarm.no_group", field="image")
    if Still.objects.filter(county=county, group=group.id).count() >= STILLS_MOST:
        raise Refused("alarm.enough_images", field="image", limit=STILLS_MOST)
    return group


def _enter(county: str, group: Group, about: str, sha256: str, masked: str, now: datetime) -> Became:
    days = seconds_of(county, desk(county).today(now), AlarmRule.IMAGE)
    with writing():
        claim([uuid5(LINE, county)])
        _row, is_new = Still.objects.get_or_create(
            county=county, group=group.id, sha256=sha256,
            defaults={"message": about[:64], "masked": masked, "at": now, "until": now + days},
        )  # fmt: skip
    return Became.TAKEN if is_new else Became.AGAIN
