"""Is this phone told when it sleeps, and when is it left in peace?"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from wangge.field.models import Device, PushSubscription, QuietHours
from wangge.rules.quiet import USUAL, Quiet


def is_subscribed(county: str, device: UUID) -> bool:
    """Say whether a phone asked to be told. One statement."""
    return PushSubscription.objects.filter(county=county, device=device).exists()


def revoked_among(county: str, devices: Iterable[UUID]) -> set[UUID]:
    """Return which of these phones are shut out. One statement."""
    rows = Device.objects.filter(county=county, id__in=set(devices), revoked_at__isnull=False)
    return set(rows.values_list("id", flat=True))


def quiet_hours(county: str, *, on: date) -> Quiet:
    """Return the quiet hours of a county on a day; the usual ones where it has not said its own. One statement."""
    rows = QuietHours.objects.filter(county=county, from_on__lte=on).order_by("-from_on")
    hours = rows.values_list("hours", flat=True).first()
    return Quiet.read(hours) if hours else USUAL
