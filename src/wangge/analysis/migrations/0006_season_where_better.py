"""A look says whether it used the season, and how far off "as last week" was in steps of each series."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analysis", "0005_scaled_errors")]

    operations = [
        # The look kept so far used a season and was not scaled; the next one says both.
        migrations.AddField(
            "aheadlook", "naive_scaled_milli", models.BigIntegerField(default=0), preserve_default=False
        ),
        migrations.AddField(
            "aheadlook", "is_seasonal", models.BooleanField(default=True), preserve_default=False
        ),
    ]
