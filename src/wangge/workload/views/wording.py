"""How are states, rhythms, kinds and minutes worded on pages?"""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.rules.admission import Rhythm, TaskKind, TaskState

STATES: Mapping[TaskState, "str | Promise"] = {
    TaskState.ASKED: _("waits for a decision"),
    TaskState.ADMITTED: _("admitted"),
    TaskState.DECLINED: _("declined"),
    TaskState.IN_USE: _("in use, never admitted"),
    TaskState.OFF: _("switched off"),
}
RHYTHMS: Mapping[Rhythm, "str | Promise"] = {
    Rhythm.DAILY: _("every working day"),
    Rhythm.WEEKLY: _("every week"),
    Rhythm.MONTHLY: _("every month"),
    Rhythm.QUARTERLY: _("every quarter"),
    Rhythm.YEARLY: _("every year"),
}
KINDS: Mapping[TaskKind, "str | Promise"] = {
    TaskKind.FORM: _("Form"),
    TaskKind.CATEGORY: _("Class of matters"),
}


def in_minutes(length: Fraction) -> str:
    """Write minutes a week with one decimal where they are not whole, half up."""
    tenths = int(length * 10 + Fraction(1, 2))
    return f"{tenths // 10:,}" if tenths % 10 == 0 else f"{tenths / 10:,.1f}"
