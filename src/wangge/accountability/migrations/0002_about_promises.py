"""A notice is about a case or about a promise."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accountability", "0001_first")]

    operations = [
        migrations.RemoveConstraint("notice", "notice_one_per_rule_and_case"),
        migrations.RenameField("notice", "case", "subject"),
        migrations.AddConstraint(
            "notice", models.UniqueConstraint("county", "rule", "subject", name="notice_once_per_rule")
        ),
    ]
