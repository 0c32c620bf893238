"""The rows of the look ahead: what is watched, what the last week was, what the next one brings."""

from django.db import models

from wangge.foundation.rows import CountyRow, DatedRow


class WatchRule(DatedRow):
    """How a county watches its weeks from a day on (rules.ahead.Watch)."""

    usual_weeks = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField()
    per_mille = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "from_on", name="watch_rule_one_per_day")]


class AheadLook(CountyRow):
    """One look at the weeks; only the newest is kept, since it can be done again."""

    until = models.DateField()  # the Monday after the last whole week
    at = models.DateTimeField()
    as_of = models.BigIntegerField()  # position in the county's order
    weeks = models.PositiveSmallIntegerField()  # whole weeks of history
    watched = models.PositiveIntegerField()  # units x kinds that were asked
    tried_weeks = models.PositiveIntegerField()  # forecasts that were tried on weeks they had not seen
    off_milli = models.BigIntegerField()  # how far off, summed, in thousandths of a case
    naive_off_milli = models.BigIntegerField()  # the same of "as last week"
    held = models.PositiveIntegerField()  # of those weeks, inside the interval
    scaled_milli = models.BigIntegerField()  # the errors over each series' mean step from week to week
    naive_scaled_milli = models.BigIntegerField()  # of "as last week"
    scaled_weeks = models.PositiveIntegerField()  # of series that moved at all
    year_weeks = models.PositiveIntegerField()  # of which the same week last year is known
    year_off_milli = models.BigIntegerField()  # of "as in the same week last year", on those
    year_own_off_milli = models.BigIntegerField()  # of the forecast, on those
    is_seasonal = models.BooleanField()  # whether the season is used: it did better on the weeks tried

    class Meta:
        constraints = [models.UniqueConstraint("county", name="ahead_look_newest")]


class AheadRow(CountyRow):
    """One kind, or all, in one unit: its last whole week beside the usual, and the next one."""

    unit = models.CharField(max_length=24)
    category = models.CharField(max_length=80, blank=True)  # empty: all kinds that may be counted together
    last = models.PositiveIntegerField()  # found in the last whole week
    usual_milli = models.PositiveIntegerField()  # a week's mean before it, in thousandths
    chance_e6 = models.PositiveIntegerField()  # how likely chance alone gives as many, in millionths
    is_warned = models.BooleanField()
    expected_milli = models.PositiveIntegerField()  # in the next week, in thousandths
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "unit", "category", name="ahead_one_per_unit_and_kind")
        ]


class Foretold(CountyRow):
    """What was expected of a week before it began, and what came: kept when the look that said it is gone."""

    unit = models.CharField(max_length=24)
    category = models.CharField(max_length=80, blank=True)  # empty: all kinds that may be counted together
    week_on = models.DateField()  # its Monday
    made_at = models.DateTimeField()
    expected_milli = models.PositiveIntegerField()
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    came = models.PositiveIntegerField(null=True)  # until the week is over
    as_of = models.BigIntegerField(null=True)  # position in the county's order at which it was counted

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "week_on", "unit", "category", name="foretold_once_of_a_week")
        ]
        indexes = [models.Index(fields=["county", "unit", "week_on"], name="foretold_of_unit")]
