"""The rows of one matter, and of the rules by which it is classed, clocked and routed."""

from wangge.cases.models.counters import CounterRow, DurationCounter
from wangge.cases.models.matters import Case, CaseText, Remark
from wangge.cases.models.passing import EmergencyRoute, PassedOn
from wangge.cases.models.rulebook import (
    Category,
    LimitRow,
    PowerRow,
    Preset,
    PresetChoice,
    RoutingRow,
    SampleRow,
    SeasonRow,
    Setup,
    StepLimit,
)
from wangge.cases.models.sealing import Complained, Photo, SealedWords
from wangge.cases.models.steps import Assist, Check, Mark, Oversight, Voice

__all__ = [
    "Assist",
    "Case",
    "CaseText",
    "Category",
    "Check",
    "Complained",
    "CounterRow",
    "DurationCounter",
    "EmergencyRoute",
    "LimitRow",
    "Mark",
    "Oversight",
    "PassedOn",
    "Photo",
    "PowerRow",
    "Preset",
    "PresetChoice",
    "Remark",
    "RoutingRow",
    "SampleRow",
    "SealedWords",
    "SeasonRow",
    "Setup",
    "StepLimit",
    "Voice",
]
