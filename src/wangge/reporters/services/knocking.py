"""How is a public form kept from being flooded, without remembering who came?"""

from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from django.db.models import F

from wangge.foundation.locking import writing
from wangge.reporters.models import Knock
from wangge.reporters.services.sealing import keyed
from wangge.rules.errors import Refused

KEPT = timedelta(days=1)


class Door(StrEnum):
    """Which public form somebody comes to."""

    SAY = "say"
    FOLLOW = "follow"


def knock(county: str, door: Door, address: str, *, most: int, now: datetime) -> None:
    """Count one visit of an address; refuse `reporters.too_often` beyond `most` within the hour.

    What is kept is a keyed hash that changes every day, and for a day only; an IPv6 address counts by its network.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    mine = {"county": county, "door": door, "key": _key(address, now), "since": hour}
    with writing():
        Knock.objects.filter(since__lt=now - KEPT).delete()
        row, is_new = Knock.objects.get_or_create(**mine, defaults={"times": 1})
        if not is_new:
            Knock.objects.filter(pk=row.pk).update(times=F("times") + 1)
        times = row.times + (not is_new)
    if times > most:
        minutes = int((hour + timedelta(hours=1) - now).total_seconds() // 60) + 1
        raise Refused("reporters.too_often", limit=most, minutes=minutes)


def _key(address: str, now: datetime) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return keyed("knock", f"{now:%Y-%m-%d}", "?")[:32]
    network = known.exploded[:19] if isinstance(known, IPv6Address) else known.exploded
    return keyed("knock", f"{now:%Y-%m-%d}", network)[:32]
