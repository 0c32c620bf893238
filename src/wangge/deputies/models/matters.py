"""Which rows say what reached a deputy, and by which exit it left?"""

from django.db import models
from django.db.models import Q

from wangge.foundation.rows import CountyRow, DatedRow


class Matter(CountyRow):
    """One matter of a resident in a deputy's hands; the deputy never handles it. The receipt is reporters'."""

    words_may_go = True

    number = models.CharField(max_length=40)
    deputy = models.UUIDField()
    unit = models.CharField(max_length=24, blank=True)
    place = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=40, blank=True)  # whom it is about, where the resident said so
    words = models.TextField(blank=True)
    private = models.BooleanField(default=True)
    came_by = models.CharField(max_length=10)
    reporter = models.UUIDField(null=True)  # the receipt, as reporters keep it
    at = models.DateTimeField()
    way_out = models.CharField(max_length=12, blank=True)
    out_at = models.DateTimeField(null=True)
    out_post = models.CharField(max_length=24, blank=True)
    advice = models.CharField(max_length=24, blank=True)  # code of the channel that the law has for it
    passed_to = models.CharField(max_length=40, blank=True)  # department
    case = models.UUIDField(null=True)
    case_reporter = models.UUIDField(null=True)
    suggestion = models.UUIDField(null=True)
    asked_at = models.DateTimeField(null=True)  # "did you get an answer?"
    got = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "number", name="deputy_matter_number")]
        indexes = [
            models.Index("county", "deputy", "at", name="matter_of_deputy"),
            models.Index("county", "out_at", name="matter_to_ask", condition=Q(asked_at=None)),
            models.Index(
                "county", "suggestion", name="matter_of_suggestion", condition=Q(suggestion__isnull=False)
            ),
        ]


class Advice(DatedRow):
    """One kind of matter that a deputy does not take, and the channel that the law has for it."""

    code = models.CharField(max_length=24)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=160)
    channel_zh = models.CharField(max_length=160)
    channel_en = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("county", "code", "from_on", name="deputy_advice_from")]


class AskingTerm(DatedRow):
    """After how many days a resident is asked whether there was an answer."""

    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "from_on", name="deputy_asking_from")]
