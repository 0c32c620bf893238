"""When is what was told forgotten?"""

from datetime import datetime, timedelta

from wangge.foundation.locking import writing
from wangge.notifications.models import Delivery, Notice

KEPT = timedelta(days=366)  # our assumption: a year's work can be looked back on


def forget_old(*, now: datetime) -> int:
    """Remove lines and messages older than a year; return how many."""
    with writing():
        lines, _ = Notice.objects.filter(at__lt=now - KEPT).delete()
        messages, _ = Delivery.objects.filter(made_at__lt=now - KEPT, due_at=None).delete()
    return lines + messages
