"""Acts that are counted say which kind of post did them, and whether in time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_filed")]
    operations = [
        migrations.AddField(
            "mark", "post", models.CharField(max_length=20, blank=True, default="", db_default="")
        ),
        migrations.AddField("mark", "in_time", models.BooleanField(null=True)),
    ]
