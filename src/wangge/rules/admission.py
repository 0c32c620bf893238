"""May the grids be asked for this? What a wish for a new category or form must bring, and what it may never ask.

事项准入: owner department, legal basis, purpose, end date and the fields that answer it already (field-practice.md 1;
standards.md 7). A number of reports is never set as a minimum: found means found.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from wangge.rules.errors import Refused


class TaskKind(StrEnum):
    """What is asked for: a new class of matters, or a form that grids fill in."""

    CATEGORY = "category"
    FORM = "form"


class TaskState(StrEnum):
    """Where a task stands; `in_use` was there before the gate and was never admitted."""

    ASKED = "asked"
    ADMITTED = "admitted"
    DECLINED = "declined"
    IN_USE = "in_use"
    OFF = "off"


class Rhythm(StrEnum):
    """How often a form comes back."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


# A daily form comes on working days: 250 a year is our assumption.
TIMES_A_YEAR: Mapping[Rhythm, int] = {
    Rhythm.DAILY: 250, Rhythm.WEEKLY: 52, Rhythm.MONTHLY: 12, Rhythm.QUARTERLY: 4, Rhythm.YEARLY: 1,
}  # fmt: skip
WEEKS_A_YEAR = 52
MINUTES_MOST = 600  # of one filling-in; our assumption
FIELDS_MOST = 60
FIELD_KINDS = frozenset({"text", "choice", "number", "date", "point"})
FIELD_KEYS = frozenset({"label", "kind", "held"})

_COUNTED = "件|条|处|起|个|次|户|篇|张|宗|例|人次"
_NUMBER = r"[\d一二两三四五六七八九十百]+"
_QUOTA = re.compile(
    rf"(?:不少于|不低于|不得少于|不得低于|至少|最少|最低|保底|须达到|完成)[^，。；]{{0,4}}?{_NUMBER}\s*(?:{_COUNTED})"
    rf"|每(?:人|网格|社区|日|天|周|月|季度?|年)[^，。；]{{0,8}}?{_NUMBER}\s*(?:{_COUNTED})(?:以上|起)"
    r"|\b(?:at least|no fewer than|not less than|minimum(?: of)?)\s+\d+",
    re.IGNORECASE,
)
_QUOTA_KEY = re.compile(r"^(?:min|minimum|least|quota|target|at_least)(?:_|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing that a form asks; `held` names what the system holds that answers it already."""

    label: str
    kind: str = "text"
    held: str = ""


@dataclass(frozen=True, slots=True)
class HeldField:
    """One thing that the system holds already, and the words by which people ask for it."""

    key: str
    zh: str
    en: str
    words: tuple[str, ...]

    def name(self, language: str) -> str:
        """Return its name in a language."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants the grids to be asked."""

    kind: TaskKind
    title: str
    department: str
    basis: str
    purpose: str
    until_on: date | None
    already: str  # in words: which existing fields answer this already
    unit: str
    fields: tuple[FormField, ...] = ()
    minutes: int = 0
    rhythm: Rhythm = Rhythm.MONTHLY
    code: str = ""  # of a category
    area: str = ""
    title_en: str = ""


def check_wish(wish: Wish, *, today: date) -> None:
    """Refuse a wish that does not say everything the gate needs, naming the first field.

    Refuses `admission.missing`, `admission.past_end`, `admission.minutes`, `admission.quota`.
    """
    needed = ["title", "department", "basis", "purpose", "already", "unit"]
    needed += ["code", "area"] if wish.kind is TaskKind.CATEGORY else []
    for name in needed:
        if not getattr(wish, name).strip():
            raise Refused("admission.missing", field=name)
    if wish.until_on is None:
        raise Refused("admission.missing", field="until_on")
    if wish.until_on <= today:
        raise Refused("admission.past_end", field="until_on", day=wish.until_on.isoformat())
    if wish.kind is TaskKind.FORM:
        if not wish.fields:
            raise Refused("admission.missing", field="fields")
        if not 1 <= wish.minutes <= MINUTES_MOST:
            raise Refused("admission.minutes", field="minutes", limit=MINUTES_MOST)
    for name in ("title", "title_en", "purpose", "area"):
        refuse_quota(name, getattr(wish, name))
    for one in wish.fields:
        refuse_quota("fields", one.label)


def refuse_quota(field: str, text: str) -> None:
    """Refuse `admission.quota` where words set a number of reports as a minimum, wherever they stand."""
    if found := _QUOTA.search(text):
        raise Refused("admission.quota", field=field, words=found.group(0))


def refuse_quota_keys(field: str, definition: object) -> None:
    """Refuse `admission.quota` where a definition, at any depth, has a key that sets a minimum."""
    if isinstance(definition, Mapping):
        for key, value in definition.items():
            if _QUOTA_KEY.match(str(key)):
                raise Refused("admission.quota", field=field, words=str(key)[:40])
            refuse_quota_keys(field, value)
    elif isinstance(definition, Sequence) and not isinstance(definition, str):
        for one in definition:
            refuse_quota_keys(field, one)


def read_fields(text: str) -> tuple[FormField, ...]:
    """Read what a form asks: a JSON list of {label, kind, held}, or one label a line.

    Refuses `admission.bad_field` with the row, `admission.quota` for a minimum.
    """
    written = text.strip()
    if not written.startswith("["):
        labels = [line.strip() for line in written.splitlines() if line.strip()]
        return _checked([FormField(label) for label in labels])
    try:
        rows = json.loads(written)
    except ValueError as fault:
        raise Refused("admission.bad_field", field="fields", row=1) from fault
    refuse_quota_keys("fields", rows)
    fields = []
    for number, row in enumerate(rows, 1):
        if (
            not isinstance(row, dict)
            or set(row) - FIELD_KEYS
            or not all(isinstance(v, str) for v in row.values())
        ):
            raise Refused("admission.bad_field", field="fields", row=number)
        fields.append(FormField(row.get("label", "").strip(), row.get("kind", "text"), row.get("held", "")))
    return _checked(fields)


def written_fields(fields: Iterable[FormField]) -> str:
    """Write fields as the JSON that `read_fields` reads."""
    return json.dumps(
        [{"label": one.label, "kind": one.kind, "held": one.held} for one in fields], ensure_ascii=False
    )


def likely_held(label: str, table: Iterable[HeldField]) -> list[HeldField]:
    """Return what is held that may answer a field: one that shares a word with its label."""
    low = label.lower()
    return [one for one in table if any(word in low for word in one.words)]


def weekly_minutes(minutes: int, rhythm: Rhythm) -> Fraction:
    """Return how many minutes a week a form costs whoever fills it in."""
    return Fraction(minutes * TIMES_A_YEAR[rhythm], WEEKS_A_YEAR)


def _checked(fields: Sequence[FormField]) -> tuple[FormField, ...]:
    if len(fields) > FIELDS_MOST:
        raise Refused("admission.bad_field", field="fields", row=FIELDS_MOST + 1)
    for number, one in enumerate(fields, 1):
        if not one.label or len(one.label) > 80 or one.kind not in FIELD_KINDS:
            raise Refused("admission.bad_field", field="fields", row=number)
    return tuple(fields)
