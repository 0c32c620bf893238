"""The rows of who works here, in which post, and in which hours."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from wangge.foundation.rows import CountyRow


class Account(CountyRow, AbstractBaseUser):
    """One person who may log in. What the person may do follows from posts, never from the account.

    Accounts are few and are looked up by login before any county is known, so `login` is
    unique everywhere: on a distributed database this is a reference table.
    """

    login = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    language = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # invented; may be told on the log-in page
    epoch = models.PositiveIntegerField(default=0)  # sessions of an earlier epoch are over
    # Log-ins are not kept: when a person was online is nobody's figure.
    last_login = None

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class LogInFailure(models.Model):
    """Failed log-ins in a row under one login, whether an account bears it or not."""

    slot = models.PositiveIntegerField(primary_key=True)
    failures = models.PositiveSmallIntegerField()
    failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)


class Department(CountyRow):
    """A department (条) that handles matters in one unit of territory."""

    code = models.CharField(max_length=32)
    name = models.CharField(max_length=64)
    unit = models.CharField(max_length=32)
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("county", "code", name="department_one_per_code")]


class Post(CountyRow):
    """One appointment of one person, from the first day until the day before `until_on`."""

    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    unit = models.CharField(max_length=32)
    department = models.CharField(max_length=32, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gt=models.F("from_on")),
                name="post_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index("county", "unit", name="post_by_unit"),
            models.Index("county", "department", name="post_by_department"),
        ]


class DutyPhone(CountyRow):
    """A published telephone of a unit's duty desk or of a department, with its source; never a person's own."""

    unit = models.CharField(max_length=32, blank=True)
    department = models.CharField(max_length=32, blank=True)
    number = models.CharField(max_length=24)
    source = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "unit", "department", "from_on", name="duty_phone_one_from"),
            models.CheckConstraint(
                condition=models.Q(unit="") ^ models.Q(department=""), name="duty_phone_of_one"
            ),
        ]


class CalendarYear(models.Model):
    """A year whose day list is known; a year without such a row is refused, never guessed."""

    pk = models.CompositePrimaryKey("calendar", "year")
    calendar = models.CharField(max_length=32)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()


class CalendarDay(models.Model):
    """A day that differs from the plain week: a holiday, or a weekend day worked instead (调休)."""

    pk = models.CompositePrimaryKey("calendar", "day")
    calendar = models.CharField(max_length=32)
    day = models.DateField()
    is_off = models.BooleanField()
    name = models.CharField(max_length=64)
    notice_year = models.PositiveSmallIntegerField()  # a notice may list days of the year before


class OfficeHours(CountyRow):
    """The office hours, day list and local clock of a county, from one day on."""

    calendar = models.CharField(max_length=32)
    zone = models.CharField(max_length=40)
    hours = models.CharField(max_length=100)  # "08:00-12:00,14:00-18:00"
    from_on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("county", "from_on", name="office_hours_one_from")]


class DutyRule(CountyRow):
    """What a county says about duty from one day on: quiet hours, and which posts draw up, approve, declare."""

    quiet = models.CharField(max_length=20)  # "21:00-07:00"
    drawn_by = models.CharField(max_length=200)  # kinds of post, with spaces between
    approved_by = models.CharField(max_length=200, blank=True)  # empty: the two agree between themselves
    declared_by = models.CharField(max_length=200)
    emergency_hours = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("county", "from_on", name="duty_rule_one_from")]


class Shift(CountyRow):
    """One post on duty for a unit, from one moment until another."""

    unit = models.CharField(max_length=32)
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint("county", "post", "from_at", name="shift_one_from"),
            models.CheckConstraint(
                condition=models.Q(until_at__gt=models.F("from_at")), name="shift_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index("county", "unit", "until_at", name="shift_by_unit")]


class ShiftPattern(CountyRow):
    """A weekly turn from which dated shifts are made."""

    unit = models.CharField(max_length=32)
    post = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    since = models.TimeField()  # by the local clock; from 20:00 until 08:00 runs over midnight
    until = models.TimeField()
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "county", "post", "weekday", "since", "from_on", name="shift_pattern_one_from"
            )
        ]


class Swap(CountyRow):
    """One asks another to take a shift, maybe for one of the other's; kept whatever came of it."""

    shift = models.ForeignKey("people.Shift", on_delete=models.PROTECT, related_name="+")
    in_return = models.ForeignKey("people.Shift", on_delete=models.PROTECT, related_name="+", null=True)
    asked_by = models.UUIDField()  # posts
    asked_of = models.UUIDField()
    state = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "shift"],
                condition=models.Q(state__in=["asked", "accepted"]),
                name="swap_one_open_per_shift",
            )
        ]
        indexes = [models.Index("county", "state", name="swap_by_state")]


class Emergency(CountyRow):
    """An emergency of a unit: who declared it, why, until when. It is over at `until_at`, whoever runs or not."""

    unit = models.CharField(max_length=32)
    reason = models.CharField(max_length=500)
    declared_by = models.UUIDField()  # posts
    since = models.DateTimeField()
    until_at = models.DateTimeField()
    extensions = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)  # none: its time was over

    class Meta:
        indexes = [models.Index("county", "ended_at", "until_at", name="emergency_in_force")]
