"""Which rows say what units promised, how the dates moved, and by what it was proved?"""

from django.db import models
from django.db.models import Q

from wangge.foundation.rows import CountyRow


class Commitment(CountyRow):
    """One promise of one reply; `due_on` is the first date and never changes."""

    suggestion = models.UUIDField()
    round_no = models.PositiveSmallIntegerField()
    department = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    measure = models.CharField(max_length=200)
    proof_kind = models.CharField(max_length=8)
    due_on = models.DateField()
    promised_at = models.DateTimeField()
    post = models.UUIDField()
    reminded = models.CharField(max_length=20, blank=True)
    missed_at = models.DateTimeField(null=True)
    kept_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("county", "suggestion", name="commitment_by_paper"),
            models.Index("county", "department", "due_on", name="commitment_by_department"),
            models.Index("county", "due_on", name="commitment_open", condition=Q(kept_at__isnull=True)),
        ]


class CommitmentRevision(CountyRow):
    """A later date that a unit named, with its reason; the first one stays as it was."""

    commitment = models.UUIDField()
    due_on = models.DateField()
    reason = models.CharField(max_length=300)
    post = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("county", "commitment", "at", name="revision_by_commitment")]


class CommitmentProof(CountyRow):
    """What a unit brought as proof, and what another person said of it."""

    commitment = models.UUIDField()
    kind = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64, blank=True)  # of a picture
    cases = models.TextField(blank=True)  # ids in hex, by a blank
    words = models.CharField(max_length=300, blank=True)
    post = models.UUIDField()
    account = models.UUIDField()
    brought_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    checked_post = models.UUIDField(null=True)
    is_accepted = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index("county", "commitment", "brought_at", name="proof_by_commitment")]
