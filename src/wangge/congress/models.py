"""Which rows does the standing committee's work keep?"""

from django.db import models
from django.db.models import F, Q

from wangge.foundation.rows import CountyRow, DatedRow, FileRow


class ClockRow(DatedRow):
    """By when a step of one kind of work is due, with the rank of the rule that says so."""

    kind = models.CharField(max_length=20)
    step = models.CharField(max_length=12)
    hangs_on = models.CharField(max_length=12)
    n = models.SmallIntegerField()
    unit = models.CharField(max_length=12)
    rank = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "kind", "step", "source", name="congress_clock_one_per_source")
        ]


class Activity(CountyRow):
    """One piece of work of a standing committee: what is looked at, at which unit, by which days."""

    congress = models.CharField(max_length=12)  # area code of the congress (deputies)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    about = models.TextField(blank=True)  # what is asked, of the year's plan
    department = models.CharField(max_length=40)  # the unit concerned
    begins_on = models.DateField(null=True)  # on-site work
    meeting_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    verdict = models.CharField(max_length=16, blank=True)  # of the follow-up

    class Meta:
        indexes = [models.Index("county", F("opened_at").desc(), name="activity_newest")]


class StepDone(CountyRow):
    """One step that was done, with the words that belong to it (report, opinion, answer, conclusion)."""

    activity = models.UUIDField()
    step = models.CharField(max_length=12)
    on = models.DateField()
    words = models.TextField(blank=True)
    paper = models.CharField(max_length=60, blank=True)  # 文号: number of the paper that was sent
    post = models.UUIDField()
    post_kind = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "activity", "step", name="step_once_per_activity")]


class TeamMember(CountyRow):
    """One deputy on the team of an activity."""

    activity = models.UUIDField()
    deputy = models.UUIDField()
    leads = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint("county", "activity", "deputy", name="team_member_once")]


class Draw(CountyRow):
    """A frame fixed first, and the seed that drew from it afterwards; none is ever changed or removed."""

    activity = models.UUIDField()
    round = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200, blank=True)  # why drawn again; empty for the first
    since_on = models.DateField()
    until_on = models.DateField()
    unit = models.CharField(max_length=24)
    kinds = models.TextField(blank=True)  # categories, separated by spaces; none: all that may be shown
    frame = models.TextField()  # rules.sampling.frame_text
    digest = models.CharField(max_length=64)  # of the frame
    n = models.PositiveSmallIntegerField()
    framed_at = models.DateTimeField()
    seed = models.CharField(max_length=80, blank=True)
    seed_source = models.CharField(max_length=200, blank=True)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "activity", "round", name="draw_one_per_round")]


class Site(CountyRow):
    """One place to be looked at: a closed case or a basic grid without a round; drawn or named."""

    activity = models.UUIDField()
    draw = models.UUIDField(null=True)  # none: named by somebody, never counted in the sample
    order = models.PositiveSmallIntegerField()
    stratum = models.CharField(max_length=40, blank=True)
    case = models.UUIDField(null=True)
    unit = models.CharField(max_length=24, blank=True)
    place = models.CharField(max_length=120, blank=True)
    finding = models.CharField(max_length=16, blank=True)
    said = models.TextField(blank=True)
    found_on = models.DateField(null=True)
    found_by = models.UUIDField(null=True)  # deputy or clerk's post

    class Meta:
        constraints = [models.UniqueConstraint("county", "activity", "order", name="site_order_once")]


class StepFile(FileRow):
    """One file that goes with a step that was done, or with a place that was looked at."""

    activity = models.UUIDField()
    step = models.CharField(max_length=12, blank=True)
    site = models.UUIDField(null=True)  # none: it goes with the step
    post = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "activity", "step", "sha256", condition=Q(site=None), name="step_file_once"
            ),
            models.UniqueConstraint("county", "site", "sha256", name="step_file_once_per_site"),
        ]
        indexes = [models.Index("county", "activity", name="step_file_by_activity")]
