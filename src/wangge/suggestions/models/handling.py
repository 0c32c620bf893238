"""Which rows say who handles a paper, what they told the deputy, and who watches over it?"""

from django.db import models

from wangge.foundation.rows import CountyRow


class Assignment(CountyRow):
    """One paper handed to one unit; several stand side by side."""

    suggestion = models.UUIDField()
    department = models.CharField(max_length=40)
    role = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    assigned_at = models.DateTimeField()
    object_by = models.DateField(null=True)  # the last day of refusing it
    accepted_at = models.DateTimeField(null=True)
    objected_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)  # of the objection
    proposed = models.CharField(max_length=40, blank=True)  # which unit instead
    decide_by = models.DateField(null=True)
    turn = models.PositiveSmallIntegerField(default=0)  # how often the paper was re-assigned before
    opine_by = models.DateField(null=True)
    opinion = models.TextField(blank=True)
    opined_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("county", "suggestion", name="assignment_by_paper"),
            models.Index("county", "department", "state", name="assignment_by_department"),
        ]


class Contact(CountyRow):
    """One talk of a unit with the deputy before it replies."""

    suggestion = models.UUIDField()
    round_no = models.PositiveSmallIntegerField()
    department = models.CharField(max_length=40)
    deputy = models.UUIDField()
    on = models.DateField()
    way = models.CharField(max_length=12)
    words = models.TextField()
    post = models.UUIDField()
    noted_at = models.DateTimeField()
    disputed_at = models.DateTimeField(null=True)
    dispute = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index("county", "suggestion", "noted_at", name="contact_by_paper")]


class KeyPaper(CountyRow):
    """重点督办: who leads, by which plan, until when, decided where."""

    suggestion = models.UUIDField()
    leader = models.CharField(max_length=60)  # an office, as the decision names it
    committee = models.CharField(max_length=60)
    plan = models.TextField()
    source = models.CharField(max_length=200)  # the decision
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "suggestion", name="key_paper_once")]


class OversightNote(CountyRow):
    """One inspection or interim report of a key paper."""

    suggestion = models.UUIDField()
    kind = models.CharField(max_length=12)
    on = models.DateField()
    words = models.TextField()
    post = models.UUIDField()
    noted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("county", "suggestion", "on", name="oversight_by_paper")]
