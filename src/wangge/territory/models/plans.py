"""The rows of territory: plans, the units in them, when they were in force and what was wrong with them."""

from django.db import models
from django.db.models import Q

from wangge.foundation.ids import uuid7
from wangge.foundation.rows import CountyRow
from wangge.rules.codes import COUNTY_LENGTH, LONGEST_FREE_CODE


class Plan(models.Model):
    """One way of dividing the ground: a draft until published, then unchanged for good."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=40, unique=True)
    code_scheme = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=0)
    county = models.CharField(max_length=COUNTY_LENGTH, blank=True)  # of all units, under free codes
    county_name = models.CharField(max_length=60, blank=True)  # of a root that no unit of the plan is
    synthetic = models.BooleanField(default=False)  # outlines drawn by us, and every page says so
    checked_version = models.PositiveIntegerField(default=0)  # the version that the kept faults describe
    accepted_reason = models.TextField(blank=True)
    accepted_faults = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)


class Term(CountyRow):
    """From which day until which day a plan is in force in one county; until is the first day after."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "from_on", name="term_one_start_a_day"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=models.F("from_on")), name="term_has_days"
            ),
        ]


class Unit(CountyRow):
    """One unit of a plan, from a city down to a grid; drawn, or known by code only."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=LONGEST_FREE_CODE)
    level = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    parent = models.CharField(max_length=LONGEST_FREE_CODE, blank=True)
    path = models.CharField(max_length=200)  # codes from the county to itself, joined by /
    outline = models.BinaryField(null=True)  # WKB, WGS-84
    is_sound = models.BooleanField(default=True)  # no ring of the outline crosses itself
    area_m2 = models.FloatField(default=0)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    point_lon = models.FloatField(null=True)  # a point inside, for labels
    point_lat = models.FloatField(null=True)

    class Meta:
        # Not unique: a code given twice is a fault to be shown, so it must be possible to hold it.
        indexes = [models.Index("county", "plan", "level", "code", name="unit_by_plan")]


class PlanFault(CountyRow):
    """One fault that the last check of a plan found."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    units = models.TextField()  # codes joined by ;
    neighbours = models.TextField(blank=True)
    area_m2 = models.FloatField()
    outline = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index("county", "plan", name="fault_by_plan")]
