"""The rows of what is not ours to handle first: whom to call at once, and when it was passed on."""

from django.db import models

from wangge.foundation.rows import CountyRow, DatedRow


class EmergencyRoute(DatedRow):
    """A number to call at once for a category; empty county = reference. A star alone is for every category."""

    order = models.PositiveIntegerField()
    category = models.CharField(max_length=80)
    matter = models.CharField(max_length=12)
    number = models.CharField(max_length=24)
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=80)
    instruction_zh = models.CharField(max_length=200, blank=True)
    instruction_en = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "order", name="emergency_route_one_per_order"),
        ]


class PassedOn(CountyRow):
    """A case was passed on to a service: which, when, from which post; never a word of what was said."""

    case = models.UUIDField()
    number = models.CharField(max_length=24)
    at = models.DateTimeField()
    account = models.UUIDField()
    post = models.CharField(max_length=24)  # the kind of post
    seconds = models.PositiveIntegerField()  # since the case was reported

    class Meta:
        indexes = [models.Index("county", "case", name="passed_on_by_case")]
