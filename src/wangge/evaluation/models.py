"""Which rows does evaluation keep? Sheets, frozen results and objections; nothing of a person's work."""

from django.db import models
from django.db.models import F

from wangge.foundation.rows import CountyRow, DatedRow


class ScoreSheet(CountyRow):
    """One version of a score sheet; never changed once it is published."""

    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    scope = models.CharField(max_length=12)
    span = models.CharField(max_length=8)
    document = models.TextField()  # the sheet as rules.scoring reads it
    published = models.BooleanField(default=False)
    from_on = models.DateField(null=True)  # periods that begin on this day or later are scored by it

    class Meta:
        constraints = [models.UniqueConstraint("county", "code", "version", name="score_sheet_version")]


class Result(CountyRow):
    """What a sheet says of one unit and period, frozen; a decision on an objection makes a new revision."""

    sheet = models.UUIDField()
    unit = models.CharField(max_length=32)
    period = models.CharField(max_length=10)
    revision = models.PositiveSmallIntegerField()
    frozen_at = models.DateTimeField()
    frozen_by = models.UUIDField()
    window_until = models.DateField()  # the last day on which an objection is taken
    document = models.TextField()  # lines, inputs, burden: what is exported
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "sheet", "unit", "period", "revision", name="evaluation_revision"
            )
        ]
        indexes = [models.Index("county", F("frozen_at").desc(), name="evaluation_by_time")]


class Objection(CountyRow):
    """A unit's objection to one line, for the sake of one case, and what was decided on it."""

    result = models.UUIDField()  # the revision that was objected to
    line = models.CharField(max_length=40)
    case = models.UUIDField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_post = models.CharField(max_length=24)
    state = models.CharField(max_length=8)  # open, excluded, kept
    decision = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_post = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "result", "line", "case", name="objection_once"),
        ]
        indexes = [models.Index("county", "state", "at", name="objection_by_state")]


class RateVariant(DatedRow):
    """How a county reads one rate from a day on: its formula over named sets, and by which source."""

    rate = models.CharField(max_length=24)
    variant = models.CharField(max_length=40)  # of the packaged readings
    formula = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("county", "rate", "from_on", name="rate_variant_from")]
