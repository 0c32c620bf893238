"""Which rows say what groups of deputies plan and do, and what was taken over by whom?"""

from django.db import models

from wangge.foundation.rows import CountyRow


class Group(CountyRow):
    """A 代表小组 or 专业组."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "name", "from_on", name="deputies_group_once")]


class GroupMember(CountyRow):
    """A deputy in a group from day to day."""

    group = models.UUIDField()
    deputy = models.UUIDField()
    leads = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index("county", "group", name="member_of_group"),
            models.Index("county", "deputy", name="groups_of_deputy"),
        ]


class GroupPlan(CountyRow):
    """One item of a group's plan of a year."""

    group = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300)
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "group", "year", "number", name="deputies_plan_number")
        ]


class GroupVisit(CountyRow):
    """One 观摩 or 调研 of a group, of an item of its plan or none."""

    group = models.UUIDField()
    plan = models.UUIDField(null=True)
    kind = models.CharField(max_length=8)
    on = models.DateField()
    unit = models.CharField(max_length=24)
    place = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("county", "group", "on", name="visit_of_group")]


class TakenOver(CountyRow):
    """What was seen on a visit and taken over: by which department, until when, and whether it was done."""

    visit = models.UUIDField()
    words = models.CharField(max_length=300)
    department = models.CharField(max_length=40)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("county", "visit", name="taken_over_of_visit")]
