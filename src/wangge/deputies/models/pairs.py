"""Which rows say who keeps in touch with whom, and which turns part-time committee members take? No voter's name."""

from django.db import models
from django.db.models import Q

from wangge.foundation.rows import CountyRow, DatedRow


class Tie(CountyRow):
    """A standing contact: of a committee member with a deputy, or of a deputy with so many voters."""

    kind = models.CharField(max_length=16)
    holder = models.UUIDField()  # who must keep it up: a deputy
    deputy = models.UUIDField(null=True)  # the other end, where it is a deputy
    voters = models.PositiveSmallIntegerField(default=0)  # how many, never who
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="member_deputy", deputy__isnull=False, voters=0)
                | Q(kind="deputy_voters", deputy__isnull=True, voters__gt=0),
                name="tie_has_another_end",
            ),
        ]
        indexes = [models.Index("county", "holder", name="tie_of_holder")]


class TieContact(CountyRow):
    """One contact on a day; when and how, never what about."""

    tie = models.UUIDField()
    on = models.DateField()
    way = models.CharField(max_length=8)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "tie", "on", "way", name="tie_contact_once")]


class TieRule(DatedRow):
    """How many a holder must keep in touch with, and how often in a year."""

    congress = models.UUIDField()
    kind = models.CharField(max_length=16)
    least = models.PositiveSmallIntegerField()
    a_year = models.PositiveSmallIntegerField()
    rank = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint("county", "congress", "kind", "from_on", name="tie_rule_from")]


class CommitteeTurn(CountyRow):
    """The days on which a part-time member (兼职委员) works for the committee, and on what."""

    deputy = models.UUIDField()
    from_on = models.DateField()
    until_on = models.DateField()  # the first day after
    task = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=models.F("from_on")), name="turn_has_days"),
        ]
        indexes = [models.Index("county", "from_on", name="turn_by_day")]
