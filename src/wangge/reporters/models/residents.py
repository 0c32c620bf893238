"""The rows of those who report without an account: what they may follow, say and withdraw."""

from django.db import models
from django.db.models import Q

from wangge.foundation.rows import CountyRow


class Reporter(CountyRow):
    """One person's receipt for one matter: a hashed secret to follow it, and a sealed contact if one was left."""

    words_may_go = True

    case = models.UUIDField()
    number = models.CharField(max_length=40)  # the case's, which is the receipt number
    secret = models.CharField(max_length=64)  # keyed hash; the secret itself was shown once
    contact = models.TextField(blank=True)  # sealed: services/sealing.py
    contact_kind = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "case", name="reporter_one_per_case"),
            models.UniqueConstraint("county", "number", name="reporter_one_per_number"),
        ]
        indexes = [models.Index("county", "at", name="reporter_with_contact", condition=~Q(contact=""))]


class Letter(CountyRow):
    """Words between a reporter and the desk, or between a reporter and the supervising unit; nobody else reads them."""

    words_may_go = True

    case = models.UUIDField()
    thread = models.CharField(max_length=10)
    by_reporter = models.BooleanField()
    post = models.CharField(max_length=20, blank=True)  # of the official who wrote
    unit = models.CharField(max_length=24, blank=True)  # that official's; of a plea: the supervising unit
    words = models.TextField(blank=True)
    salt = models.CharField(max_length=32)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("county", "case", "at", name="letter_by_case"),
            models.Index("county", "unit", "at", name="letter_to_supervisor",
                         condition=Q(thread="supervisor", by_reporter=True)),
        ]  # fmt: skip


class Opening(CountyRow):
    """One look at a sealed contact: by which post, when and why. The reporter sees it."""

    words_may_go = True

    case = models.UUIDField()
    at = models.DateTimeField()
    post = models.CharField(max_length=20)
    unit = models.CharField(max_length=24)
    words = models.TextField(blank=True)
    salt = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index("county", "case", "at", name="opening_by_case")]


class Rating(CountyRow):
    """What a reporter thought of it, asked once: how one was treated, and what came of it, apart."""

    case = models.UUIDField()
    department = models.CharField(max_length=40, blank=True)
    attitude = models.CharField(max_length=12)
    result = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "case", name="rating_asked_once")]
        indexes = [models.Index("county", "department", "at", name="rating_by_department")]


class Knock(models.Model):
    """How often one address came to one public door within an hour; by a keyed hash, never the address."""

    county = models.CharField(max_length=16)
    door = models.CharField(max_length=10)
    key = models.CharField(max_length=32)
    since = models.DateTimeField()
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "door", "key", "since", name="knock_one_per_hour")]
        indexes = [models.Index("since", name="knock_since")]


class AnswerTerm(CountyRow):
    """What a county promises its reporters, from a day on, by which paper."""

    from_on = models.DateField()
    reopen_days = models.PositiveSmallIntegerField()  # calendar days after the end
    contact_days = models.PositiveSmallIntegerField()  # after the end a contact is removed by itself
    says_per_hour = models.PositiveSmallIntegerField()
    tries_per_hour = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("county", "from_on", name="answer_term_one_per_day")]


class Erasure(CountyRow):
    """One withdrawal: whose request, when the rows went, and when the last traces in the database were overwritten."""

    case = models.UUIDField()
    asked_by = models.CharField(max_length=10)
    post = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    scrubbed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "case", "asked_by", name="erasure_once")]
        indexes = [
            models.Index("county", "at", name="erasure_to_scrub", condition=Q(scrubbed_at__isnull=True))
        ]
