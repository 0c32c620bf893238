"""Which rows do notifications keep: who is told of what, by which channels, what was told, and whether it went out?"""

from django.db import models

from wangge.foundation.rows import CountyRow


class Rulebook(CountyRow):
    """What a county says about who is told: the whole table of one day on, as it was loaded."""

    from_on = models.DateField()
    source = models.CharField(max_length=200)
    text = models.TextField()  # TOML, as data/usual.toml

    class Meta:
        constraints = [models.UniqueConstraint("county", "from_on", name="notice_book_per_day")]


class Channel(CountyRow):
    """Where messages for a unit or a department go out to: a group chat, a duty phone's SMS, a mailbox, a program."""

    name = models.CharField(max_length=64)
    means = models.CharField(max_length=12)  # Means
    unit = models.CharField(max_length=32, blank=True)
    department = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=8)
    address = models.TextField()  # an address of Apprise, sealed: it holds keys
    is_on = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "name", name="channel_name_once")]


class Notice(CountyRow):
    """One line in somebody's inbox: that something happened, never in whose words."""

    account = models.UUIDField()
    event = models.CharField(max_length=40)
    subject = models.UUIDField()
    at = models.DateTimeField()
    facts = models.JSONField()  # the names of FACTS
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["county", "account", "-at"], name="notice_inbox"),
            models.Index("county", "account", name="notice_unread", condition=models.Q(read_at=None)),
        ]  # fmt: skip


class Delivery(CountyRow):
    """One message on its way through one channel, and what became of each try."""

    channel = models.UUIDField()
    event = models.CharField(max_length=40)
    subject = models.UUIDField()
    facts = models.JSONField()
    is_digest = models.BooleanField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # when it goes out or is tried again; null once it is over
    tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True)  # a try is under way, or died
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index("due_at", name="delivery_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["county", "-made_at"], name="delivery_log"),
        ]  # fmt: skip


class Watch(CountyRow):
    """A matter that is told to others if nobody has signed for it by then."""

    subject = models.UUIDField()
    event = models.CharField(max_length=40)
    kind = models.CharField(max_length=80, blank=True)  # what the rows of the table are asked about
    state = models.CharField(max_length=24)  # in which it waits; in another one nobody need be told
    to = models.CharField(max_length=12)  # Addressee
    after_hours = models.PositiveSmallIntegerField()  # with event and addressee it names the row of the table
    due_at = models.DateTimeField()
    facts = models.JSONField()
    units = models.JSONField()
    department = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [
            models.Index("county", "due_at", name="watch_due"),
            models.Index("county", "subject", name="watch_of"),
        ]
