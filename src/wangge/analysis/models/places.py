"""The rows of recurring places: from when on a place recurs, and where it does."""

from django.db import models
from django.db.models import F

from wangge.foundation.rows import CountyRow, DatedRow


class RecurringRule(DatedRow):
    """From how many returns on a place of one kind recurs (rules.recurring.Again)."""

    place_kind = models.CharField(max_length=8)
    times = models.PositiveSmallIntegerField()
    within_days = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "place_kind", "from_on", name="recurring_rule_one_per_day")
        ]


class RecurringLook(CountyRow):
    """One look for recurring places; only the newest is kept, since it can be done again."""

    until = models.DateField()  # the first day that was not looked at
    at = models.DateTimeField()
    as_of = models.BigIntegerField()  # position in the county's order
    counted = models.PositiveIntegerField()  # cases that were looked at

    class Meta:
        constraints = [models.UniqueConstraint("county", name="recurring_look_newest")]


class RecurringPlace(CountyRow):
    """A place at which one kind came back after it was solved."""

    place_kind = models.CharField(max_length=8)
    place = models.CharField(max_length=36)  # id of the thing, key of the cell, code of the grid
    category = models.CharField(max_length=80)
    grid = models.CharField(max_length=24, blank=True)  # in which it lies
    times = models.PositiveIntegerField()
    last_on = models.DateField()
    cases = models.TextField()  # ids in hex of what came back, by a blank

    class Meta:
        indexes = [models.Index("county", "place_kind", F("times").desc(), name="recurring_by_times")]
