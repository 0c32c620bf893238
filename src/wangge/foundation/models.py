"""The rows in which everything that happened is written down."""

from django.db import models

from wangge.foundation.rows import CountyRow


class Event(CountyRow):
    """One thing that happened to one subject: audit, outbox and source of every figure."""

    subject = models.UUIDField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=32, blank=True)
    payload = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    algorithm = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint("county", "subject", "seq", name="event_one_per_seq")]
        # What a person began, for that person alone; nothing else is read by who did it.
        indexes = [
            models.Index("county", "actor", models.F("id").desc(), name="event_begun",
                         condition=models.Q(seq=1) & ~models.Q(actor="")),
        ]  # fmt: skip


class Pending(models.Model):
    """An event written but not yet given its position; its id keeps the order of one subject's events."""

    id = models.BigAutoField(primary_key=True)
    county = models.CharField(max_length=16)
    event = models.UUIDField()

    class Meta:
        indexes = [models.Index("county", "id", name="pending_by_county")]


class Position(models.Model):
    """The place of a committed event in its county's order; rows are only ever added."""

    pk = models.CompositePrimaryKey("county", "position")
    county = models.CharField(max_length=16)
    position = models.BigIntegerField()
    event = models.UUIDField()
    chain = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint("county", "event", name="position_one_per_event")]


class Head(models.Model):
    """Where a county's order ends; its row lock lets one sequencer at a time append."""

    county = models.CharField(primary_key=True, max_length=16)
    position = models.BigIntegerField(default=0)
    chain = models.CharField(max_length=64)


class Cursor(models.Model):
    """How far one consumer has read a county's order."""

    pk = models.CompositePrimaryKey("county", "consumer")
    county = models.CharField(max_length=16)
    consumer = models.CharField(max_length=40)
    position = models.BigIntegerField(default=0)


class Beat(models.Model):
    """When a background process was last seen at work."""

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()
