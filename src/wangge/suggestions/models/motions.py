"""Which rows say by which hour motions are brought to a session, and what became of each?"""

from django.db import models
from django.db.models import Q

from wangge.foundation.rows import CountyRow


class Session(CountyRow):
    """One session of a congress, and until which hour its presidium takes motions."""

    congress = models.UUIDField()
    name = models.CharField(max_length=80)
    opens_on = models.DateField()
    closes_on = models.DateField()
    motions_until = models.DateTimeField()
    source = models.CharField(max_length=200)  # the presidium's decision

    class Meta:
        constraints = [models.UniqueConstraint("county", "congress", "opens_on", name="session_one_per_day")]


class Motion(CountyRow):
    """One 议案: 案由 (title), 案据, 方案."""

    congress = models.UUIDField()
    session = models.UUIDField()
    number = models.CharField(max_length=24, blank=True)
    deputy = models.UUIDField()
    state = models.CharField(max_length=16)
    title = models.CharField(max_length=120)
    grounds = models.TextField()
    plan = models.TextField()
    is_open = models.BooleanField(default=False)  # other deputies of the congress may read and sign the draft
    is_public = models.BooleanField(default=True)
    hidden_reason = models.CharField(max_length=200, blank=True)
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    signed_by = models.PositiveSmallIntegerField(default=0)  # how many, at the moment of submission
    decided_at = models.DateTimeField(null=True)
    committee = models.CharField(max_length=60, blank=True)
    committee_by = models.DateField(null=True)
    report = models.TextField(blank=True)  # the committee's
    suggestion = models.UUIDField(null=True)  # what it became

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "number", condition=~Q(number=""), name="motion_one_per_number")
        ]
        indexes = [
            models.Index("county", "session", name="motion_by_session"),
            models.Index("county", "deputy", name="motion_by_deputy"),
        ]
