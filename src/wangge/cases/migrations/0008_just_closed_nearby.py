"""Cases that ended lately are found by their place, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_photos_and_sealed_words")]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                models.F("county"), models.F("cell"), models.F("ended_at"),
                condition=models.Q(("ended_at__isnull", False)), name="case_ended_cell",
            ),
        ),
    ]
