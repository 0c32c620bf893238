"""Which rows say who is a deputy, on which seats, and where they are to be found?"""

from django.db import models

from wangge.foundation.rows import CountyRow


class Deputy(CountyRow):
    """One deputy; the name is public by law, the telephone is a relay's, never their own."""

    name = models.CharField(max_length=60)
    account = models.UUIDField(null=True)
    relay = models.CharField(max_length=40, blank=True)  # number of the station that puts through

    class Meta:
        verbose_name_plural = "deputies"
        indexes = [models.Index("county", "account", name="deputy_by_account")]


class Seat(CountyRow):
    """One seat of one deputy from its first day until the day before its last; never removed."""

    deputy = models.UUIDField()
    constituency = models.UUIDField()
    station = models.UUIDField(null=True)
    in_committee = models.BooleanField(default=False)  # 常委会组成人员
    part_time = models.BooleanField(default=False)  # 兼职委员
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index("county", "deputy", name="seat_by_deputy"),
            models.Index("county", "constituency", name="seat_by_constituency"),
            models.Index("county", "station", name="seat_by_station"),
        ]
