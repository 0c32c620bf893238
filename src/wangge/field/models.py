"""The rows of phones, of what they sent and of what they still hold.

When somebody was online, last seen or where is not among them: a phone is a way to deliver, not a trace.
"""

from django.db import models

from wangge.foundation.rows import CountyRow


class Device(CountyRow):
    """A phone in the hands of one account; a phone that goes from hand to hand has a row for each."""

    phone = models.UUIDField()  # made on the phone
    account = models.UUIDField()
    post = models.UUIDField()  # worn at the last log-in
    label = models.CharField(max_length=60, blank=True)
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "phone", "account", name="device_one_per_account"),
        ]


class Arrival(CountyRow):
    """A record that arrived, under the id that it was given on the phone: what became of it, without its words.

    The first answer is made again from this row, however often the record is sent.
    """

    device = models.UUIDField()
    account = models.UUIDField()
    post = models.UUIDField()
    form = models.CharField(max_length=16)
    version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)  # of the content as it was sent
    state = models.CharField(max_length=8)
    code = models.CharField(max_length=64, blank=True)  # why it was refused
    facts = models.TextField(blank=True)  # JSON: what the sentence of the refusal names
    case = models.UUIDField(null=True)
    number = models.CharField(max_length=20, blank=True)
    seq = models.PositiveIntegerField(null=True)  # the event at which it left the case
    phone_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    difference_ms = models.BigIntegerField()  # the phone's clock minus ours


class SetAside(CountyRow):
    """The words of a record that a person must look at: parked, refused, or of an id that has other content."""

    record = models.UUIDField()
    device = models.UUIDField()
    account = models.UUIDField()
    kind = models.CharField(max_length=8)
    form = models.CharField(max_length=16, blank=True)
    version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.TextField()
    code = models.CharField(max_length=64, blank=True)
    arrived_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_how = models.CharField(max_length=16, blank=True)
    settled_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "record", "sha256", name="set_aside_once")]
        indexes = [models.Index("county", "arrived_at", name="set_aside_by_time")]


class Announced(CountyRow):
    """A record that waits on a phone, by its id; gone as soon as it arrives."""

    device = models.UUIDField()
    account = models.UUIDField()
    announced_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("county", "device", name="announced_by_device")]


class AwaitedFile(CountyRow):
    """A file that a record named: still on its way, taken, or refused."""

    record = models.UUIDField()
    sha256 = models.CharField(max_length=64)  # of the bytes as the phone sends them
    size = models.PositiveIntegerField()
    type = models.CharField(max_length=40)
    named_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    kept = models.CharField(max_length=64, blank=True)  # under which SHA-256 it is shown
    code = models.CharField(max_length=64, blank=True)  # why it was refused

    class Meta:
        constraints = [models.UniqueConstraint("county", "record", "sha256", name="awaited_file_once")]
        indexes = [
            models.Index(
                "county", "named_at", name="awaited_file_open",
                condition=models.Q(arrived_at=None),
            ),
        ]  # fmt: skip


class Upload(CountyRow):
    """A larger file that comes in parts; how much is there says the part file itself."""

    account = models.UUIDField()
    record = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "record", "sha256", name="upload_one_per_file")]
        indexes = [models.Index("expires_at", name="upload_by_expiry")]


class PushSubscription(CountyRow):
    """Where a phone that asked for it is told that something changed; gone as soon as its service says so."""

    device = models.UUIDField()
    account = models.UUIDField()
    post = models.UUIDField()
    endpoint = models.CharField(max_length=600)
    p256dh = models.CharField(max_length=88)
    auth = models.CharField(max_length=24)
    position = models.BigIntegerField()  # of the county's order; what happened before is not told

    class Meta:
        constraints = [models.UniqueConstraint("county", "device", name="push_one_per_device")]


class PushDue(CountyRow):
    """A notice on its way: that something changed in one matter, never what."""

    subscription = models.UUIDField()
    case = models.UUIDField()
    number = models.CharField(max_length=40)
    danger = models.BooleanField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "subscription", "case", name="push_due_one_per_case"),
        ]
        indexes = [models.Index("due_at", name="push_due_by_time")]


class QuietHours(CountyRow):
    """The hours in which only danger is told, from a day on, with their source."""

    hours = models.CharField(max_length=12)  # "21:00-07:00"
    from_on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("county", "from_on", name="quiet_hours_one_from")]
