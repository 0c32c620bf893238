"""A watch names its row of the table; until now it kept a part of the row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_notices")]

    operations = [
        migrations.RemoveField(model_name="watch", name="means"),
        # What waits while this runs is told by the first step of the packaged table's chain.
        migrations.AddField(
            model_name="watch",
            name="after_hours",
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
    ]
