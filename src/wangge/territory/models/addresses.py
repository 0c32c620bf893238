"""The rows of the address list: doors, buildings and named places, with a point; nobody who lives there."""

from django.db import models

from wangge.foundation.rows import CountyRow
from wangge.rules.addresses import LONGEST_ADDRESS


class Address(CountyRow):
    """One entry of a county's list (标准地址): what it is called and where it lies."""

    name = models.CharField(max_length=LONGEST_ADDRESS)
    folded = models.CharField(max_length=LONGEST_ADDRESS)  # as it is compared
    lon_e7 = models.BigIntegerField()
    lat_e7 = models.BigIntegerField()
    source = models.CharField(max_length=200)
    read_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("county", "folded", name="address_by_name")]
