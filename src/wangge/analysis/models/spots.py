"""The rows of a look for hot spots: how it was set, what it read, what it found."""

from django.db import models
from django.db.models import F

from wangge.foundation.rows import CountyRow, DatedRow


class HotSpotRule(DatedRow):
    """How a county looks for hot spots from one day on (rules.hotspots.Setting)."""

    spans = models.CharField(max_length=40)  # days, "1,3,7,14"
    baseline_days = models.PositiveSmallIntegerField()
    metres_most = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField()
    trials = models.PositiveIntegerField()
    per_mille = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "from_on", name="hotspot_rule_one_per_day")]


class HotSpotLook(CountyRow):
    """One look: enough to do it again and get the same."""

    until = models.DateField()  # the first day that was not looked at
    at = models.DateTimeField()
    as_of = models.BigIntegerField()  # position in the county's order up to which events were read
    seed = models.BigIntegerField()
    spans = models.CharField(max_length=40)
    baseline_days = models.PositiveSmallIntegerField()
    metres_most = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField()
    trials = models.PositiveIntegerField()
    per_mille = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)  # of the setting
    counted = models.PositiveIntegerField()  # cases that were looked at
    kinds = models.PositiveIntegerField()
    pointless = models.PositiveIntegerField()  # left out: nobody knows where
    provisional = models.PositiveIntegerField()  # left out: at a border, not confirmed
    outside = models.PositiveIntegerField()  # left out: outside the county
    reached = models.PositiveIntegerField()  # shuffled looks that had as much as the strongest

    class Meta:
        indexes = [models.Index("county", F("at").desc(), name="hotspot_look_newest")]


class HotSpot(CountyRow):
    """A place and some days in which one kind was found more often than chance gives."""

    look = models.UUIDField()
    category = models.CharField(max_length=80)
    community = models.CharField(max_length=24, blank=True)  # in which most of its cases lie
    lon_e7 = models.BigIntegerField()
    lat_e7 = models.BigIntegerField()
    radius_m = models.PositiveSmallIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    observed = models.PositiveIntegerField()
    expected_milli = models.PositiveIntegerField()  # thousandths of a case
    ratio_milli = models.PositiveIntegerField()  # thousandths of the logarithm of the likelihood ratio
    reached = models.PositiveIntegerField()  # shuffled looks that had as much somewhere
    cases = models.TextField()  # their ids in hex, by a blank

    class Meta:
        indexes = [models.Index("county", "look", name="hotspot_of_look")]
