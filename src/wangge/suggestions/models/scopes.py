"""Which rows say where a measure should be felt, what was drawn to be looked at, and what came back?"""

from django.db import models
from django.db.models import F

from wangge.foundation.rows import CountyRow, DatedRow


class Scope(CountyRow):
    """Grids, kinds, target and day as the unit named them; a later one stands beside it, none is overwritten."""

    suggestion = models.UUIDField()
    department = models.CharField(max_length=40)
    units = models.TextField()  # codes, by a blank
    categories = models.TextField()  # keys, one a line: a key may hold a blank
    target = models.PositiveIntegerField()  # cases in the compared days, at most
    due_on = models.DateField()
    days = models.PositiveSmallIntegerField()  # how long the compared spans are
    post = models.UUIDField()
    named_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index("county", "suggestion", F("named_at").desc(), name="scope_by_paper")]


class FactsRule(DatedRow):
    """One number by which facts speak: days of the watch after a reply, cases that make a return, places drawn."""

    code = models.CharField(max_length=16)
    n = models.PositiveSmallIntegerField()
    rank = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint("county", "code", "from_on", name="facts_rule_one_per_day")]


class SiteCheck(CountyRow):
    """One on-site 核查 of a paper: drawn by lot, answered by the unit, concluded by the deputy alone."""

    suggestion = models.UUIDField()
    round_no = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    before = models.PositiveIntegerField(default=0)  # counts that disagreed with the grade
    after = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    seed = models.CharField(max_length=64, blank=True)
    frame = models.TextField(blank=True)  # what was drawn from: case ids in hex, by a blank
    people = models.TextField(blank=True)  # deputies that could be drawn, by a blank
    drawn_at = models.DateTimeField(null=True)
    drawn_post = models.UUIDField(null=True)
    said = models.TextField(blank=True)  # the unit's reply
    said_at = models.DateTimeField(null=True)
    said_by = models.CharField(max_length=40, blank=True)  # department
    conclusion = models.CharField(max_length=12, blank=True)
    concluded = models.TextField(blank=True)  # the deputy's words
    concluded_at = models.DateTimeField(null=True)
    deputy = models.UUIDField(null=True)  # who concluded

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "suggestion", "round_no", "cause", name="site_check_one_per_cause"
            )
        ]
        indexes = [models.Index("county", "state", name="site_check_by_state")]


class CheckMember(CountyRow):
    """A deputy who was drawn to look."""

    check_id = models.UUIDField()
    deputy = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "check_id", "deputy", name="check_member_once")]


class CheckPlace(CountyRow):
    """A case whose place was drawn, and what was seen there."""

    check_id = models.UUIDField()
    case = models.UUIDField()
    finding = models.CharField(max_length=12, blank=True)
    words = models.CharField(max_length=300, blank=True)
    deputy = models.UUIDField(null=True)  # who looked
    found_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("county", "check_id", "case", name="check_place_once")]


class ReturnOffer(CountyRow):
    """The same kind came back after a reply of "solved": offered to the deputy, who decides."""

    suggestion = models.UUIDField()
    round_no = models.PositiveSmallIntegerField()
    cases = models.TextField()  # ids in hex, by a blank
    days = models.PositiveSmallIntegerField()  # of the watch, by the rule of the day
    offered_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    is_taken = models.BooleanField(default=False)
    new_round = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "suggestion", "round_no", name="return_offer_one_per_round")
        ]
