"""The rows of what goes on beside the loop: marks, help, oversight, checks, voices."""

from django.db import models
from django.db.models import F, Q

from wangge.foundation.rows import CountyRow


class Mark(CountyRow):
    """One act that is counted by unit and department: a step of the loop, a wrong dispatch, a rework and so on."""

    case = models.UUIDField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    department = models.CharField(max_length=40, blank=True)
    post = models.CharField(
        max_length=20, blank=True, default="", db_default=""
    )  # the kind of post that did it
    in_time = models.BooleanField(
        null=True
    )  # done before the wait for it ended; null: from before it was noted
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "case", "seq", "kind", name="mark_one_per_event")]
        indexes = [models.Index("county", "kind", "department", F("at").desc(), name="mark_by_department")]


class Assist(CountyRow):
    """A department that helps the lead one, in parallel, on its own clock."""

    case = models.UUIDField()
    department = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_seq = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "case", "department", name="assist_one_per_department")
        ]
        indexes = [models.Index("county", "department", "due_at", name="assist_open",
                                condition=Q(done_at__isnull=True))]  # fmt: skip


class Oversight(CountyRow):
    """A case under a named supervisor (督办), with a plan and interim reports, until it is lifted."""

    case = models.UUIDField()
    seq = models.PositiveIntegerField()  # the act that began it; its words are the plan
    supervisor = models.UUIDField()  # account
    since = models.DateTimeField()
    until = models.DateTimeField()
    reports = models.PositiveSmallIntegerField(default=0)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "case", name="oversight_one_at_a_time",
                                    condition=Q(lifted_at__isnull=True)),
        ]  # fmt: skip


class Check(CountyRow):
    """Who was named to look whether it is done, how they were named, and what they found."""

    case = models.UUIDField()
    seq = models.PositiveIntegerField()  # the event that asked for it
    purpose = models.CharField(max_length=12)
    drawn = models.CharField(max_length=12)
    account = models.UUIDField(null=True)
    seed = models.CharField(max_length=64, blank=True)
    pool = models.PositiveIntegerField(default=0)  # how many stood in the lot
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=12, blank=True)
    found_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "case", "seq", name="check_one_per_event")]
        indexes = [
            models.Index("county", "account", "asked_at", name="check_by_account"),
            models.Index("county", "due_at", name="check_open", condition=Q(finding="")),
        ]


class Voice(CountyRow):
    """Somebody else who saw the same matter (我也看到); a resident's voice names no account."""

    case = models.UUIDField()
    account = models.UUIDField(null=True)
    channel = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "case", "account", name="voice_one_per_account")]
        indexes = [models.Index("county", "case", name="voice_by_case")]
