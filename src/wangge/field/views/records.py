"""How does a record that a phone sent read to a person at the desk, one version beside another?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wangge.cases.queries.desk import desk
from wangge.cases.queries.rows import language_now
from wangge.foundation.templatetags.wangge import clock
from wangge.territory.queries import units

RAW_MOST = 2000
OF_A_CASE = '{"case"'
TOLD_BY_CASES = frozenset({"at", "category", "words", "place", "point"})
FORMS: Mapping[str, "str | Promise"] = {
    "report": gettext_lazy("Report"),
    "act": gettext_lazy("Act on a case"),
    "voice": gettext_lazy("I saw it too"),
    "answers": gettext_lazy("Inspection form"),
}
LABELS: Mapping[str, "str | Promise"] = {
    "at": gettext_lazy("By the phone's clock"),
    "category": gettext_lazy("Kind"),
    "words": gettext_lazy("In words"),
    "place": gettext_lazy("Place"),
    "point": gettext_lazy("Point"),
    "unit": gettext_lazy("Grid"),
    "solved": gettext_lazy("Solved on the spot"),
    "source": gettext_lazy("How the place was found"),
    "case": gettext_lazy("Case"),
    "act": gettext_lazy("Act"),
    "department": gettext_lazy("Department"),
    "definition": gettext_lazy("Form"),
    "answers": gettext_lazy("Answers"),
    "files": gettext_lazy("Photos and files"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a record in each of its versions; empty where a version does not say it."""

    label: str
    cells: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.cells)) > 1


def title_of(form: str) -> str:
    """Return what a record is, in words."""
    return str(FORMS.get(form, _("Unknown form %(form)s") % {"form": form[:20]}))


def compared(county: str, contents: Sequence[str]) -> list[Line]:
    """Return the facts of a record's versions side by side; what cannot be read stands as it was sent.

    Where a case holds what the first said (`of_a_case`), only what a case tells is compared.
    """
    read = [_facts(county, content) for content in contents]
    keys = dict.fromkeys(key for facts in read for key in facts)
    if any(content.startswith(OF_A_CASE) for content in contents):
        keys = {key: None for key in keys if key in TOLD_BY_CASES}
    ordered = sorted(keys, key=lambda key: list(LABELS).index(key) if key in LABELS else len(LABELS))
    return [Line(str(LABELS.get(key, key)), tuple(facts.get(key, "") for facts in read)) for key in ordered]


def of_a_case(number: str, at: datetime, body: Mapping[str, object]) -> str:
    """Return what a case tells of the record that made it, in the shape of a record."""
    return json.dumps({"case": number, "at": at.isoformat(), "body": body}, ensure_ascii=False)


def _facts(county: str, content: str) -> dict[str, str]:
    try:
        record = json.loads(content)
    except ValueError:
        record = None
    if not isinstance(record, dict) or not isinstance(record.get("body"), dict):
        return {_("As it was sent"): content[:RAW_MOST]}
    body: dict[str, Any] = record["body"]
    facts = {"at": _moment(record.get("at"))}
    if body.get("lon") is not None and body.get("lat") is not None:
        facts["point"] = f"{_degrees(body['lon'])}, {_degrees(body['lat'])}"
    for key, value in body.items():
        if key not in {"lon", "lat", "accuracy_m", "crs"} and value not in (None, "", [], {}):
            facts[key] = _said(county, key, value)
    if files := record.get("files"):
        facts["files"] = str(len(files)) if isinstance(files, list) else str(files)[:RAW_MOST]
    return facts


def _said(county: str, key: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    if key == "category" and text in desk(county).categories:
        return desk(county).categories[text].name(language_now())
    if key == "unit" and text in units(county):
        return units(county)[text].name
    if key == "department" and text in desk(county).departments:
        return desk(county).departments[text].name
    return text[:RAW_MOST]


def _degrees(value: object) -> str:
    return f"{value:.6f}" if isinstance(value, float) else str(value)[:20]


def _moment(text: object) -> str:
    try:
        return clock(datetime.fromisoformat(str(text)))
    except ValueError:
        return str(text or "")[:40]
