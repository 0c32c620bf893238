"""The rows of one matter, and of the rules by which it is classed, clocked and routed."""

from django.db import models
from django.db.models import F, Q

from wangge.foundation.rows import CountyRow


class Category(models.Model):
    """One class of a catalogue; the same digits mean other things in other schemes."""

    key = models.CharField(primary_key=True, max_length=80)  # scheme:kind:code
    scheme = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    code = models.CharField(max_length=60)
    area = models.CharField(max_length=60)
    zh = models.CharField(max_length=120)
    en = models.CharField(max_length=120, blank=True)
    matter_only = models.BooleanField(default=False)  # points at people: no point below community
    grade = models.CharField(max_length=40)


class LimitRow(CountyRow):
    """One condition of a category with its limit and closing condition; empty county = reference."""

    category = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()
    condition = models.CharField(max_length=200)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)
    season = models.CharField(max_length=40, blank=True)
    stage = models.CharField(max_length=40, blank=True)
    closing_condition = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "category", "number", "source", name="limit_one_per_condition")
        ]


class RoutingRow(CountyRow):
    """One routing row: this category in this territory goes to that department."""

    order = models.PositiveIntegerField()
    category = models.CharField(max_length=80)
    unit = models.CharField(max_length=24, blank=True)
    department = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "order", "category", "unit", name="routing_one_per_order")
        ]


class Preset(models.Model):
    """A published workflow table; its text never changes once loaded."""

    pk = models.CompositePrimaryKey("preset", "version")
    preset = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    table = models.TextField()


class Setup(models.Model):
    """What a county has chosen: its loop, its catalogues, its default limit, its trial period."""

    county = models.CharField(primary_key=True, max_length=16)
    zh = models.CharField(max_length=80)
    en = models.CharField(max_length=80)
    preset = models.CharField(max_length=40)
    preset_version = models.PositiveSmallIntegerField()
    schemes = models.CharField(max_length=200)  # the catalogues in use, comma separated
    default_limit = models.CharField(max_length=40)  # for a category without a condition row
    trial_until = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=0)  # moves with every change of the county's rules
    notice_zh = models.CharField(max_length=300, blank=True)
    notice_en = models.CharField(max_length=300, blank=True)


class Case(CountyRow):
    """One matter found at one place, followed until somebody has seen it settled."""

    number = models.CharField(max_length=40)
    category = models.CharField(max_length=80)
    condition = models.PositiveSmallIntegerField(null=True)
    street = models.CharField(max_length=24, blank=True)
    community = models.CharField(max_length=24, blank=True)
    grid = models.CharField(max_length=24, blank=True)
    unit = models.CharField(max_length=24)  # the lowest unit known; the county where nothing is
    plan = models.CharField(max_length=60, blank=True)
    plan_version = models.PositiveIntegerField(default=0)
    lon_e7 = models.BigIntegerField(null=True)
    lat_e7 = models.BigIntegerField(null=True)
    accuracy_m = models.PositiveIntegerField(default=0)
    cell = models.CharField(max_length=18, blank=True)
    located = models.CharField(max_length=12)
    candidates = models.CharField(max_length=200, blank=True)
    provisional = models.BooleanField(default=False)
    preset = models.CharField(max_length=40)
    preset_version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=20)
    wait_until = models.DateTimeField(null=True)
    department = models.CharField(max_length=40, blank=True)
    route = models.UUIDField(null=True)  # the routing row that decided
    channel = models.CharField(max_length=20)  # who found it: grid, resident, hotline, ...
    stream = models.CharField(max_length=40, blank=True)  # where history was imported from
    source_ref = models.CharField(max_length=80, null=True)  # noqa: DJ001 - null is never "already there"
    reported_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, blank=True)
    on_time = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField()  # the highest level reached: 5 grid ... 1 city
    bounces = models.PositiveSmallIntegerField(default=0)
    reworks = models.PositiveSmallIntegerField(default=0)
    trial = models.BooleanField(default=False)
    seq = models.PositiveIntegerField(default=0)
    chain = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "number", name="case_one_per_number"),
            models.UniqueConstraint("county", "stream", "source_ref", name="case_one_per_source"),
        ]
        # Every list is read by one of these, in its own order; the half on open cases stays small.
        indexes = [
            models.Index("county", F("reported_at").desc(), F("id").desc(), name="case_reported"),
            models.Index("county", "street", F("reported_at").desc(), F("id").desc(), name="case_street"),
            models.Index("county", "community", F("reported_at").desc(), F("id").desc(), name="case_community"),
            models.Index("county", "grid", F("reported_at").desc(), F("id").desc(), name="case_grid"),
            models.Index("county", "category", F("reported_at").desc(), F("id").desc(), name="case_category"),
            models.Index("county", "department", F("reported_at").desc(), F("id").desc(), name="case_department"),
            models.Index("county", F("solved_at").desc(), F("id").desc(), name="case_solved",
                         condition=Q(solved_at__isnull=False)),
            models.Index("county", "state", F("reported_at").desc(), F("id").desc(), name="case_state"),
            models.Index("county", "department", "community", F("reported_at").desc(), F("id").desc(),
                         name="case_department_community"),
            models.Index("county", "department", "category", F("reported_at").desc(), F("id").desc(),
                         name="case_department_category"),
            models.Index("county", "community", F("solved_at").desc(), F("id").desc(), name="case_community_solved",
                         condition=Q(solved_at__isnull=False)),
            models.Index("county", "category", F("solved_at").desc(), F("id").desc(), name="case_category_solved",
                         condition=Q(solved_at__isnull=False)),
            models.Index("county", "community", F("overdue_at").desc(), F("id").desc(), name="case_community_overdue",
                         condition=Q(overdue_at__isnull=False)),
            models.Index("county", "grid", F("overdue_at").desc(), F("id").desc(), name="case_grid_overdue",
                         condition=Q(overdue_at__isnull=False)),
            models.Index("county", "category", F("overdue_at").desc(), F("id").desc(), name="case_category_overdue",
                         condition=Q(overdue_at__isnull=False)),
            models.Index("county", F("ended_at").desc(), F("id").desc(), name="case_refused",
                         condition=Q(end="refused")),
            models.Index("county", "state", "wait_until", "id", name="case_open_state",
                         condition=Q(ended_at__isnull=True)),
            models.Index("county", "grid", F("solved_at").desc(), F("id").desc(), name="case_grid_solved",
                         condition=Q(solved_at__isnull=False)),
            models.Index("county", F("overdue_at").desc(), F("id").desc(), name="case_overdue",
                         condition=Q(overdue_at__isnull=False)),
            models.Index("county", "wait_until", "id", name="case_open",
                         condition=Q(ended_at__isnull=True)),
            models.Index("county", "street", "wait_until", "id", name="case_open_street",
                         condition=Q(ended_at__isnull=True)),
            models.Index("county", "community", "wait_until", "id", name="case_open_community",
                         condition=Q(ended_at__isnull=True)),
            models.Index("county", "grid", "wait_until", "id", name="case_open_grid",
                         condition=Q(ended_at__isnull=True)),
            models.Index("county", "department", "wait_until", "id", name="case_open_department",
                         condition=Q(ended_at__isnull=True)),
            models.Index("county", "cell", name="case_open_cell", condition=Q(ended_at__isnull=True)),
            models.Index("county", "due_at", name="case_to_fall_due",
                         condition=Q(ended_at__isnull=True, overdue_at__isnull=True, due_at__isnull=False)),
        ]  # fmt: skip


class CaseText(models.Model):
    """The words of one case, apart from its events, and what search finds it by."""

    id = models.BigAutoField(primary_key=True)  # newest last: search answers in this order
    county = models.CharField(max_length=16)
    case = models.UUIDField()
    words = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    salt = models.CharField(max_length=32)
    tokens = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "case", name="text_one_per_case")]


class Remark(CountyRow):
    """The words that came with an act: a reason, a result; the event holds their salted digest."""

    case = models.UUIDField()
    seq = models.PositiveIntegerField()
    words = models.TextField()
    salt = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint("county", "case", "seq", name="remark_one_per_event")]


class Photo(CountyRow):
    """A photo of a case, stored by the SHA-256 of its bytes."""

    case = models.UUIDField()
    seq = models.PositiveIntegerField()
    stage = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index("county", "case", name="photo_by_case")]


class Counter(models.Model):
    """One folded figure at one declared margin."""

    pk = models.CompositePrimaryKey("county", "place", "figure", "kind", "period", "bucket")
    county = models.CharField(max_length=16)
    place = models.CharField(max_length=24)
    figure = models.CharField(max_length=20)
    kind = models.CharField(max_length=80, blank=True)
    period = models.CharField(max_length=10, blank=True)
    bucket = models.SmallIntegerField()
    n = models.BigIntegerField()
