"""How a forecast did is also told in steps of its series, and beside the same week last year."""

from django.db import migrations, models

COLUMNS = {
    "scaled_milli": models.BigIntegerField,
    "scaled_weeks": models.PositiveIntegerField,
    "year_weeks": models.PositiveIntegerField,
    "year_off_milli": models.BigIntegerField,
    "year_own_off_milli": models.BigIntegerField,
}


class Migration(migrations.Migration):
    dependencies = [("analysis", "0004_foretold")]

    operations = [
        # The look kept so far was not scaled; the next one is.
        migrations.AddField("aheadlook", name, column(default=0), preserve_default=False)
        for name, column in COLUMNS.items()
    ]
