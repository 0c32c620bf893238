"""Which questions of an inspection form are open now, and what is wrong with its answers?

A form is data: fields in order, each with conditions over the answers of others. The phone decides the same in
static/field/form_rules.js; tests/field/form_cases.json holds what both must say.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from wangge.rules.errors import Refused

# Our assumptions, in force where a field says nothing: what a thumb writes, what a phone carries.
TEXT_MOST, PHOTOS_MOST = 500, 4
NUMBER_MOST = 1e15  # above it a browser no longer counts in whole steps
DEEPEST = 6  # conditions in conditions
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
SHA256 = re.compile(r"[0-9a-f]{64}")
BLANKS = " \t\n\r\u00a0\u3000"
DECLARED = frozenset({"EPSG:4326", "EPSG:4490"})

Answers = Mapping[str, Any]
Condition = Mapping[str, Any]


class FieldKind(StrEnum):
    """What an answer is."""

    YES_NO = "yesno"
    CHOICE = "choice"
    MANY = "many"
    NUMBER = "number"
    TEXT = "text"
    PHOTO = "photo"
    DATE = "date"
    PLACE = "place"


class Wrong(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    NOT_OF_KIND = "not_of_kind"
    NOT_A_CHOICE = "not_a_choice"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    NO_SUCH_FIELD = "no_such_field"


@dataclass(frozen=True, slots=True)
class FormField:
    """One question; `reason` in both languages where an answer is required only under a condition."""

    key: str
    kind: FieldKind
    choices: tuple[str, ...]
    least: float | str | None
    most: float | str | None
    required: bool
    required_if: Condition | None
    reason: Mapping[str, str] | None
    show_if: Condition | None


@dataclass(frozen=True, slots=True)
class Form:
    """A form whose definition has been checked."""

    id: str
    version: int
    fields: Mapping[str, FormField]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one answer."""

    key: str
    wrong: Wrong
    reason: Mapping[str, str] | None = None


def shown(form: Form, answers: Answers) -> list[str]:
    """Return the keys of the questions that are open now, in the form's order."""
    return [key for key in form.fields if _is_shown(form, key, answers)]


def faults(form: Form, answers: Answers) -> list[Fault]:
    """Return what is wrong, in the form's order; answers to hidden questions do not count."""
    found = []
    for key in shown(form, answers):
        field, value = form.fields[key], said(answers.get(key))
        if value is None:
            if field.required:
                found.append(Fault(key, Wrong.MISSING))
            elif field.required_if and _is_met(field.required_if, form, answers):
                found.append(Fault(key, Wrong.MISSING, field.reason))
        elif wrong := _wrong(field, value):
            found.append(Fault(key, wrong))
    return found + [Fault(key, Wrong.NO_SUCH_FIELD) for key in sorted(answers) if key not in form.fields]


def sent(form: Form, answers: Answers) -> dict[str, Any]:
    """Return what leaves the phone: answers to open questions only, without blanks around words."""
    return {key: value for key in shown(form, answers) if (value := said(answers.get(key))) is not None}


def said(value: Any) -> Any:
    """Return an answer without blanks around it; None where nothing was said."""
    if isinstance(value, str):
        value = value.strip(BLANKS)
    return None if value is None or value in ("", []) else value


def _is_shown(form: Form, key: str, answers: Answers) -> bool:
    condition = form.fields[key].show_if
    return condition is None or _is_met(condition, form, answers)


def _is_met(condition: Condition, form: Form, answers: Answers) -> bool:
    if "all" in condition:
        return all(_is_met(one, form, answers) for one in condition["all"])
    if "any" in condition:
        return any(_is_met(one, form, answers) for one in condition["any"])
    key = condition["field"]
    value = said(answers.get(key)) if _is_shown(form, key, answers) else None
    # A question that nobody answered decides nothing, not even by what it is not.
    if value is None or _wrong(form.fields[key], value) in {Wrong.NOT_OF_KIND, Wrong.NOT_A_CHOICE}:
        return False
    given = value if isinstance(value, list) else [value]
    if "above" in condition:
        return bool(value > condition["above"])
    if "below" in condition:
        return bool(value < condition["below"])
    if "not" in condition:
        return condition["not"] not in given
    wanted = condition["in"] if "in" in condition else [condition["is"]]
    return any(one in wanted for one in given)


def _wrong(field: FormField, value: Any) -> Wrong | None:
    match field.kind:
        case FieldKind.YES_NO:
            return None if isinstance(value, bool) else Wrong.NOT_OF_KIND
        case FieldKind.NUMBER:
            return _outside(value, field) if _is_number(value) else Wrong.NOT_OF_KIND
        case FieldKind.TEXT:
            return _outside(len(value), field) if isinstance(value, str) else Wrong.NOT_OF_KIND
        case FieldKind.DATE:
            return _outside(value, field) if is_day(value) else Wrong.NOT_OF_KIND
        case FieldKind.PLACE:
            return None if _is_place(value) else Wrong.NOT_OF_KIND
        case FieldKind.CHOICE:
            if not isinstance(value, str):
                return Wrong.NOT_OF_KIND
            return None if value in field.choices else Wrong.NOT_A_CHOICE
    return _wrong_in_list(field, value)


def _wrong_in_list(field: FormField, value: Any) -> Wrong | None:
    is_list = isinstance(value, list) and all(isinstance(one, str) for one in value)
    if not is_list or len(set(value)) < len(value):
        return Wrong.NOT_OF_KIND
    if field.kind is FieldKind.MANY and not set(value) <= set(field.choices):
        return Wrong.NOT_A_CHOICE
    if field.kind is FieldKind.PHOTO and not all(SHA256.fullmatch(one) for one in value):
        return Wrong.NOT_OF_KIND
    return _outside(len(value), field)


def _outside(amount: Any, field: FormField) -> Wrong | None:
    if field.least is not None and amount < field.least:
        return Wrong.TOO_LITTLE
    return Wrong.TOO_MUCH if field.most is not None and amount > field.most else None


def _is_number(value: Any) -> bool:
    is_plain = isinstance(value, int | float) and not isinstance(value, bool)
    return is_plain and math.isfinite(value) and abs(value) <= NUMBER_MOST


def is_day(value: Any) -> bool:
    """Tell whether a text is a day of the calendar, as 2026-11-23."""
    found = DAY.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return False
    year, month, day = map(int, found.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return year > 0 and 1 <= month <= 12 and 1 <= day <= days[month - 1]


def _is_place(value: Any) -> bool:
    if not isinstance(value, Mapping) or value.get("crs") not in DECLARED:
        return False
    lon: Any = value.get("lon")
    lat: Any = value.get("lat")
    accuracy: Any = value.get("accuracy_m", 0)
    if not (_is_number(lon) and _is_number(lat) and _is_number(accuracy)) or accuracy < 0:
        return False
    return abs(lon) <= 180 and abs(lat) <= 90 and not (lon == 0 and lat == 0)


def read_form(definition: Mapping[str, Any]) -> Form:
    """Check a definition as it is loaded.

    Refuses `form.malformed`, `form.key_twice`, `form.unknown_field`, `form.condition` and `form.circle`, with the
    form's id and the place.
    """
    name = str(definition.get("id", ""))[:40]
    _need(KEY.fullmatch(name.replace("-", "_")), name, "id")
    version = definition.get("version")
    _need(isinstance(version, int) and not isinstance(version, bool) and version > 0, name, "version")
    _need(_is_told(definition.get("title")), name, "title")
    drafts = definition.get("fields")
    _need(isinstance(drafts, list) and drafts, name, "fields")
    fields: dict[str, FormField] = {}
    for number, draft in enumerate(drafts or (), 1):
        field = _read_field(name, draft, number)
        if field.key in fields:
            raise Refused("form.key_twice", form=name, key=field.key)
        fields[field.key] = field
    for field in fields.values():
        for condition in (field.show_if, field.required_if):
            if condition is not None:
                _check_condition(name, field.key, condition, fields)
    _refuse_circles(name, fields)
    return Form(name, int(version or 0), MappingProxyType(fields))


def _read_field(name: str, draft: Any, number: int) -> FormField:
    _need(isinstance(draft, Mapping), name, f"fields {number}")
    key = str(draft.get("key", ""))
    where = f"fields {number} {key[:40]}"
    _need(KEY.fullmatch(key), name, f"{where}: key")
    _need(draft.get("kind") in set(FieldKind), name, f"{where}: kind")
    _need(_is_told(draft.get("label")), name, f"{where}: label")
    for part in ("help", "unit"):
        _need(part not in draft or _is_told(draft[part]), name, f"{where}: {part}")
    _need(isinstance(draft.get("required", False), bool), name, f"{where}: required")
    kind = FieldKind(draft["kind"])
    least, most = _bounds(name, where, kind, draft)
    rule = draft.get("required_if")
    is_rule = isinstance(rule, Mapping) and _is_told(rule.get("reason")) and not draft.get("required")
    _need(rule is None or is_rule, name, f"{where}: required_if")
    return FormField(
        key, kind, _choices(name, where, kind, draft), least, most, draft.get("required", False),
        rule.get("condition", {}) if rule else None, rule["reason"] if rule else None, draft.get("show_if"),
    )  # fmt: skip


def _choices(name: str, where: str, kind: FieldKind, draft: Mapping[str, Any]) -> tuple[str, ...]:
    given = draft.get("choices", [])
    if kind not in {FieldKind.CHOICE, FieldKind.MANY}:
        _need("choices" not in draft, name, f"{where}: choices")
        return ()
    _need(isinstance(given, list) and len(given) > 1, name, f"{where}: choices")
    for one in given:
        is_choice = isinstance(one, Mapping) and KEY.fullmatch(str(one.get("key", "")))
        _need(is_choice and _is_told(one.get("label")), name, f"{where}: choices")
    keys = tuple(str(one["key"]) for one in given)
    _need(len(set(keys)) == len(keys), name, f"{where}: choices")
    return keys


def _bounds(
    name: str, where: str, kind: FieldKind, draft: Mapping[str, Any]
) -> tuple[float | str | None, float | str | None]:
    least, most = draft.get("min"), draft.get("max")
    is_bound = is_day if kind is FieldKind.DATE else _is_number
    for part, bound in (("min", least), ("max", most)):
        _need(bound is None or is_bound(bound), name, f"{where}: {part}")
    _need(least is None or most is None or least <= most, name, f"{where}: min, max")
    usual = {FieldKind.TEXT: TEXT_MOST, FieldKind.PHOTO: PHOTOS_MOST}
    return least, usual.get(kind) if most is None else most


def _check_condition(
    name: str, key: str, condition: Any, fields: Mapping[str, FormField], depth: int = 1
) -> None:
    where = f"{key}: {condition}"[:120]
    if not isinstance(condition, Mapping) or depth > DEEPEST:
        raise Refused("form.condition", form=name, where=where)
    for group in ("all", "any"):
        if group in condition:
            parts = condition[group]
            if len(condition) > 1 or not isinstance(parts, list) or not parts:
                raise Refused("form.condition", form=name, where=where)
            for part in parts:
                _check_condition(name, key, part, fields, depth + 1)
            return
    asked = condition.get("field")
    if not isinstance(asked, str) or asked not in fields:
        raise Refused("form.unknown_field", form=name, key=key, asked=str(asked)[:40])
    if not _is_comparable(condition, fields[asked]):
        raise Refused("form.condition", form=name, where=where)


def _is_comparable(condition: Condition, field: FormField) -> bool:
    if len(condition) != 2:
        return False
    [(how, value)] = [(how, value) for how, value in condition.items() if how != "field"]
    match field.kind:
        case FieldKind.NUMBER:
            return how in {"above", "below"} and _is_number(value)
        case FieldKind.YES_NO:
            return how in {"is", "not"} and isinstance(value, bool)
        case FieldKind.CHOICE | FieldKind.MANY if how == "in":
            return isinstance(value, list) and bool(value) and set(map(str, value)) <= set(field.choices)
        case FieldKind.CHOICE | FieldKind.MANY:
            return how in {"is", "not"} and value in field.choices
    return False


def _refuse_circles(name: str, fields: Mapping[str, FormField]) -> None:
    # A question may not decide about its own being shown or required, nor by way of others.
    rests = {key: _asked(field.show_if) for key, field in fields.items()}
    for key, field in fields.items():
        reached: set[str] = set()
        ahead = [*rests[key], *(one for one in _asked(field.required_if) if one == key)]
        while ahead:
            one = ahead.pop()
            if one == key:
                raise Refused("form.circle", form=name, key=key)
            if one not in reached:
                reached.add(one)
                ahead.extend(rests[one])


def _asked(condition: Condition | None) -> list[str]:
    if condition is None:
        return []
    parts: Sequence[Condition] = condition.get("all") or condition.get("any") or ()
    return (
        [str(condition["field"])] if "field" in condition else [key for one in parts for key in _asked(one)]
    )


def _is_told(words: Any) -> bool:
    return isinstance(words, Mapping) and all(
        isinstance(words.get(one), str) and words[one].strip() for one in ("zh", "en")
    )


def _need(is_right: object, name: str, where: str) -> None:
    if not is_right:
        raise Refused("form.malformed", form=name, where=where)
