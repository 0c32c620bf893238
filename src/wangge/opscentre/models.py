"""Which rows does opscentre keep?"""

from django.db import models

from wangge.foundation.rows import CountyRow


class ShiftLog(CountyRow):
    """One shift of a unit's room (值班日志): who kept it, what was handed over, who signed for it."""

    unit = models.CharField(max_length=32)
    state = models.CharField(max_length=12)
    opened_by = models.UUIDField()  # posts
    from_at = models.DateTimeField()
    words = models.CharField(max_length=2000, blank=True)  # what the outgoing one hands over
    outgoing_by = models.UUIDField(null=True)
    outgoing_account = models.UUIDField(null=True)
    outgoing_at = models.DateTimeField(null=True)
    incoming_by = models.UUIDField(null=True)
    incoming_account = models.UUIDField(null=True)
    incoming_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=500, blank=True)  # why the incoming one did not sign, the last time
    before = models.UUIDField(null=True)  # the shift that was signed over to this one

    class Meta:
        indexes = [models.Index("county", "unit", "from_at", name="shift_log_by_unit")]


class ShiftEntry(CountyRow):
    """What somebody wrote into a shift's log; after the signatures only dated additions."""

    log = models.ForeignKey("opscentre.ShiftLog", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    post = models.UUIDField()
    words = models.CharField(max_length=1000)
    is_addition = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index("county", "log", "at", name="shift_entry_by_log")]


class ShiftMatter(CountyRow):
    """A matter that was open when a shift was handed over, as it stood then."""

    log = models.ForeignKey("opscentre.ShiftLog", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    subject = models.UUIDField()  # a case or a group of alarms
    number = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=80)
    why = models.CharField(max_length=8)
    order = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index("county", "log", "order", name="shift_matter_by_log")]
