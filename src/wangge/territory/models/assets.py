"""The rows of things (部件): covers, lamps, trees, and the units that keep them."""

from django.db import models
from django.db.models import Q

from wangge.foundation.rows import CountyRow
from wangge.rules.assets import LONGEST_NAME, LONGEST_SOURCE, LONGEST_UNIT


class Asset(CountyRow):
    """One thing in public space with its identifier; its units are named as the census named them."""

    code = models.CharField(max_length=17)  # 16 characters before 2026, 17 since
    category = models.CharField(max_length=80)  # scheme:part:code
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    maintainer = models.CharField(max_length=LONGEST_UNIT, blank=True)  # 养护
    owner = models.CharField(max_length=LONGEST_UNIT, blank=True)  # 权属
    authority = models.CharField(max_length=LONGEST_UNIT, blank=True)  # 主管
    owner_state = models.CharField(max_length=10)
    duty = models.CharField(max_length=LONGEST_UNIT, blank=True)  # answers while nobody is known to own it
    grid = models.CharField(max_length=24, blank=True)  # as the census wrote it
    unit = models.CharField(max_length=24, blank=True)  # where it lies by the plan in force when it was read
    state = models.CharField(max_length=10)
    began_on = models.DateField(null=True)
    changed_on = models.DateField(null=True)
    source = models.CharField(max_length=LONGEST_SOURCE, blank=True)
    note = models.TextField(blank=True)
    photo = models.CharField(max_length=64, blank=True)  # SHA-256
    lon_e7 = models.BigIntegerField()
    lat_e7 = models.BigIntegerField()
    cell = models.CharField(max_length=18)
    synthetic = models.BooleanField(default=False)  # drawn by us, and every page says so
    read_at = models.DateTimeField()  # when a file brought it or last changed it

    class Meta:
        constraints = [models.UniqueConstraint("county", "code", name="asset_one_per_code")]
        indexes = [
            models.Index("county", "category", "cell", name="asset_by_kind_and_cell"),
            models.Index("county", "cell", name="asset_by_cell"),
            models.Index("county", "unit", "code", name="asset_by_unit"),
        ]


class AssetUnit(CountyRow):
    """A unit that things are kept by, as the census names it, and our department that stands for it, from-to."""

    code = models.CharField(max_length=LONGEST_UNIT)
    name = models.CharField(max_length=LONGEST_UNIT)
    department = models.CharField(max_length=32, blank=True)  # a department's code; empty: none of ours
    source = models.CharField(max_length=200, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "code", name="asset_unit_one_open", condition=Q(until_on__isnull=True)),
        ]  # fmt: skip
