"""When a matter came on file (立案) stands on its row; figures count it from this version on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_passing_on")]
    operations = [
        migrations.AddField("case", "filed_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "case",
            models.Index(
                models.F("county"), models.OrderBy(models.F("filed_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("filed_at__isnull", False)), name="case_filed",
            ),
        ),
    ]
