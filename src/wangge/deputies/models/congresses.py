"""Which rows say what congresses there are, in which terms, and how their seats are given?"""

from django.db import models
from django.db.models import Q

from wangge.foundation.rows import CountyRow


class Congress(CountyRow):
    """One people's congress, by the code of its area; a city's stands in every county that its deputies serve."""

    area = models.CharField(max_length=12)
    level = models.CharField(max_length=10)
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint("county", "area", name="congress_one_per_area")]


class Term(CountyRow):
    """One term (届) of a congress."""

    congress = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "congress", "number", name="term_one_per_number"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=models.F("from_on")),
                name="congress_term_has_days",
            ),
        ]


class Constituency(CountyRow):
    """One 选区, or the congress below that elects (选举单位), in one term."""

    congress = models.UUIDField()
    term = models.UUIDField()
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=80)
    basis = models.CharField(max_length=12)
    seats = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "constituencies"
        constraints = [models.UniqueConstraint("county", "term", "code", name="constituency_one_per_code")]


class ConstituencyUnit(CountyRow):
    """A unit of territory of a residential 选区, or a work unit's name, from day to day."""

    constituency = models.UUIDField()
    unit = models.CharField(max_length=24, blank=True)
    work_unit = models.CharField(max_length=120, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index("county", "constituency", name="unit_of_constituency"),
            models.Index("county", "unit", name="constituency_of_unit"),
        ]
