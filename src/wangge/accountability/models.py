"""Which rows does accountability keep? Notices to units, what was said about them, and questions; no person's."""

from django.db import models
from django.db.models import F

from wangge.foundation.rows import CountyRow


class BreachRule(CountyRow):
    """One dated rule: which fact brings a notice, how low it may be addressed, by which clocks."""

    code = models.CharField(max_length=40)
    breach = models.CharField(max_length=20)
    times = models.PositiveSmallIntegerField(default=1)  # of its limit; for overdue cases
    level = models.PositiveSmallIntegerField()  # the lowest level that may be addressed
    statement_days = models.PositiveSmallIntegerField()  # working days
    decision_days = models.PositiveSmallIntegerField()
    appeal_days = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("county", "code", "from_on", name="breach_rule_one_from")]


class Measure(CountyRow):
    """One measure of the catalogue, and for how many days it counts."""

    code = models.CharField(max_length=40)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=80)
    days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "code", "from_on", name="measure_one_from")]


class Notice(CountyRow):
    """One notice to a unit or a department, for one rule and what it is about."""

    rule = models.UUIDField()
    subject = models.UUIDField()  # a case, or a promise by its rule's breach
    addressed = models.CharField(max_length=40)  # a unit's or a department's code
    is_department = models.BooleanField()
    stage = models.CharField(max_length=12)
    noticed_at = models.DateTimeField()
    due_at = models.DateTimeField(
        null=True
    )  # when the stage's clock runs out; nothing happens by itself then
    outcome = models.CharField(max_length=16, blank=True)
    measure = models.UUIDField(null=True)
    counts_from = models.DateField(null=True)
    counts_until = models.DateField(null=True)
    decided_post = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "rule", "subject", name="notice_once_per_rule")]
        indexes = [
            models.Index("county", "addressed", F("noticed_at").desc(), name="notice_by_addressed"),
            models.Index("county", F("noticed_at").desc(), name="notice_by_time"),
        ]


class NoticeWords(CountyRow):
    """What was said with an act, apart from the event that proves it."""

    notice = models.UUIDField()
    act = models.CharField(max_length=16)
    words = models.TextField()
    post = models.UUIDField()
    post_kind = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("county", "notice", "at", name="words_of_notice")]


class PatternRule(CountyRow):
    """One dated row: when a pattern is asked about, and for how long the unit sees it alone."""

    pattern = models.CharField(max_length=16)
    least = models.PositiveSmallIntegerField()
    least_hits = models.PositiveSmallIntegerField()
    once_in = models.PositiveIntegerField()  # honest months per question by chance
    own_days = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("county", "pattern", "from_on", name="pattern_rule_one_from")]


class Question(CountyRow):
    """One question to a community about one month; what it was counted from stands with it."""

    unit = models.CharField(max_length=40)
    month = models.CharField(max_length=7)
    pattern = models.CharField(max_length=16)
    n = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()
    usual_n = models.PositiveIntegerField()
    usual_hits = models.PositiveIntegerField()
    own_history = models.BooleanField()  # compared with its own past alone
    cases = models.TextField()  # hex keys with spaces between
    asked_at = models.DateTimeField()
    shown_from = models.DateField()  # to the supervising unit, from this day or the unit's answer on
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_post = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "unit", "month", "pattern", name="question_once")]


class MonthLooked(CountyRow):
    """A month that was looked at; it is not looked at again."""

    month = models.CharField(max_length=7)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "month", name="month_looked_once")]
