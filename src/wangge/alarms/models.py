"""Which rows does alarms keep? Things, what they said, and what a person made of it; nobody's name or picture."""

from django.db import models
from django.db.models import F, Q

from wangge.foundation.rows import CountyRow, DatedRow


class Device(CountyRow):
    """A thing that notices, where it stands, and who owns it."""

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    place = models.CharField(max_length=200)
    unit = models.CharField(max_length=24)
    path = models.CharField(max_length=160)  # codes from the top unit to its own, each followed by a slash
    lon_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    department = models.CharField(max_length=40, blank=True)
    warns = models.FloatField(null=True)  # a reading from here on is an alarm
    endangers = models.FloatField(null=True)  # and from here on one step worse
    period_seconds = models.PositiveIntegerField()  # it says something at least this often
    heard_at = models.DateTimeField(null=True)  # by our clock, kept to half a minute
    silent_since = models.DateTimeField(null=True)
    seq = models.PositiveIntegerField(default=0)
    chain = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "code", name="device_by_code")]
        indexes = [models.Index("county", "silent_since", name="device_silent")]


class Group(CountyRow):
    """Alarms that are one matter: what a person judges."""

    kind = models.CharField(max_length=12)
    status = models.CharField(max_length=8, default="actual")  # actual, test or exercise (CAP)
    unit = models.CharField(max_length=24)
    path = models.CharField(max_length=160)
    area = models.CharField(max_length=24)
    device = models.UUIDField(null=True)
    place = models.CharField(max_length=200, blank=True)
    lon_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    department = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8)
    count = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    opened_at = models.DateTimeField()  # by our clock
    level = models.PositiveSmallIntegerField()
    raised = models.BooleanField()  # what was said last
    turns = models.PositiveIntegerField()
    flapping = models.BooleanField()
    parent = models.UUIDField(null=True)  # the storm that it was gathered into
    verdict = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    words = models.CharField(max_length=500, blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.UUIDField(null=True)
    case = models.UUIDField(null=True)
    salt = models.CharField(max_length=32, blank=True)
    seq = models.PositiveIntegerField(default=0)
    chain = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index("county", F("opened_at").desc(), name="group_open", condition=Q(state="open")),
            models.Index("county", "device", F("last_at").desc(), name="group_by_device"),
            models.Index("county", "parent", name="group_by_parent", condition=Q(parent__isnull=False)),
            models.Index("county", F("last_at").desc(), name="group_by_time"),
            models.Index(
                "county",
                F("judged_at").desc(),
                name="group_by_judgement",
                condition=Q(judged_at__isnull=False),
            ),
        ]


class Message(CountyRow):
    """One thing that a device or a warning service said; kept with its group."""

    device = models.UUIDField(null=True)
    group = models.UUIDField(
        null=True
    )  # None: it waits until it is repeated, or cleared what nobody had raised
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8)
    value = models.FloatField(null=True)
    level = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=20)  # mqtt, or the name of a signed source

    class Meta:
        indexes = [
            models.Index("county", "group", F("at").desc(), name="message_by_group"),
            models.Index("county", "device", "at", name="message_waiting", condition=Q(group=None)),
        ]


class Warned(CountyRow):
    """One public warning as it came by the Common Alerting Protocol."""

    group = models.UUIDField()
    source = models.CharField(max_length=20)
    sender = models.CharField(max_length=100)
    identifier = models.CharField(max_length=100)
    sent = models.DateTimeField()
    status = models.CharField(max_length=8)
    message_type = models.CharField(max_length=8)
    event = models.CharField(max_length=100)
    headline = models.CharField(max_length=200, blank=True)
    severity = models.CharField(max_length=10)
    expires = models.DateTimeField(null=True)
    units = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint("county", "sender", "identifier", "sent", name="warned_once")]
        indexes = [models.Index("county", "group", "sent", name="warned_by_group")]


class Still(CountyRow):
    """A still image beside a group: masked as every photo is, gone when its days are over."""

    group = models.UUIDField()
    message = models.CharField(max_length=64)  # the number that the device gave it
    sha256 = models.CharField(max_length=64)
    masked = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "group", "sha256", name="still_once")]
        indexes = [models.Index("until", name="still_until")]


class Aside(CountyRow):
    """What could not be taken: by source, device and fault, counted; of its content only what the schema knows."""

    source = models.CharField(max_length=20)
    device = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    field = models.CharField(max_length=20, blank=True)
    last_told = models.CharField(
        max_length=200, blank=True
    )  # id, moment, state and value, where they could be read
    count = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "source", "device", "code", "field", name="aside_open_once",
                condition=Q(settled_at=None),
            )
        ]  # fmt: skip


class Source(CountyRow):
    """Who may post to the webhook; its key is made from the installation's secret and `turn`, and stands nowhere."""

    name = models.CharField(max_length=20)
    turn = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "name", name="alarm_source_once")]


class Rule(DatedRow):
    """A dated rule of grouping, for one kind or for all; the order of a later day wins."""

    what = models.CharField(max_length=10)
    kind = models.CharField(max_length=12, blank=True)
    n = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()


class Mapped(DatedRow):
    """Which class of cases an alarm of a kind becomes, and how bad it usually is."""

    kind = models.CharField(max_length=12)
    category = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField()


class Reason(DatedRow):
    """Why an alarm may be nothing; a county's own rows stand instead of the packaged ones."""

    code = models.CharField(max_length=20)
    zh = models.CharField(max_length=60)
    en = models.CharField(max_length=60)
