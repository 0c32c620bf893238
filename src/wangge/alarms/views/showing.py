"""How are kinds, severities, reasons and units of alarms worded on pages?"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wangge.alarms.queries.groups import GroupRow
from wangge.cases.views.showing import case_url
from wangge.rules.alarms import AlarmKind, Severity
from wangge.territory.queries import units

KINDS: Mapping[str, "str | Promise"] = {
    AlarmKind.WATER_LEVEL: _("Water level"),
    AlarmKind.SMOKE: _("Smoke"),
    AlarmKind.TILT: _("Tilt"),
    AlarmKind.MANHOLE: _("Manhole cover"),
    AlarmKind.BIN: _("Bin"),
    AlarmKind.FIRE_LANE: _("Fire lane"),
    AlarmKind.WARNING: _("Public warning"),
}
# A shape and a word beside the colour; the four colours of public warnings.
SEVERITIES: Mapping[int, tuple[str, "str | Promise"]] = {
    Severity.BLUE: ("▽", _("blue")),
    Severity.YELLOW: ("◐", _("yellow")),
    Severity.ORANGE: ("▲", _("orange")),
    Severity.RED: ("◆", _("red")),
}
STATES: Mapping[str, "str | Promise"] = {"raised": _("alarm"), "cleared": _("all clear")}
STATUSES: Mapping[str, "str | Promise"] = {"test": _("Test"), "exercise": _("Exercise")}
VERDICTS: Mapping[str, "str | Promise"] = {"case": _("became a case"), "nothing": _("nothing, because")}


def shown(county: str, row: GroupRow, reasons: Mapping[str, str]) -> dict[str, Any]:
    """Return a group as templates read it."""
    group, known = row.group, units(county)
    shape, colour = SEVERITIES[group.level]
    return {
        "id": group.id.hex, "url": reverse("alarms:group", args=[group.id.hex]), "kind": KINDS[group.kind],
        "level": group.level, "shape": shape, "colour": colour, "count": group.count, "place": group.place,
        "unit": known[group.unit].name if group.unit in known else group.unit, "first_at": group.first_at,
        "last_at": group.last_at, "opened_at": group.opened_at, "is_storm": group.is_storm,
        "status": STATUSES.get(group.status, ""), "raised": row.raised, "flapping": row.flapping, "turns": row.turns,
        "device": row.device, "state": row.state.value, "gathered": row.gathered,
        "verdict": VERDICTS.get(row.verdict, ""), "reason": reasons.get(row.reason, row.reason), "words": row.words,
        "judged_at": row.judged_at, "judged_by": row.judged_by,
        "waited": row.judged_at - group.opened_at if row.judged_at else None,
        "case_url": case_url(row.case.hex) if row.case else "", "may_be_case": group.status == "actual",
        "parent_url": reverse("alarms:group", args=[row.parent.hex]) if row.parent else "",
        "judge_url": reverse("alarms:judge", args=[group.id.hex]), "kind_code": group.kind,
    }  # fmt: skip


def listed(**asked: str) -> str:
    """Return the address of the list narrowed as asked."""
    told = {name: value for name, value in asked.items() if value}
    address = reverse("alarms:alarms")
    return f"{address}?{urlencode(told)}" if told else address
