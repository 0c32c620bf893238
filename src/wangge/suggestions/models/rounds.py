"""Which rows say how often a paper was answered, how each answer was graded, and what each deputy said of it?"""

from django.db import models

from wangge.foundation.rows import CountyRow


class Round(CountyRow):
    """One round of handling with its own clock; earlier rounds stay as they were."""

    suggestion = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=16)
    from_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    first_due_on = models.DateField(null=True)  # before any extension
    asked_until = models.DateField(null=True)  # an extension that waits for its decision
    asked_reason = models.TextField(blank=True)
    asked_by = models.CharField(max_length=40, blank=True)  # department
    extended_at = models.DateTimeField(null=True)
    reminded = models.CharField(max_length=20, blank=True)  # which reminders were given
    replied_at = models.DateTimeField(null=True)
    meaning = models.CharField(max_length=12, blank=True)  # the weakest of its replies
    feedback_by = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "suggestion", "number", name="round_one_per_number")]
        indexes = [models.Index("county", "replied_at", "due_on", name="round_by_due")]


class Reply(CountyRow):
    """One unit's reply of one round: written, signed by its head, checked, sent."""

    suggestion = models.UUIDField()
    round_no = models.PositiveSmallIntegerField()
    department = models.CharField(max_length=40)
    stage = models.CharField(max_length=12)
    grade = models.CharField(max_length=4)
    meaning = models.CharField(max_length=12)
    words = models.TextField()
    public_words = models.TextField(blank=True)  # what the public reads, without anybody's name
    drafted_at = models.DateTimeField()
    drafted_post = models.UUIDField()
    signed_at = models.DateTimeField(null=True)
    signed_post = models.UUIDField(null=True)
    checked_post = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "suggestion", "round_no", "department", name="reply_one_per_unit"
            )
        ]
        indexes = [models.Index("county", "department", "stage", name="reply_by_department")]


class Offer(CountyRow):
    """One commitment that a reply will hold when it is sent; from then on it stands in the ledger."""

    reply = models.UUIDField()
    words = models.CharField(max_length=300)
    measure = models.CharField(max_length=200)
    due_on = models.DateField()

    class Meta:
        indexes = [models.Index("county", "reply", name="offer_by_reply")]


class Rating(CountyRow):
    """What one signer said of one reply, by the own log-in only; units never see who has not."""

    suggestion = models.UUIDField()
    round_no = models.PositiveSmallIntegerField()
    reply = models.UUIDField()
    deputy = models.UUIDField()
    attitude = models.CharField(max_length=12)
    result = models.CharField(max_length=12)
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "reply", "deputy", name="rating_once")]
        indexes = [models.Index("county", "suggestion", name="rating_by_paper")]
