"""Which rows does bulletins keep? What comes out for which unit, to whom, what was issued, and who signed for it."""

from django.db import models
from django.db.models import F, Q

from wangge.foundation.rows import CountyRow, DatedRow


class Series(DatedRow):
    """One dated row: a unit has a bulletin by week or by month, composed from an hour on, with one reminder."""

    unit = models.CharField(max_length=32)
    cadence = models.CharField(max_length=8)
    hour = models.PositiveSmallIntegerField()  # of the first local day after the period
    remind_days = (
        models.PositiveSmallIntegerField()
    )  # working days until who has not signed is reminded, once

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "unit", "cadence", "from_on", name="bulletin_series_from")
        ]


class Reader(DatedRow):
    """One dated row: who holds this kind of post in this unit or department gets the bulletin of a unit."""

    unit = models.CharField(max_length=32)  # whose bulletin
    cadence = models.CharField(max_length=8)
    at_unit = models.CharField(max_length=32, blank=True)
    department = models.CharField(max_length=40, blank=True)
    post = models.CharField(max_length=24)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "unit", "cadence", "at_unit", "department", "post", "from_on", name="bulletin_reader_from"
            )
        ]  # fmt: skip


class Bulletin(CountyRow):
    """One version of the bulletin of a unit and period; never changed once it is issued."""

    unit = models.CharField(max_length=32)
    cadence = models.CharField(max_length=8)
    period = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8)
    document = (
        models.TextField()
    )  # canonical JSON: figures, their definitions, words of headings, as-of position
    composed_at = models.DateTimeField()
    remark = models.TextField(blank=True)
    remark_at = models.DateTimeField(null=True)
    remark_post = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # why a later version was made
    issued_at = models.DateTimeField(null=True)
    issued_post = models.UUIDField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "unit", "period", "version", name="bulletin_version"),
            models.UniqueConstraint(
                "county", "unit", "period", name="bulletin_one_draft", condition=Q(state="draft")
            ),
        ]
        indexes = [models.Index("county", F("composed_at").desc(), name="bulletin_by_time")]


class Copy(CountyRow):
    """One file of an issued bulletin, as it was made from its document at that moment."""

    bulletin = models.UUIDField()
    form = models.CharField(max_length=4)  # html or pdf
    language = models.CharField(max_length=2)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "bulletin", "form", "language", name="bulletin_copy_once")
        ]
        indexes = [models.Index("county", "sha256", name="bulletin_copy_by_sha")]


class Receipt(CountyRow):
    """One post that a bulletin was sent to, and when it signed for it."""

    bulletin = models.UUIDField()
    post = models.UUIDField()
    signed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "bulletin", "post", name="bulletin_receipt_once")]
        indexes = [
            models.Index("county", "post", name="bulletin_unsigned", condition=Q(signed_at__isnull=True))
        ]
