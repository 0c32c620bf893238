"""Which rows say what a deputy must do and has done? Acts come from work; there are no points."""

from django.db import models

from wangge.foundation.rows import CountyRow, DatedRow


class DutyRule(DatedRow):
    """One minimum of a congress: so many acts of a kind in each period."""

    congress = models.UUIDField()
    code = models.CharField(max_length=24)
    kind = models.CharField(max_length=12)
    quantity = models.PositiveSmallIntegerField()
    every = models.CharField(max_length=8)
    rank = models.CharField(max_length=12)
    notice_days = models.PositiveSmallIntegerField()  # before the period's end it is told what is still due
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "congress", "code", "from_on", name="duty_rule_from")
        ]


class Act(CountyRow):
    """One act of a deputy, by the work that it came from; counted under one kind only."""

    deputy = models.UUIDField()
    kind = models.CharField(max_length=12)
    on = models.DateField()
    origin = models.CharField(max_length=12)
    subject = models.UUIDField()
    state = models.CharField(max_length=10)
    noted_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    checked_post = models.UUIDField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was sent back

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "deputy", "origin", "subject", name="act_counted_once")
        ]
        indexes = [models.Index("county", "deputy", "on", name="act_of_deputy")]


class Visit(CountyRow):
    """One visit to voters or a firm: where and when, and what was raised; one that raised nothing is valid."""

    deputy = models.UUIDField()
    kind = models.CharField(max_length=12)
    on = models.DateField()
    unit = models.CharField(max_length=24)
    place = models.CharField(max_length=120, blank=True)
    firm = models.UUIDField(null=True)
    remark = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("county", "firm", "on", name="visit_to_firm")]


class Raised(CountyRow):
    """One matter that a visit raised."""

    visit = models.UUIDField()
    matter = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "visit", "matter", name="raised_once")]


class Firm(CountyRow):
    """A firm that deputies contact: its name and place, and until when it wishes no visits."""

    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=24)
    declines_until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "unit", "name", name="firm_once")]


class DutyNotice(CountyRow):
    """That a deputy was told what is still due of a period; told once."""

    deputy = models.UUIDField()
    rule = models.UUIDField()
    first_day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "deputy", "rule", "first_day", name="duty_told_once")
        ]
