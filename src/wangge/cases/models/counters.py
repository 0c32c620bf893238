"""The folded figures: of a place, a value and a period one row, of a figure one column."""

from django.db import models

from wangge.rules.figures import Figure


class CounterRow(models.Model):
    """Every figure of one place, one value of one dimension and one period; most events change few such rows.

    It has a column for each `Figure`, so a new figure needs a migration and folding history again.
    """

    pk = models.CompositePrimaryKey("county", "place", "kind", "size", "period")
    county = models.CharField(max_length=16)
    place = models.CharField(max_length=24)
    kind = models.CharField(max_length=80, blank=True)
    size = models.SmallIntegerField()  # of the period as it is written: 0, 7 or 10; keeps days out of months
    period = models.CharField(max_length=10, blank=True)


for figure in Figure:
    CounterRow.add_to_class(figure.value, models.IntegerField(default=0, db_default=0))


class DurationCounter(models.Model):
    """How many solved cases of a place, a kind and a month took about so long."""

    pk = models.CompositePrimaryKey("county", "place", "kind", "period", "bucket")
    county = models.CharField(max_length=16)
    place = models.CharField(max_length=24)
    kind = models.CharField(max_length=80, blank=True)
    period = models.CharField(max_length=10, blank=True)
    bucket = models.SmallIntegerField()
    n = models.IntegerField()
