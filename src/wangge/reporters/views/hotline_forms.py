"""Which forms stand on an order's page: one for each act that the rules let through?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wangge.foundation.refusals import told
from wangge.reporters.queries.hotline import OrderPage
from wangge.reporters.views.hotline_showing import (
    ACTS,
    CHANNELS,
    EMERGENCIES,
    MEANS,
    REWORKS,
    ROUTES,
    RULINGS,
)
from wangge.rules.errors import Refused
from wangge.rules.hotline import ROUTES as ROUTE_RULES
from wangge.rules.hotline import DeskAct, Given, Rework, Ruling, SpecialRoute

Field = dict[str, Any]
# What is done on most days stands open; the rest one press away.
FIRST = {DeskAct.REPORT, DeskAct.REPLY, DeskAct.CALL, DeskAct.SEND_BACK, DeskAct.DECIDE_REWORK, DeskAct.DECIDE_RULING,
         DeskAct.OPEN_CONTACT}  # fmt: skip
DANGER = {DeskAct.RULE, DeskAct.SEND_BACK}


def act_forms(
    found: OrderPage, typed_act: str, typed: Mapping[str, str], refused: Refused | None, *, proposed: str
) -> list[dict[str, Any]]:
    """Return the forms of a page: {act, label, url, fields, hint, is_main, is_danger, is_more, is_open}."""
    forms: list[dict[str, Any]] = []
    for act in found.acts:
        for code, label, fields, hint in _forms_of(act, found, proposed):
            is_typed = code == typed_act
            waits = found.order.route == code.removeprefix("route-") and found.order.told_at is None
            forms.append({
                "act": code, "label": label, "hint": hint,
                "fields": _filled(fields, typed, refused) if is_typed else fields, "is_open": is_typed or waits,
                "url": reverse("hotline:act", args=[found.order.id.hex, code]), "is_danger": act in DANGER,
                "is_main": not forms, "is_more": act not in FIRST and not waits,
            })  # fmt: skip
    return sorted(forms, key=lambda form: bool(form["is_more"]))


def _forms_of(act: DeskAct, found: OrderPage, proposed: str) -> list[tuple[str, str, list[Field], str]]:
    label = str(ACTS[act])
    if act is DeskAct.ROUTE:
        case_open = found.row.case is not None and found.row.case.is_open
        return [(f"route-{route}", str(ROUTES[route]), _route_fields(route, found), "")
                for route, rule in ROUTE_RULES.items() if rule.beside_case or not case_open]  # fmt: skip
    if act is DeskAct.CALL:
        second = _("This is the last attempt.") if found.order.missed else ""
        return [("call-reached", _("Call-back: reached"), _call_fields(), ""),
                ("call-missed", _("Call-back: not reached"), [_means()], second)]  # fmt: skip
    if act is DeskAct.OPEN_CONTACT:
        return [(act, label, [], "")]
    if act is DeskAct.EXTEND:
        until = _field("until", _("New limit"), "datetime-local")
        return [(act, label, [until, _words(_("Reason"))], "")]
    if act in {DeskAct.DECIDE_REWORK, DeskAct.DECIDE_RULING}:
        return [(act, label, [_outcome(act), _words(_("Reason"))], "")]
    if act is DeskAct.REPLY:
        hint = _("What the unit wrote when it was done is filled in; change it where you can say it better.")
        return [(act, label, [_words(_("Reply"), proposed)], hint if proposed else "")]
    return [(act, label, [_words(_("Report") if act is DeskAct.REPORT else _("Reason"))], "")]


def _route_fields(route: SpecialRoute, found: OrderPage) -> list[Field]:
    needs, fields = ROUTE_RULES[route].needs, []
    if Given.EMERGENCY in needs:
        fields.append(_field("emergency", _("Passed on to"), "radio", choices=_choices(EMERGENCIES)))
    if Given.CHANNEL in needs:
        chosen = found.order.channel
        fields.append(_field("channel", _("Channel"), "select", chosen, choices=_choices(CHANNELS)))
        fields.append(_field("receipt", _("Receipt of the petition office"), "text", required=False,
                             hint=_("A petition leaves with its receipt.")))  # fmt: skip
    if Given.EARLIER in needs:
        fields.append(_field("earlier", _("Number of the earlier order"), "text", found.order.earlier))
    if Given.WORDS in needs:
        fields.append(_words(_("What the caller was told")))
    return fields


def _call_fields() -> list[Field]:
    yes_no = [("yes", _("Yes")), ("no", _("No"))]
    asked = [
        ("responded", _("Did the unit get in touch?")), ("solved", _("Is it solved?")),
        ("satisfied", _("Are you content with how it was handled?")),
    ]  # fmt: skip
    fields = [_field(name, label, "radio", choices=yes_no) for name, label in asked]
    return [*fields, _means(), _words(_("In the caller's words"), required=False)]


def _means() -> Field:
    return _field("means", _("How"), "select", "phone", choices=_choices(MEANS))


def _outcome(act: DeskAct) -> Field:
    words, ends = (RULINGS, (Ruling.UPHELD, Ruling.LIFTED)), (REWORKS, (Rework.UPHELD, Rework.STRUCK))
    known, codes = words if act is DeskAct.DECIDE_RULING else ends
    return _field(
        "outcome", _("Decision"), "radio", choices=[(str(code), str(known[code])) for code in codes]
    )


def _words(label: str, value: str = "", *, required: bool = True) -> Field:
    return _field("words", label, "textarea", value, required=required)


def _field(
    name: str, label: str, kind: str, value: str = "", *, required: bool = True,
    choices: Sequence[tuple[str, str]] = (), hint: str = "",
) -> Field:  # fmt: skip
    return {"name": name, "label": label, "kind": kind, "value": value, "required": required,
            "choices": choices, "hint": hint, "error": ""}  # fmt: skip


def _choices(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(str(code), str(label)) for code, label in words.items()]


def _filled(fields: Sequence[Field], typed: Mapping[str, str], refused: Refused | None) -> list[Field]:
    wanted = str(refused.facts.get("field", "")) if refused else ""
    sentence = told(refused).sentence if refused else ""
    return [
        {**field, "value": typed.get(field["name"], field["value"]),
         "error": sentence if field["name"] == wanted else ""}
        for field in fields
    ]  # fmt: skip
