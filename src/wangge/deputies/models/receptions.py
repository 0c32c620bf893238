"""Which rows say when residents meet deputies, who receives, and which slots are taken?"""

from django.db import models

from wangge.foundation.rows import CountyRow, DatedRow


class ReceptionRhythm(DatedRow):
    """On which days a station receives, in slots, and how many days before it must be announced."""

    station = models.UUIDField()
    day = models.PositiveSmallIntegerField()
    months = models.CharField(max_length=8)
    begins = models.TimeField()
    ends = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    notice_days = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index("county", "station", name="rhythm_of_station")]


class Reception(CountyRow):
    """One reception; a change counts up its number, so that calendars notice it."""

    station = models.UUIDField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    announce_by = models.DateField()
    announced_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)  # of cancelling
    change = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "station", "begins_at", name="reception_one_per_moment")
        ]
        indexes = [models.Index("county", "begins_at", name="reception_by_time")]


class Receiver(CountyRow):
    """Which deputy receives, and who was asked to stand in."""

    reception = models.UUIDField()
    deputy = models.UUIDField()
    asked = models.UUIDField(null=True)  # a deputy who was asked to swap and has not said yes

    class Meta:
        constraints = [models.UniqueConstraint("county", "reception", "deputy", name="receiver_once")]


class Booking(CountyRow):
    """A slot that somebody booked: a digest of the code in their hand, no name and no telephone."""

    reception = models.UUIDField()
    slot_at = models.DateTimeField()
    code = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("county", "reception", "slot_at", name="booking_one_per_slot")]
