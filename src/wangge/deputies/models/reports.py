"""Which rows say what a deputy reported to those who elected them, and how a secret ballot came out? Counts only."""

from django.db import models

from wangge.foundation.rows import CountyRow, DatedRow


class DutyReport(CountyRow):
    """One report (述职) to the constituency, or to the congress that elected; made from the record."""

    deputy = models.UUIDField()
    seat = models.UUIDField()
    from_on = models.DateField()
    until_on = models.DateField()  # the first day not reported on
    held_on = models.DateField()
    state = models.CharField(max_length=8)  # drafted, voting, closed
    document = models.TextField(blank=True)  # canonical JSON, frozen when the ballot opens
    digest = models.CharField(max_length=64, blank=True)
    by_codes = models.BooleanField(default=False)
    issued = models.PositiveIntegerField(default=0)
    salt = models.CharField(max_length=32, blank=True)
    spoiled = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=12, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("county", "deputy", "held_on", name="report_of_deputy")]


class BallotBox(CountyRow):
    """How many ballots of one grade lie in a box: a number, never a ballot, so that nothing tells their order."""

    report = models.UUIDField()
    grade = models.CharField(max_length=12)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("county", "report", "grade", name="ballot_box_per_grade")]


class BallotCode(CountyRow):
    """A one-time code, by its salted digest; that it was spent, never when or on what."""

    report = models.UUIDField()
    digest = models.CharField(max_length=64)
    spent = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("county", "report", "digest", name="ballot_code_once")]


class PaperCount(CountyRow):
    """What one person counted of the paper ballots; two count, each without seeing the other's."""

    report = models.UUIDField()
    post = models.UUIDField()
    account = models.UUIDField()
    content = models.PositiveIntegerField()
    fair = models.PositiveIntegerField()
    discontent = models.PositiveIntegerField()
    spoiled = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "report", "account", name="paper_counted_once_each")]


class BallotThreshold(DatedRow):
    """From how many per mille on, which outcome."""

    congress = models.UUIDField()
    per_mille = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "congress", "outcome", "from_on", name="ballot_threshold_from")
        ]
