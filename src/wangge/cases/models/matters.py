"""The rows of one matter: what it is, what was said, what was seen."""

from django.db import models
from django.db.models import F, Q

from wangge.foundation.rows import CountyRow


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
    # The unit of territory that has it in hand (块); empty once it left the block.
    holder = models.CharField(max_length=24, blank=True, default="", db_default="")
    wait_until = models.DateTimeField(null=True)
    department = models.CharField(max_length=40, blank=True)
    route = models.UUIDField(null=True)  # the routing row that decided
    channel = models.CharField(max_length=20)  # who found it: grid, resident, hotline, ...
    stream = models.CharField(max_length=40, blank=True)  # where history was imported from
    source_ref = models.CharField(max_length=80, null=True)  # noqa: DJ001 - null is never "already there"
    reported_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # the resident's clock: it never starts again
    unit_due_at = models.DateTimeField(null=True)  # the department's clock, from its own dispatch
    limit = models.CharField(
        max_length=60, blank=True, default="", db_default=""
    )  # what its running clock was given
    paused_at = models.DateTimeField(null=True)
    stage = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # of a limit in stages: 停工, 处罚, 拆除
    filed_at = models.DateTimeField(null=True)  # 立案: first on file
    dispatched_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, blank=True)
    on_time = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField()  # the highest level reached: 5 grid ... 1 city
    danger = models.BooleanField(
        default=False, db_default=False
    )  # 紧急工作时: made safe first, whoever answers for it
    safe_at = models.DateTimeField(null=True)
    ruled = models.BooleanField(
        default=False, db_default=False
    )  # a ruling named the department: it may not return it
    up_cause = models.CharField(max_length=12, blank=True, default="", db_default="")  # why it first went up
    up_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)  # first reopened
    verified = models.CharField(max_length=12, blank=True, default="", db_default="")
    check_by = models.UUIDField(null=True)  # the account that was named to check it
    overseen_until = models.DateTimeField(null=True)
    parent = models.UUIDField(null=True)  # of a part: the whole; of a duplicate: the case that goes on
    is_part = models.BooleanField(default=False, db_default=False)  # counted with its whole, never by itself
    asset = models.UUIDField(null=True)  # the thing (部件) that it is about
    # Who decided whose it is: the thing's maintainer, owner or authority, or the territory.
    owner_by = models.CharField(max_length=12, blank=True, default="", db_default="")
    voices = models.PositiveIntegerField(default=0, db_default=0)  # how many others saw it, too
    bounces = models.PositiveSmallIntegerField(default=0)
    returns = models.PositiveSmallIntegerField(default=0, db_default=0)  # returns asked for
    reworks = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0, db_default=0)
    deferrals = models.PositiveSmallIntegerField(default=0, db_default=0)
    hangs = models.PositiveSmallIntegerField(default=0, db_default=0)
    reopens = models.PositiveSmallIntegerField(default=0, db_default=0)
    reminders = models.PositiveSmallIntegerField(default=0, db_default=0)
    reassigns = models.PositiveSmallIntegerField(default=0, db_default=0)
    verifies = models.PositiveSmallIntegerField(default=0, db_default=0)
    ups = models.PositiveSmallIntegerField(default=0, db_default=0)
    downs = models.PositiveSmallIntegerField(default=0, db_default=0)
    pleas = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # extensions, deferrals and the like asked for
    disputes = models.PositiveSmallIntegerField(default=0, db_default=0)
    solved_level = models.PositiveSmallIntegerField(null=True)  # the highest level reached when first solved
    reopened_in_days = models.PositiveSmallIntegerField(null=True)  # after its first solution
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
            models.Index("county", F("filed_at").desc(), F("id").desc(), name="case_filed",
                         condition=Q(filed_at__isnull=False)),
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
            models.Index("county", "cell", "ended_at", name="case_ended_cell",
                         condition=Q(ended_at__isnull=False)),
            models.Index("county", "holder", "wait_until", "id", name="case_open_holder",
                         condition=Q(ended_at__isnull=True) & ~Q(holder="")),
            models.Index("county", "check_by", "wait_until", "id", name="case_open_check",
                         condition=Q(ended_at__isnull=True, check_by__isnull=False)),
            models.Index("county", "parent", name="case_parent", condition=Q(parent__isnull=False)),
            models.Index("county", F("up_at").desc(), F("id").desc(), name="case_up",
                         condition=Q(up_at__isnull=False)),
            models.Index("county", F("reopened_at").desc(), F("id").desc(), name="case_reopened",
                         condition=Q(reopened_at__isnull=False)),
            models.Index("county", "overseen_until", "id", name="case_overseen",
                         condition=Q(overseen_until__isnull=False)),
            models.Index("county", "asset", F("reported_at").desc(), name="case_asset",
                         condition=Q(asset__isnull=False)),
            models.Index("county", "due_at", name="case_to_fall_due",
                         condition=Q(ended_at__isnull=True, overdue_at__isnull=True, due_at__isnull=False)),
        ]  # fmt: skip


class CaseText(models.Model):
    """The words of one case, apart from its events, and what search finds it by."""

    words_may_go = True

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

    words_may_go = True

    case = models.UUIDField()
    seq = models.PositiveIntegerField()
    words = models.TextField()
    salt = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint("county", "case", "seq", name="remark_one_per_event")]
