"""Which rows say where residents meet deputies, and on which days?"""

from django.db import models

from wangge.foundation.rows import CountyRow


class Station(CountyRow):
    """A 代表之家 or contact station (代表联络站): it serves one unit of territory and all below."""

    unit = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    lon_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index("county", "unit", name="station_by_unit")]
