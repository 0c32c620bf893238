"""Whose fragment stands on whose page? The whole list."""

from collections.abc import Mapping, Sequence

from wangge.foundation.slots import Fragment
from wangge.reporters.views.contact import door_to_reporter
from wangge.reporters.views.hotline_order import orders_of_case
from wangge.reporters.views.pleas import pleas_waiting

SLOTS: Mapping[str, Sequence[Fragment]] = {
    "case": (door_to_reporter, orders_of_case),
    "mine": (pleas_waiting,),
}
