"""The rows of coordination: departments called to a place, and places that are cured instead of closed again."""

from django.db import models
from django.db.models import F, Q

from wangge.foundation.rows import CountyRow, DatedRow


class Whistle(CountyRow):
    """A street calls departments to a place at a time (街乡吹哨), or a disputed ruling is settled on site."""

    kind = models.CharField(max_length=10)
    case = models.UUIDField(null=True)  # what it is about; a whistle may stand for itself
    unit = models.CharField(max_length=24)  # the street that calls
    place = models.CharField(max_length=200)
    matter = models.CharField(max_length=2000)
    meets_at = models.DateTimeField()
    called_at = models.DateTimeField()
    called_by = models.UUIDField()
    decision = models.CharField(max_length=2000, blank=True)
    decided_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)
    seq = models.PositiveIntegerField(default=0)
    chain = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index("county", F("meets_at").desc(), F("id").desc(), name="whistle_by_time"),
            models.Index("county", "case", name="whistle_by_case", condition=Q(case__isnull=False)),
        ]


class Call(CountyRow):
    """One department that is called: whether it says it comes, and whether it came."""

    whistle = models.UUIDField()
    department = models.CharField(max_length=40)
    answer = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    came = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "whistle", "department", name="call_one_per_department")
        ]
        indexes = [models.Index("county", "department", "whistle", name="call_by_department")]


class Recurrence(DatedRow):
    """From how many cases of a kind in one unit within how many days on a place counts as recurring."""

    order = models.PositiveIntegerField()
    category = models.CharField(max_length=80)
    times = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()


class Project(CountyRow):
    """A recurring place and kind that is cured (治本): an owner, money, a day; or a public reason why not."""

    unit = models.CharField(max_length=24)
    category = models.CharField(max_length=80)
    found = models.PositiveIntegerField()  # how many cases it began with
    since = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    state = models.CharField(max_length=10)
    department = models.CharField(max_length=40, blank=True)
    yuan = models.PositiveIntegerField(null=True)
    due_on = models.DateField(null=True)
    words = models.CharField(max_length=2000)  # the measure, or the public reason why there is none
    standing = models.CharField(max_length=500, blank=True)  # the standing measure that it left behind
    done_on = models.DateField(null=True)
    salt = models.CharField(max_length=32)
    seq = models.PositiveIntegerField(default=0)
    chain = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "unit", "category", name="project_one_at_a_time",
                                    condition=Q(state="open")),
        ]  # fmt: skip
        indexes = [models.Index("county", F("opened_at").desc(), name="project_by_time")]
