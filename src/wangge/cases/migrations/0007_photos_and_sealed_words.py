"""Masked photos and their originals; the words before redaction; whom a case complains of."""

from django.db import migrations, models

import wangge.foundation.ids


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_clocks_and_counters")]
    operations = [
        migrations.CreateModel(
            name="Complained",
            fields=[
                ("id", models.UUIDField(default=wangge.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=16)),
                ("case", models.UUIDField()),
                ("department", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="SealedWords",
            fields=[
                ("id", models.UUIDField(default=wangge.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("county", models.CharField(max_length=16)),
                ("case", models.UUIDField()),
                ("words", models.TextField(blank=True)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("salt", models.CharField(max_length=32)),
            ],
        ),
        migrations.AddField("photo", "hidden", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.AddField("photo", "masked", models.CharField(blank=True, db_default="", default="", max_length=10)),
        migrations.AddField("photo", "original", models.CharField(blank=True, db_default="", default="", max_length=64)),
        migrations.AddField("photo", "original_until", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "photo",
            models.Index(models.F("original_until"), condition=models.Q(("original_until__isnull", False)), name="photo_to_expire"),
        ),
        migrations.AddIndex("photo", models.Index(models.F("county"), models.F("sha256"), name="photo_by_digest")),
        migrations.AddConstraint(
            "complained", models.UniqueConstraint(models.F("county"), models.F("case"), name="complained_one_per_case")
        ),
        migrations.AddConstraint(
            "sealedwords", models.UniqueConstraint(models.F("county"), models.F("case"), name="sealed_words_one_per_case")
        ),
    ]
