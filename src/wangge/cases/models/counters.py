"""The folded figures."""

from django.db import models


class Counter(models.Model):
    """One folded figure at one declared margin."""

    pk = models.CompositePrimaryKey("county", "place", "figure", "kind", "period", "bucket")
    county = models.CharField(max_length=16)
    place = models.CharField(max_length=24)
    figure = models.CharField(max_length=20)
    kind = models.CharField(max_length=80, blank=True)
    period = models.CharField(max_length=10, blank=True)
    bucket = models.SmallIntegerField()
    n = models.BigIntegerField()
