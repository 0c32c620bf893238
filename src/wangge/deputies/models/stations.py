"""Which rows say where residents meet deputies, and what hangs there to be read?"""

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


class StationNotice(CountyRow):
    """What hangs on the notice board of a station from a day on; it is kept when it has come down."""

    station = models.UUIDField()
    title = models.CharField(max_length=60)
    words = models.TextField(max_length=1000)
    from_on = models.DateField()
    until_on = models.DateField()  # the day after the last
    post = models.CharField(max_length=24)  # the kind of post that put it up
    put_up_at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("county", "station", "until_on", name="notice_of_station")]
