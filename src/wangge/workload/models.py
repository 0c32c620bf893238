"""The rows of workload: what grids are asked for, by whom and on what ground; and what staff say about it."""

from django.db import models

from wangge.foundation.rows import CountyRow


class Task(CountyRow):
    """One thing asked of the grids of a unit: a class of matters or a form, with its admission."""

    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=40)  # that asks for it and owns it
    unit = models.CharField(max_length=24)  # all grids of this unit are asked
    basis = models.CharField(max_length=400, blank=True)
    purpose = models.CharField(max_length=400, blank=True)
    already = models.CharField(max_length=400, blank=True)  # which existing fields answer it already
    fields = models.TextField(blank=True)  # JSON: rules.admission.written_fields
    minutes = models.PositiveSmallIntegerField(default=0)  # of one filling-in, estimated
    rhythm = models.CharField(max_length=10, blank=True)
    code = models.CharField(max_length=60, blank=True)  # of a category in the scheme "local"
    area = models.CharField(max_length=60, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)  # from this day on it is not asked any more
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    asked_post = models.CharField(max_length=20, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_post = models.CharField(max_length=20, blank=True)
    decided_unit = models.CharField(max_length=24, blank=True)
    decision = models.CharField(max_length=400, blank=True)
    off_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index("county", "state", "asked_at", name="task_by_state")]


class Suggestion(CountyRow):
    """What somebody on the staff suggests or complains of (吐槽); an anonymous one names nobody anywhere."""

    account = models.UUIDField(null=True)
    post = models.CharField(max_length=20, blank=True)
    unit = models.CharField(max_length=24, blank=True)
    task = models.UUIDField(null=True)  # what it is about, where it is about a form
    words = models.TextField()
    salt = models.CharField(max_length=32)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_post = models.CharField(max_length=20, blank=True)
    answered_unit = models.CharField(max_length=24, blank=True)

    class Meta:
        indexes = [models.Index("county", "at", name="suggestion_newest")]


class SuggestionTerm(CountyRow):
    """Within how many working days a county answers what staff say, from a day on, by which paper."""

    from_on = models.DateField()
    working_days = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("county", "from_on", name="suggestion_term_one_per_day")]
