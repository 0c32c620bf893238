"""The rows by which a matter is classed, clocked, routed and checked."""

from django.db import models
from django.db.models import Q

from wangge.foundation.rows import CountyRow, DatedRow


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
    in_public = models.BooleanField(default=False)  # a kind of public space: may stand on public maps
    photo_reason = models.CharField(max_length=200, blank=True)  # why a photo is required; empty: it is not
    original_days = models.PositiveSmallIntegerField(
        null=True
    )  # unmasked originals expire after so many days
    admission = models.UUIDField(null=True)  # the admitted task that opened it; none for published standards
    until_on = models.DateField(null=True)  # from this day on it is no longer offered
    grade = models.CharField(max_length=40)


class LimitRow(DatedRow):
    """One condition of a category with its limit and closing condition; empty county = reference."""

    category = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()
    condition = models.CharField(max_length=200)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)
    season = models.CharField(max_length=40, blank=True)
    stage = models.CharField(
        max_length=40, blank=True
    )  # of a limit in stages: stop_work, penalty, demolition
    stage_order = models.PositiveSmallIntegerField(default=0)
    closing_condition = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "category", "number", "stage_order", "source",
                                    name="limit_one_per_condition", condition=Q(from_on__isnull=True)),
            models.UniqueConstraint("county", "category", "number", "stage_order", "source", "from_on",
                                    name="limit_one_per_day", condition=Q(from_on__isnull=False)),
        ]  # fmt: skip


class SeasonRow(DatedRow):
    """The days of a year in which a season-bound limit can run (种植季节); empty county = reference."""

    name = models.CharField(max_length=40)
    from_month = models.PositiveSmallIntegerField()
    from_day = models.PositiveSmallIntegerField()
    until_month = models.PositiveSmallIntegerField()  # the last day that belongs to it
    until_day = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "name", "from_month", "from_day", "source",
                                    name="season_one_per_span", condition=Q(from_on__isnull=True)),
        ]  # fmt: skip


class StepLimit(DatedRow):
    """A county's own limit of one step, in place of the preset's."""

    preset = models.CharField(max_length=40)
    state = models.CharField(max_length=20)
    category = models.CharField(max_length=80, default="*")
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=20)


class PowerRow(DatedRow):
    """One row of the 赋权清单: what a level may do about a category, and by which source."""

    order = models.PositiveIntegerField()
    category = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField()
    power = models.CharField(max_length=12)


class SampleRow(DatedRow):
    """How many in a thousand of a category's cases solved on the spot are checked by sample."""

    order = models.PositiveIntegerField()
    category = models.CharField(max_length=80)
    per_mille = models.PositiveSmallIntegerField()


class RoutingRow(DatedRow):
    """One routing row: this category in this territory goes to that department."""

    order = models.PositiveIntegerField()
    category = models.CharField(max_length=80)
    unit = models.CharField(max_length=24, blank=True)
    department = models.CharField(max_length=40)
    ruling = models.UUIDField(null=True)  # the case whose ruling made this row; it outlives a new table

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "order", "category", "unit", name="routing_one_per_order",
                                    condition=Q(ruling__isnull=True)),
            models.UniqueConstraint("county", "ruling", name="routing_one_per_ruling",
                                    condition=Q(ruling__isnull=False)),
        ]  # fmt: skip


class Preset(models.Model):
    """A published workflow table; its text never changes once loaded."""

    pk = models.CompositePrimaryKey("preset", "version")
    preset = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    table = models.TextField()


class PresetChoice(CountyRow):
    """From which day on a county's new cases go by which loop."""

    from_on = models.DateField()
    preset = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "from_on", name="preset_one_per_day")]


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
