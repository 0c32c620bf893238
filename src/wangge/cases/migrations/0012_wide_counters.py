"""Counters become rows with a column for each figure; the worker folds all events anew after the upgrade.

Until it has caught up, pages say for which moment their figures are true.
"""

from django.db import migrations, models

KEY = [
    ("county", models.CharField(max_length=16)),
    ("place", models.CharField(max_length=24)),
    ("kind", models.CharField(max_length=80, blank=True)),
]
FIGURES = [
    "found",
    "filed",
    "solved",
    "settled",
    "ended",
    "refused",
    "not_solved",
    "void",
    "duplicate",
    "advised",
    "reopened",
    "reopened_30",
    "went_up",
    "up_no_power",
    "up_no_money",
    "up_no_people",
    "up_no_means",
    "up_across",
    "on_time",
    "overdue",
    "in_grid",
    "in_community",
    "in_street",
    "found_solved",
    "found_in_grid",
    "found_in_community",
    "found_in_street",
    "open",
    "late",
    "no_point",
    "trial",
]


def _key(*columns: str) -> tuple[str, models.CompositePrimaryKey]:
    return "pk", models.CompositePrimaryKey(
        *columns, blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_steps"), ("foundation", "0002_what_a_person_began")]
    operations = [
        migrations.CreateModel("CounterRow", [
            _key("county", "place", "kind", "size", "period"),
            *KEY,
            ("size", models.SmallIntegerField()),
            ("period", models.CharField(max_length=10, blank=True)),
            *[(figure, models.IntegerField(default=0, db_default=0)) for figure in FIGURES],
        ]),
        migrations.CreateModel("DurationCounter", [
            _key("county", "place", "kind", "period", "bucket"),
            *KEY,
            ("period", models.CharField(max_length=10, blank=True)),
            ("bucket", models.SmallIntegerField()),
            ("n", models.IntegerField()),
        ]),
        migrations.DeleteModel("Counter"),
        migrations.RunSQL("UPDATE foundation_cursor SET position = 0 WHERE consumer = 'figures'", ""),
    ]  # fmt: skip
