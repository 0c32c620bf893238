"""A watch keeps what its matter is, since a row of the table may speak of some kinds only."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_watch_of_a_row")]

    operations = [
        # What waits while this runs is told by rows that speak of every kind.
        migrations.AddField("watch", "kind", models.CharField(max_length=80, blank=True, default=""), preserve_default=False),
    ]
