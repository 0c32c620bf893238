"""Which rows keep clusters of cases, what a paper was founded on, and what each reporter was told of it?"""

from django.db import models
from django.db.models import F

from wangge.foundation.rows import CountyRow, DatedRow


class ClusterRule(DatedRow):
    """From how many cases within which days and metres on a cause makes a cluster."""

    cause = models.CharField(max_length=8)
    times = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    metres = models.PositiveSmallIntegerField()
    rank = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint("county", "cause", "from_on", name="cluster_rule_one_per_day")]


class ClusterLook(CountyRow):
    """One search for clusters."""

    until = models.DateField()  # the first day that was not looked at
    at = models.DateTimeField()
    as_of = models.BigIntegerField()  # position in the county's order
    counted = models.PositiveIntegerField()
    found = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index("county", F("at").desc(), name="cluster_look_newest")]


class Cluster(CountyRow):
    """One place and kind at which cases repeat or stay unsolved, by one version of a rule."""

    look = models.UUIDField()
    cause = models.CharField(max_length=8)
    category = models.CharField(max_length=80)
    unit = models.CharField(max_length=24)  # in which most of them lie
    path = models.CharField(max_length=120)  # codes from the county down, by a blank
    lon_e7 = models.BigIntegerField(null=True)
    lat_e7 = models.BigIntegerField(null=True)
    n = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    cases = models.TextField()  # ids in hex, sorted, by a blank
    checksum = models.CharField(max_length=64)
    times = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    metres = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200, blank=True)  # of the rule; empty: our assumption

    class Meta:
        indexes = [
            models.Index("county", "look", F("n").desc(), name="cluster_by_look"),
            models.Index("county", "unit", "category", name="cluster_by_place"),
        ]


class Exhibit(CountyRow):
    """What a paper was founded on, frozen: the ids of the cases and their SHA-256."""

    suggestion = models.UUIDField()
    cluster = models.UUIDField(null=True)
    category = models.CharField(max_length=80)
    unit = models.CharField(max_length=24)
    cases = models.TextField()  # ids in hex, sorted, by a blank
    checksum = models.CharField(max_length=64)
    as_of = models.BigIntegerField()
    at = models.DateTimeField()
    post = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "suggestion", name="exhibit_one_per_paper")]


class ExhibitLine(CountyRow):
    """One case of an exhibit as it stood when it was frozen, in columns that anybody may read."""

    exhibit = models.UUIDField()
    case = models.UUIDField()
    number = models.CharField(max_length=40)
    category = models.CharField(max_length=80)
    unit = models.CharField(max_length=24)
    lon_e7 = models.BigIntegerField(null=True)
    lat_e7 = models.BigIntegerField(null=True)
    reported_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    bounces = models.PositiveSmallIntegerField()
    reopens = models.PositiveSmallIntegerField()
    reports = models.PositiveIntegerField()  # how often it was told of
    tried = models.CharField(max_length=400, blank=True)  # departments in order, by a blank
    photos = models.CharField(max_length=700, blank=True)  # digests of masked copies, by a blank

    class Meta:
        constraints = [models.UniqueConstraint("county", "exhibit", "case", name="exhibit_line_one_per_case")]
        indexes = [models.Index("county", "case", name="exhibit_line_by_case")]


class ChainTurn(CountyRow):
    """One turn of a paper, told once to whoever reported a case that it is founded on."""

    case = models.UUIDField()
    suggestion = models.UUIDField()
    turn = models.CharField(max_length=12)
    round_no = models.PositiveSmallIntegerField(default=0)
    mark = models.UUIDField()  # what turned: a reply, a commitment, a check, or the paper itself
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "case", "suggestion", "turn", "round_no", "mark", name="chain_turn_once"
            )
        ]
        indexes = [models.Index("county", "case", "at", name="chain_turn_by_case")]
